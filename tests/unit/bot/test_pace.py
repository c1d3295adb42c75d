"""How fast the market runs, on a wall clock that runs by itself: real pauses, and none at night."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from bot.attention import FIRST_S, SILENCE_S, Attention
from bot.pace import play
from bot.stage import MINUTE, SECOND
from tests.loopback import LoopClock, run_quick

Moment = Callable[["FakeStage"], None]


class Wall(LoopClock):
    """The loop's time with a calendar that nobody reads here."""

    def now(self) -> datetime:
        return datetime(2026, 11, 2, tzinfo=UTC)


@dataclass
class FakeStage:
    """The market as the pace sees it: counts steps, changes by script, ends like an exchange."""

    ends_after: int
    awake: bool = True
    cards_open: bool = False
    question_open: bool = False
    window_open: bool = False
    costs_s: float = 0.0
    at: dict[int, Moment] = field(default_factory=dict)
    steps: list[tuple[float, timedelta]] = field(default_factory=list)
    heeded: int = 0

    @property
    def runtime(self) -> FakeStage:
        return self

    async def heed_latch(self) -> None:
        self.heeded += 1

    async def step(self, limit: timedelta = MINUTE) -> None:
        if len(self.steps) == self.ends_after:
            raise EOFError("the simulated market has no session left")
        self.steps.append((asyncio.get_running_loop().time(), limit))
        script = self.at.get(len(self.steps))
        if script is not None:
            script(self)
        await asyncio.sleep(self.costs_s)

    @property
    def limits(self) -> list[timedelta]:
        return [limit for _, limit in self.steps]

    @property
    def pauses(self) -> list[float]:
        """Give the real seconds from each step to the next."""
        times = [round(at, 6) for at, _ in self.steps]
        return [round(b - a, 6) for a, b in pairwise(times)]


def run(stage: FakeStage, *, speed: str, heard_at: tuple[float, ...] = ()) -> FakeStage:
    """Play to the market's end; somebody is heard at the given seconds."""

    async def work() -> None:
        attention = Attention(Wall())

        async def speaks() -> None:
            for at in heard_at:
                await asyncio.sleep(at - asyncio.get_running_loop().time())
                attention.heard()

        voice = asyncio.ensure_future(speaks())
        market: Any = stage
        with pytest.raises(EOFError, match="no session left"):
            await play(market, attention, speed=Decimal(speed), wall=Wall())
        voice.cancel()

    run_quick(work)
    return stage


@pytest.mark.parametrize(
    ("speed", "pause"), [("1", 60.0), ("60", 1.0), ("3600", 1 / 60), ("0.5", 120.0), ("0", 0.0)]
)
def test_a_minute_of_the_market_takes_what_the_speed_says(speed: str, pause: float) -> None:
    stage = run(FakeStage(20), speed=speed)
    assert stage.limits == [MINUTE] * 20
    assert stage.pauses == pytest.approx([pause] * 19, abs=1e-5)
    assert stage.heeded == 20


def test_nights_take_no_time_at_any_speed() -> None:
    stage = run(FakeStage(30, awake=False), speed="1")
    assert stage.pauses == [0.0] * 29


def test_the_time_a_step_needs_is_part_of_its_pause() -> None:
    assert run(FakeStage(10, costs_s=0.4), speed="60").pauses == [1.0] * 9


def test_a_step_longer_than_its_pause_is_followed_at_once() -> None:
    assert run(FakeStage(10, costs_s=2.5), speed="60").pauses == [2.5] * 9


@pytest.mark.parametrize("speed", ["0", "3600", "1"])
def test_open_cards_are_waited_for_second_by_second_as_long_as_they_live(speed: str) -> None:
    stage = run(FakeStage(100, cards_open=True), speed=speed)
    assert stage.limits.count(SECOND) == FIRST_S
    assert stage.limits[: int(FIRST_S)] == [SECOND] * int(FIRST_S)
    assert stage.pauses[: int(FIRST_S) - 1] == [1.0] * (int(FIRST_S) - 1)
    # Nobody answered: the market goes on at its own speed although cards are open.
    assert stage.limits[int(FIRST_S) :] == [MINUTE] * (100 - int(FIRST_S))


def test_whoever_was_heard_and_falls_silent_is_not_waited_for_longer() -> None:
    stage = run(FakeStage(100, cards_open=True), speed="3600", heard_at=(10.5,))
    assert stage.limits.count(SECOND) == 11 + SILENCE_S


def test_answering_keeps_the_market_at_the_persons_pace() -> None:
    heard = tuple(10.5 + 20 * n for n in range(12))
    stage = run(FakeStage(400, cards_open=True), speed="3600", heard_at=heard)
    assert stage.limits.count(SECOND) == int(heard[-1]) + 1 + SILENCE_S


def closes(stage: FakeStage) -> None:
    stage.cards_open = False


def opens(stage: FakeStage) -> None:
    stage.cards_open = True


def test_the_market_goes_on_as_soon_as_the_last_card_is_answered() -> None:
    stage = run(FakeStage(12, cards_open=True, at={5: closes}), speed="0")
    assert stage.limits == [SECOND] * 5 + [MINUTE] * 7


def test_new_cards_after_others_get_their_whole_life() -> None:
    stage = FakeStage(300, cards_open=True, at={100: closes, 101: opens})
    assert run(stage, speed="0").limits.count(SECOND) == 2 * FIRST_S


def test_a_question_is_waited_for_without_end_and_in_real_seconds() -> None:
    stage = run(FakeStage(500, awake=False, question_open=True), speed="0")
    assert stage.limits == [SECOND] * 500
    assert stage.pauses == [1.0] * 499


def test_stops_from_outside_are_heeded_after_every_step_also_while_waiting() -> None:
    stage = run(FakeStage(40, cards_open=True, question_open=True), speed="0")
    assert stage.heeded == len(stage.steps) == 40
