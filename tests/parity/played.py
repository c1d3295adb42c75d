"""The ports of a recorded day: they answer what was answered, and nothing that was not asked."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any

from bot.event_stage import EVENT, EventStage
from core.clock import SimClock
from core.domain.bar import Bar, Quote
from core.domain.commands import BrokerView, Command, Look, LookFailed, Seen, Tick
from core.domain.decision import RiskApproved
from core.domain.instrument import Instrument
from core.domain.order import Order
from core.flow.engine import Engine
from tests.parity.recording import AROUND, Call, Diverged, Recording, asked_of, origin

Ask = Callable[[str, tuple[Any, ...]], Awaitable[Any]]


class PlayedMarket:
    """A market whose answers come from `ask`."""

    def __init__(self, ask: Ask, recording: Recording) -> None:
        self._ask, self._listed = ask, tuple(recording.instruments.values())

    async def instruments(self) -> Sequence[Instrument]:
        return self._listed

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        return await self._ask("quotes", tuple(symbols))

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        return await self._ask("bars", (symbol, until, count))


class PlayedBroker:
    """A broker whose answers come from `ask`."""

    def __init__(self, ask: Ask, recording: Recording) -> None:
        self._ask = ask
        self.account, self.mode, self.encode = recording.account, recording.mode, recording.encode
        self.posts = 0

    async def submit(self, approved: RiskApproved) -> str:
        self.posts += 1
        return await self._ask("submit", asked_of(approved.intent))

    async def cancel(self, order: Order) -> None:
        await self._ask("cancel", (order.number,))

    async def look(self, day: date | None = None) -> BrokerView:
        return await self._ask("look", (day,))


class ByTask:
    """Answers each task of a live program in the order of its own questions, when it was answered.

    A task that asks for anything else than on the recorded day has diverged.
    """

    def __init__(self, recording: Recording) -> None:
        self._left: dict[str, deque[Call]] = defaultdict(deque)
        for call in recording.calls:
            if call.method != "beat":
                self._left[call.origin].append(call)

    async def ask(self, method: str, asked: tuple[Any, ...]) -> Any:
        left = self._left[origin()]
        if not left or (left[0].method, left[0].asked) != (method, asked):
            wanted = f"{left[0].method} {left[0].asked}" if left else "nothing more"
            raise Diverged(f"{origin()} asked for {method} {asked}; on the day: {wanted}")
        call = left.popleft()
        await _until(call.loop_s)
        return call.give()

    async def hints(self) -> AsyncIterator[Any]:
        for call in self._left["push"]:
            await _until(call.loop_s)
            yield call.give()
        await asyncio.Event().wait()

    def unasked(self) -> list[Call]:
        """Give what was asked on the day and never again."""
        return [call for left in self._left.values() for call in left if call.method != "hint"]


class ByTape:
    """Answers a backtest, and is the tape that moves it.

    While an answer is awaited everything else goes on: what the market loop of the day told the
    engine until then, jobs and presses. `stage` and `engine` are set once both are made.
    """

    stage: EventStage
    engine: Engine
    clock: SimClock

    def __init__(self, recording: Recording) -> None:
        self._calls = [call for call in recording.calls if call.method != "hint"]
        self._at = 0
        self._awaited: set[int] = set()
        self._reached: set[int] = set()

    def next_at(self) -> datetime | None:
        return self._calls[self._at].done if self._at < len(self._calls) else None

    async def play(self) -> None:
        place, call = self._at, self._calls[self._at]
        self._at += 1
        if place in self._awaited:
            self._reached.add(place)
        elif not _is_around(call):
            raise Diverged(
                f"{call.origin} asked for {call.method} {call.asked} at {call.at} on the day; "
                "the backtest never did"
            )
        else:
            await self.engine.ask(_told(call))

    async def ask(self, method: str, asked: tuple[Any, ...]) -> Any:
        place = self._place_of(method, asked)
        self._awaited.add(place)
        while place not in self._reached and not self._is_next(place):
            await self.stage.step()
        if place not in self._reached:
            self._at += 1
        call = self._calls[place]
        self.clock.move_to(max(call.done, self.clock.now()))
        return call.give()

    def _is_next(self, place: int) -> bool:
        following = self.stage.following()
        return self._at == place and (following is None or following[1] == EVENT)

    def _place_of(self, method: str, asked: tuple[Any, ...]) -> int:
        for place in range(self._at, len(self._calls)):
            call = self._calls[place]
            if place in self._awaited or _is_around(call):
                continue
            if (call.method, call.asked) == (method, asked):
                return place
        raise Diverged(f"{method} {asked} at {self.clock.now()}: nobody asked for it on the day")

    def unasked(self) -> list[Call]:
        return self._calls[self._at :]


def _is_around(call: Call) -> bool:
    return call.method == "beat" or call.origin in AROUND


def _told(call: Call) -> Command:
    """Give what the market loop told the engine of an answer."""
    failed = isinstance(call.answer, Exception)
    if call.method == "look":
        return LookFailed(str(call.answer)) if failed else Seen(call.answer)
    return Tick() if failed or call.method == "beat" else Look(tuple(call.answer))


async def _until(loop_s: float) -> None:
    loop = asyncio.get_running_loop()
    reached = loop.create_future()
    loop.call_at(loop_s, reached.set_result, None)
    await reached
