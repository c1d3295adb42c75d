"""`orders`: what is open, then the latest that ended; each opens with a button."""

from __future__ import annotations

from typing import Final

from bot.commands.base import Args, command
from bot.context import Context
from bot.doubt_list import line_of
from bot.order_text import cancel_line, summary
from bot.reply import Button, Lines, Paragraph, Reply
from bot.take_back_text import state_text
from core.domain.calendar import kst_text
from core.domain.order import IN_FLIGHT, OPEN, Order

SHOWN: Final = 8


@command("orders", ko=("주문목록", "주문내역", "미체결"))
async def handle(context: Context, args: Args) -> Reply:  # noqa: ARG001
    """List open orders first, then the newest of the others."""
    stored = await context.views.orders(limit=50)
    hot = [o for o in context.uow.orders.all() if o.state in OPEN]
    rest = [o for o in stored if o.state not in OPEN]
    shown = [*sorted(hot, key=lambda o: o.id, reverse=True), *rest][:SHOWN]
    if not shown:
        none = Paragraph(context.t("orders.none"))
        return Reply(context.t("orders.title"), (none,), mode=context.mode)
    entries = Lines(tuple(line for o in shown for line in _entry(context, o)))
    buttons = [Button(_label(context, o), f"r:order {o.id[-12:]}") for o in shown]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    return Reply(context.t("orders.title"), (entries,), buttons=rows, mode=context.mode)


def _entry(context: Context, order: Order) -> tuple[str, ...]:
    state = state_text(order, context.words)
    done = context.t("order.filled_of", filled=order.filled, shares=order.intent.shares)
    at = kst_text(order.made_at, "%m-%d %H:%M")
    head = summary(order.intent, context.words), f"  {order.id[-6:]} {at} {state} {done}"
    more = [line_of(context, order)] if order.state in IN_FLIGHT else []
    more += [cancel_line(order, context.words)] if order.cancel_wanted else []
    return (*head, *(f"  {line}" for line in more if line))


def _label(context: Context, order: Order) -> str:
    side = context.t(f"side.{order.intent.side.value}")
    return f"{order.intent.name} {side} {order.id[-4:]}"
