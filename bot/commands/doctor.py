"""`doctor`: looks at everything that can be wrong and says what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from bot.commands.base import Args, command
from bot.context import Check, Context
from bot.doctor.machine import font_check, rights_checks
from bot.doctor.records import watched
from bot.doctor.subject import Subject
from bot.doctor_text import rows
from bot.reply import TURN, Button, Lines, Paragraph, Reply
from core.domain.journal import Severity

# Where a finding has its remedy in the chat itself, a button leads there; none of them changes
# anything by itself.
LEADS: Final = {"in_doubt": "doubts", "strategies": "strategy", "reconcile": "positions"}


@command("doctor", ko=("진단", "점검"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """Run all checks and show each with its result."""
    checks = [*await context.checks(), *await asyncio.to_thread(_machine, context)]
    red = sum(not c.ok for c in checks)
    verdict = context.t("doctor.red", count=red) if red else context.t("doctor.green")
    blocks = (Paragraph(verdict), Lines(tuple(rows(context, checks))))
    return Reply(
        context.t("doctor.title"),
        blocks,
        buttons=_buttons(context, checks),
        severity=Severity.WARNING if red else Severity.INFO,
        mode=context.mode,
    )


def _machine(context: Context) -> Sequence[Check]:
    """Look at what hinders no order, so that a stop can be lifted all the same."""
    home = context.settings.home
    if not home.is_dir():
        return ()
    subject = Subject({"GAEMI_HOME": str(home)}, home, context.clock)
    watchdog = (watched(home),) if context.settings.watchdog else ()
    return (*rights_checks(subject), font_check(subject), *watchdog)


def _buttons(context: Context, checks: Sequence[Check]) -> tuple[tuple[Button, ...], ...]:
    wanted = [LEADS[c.name] for c in checks if not c.ok and c.name in LEADS]
    leads = tuple(Button(context.t(f"help.{name}"), f"{TURN}{name}") for name in wanted)
    again = Button(context.t("button.again"), f"{TURN}doctor")
    return (*((one,) for one in leads), (again,))
