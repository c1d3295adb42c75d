"""Looks at the health of the program: what `/doctor` shows and what must be green to resume."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import structlog

from bot.app import App
from bot.context import Check, ChecksCall
from bot.text import disk_room
from core.domain.order import IN_FLIGHT
from core.errors import CalendarRange, ReadFailed

FREE_BYTES = 200_000_000
OLD_LOOK = timedelta(minutes=10)
CALENDAR_AHEAD = timedelta(days=30)
_log = structlog.get_logger(__name__)


def free_bytes(folder: Path) -> int:
    """Give the bytes that a folder's disk has left."""
    return shutil.disk_usage(folder).free


class Line(Protocol):
    """A face over a network, as the doctor sees it."""

    name: str

    @property
    def connected(self) -> bool:
        """Tell whether people can be reached."""
        ...

    @property
    def trouble(self) -> str:
        """Name what is wrong: token, conflict, port or line; empty when nothing is known."""
        ...


def and_line(checks: ChecksCall, line: Line) -> ChecksCall:
    """Look at the line to a chat service too; only for a program that has one."""

    async def all_checks() -> Sequence[Check]:
        kind = "" if line.connected else line.trouble or "line"
        found, fix = (f"found.{kind}", f"fix.{line.name}_{kind}") if kind else ("", "")
        return (*await checks(), Check(line.name, ok=line.connected, text=found, fix=fix))

    return all_checks


class Doctor:
    """Makes all checks afresh each time; a check never changes anything."""

    def __init__(
        self, app: App, *, home: Path | None, free: Callable[[Path], int] = free_bytes
    ) -> None:
        self._app = app
        self._home = home
        self._free = free

    async def __call__(self) -> Sequence[Check]:
        """Give all checks, the red ones among them."""
        return (
            self._calendar(),
            self._latch(),
            self._disk(),
            await self._broker(),
            await self._market_data(),
            self._reconcile(),
            self._in_doubt(),
            self._outbox(),
            self._paired(),
            self._strategies(),
        )

    def _calendar(self) -> Check:
        ahead = (self._app.clock.now() + CALENDAR_AHEAD).date()
        try:
            self._app.calendar.next_session(ahead)
        except CalendarRange as error:
            _log.warning("check.calendar", error=str(error))
            return Check("calendar", ok=False, text="found.calendar")
        return Check("calendar", ok=True)

    def _latch(self) -> Check:
        broken = [s for s in self._app.desk.latch.read() if s.by == "latch"]
        return Check("latch", ok=not broken, text="found.latch" if broken else "")

    def _disk(self) -> Check:
        if self._home is None:
            return Check("disk", ok=True)
        free = self._free(self._home)
        return Check("disk", ok=free >= FREE_BYTES, text=disk_room(free))

    async def _broker(self) -> Check:
        ok = await self._app.runtime.gateway.look()
        return Check("broker", ok=ok)

    async def _market_data(self) -> Check:
        symbols = sorted(self._app.desk.instruments)[:1]
        try:
            quotes = await self._app.data.quotes(symbols)
        except ReadFailed as error:
            _log.warning("check.market_data", error=str(error))
            return Check("market_data", ok=False, text="found.market_data")
        return Check("market_data", ok=len(quotes) == len(symbols))

    def _reconcile(self) -> Check:
        desk = self._app.desk
        view, account = desk.view, desk.account
        if view is None or account is None:
            return Check("reconcile", ok=False)
        agrees = view.cash - account.cash == desk.cash_estimated
        same = agrees and not desk.differs_since and desk.now - view.at <= OLD_LOOK
        return Check("reconcile", ok=same)

    def _in_doubt(self) -> Check:
        doubt = [o for o in self._app.uow.orders.all() if o.state in IN_FLIGHT]
        return Check("in_doubt", ok=not doubt, text=", ".join(o.intent.name for o in doubt))

    def _outbox(self) -> Check:
        failing = [o for o in self._app.uow.outbox.all() if o.delivered_at is None and o.tries > 1]
        return Check("outbox", ok=not failing, text=str(len(failing)) if failing else "")

    def _paired(self) -> Check:
        return Check("paired", ok=any(self._app.uow.users.all()))

    def _strategies(self) -> Check:
        plans = [p for p in self._app.uow.plans.all() if p.running]
        broken = [p.name for p in plans if p.name not in self._app.desk.params]
        return Check("strategies", ok=not broken, text=", ".join(broken))
