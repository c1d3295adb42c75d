"""From what strategies wish to what a person is asked: touches, the week's end, expiry, plans."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.approval import ApprovalState
from core.domain.calendar import utc
from core.domain.commands import BeforeClose, CloseDay, SetStrategy
from core.domain.journal import OutKind
from core.domain.order import OrderKind
from core.domain.position import Book
from core.domain.signal import Side, Signal, SignalState, Timing
from core.errors import StoreError
from tests.harness import ANN, DAY, OTHER, PRICE, SHARES, SYMBOL, World, flat_bars

FRIDAY = DAY + timedelta(days=3)


def wishes(world: World) -> list[Signal]:
    """Give the signals that the engine made itself."""
    return [s for s in world.uow.signals.all() if not s.id.startswith("SIGNAL")]


async def owner(world: World, name: str, shares: int = 10) -> None:
    """Give a strategy shares without a trade."""
    cost = shares * PRICE
    world.uow.books.put(Book(name, SYMBOL, shares, cost, cost, DAY))
    world.broker.held[SYMBOL] = shares
    await world.uow.commit()


@pytest.mark.parametrize(("price", "word"), [(46_000, "stop"), (55_000, "take")])
async def test_a_touch_asks_for_the_exit_once_in_half_an_hour(price: int, word: str) -> None:
    world = await World.start()
    name = "golden_cross"
    await owner(world, name)
    params = world.desk.params[name]
    assert (params.stop if word == "stop" else params.take) is not None
    world.market.prices[SYMBOL] = price
    for _ in range(20):
        await world.look(60)
    (wish,) = wishes(world)
    assert (wish.side, wish.timing) == (Side.SELL, Timing.NOW)
    assert wish.reason.startswith(f'["reason.touch.{word}"')
    (card,) = world.uow.approvals.all()
    assert (card.state, card.intent.kind) == (ApprovalState.LAPSED, OrderKind.LIMIT)
    for _ in range(15):
        await world.look(60)
    assert len(wishes(world)) == 2


async def test_a_halted_share_or_another_phase_makes_no_touch() -> None:
    world = await World.start(at=utc(DAY, 8, 45))
    await owner(world, "golden_cross")
    world.market.prices[SYMBOL] = 36_000
    await world.look(1)
    assert not wishes(world)
    world.clock.move_to(utc(DAY, 10))
    world.market.changes = {"halted": True}
    await world.look(1)
    assert not wishes(world)


async def test_the_week_ends_with_an_exit_in_the_closing_auction() -> None:
    world = await World.start(at=utc(FRIDAY, 15, 15))
    await owner(world, "mean_reversion")
    await world.ask(BeforeClose(FRIDAY))
    await world.ask(BeforeClose(FRIDAY))
    (wish,) = wishes(world)
    assert (wish.side, wish.timing, wish.key) == (Side.SELL, Timing.CLOSE, f"{FRIDAY}:close")
    world.clock.move_to(utc(FRIDAY, 15, 20))
    await world.look()
    (card,) = world.desk.open_approvals()
    assert (card.intent.kind, card.intent.shares) == (OrderKind.CLOSE, 10)
    assert (await world.press(card)).key == "press.granted"


async def test_no_exit_before_the_last_session_of_the_week() -> None:
    world = await World.start(at=utc(FRIDAY - timedelta(days=1), 15, 15))
    await owner(world, "mean_reversion")
    await world.ask(BeforeClose(FRIDAY - timedelta(days=1)))
    assert not wishes(world)


async def test_the_closing_exit_drops_what_still_waits_of_the_share() -> None:
    world = await World.start(at=utc(FRIDAY, 15, 15))
    await owner(world, "mean_reversion")
    waiting = await world.wish(Side.SELL, strategy="mean_reversion", timing=Timing.OPEN)
    await world.ask(BeforeClose(FRIDAY))
    stored = world.uow.signals.get(waiting.id)
    assert stored is not None
    assert stored.state is SignalState.DROPPED


async def test_signals_that_nobody_saw_expire_with_one_notice() -> None:
    world = await World.start()
    soon = world.clock.now() + timedelta(minutes=1)
    for symbol in (SYMBOL, OTHER):
        await world.wish(symbol=symbol, timing=Timing.OPEN, expires_at=soon)
    for _ in range(3):
        await world.look(60)
    assert {s.state for s in world.uow.signals.all()} == {SignalState.EXPIRED}
    for face in world.faces.values():
        found = [dict(o.fields) for o in face.shown if o.subject == "notice.expired"]
        assert [(f["count"], f["names"]) for f in found] == [(2, "SK하이닉스, 삼성전자")]


async def test_a_wish_is_stored_once_however_often_it_is_made() -> None:
    world = await World.start()
    wish = await world.wish()
    world.uow.signals.put(replace(wish, id="ANOTHER"))
    with pytest.raises(StoreError, match="wish"):
        await world.uow.commit()


async def test_a_session_closes_once() -> None:
    world = await World.start()
    bars = tuple(replace(b, day=DAY, opened_at=utc(DAY, 9)) for b in flat_bars(SYMBOL, 1))
    assert (await world.ask(CloseDay(DAY, bars))).ok
    rows = len(world.uow.journal)
    assert not (await world.ask(CloseDay(DAY, bars))).ok
    assert len(world.uow.journal) == rows
    assert [b.day for b in world.desk.history[SYMBOL]].count(DAY) == 1


async def test_exits_are_asked_before_entries_and_three_cards_at_most() -> None:
    world = await World.start()
    await owner(world, "golden_cross")
    await world.wish(symbol=OTHER)
    await world.wish(Side.SELL, symbol=SYMBOL)
    await world.look(1)
    cards = list(world.uow.approvals.all())
    assert [c.intent.side for c in cards] == [Side.SELL, Side.BUY]
    assert [o.kind for o in world.faces["phone"].shown].count(OutKind.CARD) == 2


async def test_three_cards_wait_at_once_and_the_fourth_follows() -> None:
    world = await World.start()
    for symbol in SHARES:
        await world.wish(symbol=symbol)
    await world.look(1)
    assert len(world.desk.open_approvals()) == 3
    await world.press(world.desk.open_approvals()[0], yes=False)
    await world.look(1)
    assert len(world.desk.open_approvals()) == 3
    assert len(list(world.uow.approvals.all())) == 4


async def test_a_share_has_one_card_at_a_time() -> None:
    world = await World.start()
    await world.wish()
    await world.wish()
    await world.look(1)
    assert len(world.desk.open_approvals()) == 1


async def test_a_strategy_is_stopped_started_and_set() -> None:
    world = await World.start()
    assert (await world.ask(SetStrategy("golden_cross", ANN, running=False))).ok
    assert "golden_cross" not in world.desk.params
    assert (await world.ask(SetStrategy("golden_cross", ANN, running=True))).ok
    assert "golden_cross" in world.desk.params
    change = SetStrategy("golden_cross", ANN, parameter="budget", value="5000000")
    assert (await world.ask(change)).key == "strategy.set"
    assert world.desk.params["golden_cross"].budget == 5_000_000
    plan = world.uow.plans.get("golden_cross")
    assert plan is not None
    assert json.loads(plan.params)["budget"] == 5_000_000


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("nonsense", "", ""),
        ("golden_cross", "nonsense", "1"),
        ("golden_cross", "budget", "-1"),
        ("golden_cross", "budget", "much"),
        ("golden_cross", "budget", "1e999"),
    ],
)
async def test_a_bad_change_of_a_strategy_changes_nothing(
    name: str, parameter: str, value: str
) -> None:
    world = await World.start()
    before = (dict(world.desk.params), list(world.uow.plans.all()))
    result = await world.ask(SetStrategy(name, ANN, parameter=parameter, value=value))
    assert (result.ok, result.key) == (False, "strategy.bad")
    assert result.fields["text"]
    assert (dict(world.desk.params), list(world.uow.plans.all())) == before


async def test_an_exit_that_found_no_place_before_the_opening_is_asked_in_the_session() -> None:
    world = await World.start()
    await world.hold(10)

    card = await world.card(Side.SELL, 10, timing=Timing.OPEN)

    assert (card.intent.side, card.intent.kind) == (Side.SELL, OrderKind.LIMIT)


async def test_an_entry_for_the_opening_does_not_move_into_the_session() -> None:
    world = await World.start()

    await world.wish(Side.BUY, 10, timing=Timing.OPEN)
    await world.look()

    assert not world.desk.open_approvals()


async def test_a_strategy_without_a_live_feed_is_not_started_and_the_person_is_told() -> None:
    world = await World.start()

    result = await world.ask(SetStrategy("short_term", ANN, running=True))

    assert (result.ok, result.key) == (False, "strategy.no_feed")
    assert result.fields["minutes"] == 5
    assert "short_term" not in world.desk.params
