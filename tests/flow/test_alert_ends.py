"""How an alert ends or rests: its end comes, its prices are reckoned anew, it is paused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.domain.alert import AlertState, ChangeAlerts, Condition, Measure, Toward
from core.domain.commands import Look, Tick
from tests.alert_world import LEVEL, LOW, asked, next_day, price, state, told, words
from tests.harness import ANN, DAY, OTHER, SYMBOL, World


async def test_a_level_of_before_a_split_lapses_and_says_so_once() -> None:
    world = await World.start()
    alerts = [
        await asked(world, LOW),
        await asked(world, Condition(Measure.MOVE, SYMBOL, Toward.BELOW, Decimal("-0.2"))),
    ]
    other = await asked(world, replace(LOW, symbol=OTHER))
    fall = await asked(world, Condition(Measure.CHANGE, SYMBOL, Toward.BELOW, Decimal("-0.1")))
    await next_day(world)
    for bar in [replace(world.desk.history[SYMBOL][-1], day=DAY)]:
        world.desk.remember(bar)
    world.market.prices[SYMBOL] = 10_000
    world.market.changes = {"base": 10_000}
    quotes = await world.market.quotes([SYMBOL])

    for _ in range(2):
        await world.ask(Look(tuple(quotes)))
    assert [state(world, a) for a in alerts] == [AlertState.LAPSED] * 2
    assert [dict(o.fields)["because"] for o in told(world, "notice.alert_lapsed")] == [
        "rebased", "rebased",
    ]  # fmt: skip
    # What is reckoned from today's own base, and other stocks, go on.
    assert (state(world, other), state(world, fall)) == (AlertState.ARMED, AlertState.ARMED)
    assert not told(world)
    again = await asked(world, replace(LOW, level=Decimal(9_000)))
    await world.ask(Look(tuple(quotes)))
    assert state(world, again) is AlertState.ARMED


async def test_an_alert_ends_at_its_end_paused_or_not() -> None:
    world = await World.start()
    ends = world.clock.now() + timedelta(minutes=5)
    first = await asked(world, ends_at=ends)
    second = await asked(world, LOW, ends_at=ends)
    await world.ask(ChangeAlerts(ANN, "pause", (second.number,)))
    world.clock.move_by(299)
    await world.ask(Tick())
    assert not told(world, "notice.alert_lapsed")
    world.clock.move_by(1)
    for _ in range(2):
        await world.ask(Tick())
    assert [state(world, a) for a in (first, second)] == [AlertState.LAPSED] * 2
    assert len(told(world, "notice.alert_lapsed")) == 2
    assert words(world, "notice.alert_lapsed")["because"] == "ended"
    await price(world, LEVEL)
    assert not told(world)
    await world.ask(ChangeAlerts(ANN, "wake", (first.number,)))
    found = world.uow.alerts.get(first.id)
    assert found is not None
    # It holds now, so it waits for the way back, and its end is behind it.
    assert (found.state, found.ends_at) == (AlertState.WAITING, None)


async def test_a_paused_alert_says_nothing_and_a_woken_one_waits_for_the_way_back() -> None:
    world = await World.start()
    alert = await asked(world)
    await world.ask(ChangeAlerts(ANN, "pause", ()))
    await price(world, LEVEL + 500)
    await world.ask(ChangeAlerts(ANN, "wake", ()))
    await price(world, LEVEL + 600)
    assert (told(world), state(world, alert)) == ([], AlertState.WAITING)
    await price(world, 50_000)
    await price(world, LEVEL)
    assert len(told(world)) == 1
