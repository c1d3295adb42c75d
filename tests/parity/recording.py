"""A recorded day: every question to a port with its answer, and when both came.

Made by a run against `gaemi sim kis`; replayed by the ports of this module. Nothing in it knows
what the engine did with an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.clock import Clock
from core.domain.bar import Bar, Quote
from core.domain.commands import BrokerView
from core.domain.decision import RiskApproved
from core.domain.instrument import Instrument
from core.domain.order import Mode, Order, OrderIntent
from core.errors import GaemiError
from core.ports import Broker, MarketData

# What the market loop and the watch over doubts ask by themselves; all else is asked by the flow.
AROUND = frozenset({"quotes", "looks", "doubt"})


class Diverged(AssertionError):
    """A replay asked for something that was never asked on the recorded day."""


@dataclass(frozen=True, slots=True)
class Call:
    """One question: who asked what and when, and what came back when.

    `origin` is the name of the task that asked. A `beat` is no question: the market loop rested.
    """

    origin: str
    method: str
    asked: tuple[Any, ...]
    at: datetime
    done: datetime
    loop_s: float  # when it was done, by the loop's own time
    answer: Any = None

    def give(self) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@dataclass(slots=True)
class Recording:
    """Calls in the order of their answers, the broker's list, and where the account began."""

    start: datetime
    end: datetime
    account: str
    mode: Mode
    symbols: tuple[str, ...]
    instruments: dict[str, Instrument]
    encode: Callable[[OrderIntent], bytes]
    calls: list[Call] = field(default_factory=list)

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]


def origin() -> str:
    task = asyncio.current_task()
    assert task is not None
    return task.get_name()


class Recorder:
    """Takes down what passes through the ports of a run."""

    def __init__(self, recording: Recording, clock: Clock) -> None:
        self.recording, self._clock = recording, clock

    def note(self, method: str, asked: tuple[Any, ...], at: datetime, answer: Any) -> None:
        done, loop_s = self._clock.now(), asyncio.get_running_loop().time()
        self.recording.calls.append(Call(origin(), method, asked, at, done, loop_s, answer))

    async def taken(self, method: str, asked: tuple[Any, ...], work: Awaitable[Any]) -> Any:
        at = self._clock.now()
        try:
            answer = await work
        except GaemiError as error:
            self.note(method, asked, at, error)
            raise
        self.note(method, asked, at, answer)
        return answer

    async def hints(self, source: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for one in source:
            self.note("hint", (), self._clock.now(), one)
            yield one

    def beat(self) -> None:
        self.note("beat", (), self._clock.now(), None)


class TakenMarket:
    """A market whose answers are taken down."""

    def __init__(self, real: MarketData, recorder: Recorder) -> None:
        self._real, self._taken = real, recorder.taken

    async def instruments(self) -> Sequence[Instrument]:
        return await self._real.instruments()

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        return await self._taken("quotes", tuple(symbols), self._real.quotes(symbols))

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        work = self._real.daily_bars(symbol, until=until, count=count)
        return await self._taken("bars", (symbol, until, count), work)


class TakenBroker:
    """A broker whose answers are taken down."""

    def __init__(self, real: Broker, recorder: Recorder) -> None:
        self._real, self._taken = real, recorder.taken
        self.account, self.mode, self.encode = real.account, real.mode, real.encode

    @property
    def posts(self) -> int:
        return self._real.posts

    async def submit(self, approved: RiskApproved) -> str:
        return await self._taken("submit", asked_of(approved.intent), self._real.submit(approved))

    async def cancel(self, order: Order) -> None:
        await self._taken("cancel", (order.number,), self._real.cancel(order))

    async def look(self, day: date | None = None) -> BrokerView:
        return await self._taken("look", (day,), self._real.look(day))


def asked_of(intent: OrderIntent) -> tuple[Any, ...]:
    """Give an order without the identifiers and instants of the run that asked for it."""
    return (intent.symbol, intent.side, intent.shares, intent.kind, intent.price)
