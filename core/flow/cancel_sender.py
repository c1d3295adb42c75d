"""Hands cancels to the broker: each once, all at the same time, never behind an order."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.domain.commands import CancelAnswered
from core.domain.order import Order
from core.errors import BrokerError, NotSent, Refused
from core.failpoint import failpoint
from core.flow.cancels import next_look_s
from core.flow.doubt import links
from core.flow.engine import Engine
from core.ports import Broker

# A last resort above the adapters' own limits: two minutes for its turn, one for the answer.
CANCEL_WAIT_S = 180.0


class CancelSender:
    """A queue beside the orders' own: an order that waits for its answer holds up no cancel.

    All that is queued goes out together; the broker's limiter paces it on its reserved lane, so
    that N cancels leave in N/r seconds whatever each answer takes (INV-19).
    """

    def __init__(self, engine: Engine, broker: Broker) -> None:
        self._engine = engine
        self._broker = broker
        self._queue: list[Order] = []
        self._under_way: set[str] = set()
        self.news = asyncio.Event()
        engine.desk.cancel = self.cancel

    def cancel(self, order: Order) -> None:
        """Queue a cancel that was committed; one that is under way is not asked for twice."""
        if order.id not in self._under_way:
            self._under_way.add(order.id)
            self._queue.append(order)
            self.news.set()

    def next_look_s(self) -> float | None:
        """Give the seconds until a cancel wants to be looked for, None when none does."""
        return next_look_s(self._engine.desk)

    async def drain(self) -> bool:
        """Send what is queued and report each answer; tells whether there was anything."""
        if not self._queue:
            return False
        queue, self._queue = self._queue, []
        await asyncio.gather(*(self._send(order) for order in queue))
        return True

    async def _send(self, order: Order) -> None:
        try:
            failpoint("cancel.before_send")
            answer = await self._ask(order)
            failpoint("cancel.after_send")
        finally:
            self._under_way.discard(order.id)
        await self._engine.ask(answer)
        failpoint("cancel.after_outcome")

    async def _ask(self, order: Order) -> CancelAnswered:
        # Each part that a router made of an order is cancelled by its own number.
        numbers = links.parts(order)
        if len(numbers) < 2:
            return await self._ask_one(order)
        parts = (self._ask_one(replace(order, number=number)) for number in numbers)
        answers = await asyncio.gather(*parts)
        # What is refused may be filled already: the other part's answer says more.
        return next((a for a in answers if a.in_doubt), None) or next(
            (a for a in answers if a.accepted), answers[0]
        )

    async def _ask_one(self, order: Order) -> CancelAnswered:
        try:
            async with asyncio.timeout(CANCEL_WAIT_S):
                await self._broker.cancel(order)
        except NotSent as error:
            return CancelAnswered(order.id, refused=f"not sent: {error}")
        except Refused as error:
            return CancelAnswered(order.id, refused=str(error))
        except (BrokerError, OSError) as error:
            # A time-out is an OSError too; whatever is no proof is doubt.
            return CancelAnswered(order.id, in_doubt=str(error) or "no answer in time")
        return CancelAnswered(order.id, accepted=True)
