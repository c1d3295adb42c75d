"""What a stop does to the open orders, from stored rows; shared by the commands that stop."""

from __future__ import annotations

from bot.context import Context
from bot.order_text import summary
from core.domain.order import IN_FLIGHT, OPEN, Order
from core.domain.switches import HaltLevel, Scope, cancels, touches


def to_cancel(context: Context, scope: Scope, level: HaltLevel) -> list[Order]:
    """Give the open orders that a stop of this level and scope wants cancelled."""
    found = (o for o in context.uow.orders.all() if o.state in OPEN)
    return [o for o in found if cancels(level, o.intent) and touches(scope, o.intent)]


def number_unknown(context: Context, scope: Scope, level: HaltLevel) -> tuple[str, ...]:
    """Name the orders that cannot be cancelled yet, as nobody knows their number (INV-19)."""
    hit = [o for o in to_cancel(context, scope, level) if o.state in IN_FLIGHT]
    told = f"  {context.t('halt.number_unknown')}"
    return tuple(line for o in hit for line in (summary(o.intent, context.words), told))
