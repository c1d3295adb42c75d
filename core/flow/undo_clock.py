"""Closes undo windows in time: fresh facts first, then the engine decides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from core.domain.commands import Release
from core.domain.order import Order
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.waiting_orders import ends_at, held

# What could not be decided for want of facts is tried again after this long, seconds.
AGAIN_S: Final = 1.0
Ask = Callable[[Order, Release], Awaitable[Result]]


class UndoClock:
    """Asks for the end of each window that is due; `ask` fetches facts and tells the engine."""

    def __init__(self, desk: Desk, ask: Ask) -> None:
        self._desk, self._ask = desk, ask
        self._not_before: dict[str, float] = {}

    async def drain(self) -> bool:
        """Close every window that is due; tells whether an order left or was taken back."""
        due = [o for o in held(self._desk) if self._is_due(o)]
        return any([await self._close(order) for order in due])

    def _is_due(self, order: Order) -> bool:
        now = self._desk.clock.monotonic()
        ended = not order.made_at <= self._desk.now < ends_at(self._desk, order)
        return ended and now >= self._not_before.get(order.id, now)

    async def _close(self, order: Order) -> bool:
        result = await self._ask(order, Release(order.id))
        if result.key != "release.waits":
            self._not_before.pop(order.id, None)
            return True
        self._not_before[order.id] = self._desk.clock.monotonic() + AGAIN_S
        return False
