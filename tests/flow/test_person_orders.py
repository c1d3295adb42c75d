"""A person's own wish takes the strategies' path: signal, twelve rules, card, press, order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.approval import Approval, ApprovalState
from core.domain.calendar import utc
from core.domain.commands import Halt
from core.domain.decision import Verdict
from core.domain.limits import Limits
from core.domain.order import OrderKind, OrderState
from core.domain.position import OUTSIDE, PERSON, Book
from core.domain.results import Result
from core.domain.signal import Side, SignalState, Size
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.domain.wanted import ProposeOrder, RejectCard
from core.errors import InDoubt
from core.risk.base import BUILT_IN
from tests.harness import ANN, DAY, OTHER, PRICE, SYMBOL, World

TEN = Size(shares=10)
LIMIT = 50_500  # a purchase at 50,000 may cost 1 % more, on a tick


async def ask(world: World, **changes: Any) -> Result:
    """Ask for a purchase of ten, unless changed, in a message of its own."""
    world._signals += 1
    base = ProposeOrder(f"phone:100:{world._signals}", ANN, SYMBOL, Side.BUY, TEN)
    wish = replace(base, **changes)
    wish = replace(wish, quote=wish.quote or world.market.quote(wish.symbol))
    result = await world.runtime.ask(wish)
    await world.runtime.settle()
    return result


def card(world: World, result: Result) -> Approval:
    """Give the card that an answer speaks of."""
    found = world.uow.approvals.get(result.subject)
    assert found is not None
    return found


async def own(world: World, shares: int, owner: str = PERSON) -> None:
    """Let somebody hold shares that the broker holds too."""
    world.uow.books.put(Book(owner, SYMBOL, shares, shares * PRICE, shares * PRICE, DAY))
    world.broker.held[SYMBOL] = world.broker.held.get(SYMBOL, 0) + shares
    await world.uow.commit()
    await world.look(1)


async def test_a_wish_becomes_a_card_and_only_its_press_an_order() -> None:
    world = await World.start()
    result = await ask(world)
    asked = card(world, result)
    intent = asked.intent
    assert (result.ok, result.key) == (True, "propose.card")
    assert (intent.owner, intent.shares, intent.price) == (PERSON, 10, LIMIT)
    assert world.broker.posts == 0
    assert (await world.press(asked)).key == "press.granted"
    assert world.broker.submits[-1].intent.canon_hash() == asked.canon_hash
    world.broker.fill(world.order(asked).number or "", 10)
    await world.look(1)
    assert world.order(asked).state is OrderState.FILLED
    assert world.desk.book(PERSON, SYMBOL).shares == 10


async def test_all_twelve_rules_are_asked_and_stored() -> None:
    world = await World.start()
    asked = card(world, await ask(world))
    decision = world.uow.decisions.get(asked.decision_id)
    assert decision is not None
    assert {r.rule for r in decision.results} == BUILT_IN
    assert (decision.stage, decision.verdict) == ("proposal", Verdict.ALLOW)


async def test_a_refusal_is_stored_with_its_figures_and_puts_up_no_card() -> None:
    world = await World.start()
    result = await ask(world, limit=52_000)
    assert (result.key, result.fields["rule"]) == ("propose.refused", "price_band")
    assert not list(world.uow.approvals.all())
    (decision,) = world.uow.decisions.all()
    assert decision.verdict is Verdict.REFUSE


async def test_what_a_limit_would_trim_is_offered_not_put_in_instead() -> None:
    world = await World.start(limits=Limits())
    result = await ask(world, size=Size(shares=1_000))
    assert result.key == "propose.trimmed"
    assert (result.fields["asked"], result.fields["allowed"]) == (1_000, 19)
    assert not list(world.uow.approvals.all())
    again = await ask(world, size=Size(shares=19))
    assert card(world, again).intent.shares == 19


async def test_the_same_message_proposes_once_also_after_a_restart() -> None:
    world = await World.start()
    first = await ask(world, key="phone:100:7")
    assert (await ask(world, key="phone:100:7")).key == "propose.again"
    await world.press(card(world, first), yes=False)
    assert (await ask(world, key="phone:100:7")).key == "propose.again"
    await world.restart()
    assert (await ask(world, key="phone:100:7")).key == "propose.again"
    assert len(list(world.uow.approvals.all())) == 1


async def test_a_refused_message_stays_refused() -> None:
    world = await World.start()
    open_card = card(world, await ask(world))
    assert (await ask(world, key="phone:100:9")).key == "propose.card_open"
    await world.press(open_card, yes=False)
    assert (await ask(world, key="phone:100:9")).key == "propose.again"


@pytest.mark.parametrize(
    ("size", "shares"),
    [
        (Size(budget=1_010_000), 20),  # 20 at the limit price, exactly
        (Size(budget=1_009_999), 19),
        (Size(budget=LIMIT), 1),
        (Size(fraction=Decimal("0.1")), 197),  # 10,000,000 won also pay the fee
    ],
)
async def test_a_purchase_never_costs_more_than_was_said(size: Size, shares: int) -> None:
    world = await World.start()
    assert card(world, await ask(world, size=size)).intent.shares == shares


async def test_an_amount_below_one_share_is_refused_with_the_price() -> None:
    world = await World.start()
    result = await ask(world, size=Size(budget=LIMIT - 1))
    assert (result.key, result.fields["price"]) == ("propose.too_small", PRICE)


async def test_a_part_of_the_cash_counts_what_open_cards_will_take() -> None:
    world = await World.start()
    await ask(world, size=Size(budget=10_000_000))
    size = Size(fraction=Decimal("0.1"))
    assert card(world, await ask(world, size=size, symbol=OTHER)).intent.shares == 178


async def test_a_price_of_ones_own_rests_and_does_not_drift() -> None:
    world = await World.start()
    asked = card(world, await ask(world, limit=45_000))
    assert (asked.intent.price, asked.intent.resting, asked.intent.kind) == (
        45_000, True, OrderKind.LIMIT,
    )  # fmt: skip
    world.market.prices[SYMBOL] = 51_000
    await world.look(1)
    assert (await world.press(asked)).key == "press.granted"


@pytest.mark.parametrize(("limit", "rule"), [(52_000, "price_band"), (45_010, "tradable")])
async def test_a_price_that_cannot_be_meant_is_refused(limit: int, rule: str) -> None:
    result = await ask(await World.start(), limit=limit)
    assert (result.key, result.fields["rule"]) == ("propose.refused", rule)


async def test_a_halt_refuses_both_and_reduce_only_lets_a_sale_pass() -> None:
    world = await World.start()
    await own(world, 10)
    await world.runtime.halt(Scope(), HaltLevel.REDUCE_ONLY, ANN, "test")
    bought = await ask(world)
    assert (bought.key, bought.fields["rule"]) == ("propose.refused", "kill")
    assert (await ask(world, side=Side.SELL)).key == "propose.card"
    await world.ask(Halt(Scope(), HaltLevel.HALT_NEW, ANN, "test"))
    sold = await ask(world, side=Side.SELL, symbol=SYMBOL)
    assert (sold.key, sold.fields["rule"]) == ("propose.refused", "kill")


async def test_a_frozen_symbol_alone_is_refused() -> None:
    world = await World.start()
    await world.ask(Halt(Scope(ScopeKind.SYMBOL, SYMBOL), HaltLevel.HALT_NEW, ANN, "test"))
    assert (await ask(world)).fields["rule"] == "kill"
    assert (await ask(world, symbol=OTHER)).key == "propose.card"


async def test_while_an_orders_fate_is_unknown_nothing_is_proposed_for_its_symbol() -> None:
    world = await World.start()
    world.broker.answers.append(InDoubt("timed out"))
    await world.press(card(world, await ask(world)))
    assert (await ask(world)).key == "propose.in_flight"
    assert (await ask(world, symbol=OTHER)).key == "propose.card"


async def test_an_unknown_symbol_is_refused() -> None:
    assert (await ask(await World.start(), symbol=SYMBOL, quote=None)).ok
    world = await World.start()
    wish = ProposeOrder("phone:100:1", ANN, "999999", Side.BUY, TEN)
    assert (await world.ask(wish)).key == "propose.unknown"


async def test_no_more_cards_than_a_person_can_look_at() -> None:
    world = await World.start()
    symbols = list(world.desk.instruments)
    keys = [(await ask(world, symbol=symbol)).key for symbol in symbols]
    assert keys == ["propose.card"] * 3 + ["propose.too_many"]


async def test_a_stale_quote_refuses() -> None:
    world = await World.start()
    old = replace(world.market.quote(SYMBOL), at=world.clock.now() - timedelta(seconds=30))
    result = await ask(world, quote=old)
    assert result.fields["rule"] == "price_band"


async def test_on_a_closed_day_the_card_comes_before_the_next_opening() -> None:
    world = await World.start(at=utc(DAY, 20))
    result = await ask(world)
    assert (result.key, result.fields["at"]) == ("propose.later", "11-04 08:30:00")
    await world.look(60)
    assert not list(world.uow.approvals.all())
    world.clock.move_to(utc(DAY, 8, 31) + timedelta(days=1))
    await world.look(1)
    (asked,) = world.desk.open_cards()
    assert (asked.intent.owner, asked.intent.kind) == (PERSON, OrderKind.OPEN)
    assert (await ask(world, key="phone:100:1")).key == "propose.again"


async def test_a_wish_that_is_refused_the_next_morning_is_told() -> None:
    world = await World.start(at=utc(DAY, 20))
    await ask(world)
    await world.ask(Halt(Scope(), HaltLevel.HALT_NEW, ANN, "test"))
    world.clock.move_to(utc(DAY, 8, 31) + timedelta(days=1))
    await world.look(1)
    assert "notice.refused" in world.faces["phone"].notices()


class TestSales:
    """A sale is of one owner's book, and whose is never guessed."""

    async def test_of_the_persons_own_shares(self) -> None:
        world = await World.start()
        await own(world, 10)
        intent = card(
            world, await ask(world, side=Side.SELL, size=Size(fraction=Decimal(1)))
        ).intent
        assert (intent.owner, intent.shares, intent.price) == (PERSON, 10, 49_500)

    async def test_of_a_part_rounds_down(self) -> None:
        world = await World.start()
        await own(world, 11)
        half = Size(fraction=Decimal("0.5"))
        assert card(world, await ask(world, side=Side.SELL, size=half)).intent.shares == 5

    async def test_of_an_amount_is_in_whole_shares(self) -> None:
        world = await World.start()
        await own(world, 11)
        result = await ask(world, side=Side.SELL, size=Size(budget=200_000))
        assert card(world, result).intent.shares == 4

    async def test_of_more_than_is_held_is_refused_and_says_how_many_there_are(self) -> None:
        world = await World.start()
        await own(world, 5)
        result = await ask(world, side=Side.SELL)
        assert (result.key, result.fields["held"]) == ("propose.too_many_shares", 5)

    async def test_of_nothing(self) -> None:
        assert (await ask(await World.start(), side=Side.SELL)).key == "propose.nothing"

    @pytest.mark.parametrize("owner", ["golden_cross", OUTSIDE])
    async def test_of_anothers_shares_asks_whose_and_sells_them_when_named(
        self, owner: str
    ) -> None:
        world = await World.start()
        await own(world, 10, owner)
        asked = await ask(world, side=Side.SELL)
        assert (asked.key, asked.fields["owners"]) == ("propose.whose", f"{owner}=10")
        sale = card(world, await ask(world, side=Side.SELL, owner=owner))
        assert sale.intent.owner == owner
        await world.press(sale)
        world.broker.fill(world.order(sale).number or "", 10)
        await world.look(1)
        assert world.desk.book(owner, SYMBOL).shares == 0

    async def test_of_several_holders_asks_unless_ones_own_cover_it(self) -> None:
        world = await World.start()
        await own(world, 20)
        await own(world, 10, "golden_cross")
        whole = await ask(world, side=Side.SELL, size=Size(fraction=Decimal(1)))
        assert (whole.key, whole.fields["owners"]) == (
            "propose.whose", f"{PERSON}=20 golden_cross=10",
        )  # fmt: skip
        assert card(world, await ask(world, side=Side.SELL)).intent.owner == PERSON

    async def test_while_a_purchase_works_says_which_stands_in_the_way(self) -> None:
        world = await World.start()
        await own(world, 10)
        await world.press(card(world, await ask(world, limit=50_000)))
        result = await ask(world, side=Side.SELL)
        assert (result.key, result.fields["rule"]) == ("propose.refused", "wash")

    async def test_above_ones_own_resting_purchase_can_be_offered(self) -> None:
        world = await World.start()
        await own(world, 10)
        await world.press(card(world, await ask(world, limit=45_000)))
        assert (await ask(world, side=Side.SELL)).key == "propose.card"

    async def test_with_a_strategys_purchase_on_show_goes_first(self) -> None:
        world = await World.start()
        await own(world, 10)
        entry = await world.card(Side.BUY)
        sale = card(world, await ask(world, side=Side.SELL))
        assert (await world.press(sale)).key == "press.granted"
        assert (await world.press(entry)).key == "press.risk"
        assert world.approval(entry).state is ApprovalState.WITHDRAWN


async def test_a_strategys_exit_beats_a_persons_waiting_purchase() -> None:
    world = await World.start()
    await world.hold(10)
    asked = card(world, await ask(world))
    await world.wish(Side.SELL)
    await world.look(1)
    assert world.approval(asked).note.startswith("exit_wins")
    signal = world.uow.signals.get(asked.intent.signal_id)
    assert signal is not None
    assert signal.state is SignalState.PROPOSED


async def test_a_wish_that_waits_for_the_market_can_be_taken_back() -> None:
    world = await World.start(at=utc(DAY, 20))
    wish = await ask(world)
    assert (await world.runtime.ask(RejectCard(wish.subject, ANN, ""))).key == "propose.taken_back"
    world.clock.move_to(utc(DAY, 8, 31) + timedelta(days=1))
    await world.look(1)
    assert not list(world.uow.approvals.all())
    assert (await world.runtime.ask(RejectCard(wish.subject, ANN, ""))).key == "edit.none"


async def test_nobody_takes_back_a_strategys_signal() -> None:
    world = await World.start()
    signal = await world.wish()
    assert (await world.runtime.ask(RejectCard(signal.id, ANN, ""))).key == "edit.none"
