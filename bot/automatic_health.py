"""Keeps the engine told of red checks, as long as a rule lets orders leave without a press."""

from __future__ import annotations

from typing import Final

from bot.app import App
from bot.context import ChecksCall
from core.clock import real_sleep
from core.domain.modes import OrderMode
from core.flow.modes import rules

EVERY_S: Final = 30.0


async def look_after(app: App, checks: ChecksCall) -> None:
    """Look at the program's health again and again; nothing automatic leaves without it."""
    while True:
        await tell(app, checks)
        await real_sleep(EVERY_S)


async def tell(app: App, checks: ChecksCall) -> None:
    """Tell the engine what is red now; nobody asks while no rule is automatic."""
    if any(r.mode is OrderMode.AUTO and not r.ended for r in rules(app.uow)):
        app.desk.hear_checks(tuple(c.name for c in await checks() if not c.ok))
