"""The one place that hands an order to a broker, and the looks that follow."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from core.domain.commands import Answered
from core.domain.decision import RiskApproved
from core.domain.order import Order
from core.errors import BrokerError, NotSent, Refused
from core.failpoint import failpoint
from core.flow.cancel_sender import CancelSender
from core.flow.desk import Desk
from core.flow.engine import Engine
from core.flow.last_line import last_word
from core.flow.looker import Looker
from core.ports import Broker

BROKER_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Errand:
    """One committed order that must go out once, with the gate's seal."""

    order: Order
    approved: RiskApproved


class BrokerGateway:
    """Sends each order once, reports the answer, and looks until nothing is open."""

    def __init__(self, engine: Engine, broker: Broker) -> None:
        self._engine = engine
        self._desk: Desk = engine.desk
        self._broker = broker
        self._queue: deque[Errand] = deque()
        self.news = asyncio.Event()
        self._desk.send, self._desk.encode = self.send, broker.encode
        self._looker = Looker(engine, broker)
        self.cancels = CancelSender(engine, broker)

    def send(self, order: Order, approved: RiskApproved) -> None:
        """Queue an order that was committed as SENDING."""
        failpoint("submit.before_queue")
        self._queue.append(Errand(order, approved))
        self.news.set()

    async def drain(self) -> bool:
        """Send what is queued; tells whether there was anything."""
        worked = False
        while self._queue:
            worked = True
            await self._send(self._queue.popleft())
        if worked:
            await self.look()
        return worked

    async def look(self) -> bool:
        """Take a complete look at today and at each earlier day with something to find out."""
        return await self._looker.look()

    def due(self) -> bool:
        """Tell whether an order in doubt, or the watch after one, wants a look now (6.4)."""
        return self._looker.due()

    def wanted(self) -> list[datetime]:
        """Give when each order that is looked for wants its next look."""
        return self._looker.wanted()

    async def _send(self, errand: Errand) -> None:
        failpoint("submit.before_latch")
        desk, intent = self._desk, errand.order.intent
        stopped = last_word(desk.latch, desk.uow, intent, desk.now)
        if stopped:
            await self._engine.ask(Answered(errand.order.id, refused=stopped))
            return
        failpoint("submit.before_send")
        answer = await self._submit(errand)
        failpoint("submit.after_send")
        await self._engine.ask(answer)
        failpoint("submit.after_outcome")

    async def _submit(self, errand: Errand) -> Answered:
        key = errand.order.id
        try:
            async with asyncio.timeout(BROKER_WAIT_S):
                number = await self._broker.submit(errand.approved)
        except NotSent as error:
            return Answered(key, refused=f"not sent: {error}")
        except Refused as error:
            return Answered(key, refused=str(error))
        except (BrokerError, OSError) as error:
            # Whatever is no proof is doubt (INV-04); a time-out is an OSError too.
            return Answered(key, in_doubt=str(error) or "no answer in time")
        return Answered(key, number=number)
