"""Which orders are in doubt, and how far the search for each has come; for answers only."""

from __future__ import annotations

from bot.context import Context
from bot.question_text import elapsed
from core.domain.order import IN_FLIGHT, Order


def in_doubt(context: Context) -> list[Order]:
    """Give the orders whose outcome is not known, oldest first."""
    return sorted((o for o in context.uow.orders.all() if o.state in IN_FLIGHT), key=lambda o: o.id)


def line_of(context: Context, order: Order) -> str:
    """Say for how long, after how many complete looks and with which finding."""
    doubt = context.uow.doubts.get(order.id)
    since = doubt.opened_at if doubt else order.sent_at or order.made_at
    span = elapsed(context.now - since, context.words)
    line = context.t("doubts.line", span=span, looks=doubt.looks if doubt else 0)
    return f"{line} · {context.t(f'finding.{doubt.finding.value}')}" if doubt else line
