"""`doctor`: looks at everything that can be wrong and says what to do about it."""

from __future__ import annotations

from bot.commands.base import Args, command
from bot.context import Context
from bot.doctor_text import rows
from bot.reply import TURN, Button, Lines, Paragraph, Reply
from core.domain.journal import Severity


@command("doctor", ko=("진단", "점검"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """Run all checks and show each with its result."""
    checks = await context.checks()
    red = sum(not c.ok for c in checks)
    verdict = context.t("doctor.red", count=red) if red else context.t("doctor.green")
    blocks = (Paragraph(verdict), Lines(tuple(rows(context, checks))))
    again = Button(context.t("button.again"), f"{TURN}doctor")
    return Reply(
        context.t("doctor.title"),
        blocks,
        buttons=((again,),),
        severity=Severity.WARNING if red else Severity.INFO,
        mode=context.mode,
    )
