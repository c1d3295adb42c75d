"""Complete looks at the broker: one at a time, paced, and planned while an order is in doubt."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import structlog

from core.domain.calendar import trading_date
from core.domain.commands import LookFailed, Seen
from core.domain.order import OPEN
from core.errors import ReadFailed
from core.failpoint import failpoint
from core.flow.desk import Desk
from core.flow.doubt.schedule import REST, next_look
from core.flow.engine import Engine
from core.ports import Broker


class Looker:
    """Looks and tells the engine what was seen, or that nothing was; repeats nothing by itself."""

    def __init__(self, engine: Engine, broker: Broker) -> None:
        self._engine = engine
        self._desk: Desk = engine.desk
        self._broker = broker
        self._looking = asyncio.Lock()
        self._tried: datetime | None = None
        self._rest_until = 0.0
        self._log = structlog.get_logger("gateway")

    async def look(self) -> bool:
        """Take a complete look at today and at each earlier day with something to find out."""
        async with self._looking:
            began, self._tried = self._desk.clock.monotonic(), self._desk.now
            whole = await self._look()
            took = self._desk.clock.monotonic() - began
            self._rest_until = began + took + REST * took
            return whole

    def due(self) -> bool:
        """Tell whether an order in doubt, or the watch after one, wants a look now (6.4)."""
        if self._looking.locked() or self._desk.clock.monotonic() < self._rest_until:
            return False
        return any(at <= self._desk.now for at in self.wanted())

    def wanted(self) -> list[datetime]:
        """Give when each order that is looked for wants its next look."""
        uow, calendar, now = self._desk.uow, self._desk.calendar, self._desk.now
        found = (
            next_look(order, uow.doubts.get(order.id), calendar, tried=self._tried, now=now)
            for order in uow.orders.all()
        )
        return [at for at in found if at is not None]

    async def _look(self) -> bool:
        for day in sorted(self._days()):
            failpoint("look.before_read")
            try:
                view = await self._broker.look(day)
            except ReadFailed as error:
                self._log.warning("look failed", day=day.isoformat(), error=str(error))
                await self._engine.ask(LookFailed(str(error)))
                return False
            failpoint("look.after_read")
            await self._engine.ask(Seen(view))
        failpoint("look.after_all")
        return True

    def _days(self) -> set[date]:
        watched = {d.order_id for d in self._desk.uow.doubts.all() if not d.closed}
        orders = [o for o in self._desk.uow.orders.all() if o.state in OPEN or o.id in watched]
        return {trading_date(o.sent_at) for o in orders if o.sent_at} | {self._desk.today}
