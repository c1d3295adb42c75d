"""Alerts judged by finished days: indicators, and what was touched while nobody looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.alert import Alert, AlertState, ChangeAlerts, Condition, Measure, SetAlert, Toward
from core.domain.bar import Bar, Gap, GapReason
from core.domain.commands import CloseDay, Evaluate
from core.domain.position import PERSON, Book
from core.flow.alerts.values import YEAR_BARS
from tests.alert_world import HIGH, LOW, asked, next_day, price, state, told, words
from tests.harness import ANN, CALENDAR, DAY, PRICE, SYMBOL, World, flat_bars

RSI_LOW = Condition(Measure.RSI, SYMBOL, Toward.BELOW, Decimal(30), (14,))
GOLDEN = Condition(Measure.CROSS, SYMBOL, Toward.ABOVE, None, (2, 5))
DEAD = replace(GOLDEN, toward=Toward.BELOW)
VOLUME = Condition(Measure.VOLUME, SYMBOL, Toward.ABOVE, Decimal(3), (20,))


def bar(day: date, close: int, **changes: Any) -> Bar:
    """Give a finished day that opened at its close; `changes` may widen it."""
    one = replace(flat_bars(SYMBOL, 1)[0], day=day, open=close, high=close, low=close, close=close)
    return replace(one, **changes)


async def close(world: World, won: int, **changes: Any) -> None:
    """End the day with a bar and go on in the next session."""
    day = world.desk.today
    await world.ask(CloseDay(day, (bar(day, won, **changes),)))
    await next_day(world)


def zigzag(world: World, *closes: int) -> None:
    """Replace the history by these closes, the last one of the session before today."""
    day, bars = DAY, []
    for won in reversed(closes):
        day = CALENDAR.previous_session(day).day
        bars.append(bar(day, won))
    world.desk.history[SYMBOL].clear()
    for one in reversed(bars):
        world.desk.remember(one)


def days(world: World) -> list[str | int]:
    return [dict(o.fields)["day"] for o in told(world)]


async def test_a_weak_rsi_is_told_at_the_end_of_the_day_that_made_it() -> None:
    world = await World.start()
    zigzag(world, *(50_000 + 200 * (n % 2) for n in range(40)))
    await asked(world, RSI_LOW)
    await price(world, 40_000)
    assert not told(world)
    await close(world, 49_900)
    assert not told(world)
    day = world.desk.today
    await close(world, 46_000)
    assert (words(world)["periods"], words(world)["touch"]) == ("14", 0)
    assert days(world) == [day.isoformat()]
    assert Decimal(str(words(world)["value"])) < 30
    await close(world, 45_000)
    assert len(told(world)) == 1


async def test_too_few_days_are_said_at_once() -> None:
    world = await World.start()
    for condition in (RSI_LOW, GOLDEN, VOLUME, Condition(Measure.HIGH_52W, SYMBOL)):
        world.desk.history[SYMBOL].clear()
        refused = await world.ask(SetAlert(ANN, condition))
        assert (refused.key, refused.fields["symbol"]) == ("alert.unknown", SYMBOL)


async def test_a_flat_share_has_no_rsi_to_wait_for() -> None:
    world = await World.start()
    assert (await world.ask(SetAlert(ANN, RSI_LOW))).key == "alert.unknown"


async def test_a_cross_is_told_when_the_lines_cross_and_not_where_they_already_lie() -> None:
    world = await World.start()
    zigzag(world, *(50_000 + 100 * n for n in range(30)))
    golden = await asked(world, GOLDEN, again=True)
    dead = await asked(world, DEAD, again=True)
    assert (golden.state, dead.state) == (AlertState.WAITING, AlertState.ARMED)
    for won in (53_100, 48_000, 47_000, 46_000, 60_000, 61_000, 40_000, 39_000):
        await close(world, won)
    sides = [dict(o.fields)["toward"] for o in told(world)]
    assert sides == ["below", "above", "below"]


async def test_a_busy_day_is_told_by_its_multiple() -> None:
    world = await World.start()
    await asked(world, VOLUME)
    await close(world, PRICE, volume=2_900_000)
    assert not told(world)
    await close(world, PRICE, volume=0)
    await close(world, PRICE, volume=4_000_000)
    assert Decimal(3) < Decimal(str(words(world)["value"])) < Decimal(4)


async def test_the_year_s_high_is_told_at_the_look_that_reaches_it() -> None:
    world = await World.start()
    zigzag(world, *[50_000] * (YEAR_BARS - 1), 55_000, 50_000)
    await asked(world, Condition(Measure.HIGH_52W, SYMBOL), again=True)
    await price(world, 54_950)
    assert not told(world)
    await price(world, 55_000)
    assert words(world)["value"] == "55000"
    await close(world, 56_000)
    await price(world, 55_900, base=56_000)
    assert len(told(world)) == 1
    await price(world, 56_050, base=56_000)
    assert len(told(world)) == 2


async def test_a_price_touched_while_the_program_was_down_is_told_with_its_day() -> None:
    world = await World.start()
    alert = await asked(world)
    days_off = [DAY, *(d.day for d in CALENDAR.week(DAY) if d.day > DAY)][:3]
    world.desk.remember(bar(days_off[0], 50_000, high=51_000))
    world.desk.remember(bar(days_off[1], 50_000, high=52_000))
    await next_day(world)
    await next_day(world)
    for _ in range(2):
        await world.ask(Evaluate(days_off[1]))
    # Of the day on which it was set nobody knows what came first.
    assert (words(world)["value"], words(world)["touch"]) == ("52000", 1)
    assert days(world) == [days_off[1].isoformat()]
    assert words(world)["at"] == int(world.clock.now().timestamp())
    assert state(world, alert) is AlertState.DONE


async def test_days_that_were_missed_are_judged_one_after_the_other() -> None:
    world = await World.start()
    zigzag(world, *(50_000 + 100 * n for n in range(30)))
    await asked(world, DEAD, again=True)
    missed, day = [], DAY
    for won in (48_000, 60_000, 61_000, 40_000):
        world.desk.remember(bar(day, won))
        missed.append(day)
        day = CALENDAR.next_session(day).day
        await next_day(world)
    for _ in range(3):
        await world.ask(Evaluate(missed[-1]))
    assert days(world) == [missed[0].isoformat(), missed[3].isoformat()]


async def test_a_day_s_bar_tells_what_the_closing_auction_touched() -> None:
    world = await World.start()
    await price(world, PRICE, high=50_100, low=49_900)
    await asked(world)
    await asked(world, LOW)
    await close(world, 51_000, low=49_900, open=49_900)
    assert [dict(o.fields)["toward"] for o in told(world)] == ["above"]
    assert words(world)["value"] == "51000"


async def test_a_break_in_the_prices_ends_the_levels_of_before() -> None:
    world = await World.start()
    old = await asked(world)
    day = DAY
    await close(world, PRICE)
    day = world.desk.today
    new = await asked(world, replace(HIGH, level=Decimal(60_000)))
    gap = Gap(SYMBOL, day, day, GapReason.DEMERGER, "1:5")
    await world.ask(CloseDay(day, (bar(day, 10_000),), (gap,)))
    assert (state(world, old), state(world, new)) == (AlertState.LAPSED, AlertState.ARMED)
    assert words(world, "notice.alert_lapsed")["because"] == "rebased"
    assert not told(world)


@pytest.mark.parametrize("measure", [Measure.HIGH_52W, Measure.LOW_52W])
async def test_on_the_day_of_a_split_no_price_is_an_extreme_of_the_year(measure: Measure) -> None:
    world = await World.start()
    zigzag(world, *[49_900 + 20 * (n % 12) for n in range(YEAR_BARS + 1)])
    toward = Toward.ABOVE if measure is Measure.HIGH_52W else Toward.BELOW
    alert = await asked(world, Condition(measure, SYMBOL, toward))
    await close(world, 50_000)
    split = 200_000 if measure is Measure.HIGH_52W else 10_000
    await price(world, split, base=split)
    assert not told(world)
    assert state(world, alert) is AlertState.ARMED
    # On another day the same price would be one.
    await price(world, split, base=50_000)
    assert len(told(world)) == 1


async def test_a_base_that_nobody_can_compare_ends_no_alert() -> None:
    world = await World.start()
    alert = await asked(world, LOW)
    await next_day(world)
    await next_day(world)
    await price(world, 49_500, base=49_500)
    assert state(world, alert) is AlertState.ARMED, "the last close is missing: no break is seen"
    assert not told(world, "notice.alert_lapsed")


async def test_a_break_while_the_program_was_down_ends_them_at_the_start() -> None:
    world = await World.start()
    await asked(world)
    await next_day(world)
    world.desk.history[SYMBOL].clear()
    world.desk.remember(bar(world.desk.today, 99_000))
    await next_day(world)
    await world.ask(Evaluate(world.desk.today))
    assert words(world, "notice.alert_lapsed")["because"] == "rebased"
    assert not told(world)


@pytest.mark.parametrize("later", [0, 90])
async def test_days_of_before_a_purchase_say_nothing_of_its_return(later: int) -> None:
    world = await World.start()
    own = Book(PERSON, SYMBOL, 10, 600_000, 600_000, DAY)
    world.uow.books.put(own)
    world.broker.held[SYMBOL] = 10
    await world.uow.commit()
    await asked(world, Condition(Measure.RETURN, SYMBOL, Toward.ABOVE, Decimal("0.01")))
    await next_day(world)
    missed = world.desk.today
    world.desk.remember(bar(missed, 50_000, high=61_000))
    # The order of the day before was filled while the program was down.
    more = replace(own, shares=10 + later, cost=own.cost + later * 50_000)
    world.uow.books.put(more)
    await world.uow.commit()
    await next_day(world)
    await world.ask(Evaluate(missed))
    assert days(world) == ([] if later else [missed.isoformat()])


async def test_one_that_was_paused_ends_at_a_break_as_well() -> None:
    world = await World.start()
    alert = await asked(world)
    await world.ask(ChangeAlerts(ANN, "pause"))
    await next_day(world)
    world.desk.history[SYMBOL].clear()
    world.desk.remember(bar(world.desk.today, 10_000))
    await next_day(world)
    await world.ask(Evaluate(world.desk.today))
    assert state(world, alert) is AlertState.LAPSED


async def test_one_for_each_day_listens_again_on_the_next_even_if_nobody_looked() -> None:
    world = await World.start()
    fall = Condition(Measure.CHANGE, SYMBOL, Toward.BELOW, Decimal("-0.05"))
    await asked(world, fall, again=True)
    await price(world, 47_000)
    world.desk.remember(bar(DAY, 47_000))
    await world.ask(Evaluate(DAY))
    assert len(told(world)) == 1
    await next_day(world)
    missed = world.desk.today
    world.desk.remember(bar(missed, 46_000, low=44_000))
    await next_day(world)
    for _ in range(2):
        await world.ask(Evaluate(missed))
    assert days(world) == [DAY.isoformat(), missed.isoformat()]
    assert words(world)["touch"] == 1


@pytest.mark.parametrize("weeks", [60, 90])
async def test_an_alert_of_long_ago_is_not_taken_for_one_of_before_a_break(weeks: int) -> None:
    world = await World.start()
    alert: Alert = await asked(world, replace(HIGH, level=Decimal(90_000)))
    world.clock.move_by(timedelta(weeks=weeks).total_seconds())
    day = world.desk.today
    bars = []
    while day > DAY:
        day = CALENDAR.previous_session(day).day
        bars.append(bar(day, PRICE))
    world.desk.history[SYMBOL].clear()
    for one in reversed(bars):
        world.desk.remember(one)
    await world.ask(Evaluate(bars[0].day))
    assert state(world, alert) is AlertState.ARMED
