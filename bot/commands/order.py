"""`order ID`: one order with its timeline, from stored rows."""

from __future__ import annotations

from bot.cancel_text import cancel_button
from bot.commands.base import Args, command
from bot.context import Context
from bot.doubt_list import line_of
from bot.find_order import find_order
from bot.order_text import progress_rows, summary
from bot.reply import Block, Button, Fields, Lines, Paragraph, Reply
from bot.trace import gather, timeline
from core.domain.order import IN_FLIGHT, OPEN


class OrderArgs(Args):
    """The order's id or the last four or more characters of it."""

    id: str = ""


@command("order", ko=("주문", "주문조회"), args=OrderArgs)
async def handle(context: Context, args: OrderArgs) -> Reply:
    """Show one order: what was ordered, how far it came, when what happened."""
    order = await find_order(context, args.id)
    trace = await gather(context, order.intent.correlation)
    fills = [f for f in trace.fills if f.order_id == order.id]
    blocks: tuple[Block, ...] = (
        Paragraph(summary(order.intent, context.words)),
        Fields(tuple(progress_rows(order, fills, context.words))),
        *((Paragraph(line_of(context, order)),) if order.state in IN_FLIGHT else ()),
        Paragraph(context.t("why.timeline")),
        Lines(tuple(timeline(context, trace))),
    )
    why = Button(context.t("button.why"), f"r:why {order.id[-12:]}")
    rows = ((why,), (cancel_button(order, context.words),)) if order.state in OPEN else ((why,),)
    title = context.t("order.title", name=order.intent.name)
    return Reply(title, blocks, buttons=rows, mode=order.intent.mode)
