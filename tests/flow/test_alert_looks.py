"""What people asked to be told of is told at looks, once a crossing, over restarts and breaks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.alert import (
    Alert,
    AlertState,
    ChangeAlerts,
    Condition,
    Measure,
    SetAlert,
    Toward,
)
from core.domain.calendar import utc
from core.domain.commands import Look, Pair, Tick
from core.domain.journal import Mute, Outgoing, Severity
from core.domain.people import Role
from core.domain.wanted import SetQuiet
from core.errors import StoreError
from tests.harness import ANN, BEN, CALENDAR, DAY, OTHER, PRICE, SYMBOL, World

LEVEL = 51_000
HIGH = Condition(Measure.PRICE, SYMBOL, Toward.ABOVE, Decimal(LEVEL))
LOW = Condition(Measure.PRICE, SYMBOL, Toward.BELOW, Decimal(49_000))


async def asked(world: World, condition: Condition = HIGH, **how: Any) -> Alert:
    result = await world.ask(SetAlert(ANN, condition, **how))
    assert result.ok, result
    alert = world.uow.alerts.get(result.subject)
    assert alert is not None
    return alert


def told(world: World, key: str = "notice.alert") -> list[Outgoing]:
    return [o for o in world.uow.outbox.all() if o.subject == key]


def words(world: World, key: str = "notice.alert") -> dict[str, str | int]:
    return dict(told(world, key)[-1].fields)


def state(world: World, alert: Alert) -> AlertState | None:
    found = world.uow.alerts.get(alert.id)
    return found.state if found else None


async def price(world: World, won: int, **changes: Any) -> None:
    """Let a minute pass and look at a price; the day's high and low are what `changes` say."""
    world.market.prices[SYMBOL] = won
    world.market.changes = changes
    await world.look(60)


async def next_day(world: World, at: float = 10) -> None:
    """Go on at an hour of the next session; nobody closed the day before."""
    day = CALENDAR.next_session(world.desk.today).day
    world.clock.move_to(utc(day, int(at)))


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


async def test_quiet_hours_hold_it_and_a_muted_kind_is_left_out() -> None:
    world = await World.start()
    await world.ask(SetQuiet(ANN, (9 * 60, 12 * 60)))
    await asked(world)
    await price(world, LEVEL)
    (row,) = told(world)
    assert (row.held_until, row.delivered_at) == (utc(DAY, 12), None)
    await world.ask(SetQuiet(ANN, (0, 0), (Mute("alert"),)))
    low = await asked(world, LOW)
    await price(world, 48_000)
    assert (state(world, low), len(told(world))) == (AlertState.DONE, 1)


async def test_a_loss_of_the_day_is_loud_and_once_a_day() -> None:
    world = await World.start()
    await world.hold(300)
    await asked(world, Condition(Measure.DAY_LOSS, "", Toward.BELOW, Decimal("-0.01")), again=True)
    await price(world, 46_800)
    assert not told(world)
    await price(world, 46_600)
    (row,) = told(world)
    assert row.severity is Severity.WARNING
    assert Decimal("0.01") < Decimal(str(words(world)["value"])) < Decimal("0.011")
    await price(world, 50_000)
    await price(world, 46_000)
    assert len(told(world)) == 1
    await next_day(world)
    await price(world, 46_000)
    assert len(told(world)) == 2


async def test_a_fill_and_a_signal_are_told_when_they_happen() -> None:
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


async def test_it_reaches_its_person_on_another_face_and_nobody_when_they_left() -> None:
    world = await World.start()
    alert = await asked(world)
    row = world.uow.users.get(f"{ANN.face}:{ANN.user}")
    assert row is not None
    world.uow.users.put(replace(row, left_at=world.clock.now()))
    await world.uow.commit()
    await world.ask(Pair(replace(BEN, user="ann"), Role.VIEWER, alert.owner))
    await price(world, LEVEL)
    (told_row,) = told(world)
    assert told_row.face == BEN.face
    low = await asked_by(world, BEN, LOW)
    for user in list(world.uow.users.all()):
        world.uow.users.put(replace(user, left_at=world.clock.now()))
    await world.uow.commit()
    await price(world, 48_000)
    assert (len(told(world)), world.uow.alerts.get(low)) == (1, None)


async def test_it_follows_who_moved_to_another_chat_and_stays_in_a_room() -> None:
    world = await World.start()
    world.clock.move_by(1)
    await world.ask(SetAlert(replace(ANN, chat="room"), HIGH))
    await price(world, LEVEL)
    assert [o.chat for o in told(world)] == ["room"]
    await asked(world, LOW)
    world.clock.move_by(1)
    await world.ask(Pair(replace(ANN, chat="moved"), Role.ADMIN))
    await price(world, 48_000)
    assert [o.chat for o in told(world)] == ["room", "moved"]


async def asked_by(world: World, who: Any, condition: Condition) -> str:
    return (await world.ask(SetAlert(who, condition))).subject


async def test_a_commit_that_fails_neither_loses_nor_doubles_it() -> None:
    world = await World.start()
    alert = await asked(world)
    world.market.prices[SYMBOL] = LEVEL
    commit = world.uow.commit

    async def refused() -> None:
        world.uow.rollback()
        raise StoreError("the disk is full")

    world.uow.commit = refused  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        await world.look(60)
    world.uow.commit = commit  # type: ignore[method-assign]
    assert (told(world), state(world, alert)) == ([], AlertState.ARMED)
    await world.restart()
    assert (len(told(world)), state(world, alert)) == (1, AlertState.DONE)
    await world.restart()
    await price(world, LEVEL)
    assert len(told(world)) == 1


def walked(walk: list[int], restart_at: int | None) -> tuple[list[Any], list[Any]]:
    """Walk prices, the program lost and started anew once, and give what was told and is kept."""

    async def story() -> tuple[list[Any], list[Any]]:
        world = await World.start()
        await asked(world, again=True)
        await asked(world, LOW)
        await asked(world, Condition(Measure.MOVE, SYMBOL, Toward.ABOVE, Decimal("0.03")))
        for step, won in enumerate(walk):
            if step == restart_at:
                world.market.prices[SYMBOL] = walk[step - 1] if step else PRICE
                await world.restart()
            await price(world, won)
        said = [{k: v for k, v in o.fields if k not in ("alert", "at")} for o in told(world)]
        kept = [replace(a, id="", met_at=None, made_at=DAY_AT) for a in world.uow.alerts.all()]
        return said, kept

    return asyncio.run(story())


DAY_AT = utc(DAY, 10)


@given(
    st.lists(st.integers(480, 520).map(lambda n: n * 100), min_size=1, max_size=8),
    st.integers(0, 7),
)
@settings(max_examples=15, deadline=None)
def test_a_restart_anywhere_changes_nothing(walk: list[int], at: int) -> None:
    assert walked(walk, None) == walked(walk, at % len(walk))
