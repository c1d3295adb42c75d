"""What people asked to be told of is told at looks, once a crossing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.domain.alert import AlertState, ChangeAlerts, Condition, Measure, SetAlert, Toward
from core.domain.calendar import utc
from core.domain.journal import Severity
from core.domain.position import PERSON, Book
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder, SetLevel
from tests.alert_world import HIGH, LEVEL, LOW, asked, next_day, price, state, told, words
from tests.harness import ANN, DAY, OTHER, PRICE, SYMBOL, World


async def test_a_price_that_reaches_its_level_speaks_once_to_its_person_alone() -> None:
    world = await World.start()
    alert = await asked(world)
    await price(world, LEVEL - 50)
    assert not told(world)
    await price(world, LEVEL)
    (row,) = told(world)
    assert (row.face, row.chat, row.correlation) == (ANN.face, ANN.chat, alert.id)
    assert row.severity is Severity.INFO
    assert words(world) == {
        "alert": alert.id, "number": 1, "measure": "price", "symbol": SYMBOL, "toward": "above",
        "level": "51000", "periods": "", "value": "51000", "price": LEVEL, "again": 0,
        "at": int(world.clock.now().timestamp()), "touch": 0, "day": DAY.isoformat(),
    }  # fmt: skip
    assert state(world, alert) is AlertState.DONE
    await price(world, LEVEL + 500)
    assert len(told(world)) == 1


async def test_a_gap_through_the_level_speaks() -> None:
    world = await World.start()
    await asked(world, LOW)
    await next_day(world, 9)
    await price(world, 45_000)
    assert words(world)["value"] == "45000"


async def test_what_holds_already_is_said_at_once_instead() -> None:
    world = await World.start()
    met = await world.ask(SetAlert(ANN, replace(HIGH, level=Decimal(PRICE))))
    assert (met.key, met.fields["value"]) == ("alert.met", "50000")
    assert not list(world.uow.alerts.all())


async def test_a_touch_between_two_looks_is_told_as_a_touch() -> None:
    world = await World.start()
    await price(world, PRICE, high=50_500, low=49_500)
    await asked(world)
    await price(world, PRICE, high=51_200, low=49_500)
    assert (words(world)["value"], words(world)["touch"]) == ("51200", 1)
    assert words(world)["price"] == PRICE


async def test_what_the_day_touched_before_the_alert_was_set_does_not_count() -> None:
    world = await World.start()
    await price(world, PRICE, high=52_000, low=48_000)
    await asked(world)
    await asked(world, LOW)
    await price(world, PRICE, high=52_000, low=48_000)
    assert not told(world)
    await price(world, PRICE, high=52_000, low=47_950)
    assert words(world)["value"] == "47950"
    await price(world, PRICE, high=52_050, low=47_950)
    assert words(world)["value"] == "52050"


async def test_the_next_day_all_of_the_day_counts() -> None:
    world = await World.start()
    await price(world, PRICE, high=52_000, low=48_000)
    await asked(world)
    await next_day(world)
    await price(world, PRICE, high=51_100, low=49_900)
    assert (words(world)["value"], words(world)["touch"]) == ("51100", 1)


async def test_a_stock_that_nobody_looked_at_before_is_judged_from_its_first_look() -> None:
    world = await World.start()
    world.desk.quotes.clear()
    world.desk.history.clear()
    await asked(world)
    move = await asked(world, Condition(Measure.MOVE, SYMBOL, Toward.ABOVE, Decimal("0.02")))
    assert move.reference == 0
    await price(world, PRICE, high=52_000, low=48_000)
    assert not told(world)
    found = world.uow.alerts.get(move.id)
    assert found is not None
    assert (found.reference, found.high) == (PRICE, 52_000)
    await price(world, LEVEL, high=52_000, low=48_000)
    assert [dict(o.fields)["measure"] for o in told(world)] == ["price", "move"]


async def test_again_waits_for_the_way_back() -> None:
    world = await World.start()
    alert = await asked(world, again=True)
    for won in (51_000, 51_500, 50_950, 51_000):
        await price(world, won)
    assert (len(told(world)), state(world, alert)) == (1, AlertState.WAITING)
    await price(world, 50_745)
    assert state(world, alert) is AlertState.ARMED
    await price(world, 51_000)
    assert (len(told(world)), words(world)["again"]) == (2, 1)
    found = world.uow.alerts.get(alert.id)
    assert found is not None
    assert found.times == 2


@pytest.mark.parametrize(
    ("condition", "won", "value"),
    [
        (Condition(Measure.CHANGE, SYMBOL, Toward.ABOVE, Decimal("0.05")), 52_500, "0.05"),
        (Condition(Measure.CHANGE, SYMBOL, Toward.BELOW, Decimal("-0.05")), 47_500, "-0.05"),
        (Condition(Measure.MOVE, SYMBOL, Toward.BELOW, Decimal("-0.03")), 48_000, "-0.04"),
    ],
)
async def test_ratios_speak_from_the_price_they_are_reckoned_from(
    condition: Condition, won: int, value: str
) -> None:
    world = await World.start()
    await asked(world, condition)
    await price(world, won)
    assert words(world)["value"] == value


async def test_a_return_is_on_one_s_own_cost_and_needs_a_holding() -> None:
    world = await World.start()
    gain = Condition(Measure.RETURN, SYMBOL, Toward.ABOVE, Decimal("0.1"))
    assert (await world.ask(SetAlert(ANN, gain))).key == "alert.unknown"
    await world.hold(10)
    await asked(world, gain)
    await price(world, 54_900)
    assert not told(world)
    await price(world, 55_100)
    book = next(b for b in world.uow.books.all() if b.shares)
    assert Decimal(str(words(world)["value"])) == round(Decimal(book.profit(55_100)) / book.cost, 6)


async def test_a_price_of_before_a_purchase_is_no_return_on_what_was_paid_then() -> None:
    world = await World.start()
    world.uow.books.put(Book(PERSON, SYMBOL, 10, 600_000, 600_000, DAY))
    world.broker.held[SYMBOL] = 10
    await world.uow.commit()
    await price(world, 60_000, high=60_000, low=60_000)
    await asked(world, Condition(Measure.RETURN, SYMBOL, Toward.ABOVE, Decimal("0.05")))
    await next_day(world)
    await price(world, 50_000, high=62_000, low=50_000)
    await world.hold(90)
    await price(world, 50_000, high=62_000, low=50_000)
    assert not told(world)
    await next_day(world)
    await price(world, 52_000, high=54_000, low=50_000, base=50_000)
    assert words(world)["touch"] == 1


async def test_a_change_speaks_once_a_day_and_anew_the_next() -> None:
    world = await World.start()
    rise = Condition(Measure.CHANGE, SYMBOL, Toward.ABOVE, Decimal("0.05"))
    await asked(world, rise, again=True)
    for won in (52_500, 50_000, 53_000):
        await price(world, won)
    assert len(told(world)) == 1
    await next_day(world)
    await price(world, 52_600)
    assert len(told(world)) == 2
    await next_day(world)
    await price(world, 50_000)
    await price(world, 52_500)
    assert len(told(world)) == 3


@pytest.mark.parametrize("changes", [{"halted": True}, {"price": 0}])
async def test_a_halted_share_crosses_nothing(changes: dict[str, Any]) -> None:
    world = await World.start()
    await asked(world, LOW)
    await price(world, 48_000, **changes)
    assert not told(world)


async def test_outside_of_trading_nothing_is_judged() -> None:
    world = await World.start()
    await asked(world)
    world.clock.move_to(utc(DAY, 17))
    await price(world, LEVEL)
    assert not told(world)


async def test_before_the_open_nothing_was_reached_yet_and_yesterdays_change_is_over() -> None:
    world = await World.start()
    await price(world, 53_000)
    await next_day(world, 8)
    await asked(world, LOW)
    rise = await asked(world, Condition(Measure.CHANGE, SYMBOL, Toward.ABOVE, Decimal("0.05")))
    assert rise.state is AlertState.ARMED, "53,000 was yesterday's change"
    world.clock.move_by(3_600)
    await price(world, PRICE, high=PRICE, low=48_900)
    assert [(dict(o.fields)["value"], dict(o.fields)["touch"]) for o in told(world)] == [
        ("48900", 1),
    ]  # fmt: skip


async def test_a_fill_is_told_when_it_happens() -> None:
    world = await World.start()
    fills = await asked(world, Condition(Measure.FILL), again=True)
    await asked(world, Condition(Measure.FILL, OTHER))
    await world.hold(10)
    assert [dict(o.fields) | {"at": 0} for o in told(world)] == [{
        "alert": fills.id, "number": 1, "measure": "fill", "symbol": SYMBOL, "toward": "above",
        "level": "", "periods": "", "value": "", "price": words(world)["price"], "again": 1,
        "at": 0, "touch": 0, "day": "", "side": "buy", "qty": 10, "strategy": "golden_cross",
    }]  # fmt: skip
    await world.look(60)
    assert len(told(world)) == 1
    await world.hold(5)
    assert (len(told(world)), state(world, fills)) == (2, AlertState.ARMED)
    await world.ask(ChangeAlerts(ANN, "pause", (fills.number,)))
    await world.hold(5)
    assert (len(told(world)), state(world, fills)) == (2, AlertState.PAUSED)


@pytest.mark.parametrize("owner", ["golden_cross", PERSON])
async def test_a_signal_of_a_strategy_is_told_and_a_persons_own_is_none(owner: str) -> None:
    world = await World.start()
    signals = await asked(world, Condition(Measure.SIGNAL), again=True)
    await world.hold(10, owner=owner)
    level = SetLevel(actor=ANN, symbol=SYMBOL, kind="stop", price=49_500)
    assert (await world.ask(level)).key == "levels.stop"
    await price(world, 49_000)
    (made,) = [s for s in world.uow.signals.all() if s.side is Side.SELL]
    assert made.strategy == owner
    assert state(world, signals) is AlertState.ARMED
    heard = [(dict(o.fields)["strategy"], dict(o.fields)["side"]) for o in told(world)]
    assert heard == ([(owner, "sell")] if owner != PERSON else [])


async def test_a_person_who_sells_a_strategy_s_shares_is_no_signal_of_it() -> None:
    world = await World.start()
    await world.hold(10)
    await asked(world, Condition(Measure.SIGNAL), again=True)
    wish = ProposeOrder("said", ANN, SYMBOL, Side.SELL, Size(shares=1), owner="golden_cross")
    assert (await world.ask(wish)).ok
    assert not told(world)
