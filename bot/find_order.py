"""Finds the order that a person means by the end of its id or by the broker's number."""

from __future__ import annotations

from collections.abc import Callable

from bot.commands.base import UsageError
from bot.context import Context
from core.domain.order import Order


async def find_order(context: Context, ending: str) -> Order:
    """Give the one order meant; raises UsageError when it is none or one of several."""
    hits = await orders_like(context, ending)
    if not hits:
        raise UsageError("order.none", found=ending.strip().upper())
    if len(hits) > 1:
        ids = ", ".join(o.id[-10:] for o in hits[:5])
        raise UsageError("order.several", found=ending.strip().upper(), ids=ids)
    return hits[0]


async def orders_like(
    context: Context, ending: str, *, fits: Callable[[Order], bool] = lambda _order: True
) -> list[Order]:
    """Give the orders whose id ends so, or whose number at the broker it is, newest first.

    Raises UsageError for less than four characters: they would fit too many.
    """
    end = ending.strip().upper()
    if len(end) < 4:
        raise UsageError("order.short", found=end)
    stored = await context.views.orders(limit=500)
    known = {o.id: o for o in [*stored, *context.uow.orders.all()] if fits(o)}
    hits = [o for o in known.values() if o.id.endswith(end) or o.number == end]
    return sorted(hits, key=lambda o: o.id, reverse=True)
