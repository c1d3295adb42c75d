"""Own strategies in the running engine: a failure stops the strategy, is told once, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.approval import ApprovalState
from core.domain.calendar import utc
from core.domain.commands import CloseDay, SetStrategy
from core.domain.signal import Side, Signal
from core.flow.failing import has_failed
from core.strategies.own import load_own
from tests.harness import ANN, DAY, OTHER, PRICE, SYMBOL, World, flat_bars

OWN = """
from decimal import Decimal
from typing import ClassVar, NamedTuple

from core.strategies.base import (
    NOTHING, STRATEGIES, Action, Decision, Strategy, StrategyParams,
)


class Row(NamedTuple):
    close: float


class Scalars(NamedTuple):
    none: int


class Params(StrategyParams):
    @property
    def stop(self):
        return Decimal("0.05")


@STRATEGIES.add("mine")
class Mine(Strategy):
    name = "mine"
    title = "내 전략"
    Params, Row = Params, Row
    REASONS: ClassVar[tuple[str, ...]] = ("", "always")

    @classmethod
    def warm_up(cls, params):
        return 1

    @classmethod
    def scalars(cls, params):
        return Scalars(0)

    @classmethod
    def features(cls, bars, params):
        return {"close": bars.close}

    @classmethod
    def decide(cls, row, held, params):
        if row.close == 49_999:
            return 1 / 0
        return NOTHING if held.shares else Decision(1, 0.1, 0.0, 1, 0.0, 0)

    @classmethod
    def explain(cls, row, reason, params):
        return "늘 삽니다", ()
"""
LINE = OWN.split("\n").index("            return 1 / 0") + 1


@pytest.fixture(autouse=True)
def mine(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "mine.py").write_text(OWN, encoding="utf-8")
    assert load_own(tmp_path) == ()
    yield
    load_own(None)


async def started(at: int = 15) -> World:
    world = await World.start(at=utc(DAY, at, 36))
    assert (await world.ask(SetStrategy("mine", ANN, running=True))).ok
    return world


def wishes(world: World, strategy: str = "mine") -> list[Signal]:
    return [s for s in world.uow.signals.all() if s.strategy == strategy]


async def close(world: World, closes: dict[str, int], ahead: int = 0) -> None:
    day = DAY
    for _ in range(ahead):
        day = world.desk.calendar.next_session(day).day
    world.clock.move_to(utc(day, 15, 36))
    bars = []
    for symbol, price in closes.items():
        (flat,) = flat_bars(symbol, 1)
        bars.append(replace(flat, day=day, opened_at=utc(day, 9), close=price, low=price))
    assert (await world.ask(CloseDay(day, tuple(bars)))).ok
    await world.runtime.settle()


def told(world: World, key: str) -> list[dict[str, str | int]]:
    face = world.faces["phone"]
    return [dict(o.fields) for o in face.shown if o.subject == key]


async def test_an_own_strategy_is_asked_like_any_other() -> None:
    world = await started()

    await close(world, {SYMBOL: PRICE})

    assert [(s.symbol, s.side, s.reason) for s in wishes(world)] == [
        (SYMBOL, Side.BUY, "늘 삽니다")
    ]


async def test_a_failure_is_told_with_file_line_and_symbol_and_stops_only_that_strategy() -> None:
    world = await started()
    assert (await world.ask(SetStrategy("macd", ANN, running=True))).ok

    await close(world, {SYMBOL: 49_999, OTHER: PRICE})

    (notice,) = told(world, "notice.strategy_failed")
    assert (notice["owner"], notice["symbol"]) == ("mine", SYMBOL)
    assert (notice["file"], notice["line"]) == ("mine.py", LINE)
    assert "ZeroDivisionError" in str(notice["error"])
    assert has_failed(world.desk, "mine")
    assert not has_failed(world.desk, "macd")
    assert [b.close for b in world.desk.history[SYMBOL]][-1] == 49_999, "the session was taken in"


async def test_a_failed_strategy_says_nothing_until_the_next_start() -> None:
    world = await started()
    await close(world, {SYMBOL: 49_999})
    before = len(wishes(world))

    await close(world, {SYMBOL: PRICE}, ahead=1)
    assert len(wishes(world)) == before
    assert len(told(world, "notice.strategy_failed")) == 1
    await world.restart()
    await close(world, {SYMBOL: PRICE}, ahead=2)

    assert len(wishes(world)) == before + 1
    assert not has_failed(world.desk, "mine")


async def test_stops_of_a_failed_strategy_are_still_watched() -> None:
    world = await started()
    await close(world, {SYMBOL: PRICE})
    world.clock.move_to(utc(world.desk.calendar.next_session(DAY).day, 8, 45))
    await world.look()
    (card,) = world.desk.open_cards()
    assert (await world.press(card)).ok
    order = world.order(card)
    world.broker.fill(order.number or "", order.intent.shares)
    await world.look(1)
    await close(world, {SYMBOL: 49_999}, ahead=1)
    assert has_failed(world.desk, "mine")

    day = world.desk.calendar.next_session(world.desk.today).day
    world.clock.move_to(utc(day, 10))
    world.market.prices[SYMBOL] = 47_000
    world.market.changes = {"base": 49_999}
    await world.look()

    (sale,) = [a for a in world.uow.approvals.all() if a.intent.side is Side.SELL]
    assert (sale.state, sale.intent.shares) == (ApprovalState.OPEN, order.intent.shares)


async def test_files_that_were_not_loaded_are_told_at_the_start(tmp_path: Path) -> None:
    world = await started()
    (tmp_path / "mine.py").write_text(OWN.replace("return NOTHING", "retrun NOTHING"))
    world.uow.plans.get("mine")
    troubles = load_own(tmp_path)

    world.desk.troubles = troubles
    world.desk, world.runtime = world._build()
    world.desk.troubles = troubles
    await world.boot()

    (notice,) = told(world, "notice.strategy_file")
    assert notice["file"] == "mine.py"
    assert notice["line"] == LINE + 1
    assert "mine" not in world.desk.params
    assert told(world, "notice.plan"), "the plan that cannot run is told as well"
    await close(world, {SYMBOL: PRICE})
    assert wishes(world) == []


async def test_a_failure_in_a_parameter_is_the_answer_to_the_person() -> None:
    world = await started()

    result = await world.ask(SetStrategy("mine", ANN, parameter="budget", value="much"))

    assert (result.ok, result.key) == (False, "strategy.bad")
    assert "budget" in str(result.fields["text"])
