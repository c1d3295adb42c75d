"""A market that moves by itself: polls quotes, looks at the broker in time, heeds push hints.

The live counterpart of `bot/stage.py`. A hint only pulls the next look forward; nothing of it
is ever booked (INV-44).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

import structlog

from bot.focus import in_focus, quote_focus
from core.clock import Clock, real_sleep
from core.domain.calendar import Phase, trading_date
from core.domain.commands import Evaluate, Look, Tick
from core.domain.order import IN_FLIGHT, OPEN
from core.errors import ReadFailed
from core.flow.alerts.symbols import symbols_of_alerts
from core.flow.runtime import Runtime
from core.ports import MarketData

# Frames come in bunches: this much of them share one look.
HINT_S: Final = 0.1
DOUBT_LOOK_S: Final = 10.0
# While a card is open its press finds a fresh snapshot, and waits for nothing.
CARD_LOOK_S: Final = 8.0
OPEN_LOOK_S: Final = 60.0
QUIET_LOOK_S: Final = 300.0
CLOSED_LOOK_S: Final = 1800.0
IDLE_S: Final = 2.0
AGAIN_S: Final = 10.0
JOB_AGAIN_S: Final = 60.0

Sleep = Callable[[float], Awaitable[None]]
_log = structlog.get_logger("market")


class LiveMarket:
    """Keeps quotes and looks of one account fresh; `symbols` are the ones strategies may trade.

    `clock` is the trading clock. `pause_s` lies between two quotes, so that looks and presses
    find room within the broker's limit.
    """

    def __init__(
        self,
        runtime: Runtime,
        data: MarketData,
        *,
        clock: Clock,
        symbols: Iterable[str],
        pause_s: float = 0.5,
        sleep: Sleep = real_sleep,
    ) -> None:
        self._runtime = runtime
        self._desk = runtime.desk
        self._data = data
        self._clock = clock
        self._symbols = tuple(symbols)
        self._pause_s = pause_s
        self._sleep = sleep
        self._hinted = asyncio.Event()
        self._calm = asyncio.Event()
        self._calm.set()
        self._presses = 0
        self._moved: dict[str, None] = {}
        self._turn = 0
        self._failing = ""

    async def open(self) -> None:
        """Wait for the first complete look, then decide on the history at the very first start."""
        while self._desk.view is None and not await self._runtime.gateway.look():
            await self._sleep(AGAIN_S)
        before = self._desk.calendar.previous_session(trading_date(self._clock.now()))
        await self._runtime.engine.ask(Evaluate(before.day))

    async def run(self) -> None:
        """Poll and look until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._quotes(), name="quotes")
            group.create_task(self._looks(), name="looks")

    def look_soon(self) -> None:
        """Pull the next look forward to now."""
        self._hinted.set()

    def moved(self, symbol: str) -> None:
        """Quote a symbol next, if anything depends on it."""
        self._moved[symbol] = None

    @contextmanager
    def pressing(self) -> Iterator[None]:
        """Leave the broker's limit to a press while it is being judged."""
        self._presses += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._presses -= 1
            if not self._presses:
                self._calm.set()

    @property
    def awake(self) -> bool:
        """Tell whether orders can be sent now: auctions and continuous trading."""
        session = self._desk.calendar.session(trading_date(self._clock.now()))
        if session is None:
            return False
        return session.phase(self._clock.now()) not in (Phase.CLOSED, Phase.POST_CLOSE)

    async def refresh(self) -> None:
        """Quote everything that anybody holds or waits for; raises ReadFailed."""
        await quote_focus(self._runtime, self._data, self._symbols)

    async def until_done(
        self, work: Callable[[datetime], Awaitable[None]], name: str, at: datetime
    ) -> None:
        """Do a job of the day, again each minute while the broker does not answer."""
        while True:
            try:
                return await work(at)
            except ReadFailed as error:
                _log.warning("job failed", job=name, error=str(error))
                await self._sleep(JOB_AGAIN_S)

    def look_in_s(self) -> float:
        """Give the seconds until the next look is due without a hint."""
        view = self._desk.view
        if view is None:
            return AGAIN_S
        age = (self._clock.now() - view.at).total_seconds()
        # A look from the future was made before the clock was set back: a new one is due.
        return max(0.0, self._every_s() - age) if age >= 0 else 0.0

    def _every_s(self) -> float:
        orders = list(self._desk.uow.orders.all())
        if any(o.state in IN_FLIGHT for o in orders):
            return DOUBT_LOOK_S
        if self._desk.open_approvals():
            return CARD_LOOK_S
        if any(o.state in OPEN for o in orders):
            return OPEN_LOOK_S
        return QUIET_LOOK_S if self.awake else CLOSED_LOOK_S

    async def _looks(self) -> None:
        while True:
            await self._next_look()
            if not await self._runtime.gateway.look():
                await self._recover()

    async def _recover(self) -> None:
        # A list that changed while it was read fails too: news must not wait ten seconds for it.
        for _ in range(int(AGAIN_S)):
            await self._sleep(1.0)
            if self._hinted.is_set():
                return

    async def _next_look(self) -> None:
        # Asked anew each second or two: an order may have gone out since.
        while not self._hinted.is_set() and (wait := self.look_in_s()) > 0:
            try:
                async with asyncio.timeout(min(wait, IDLE_S)):
                    await self._hinted.wait()
            except TimeoutError:
                continue
        if self._hinted.is_set():
            await self._sleep(HINT_S)
        self._hinted.clear()

    async def _quotes(self) -> None:
        while True:
            if not self.awake or not self._watched():
                await self._runtime.engine.ask(Tick())
                await self._sleep(IDLE_S)
                continue
            for symbol in self._round():
                await self._calm.wait()
                await self._quote(symbol)
                await self._sleep(self._pause_s)

    async def _quote(self, symbol: str) -> None:
        try:
            quotes = tuple(await self._data.quotes([symbol]))
        except ReadFailed as error:
            self._say_failing(str(error))
            await self._runtime.engine.ask(Tick())
            return
        self._say_failing("")
        await self._runtime.engine.ask(Look(quotes))

    def _say_failing(self, why: str) -> None:
        # Only the change: a source that is down would fill the log.
        if why and not self._failing:
            _log.warning("quotes fail", error=why)
        elif self._failing and not why:
            _log.info("quotes are back")
        self._failing = why

    def _watched(self) -> list[str]:
        """Give what may be traded, and what people only want to be told of."""
        return list(dict.fromkeys((*self._symbols, *symbols_of_alerts(self._desk))))

    def _round(self) -> Sequence[str]:
        """Give what to quote next: what depends on a price now, then one of the others."""
        focus = in_focus(self._desk, self._symbols)
        moved, self._moved = self._moved, {}
        first = [s for s in focus if s in moved]
        rest = [s for s in self._watched() if s not in focus]
        self._turn += 1
        other = [rest[self._turn % len(rest)]] if rest else []
        return [*first, *(s for s in focus if s not in moved), *other]
