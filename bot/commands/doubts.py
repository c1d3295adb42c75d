"""`doubts`: the orders whose outcome nobody knows, and their questions once more."""

from __future__ import annotations

from typing import Final

from bot.commands.base import Args, command
from bot.context import Context
from bot.doubt_list import in_doubt, line_of
from bot.order_text import summary
from bot.reply import Lines, Paragraph, Reply
from core.domain.commands import AskDoubt
from core.domain.doubt import ASKED
from core.domain.journal import Severity
from core.domain.order import Order

SHOWN: Final = 6


@command("doubts", ko=("확인중", "확인목록"), changes=True)
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """List the orders in doubt; the question of each that waits for a person comes again."""
    orders = in_doubt(context)[:SHOWN]
    if not orders:
        none = Paragraph(context.t("doubts.none"))
        return Reply(context.t("doubts.title"), (none,), mode=context.mode)
    entries = Lines(tuple(row for o in orders for row in _entry(context, o)))
    asked = [await _ask(context, o) for o in orders]
    more = (Paragraph(context.t("doubts.again")),) if any(asked) else ()
    title = context.t("doubts.title")
    return Reply(title, (entries, *more), severity=Severity.WARNING, mode=context.mode)


def _entry(context: Context, order: Order) -> tuple[str, str]:
    return f"{order.id[-6:]} {summary(order.intent, context.words)}", f"  {line_of(context, order)}"


async def _ask(context: Context, order: Order) -> bool:
    doubt = context.uow.doubts.get(order.id)
    if doubt is None or doubt.finding not in ASKED:
        return False
    return (await context.door.ask(AskDoubt(order.id, context.actor))).ok
