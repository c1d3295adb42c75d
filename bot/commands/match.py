"""`match ORDER NUMBER`: the broker's number of an order in doubt, typed by a person."""

from __future__ import annotations

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.find_order import find_order
from bot.reply import Reply, plain
from core.domain.commands import MatchNumber
from core.domain.journal import Severity


class MatchArgs(Args):
    """The order's id or the end of it, then the number that the broker's app shows."""

    order: str = ""
    number: str = ""


@command("match", ko=("주문번호",), args=MatchArgs, changes=True)
async def handle(context: Context, args: MatchArgs) -> Reply:
    """Have the engine compare the number with a complete look of right now."""
    if not args.order or not args.number:
        raise UsageError("match.usage")
    order = await find_order(context, args.order)
    result = await context.door.ask(MatchNumber(order.id, args.number, context.actor))
    return plain(
        context.words.said(result.key, result.fields),
        title=context.t("order.title", name=order.intent.name),
        severity=Severity.INFO if result.ok else Severity.WARNING,
    )
