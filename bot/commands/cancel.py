"""`cancel [ORDER]`: take back what is still open; without an order a list to press on."""

from __future__ import annotations

from typing import Final

from bot.cancel_text import cancel_button
from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.find_order import orders_like
from bot.order_text import summary
from bot.reply import Lines, Paragraph, Reply, plain
from bot.take_back_text import state_text
from bot.valuation import symbol_of
from core.domain.commands import CancelOrder
from core.domain.journal import Severity
from core.domain.order import OPEN, Order

SHOWN: Final = 8


class CancelArgs(Args):
    """The end of the order's id, its number at the broker, or a code or name; none lists all."""

    order: str = ""


@command("cancel", ko=("취소", "주문취소"), args=CancelArgs, changes=True)
async def handle(context: Context, args: CancelArgs) -> Reply:
    """Ask the broker to cancel the one order meant, or show those that could be."""
    if not args.order:
        return _list(context, _open(context), "cancel.choose")
    meant = await _meant(context, args.order)
    if len(meant) > 1:
        return _list(context, meant, "cancel.several")
    result = await context.door.ask(CancelOrder(meant[0].id, context.actor))
    return plain(
        context.words.said(result.key, result.fields),
        title=context.t("order.title", name=meant[0].intent.name),
        severity=Severity.INFO if result.ok else Severity.WARNING,
    )


def _open(context: Context) -> list[Order]:
    found = [o for o in context.uow.orders.all() if o.state in OPEN]
    return sorted(found, key=lambda o: o.id, reverse=True)


async def _meant(context: Context, text: str) -> list[Order]:
    """Give the orders meant, open ones before others; raises UsageError when there is none."""
    symbol = await symbol_of(context, text)
    if symbol is not None:
        hits = [o for o in _open(context) if o.intent.symbol == symbol]
        if not hits:
            raise UsageError("cancel.none_of", found=text)
        return hits
    hits = await orders_like(context, text)
    if not hits:
        raise UsageError("order.none", found=text.strip().upper())
    return [o for o in hits if o.state in OPEN] or hits[:1]


def _list(context: Context, orders: list[Order], key: str) -> Reply:
    title = context.t("cancel.title")
    if not orders:
        return Reply(title, (Paragraph(context.t("cancel.nothing")),), mode=context.mode)
    shown = orders[:SHOWN]
    entries = Lines(tuple(line for o in shown for line in _entry(context, o)))
    blocks = (entries, Paragraph(context.t(key)))
    buttons = tuple((cancel_button(o, context.words),) for o in shown)
    return Reply(title, blocks, buttons=buttons, mode=context.mode)


def _entry(context: Context, order: Order) -> tuple[str, str]:
    state = state_text(order, context.words)
    done = context.t("order.filled_of", filled=order.filled, shares=order.intent.shares)
    return summary(order.intent, context.words), f"  {order.id[-6:]} {state} {done}"
