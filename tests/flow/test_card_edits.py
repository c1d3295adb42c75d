"""A card with other figures is a new card; the old one can no longer send (INV-05)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.domain.approval import Approval, ApprovalState
from core.domain.commands import Flatten
from core.domain.limits import Limits
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import Scope
from core.domain.wanted import EditCard, RejectCard
from tests.harness import ANN, SYMBOL, World

LIMIT = 50_500


async def edit(world: World, card: Approval, **changes: Any) -> Result:
    """Change a card and work everything off."""
    command = EditCard(card.id, ANN, quote=world.market.quote(SYMBOL))
    result = await world.runtime.ask(replace(command, **changes))
    await world.runtime.settle()
    return result


def made(world: World, result: Result) -> Approval:
    found = world.uow.approvals.get(result.subject)
    assert found is not None
    return found


async def test_other_shares_make_a_new_card_and_take_the_old_one_back() -> None:
    world = await World.start()
    old = await world.card()
    new = made(world, await edit(world, old, shares=5))
    assert (new.intent.shares, new.intent.price, new.intent.owner) == (5, LIMIT, "golden_cross")
    assert new.canon_hash != old.canon_hash
    ended = world.approval(old)
    assert (ended.state, ended.note) == (ApprovalState.REPLACED, "edited")
    assert (await world.press(old)).key == "press.already"
    assert world.broker.posts == 0
    assert (await world.press(new)).key == "press.granted"
    assert world.broker.submits[-1].intent.shares == 5


async def test_a_price_of_ones_own_rests_where_it_was_put() -> None:
    world = await World.start()
    new = made(world, await edit(world, await world.card(), limit=49_000))
    assert (new.intent.price, new.intent.resting, new.intent.shares) == (49_000, True, 10)
    world.market.prices[SYMBOL] = 51_000
    await world.look(1)
    assert (await world.press(new)).key == "press.granted"


async def test_a_new_card_is_judged_by_all_rules_and_has_a_decision_of_its_own() -> None:
    world = await World.start()
    old = await world.card()
    new = made(world, await edit(world, old, shares=11))
    assert new.decision_id != old.decision_id
    decision = world.uow.decisions.get(new.decision_id)
    assert decision is not None
    assert len(decision.results) == 12


@pytest.mark.parametrize(
    ("changes", "key", "rule"),
    [
        ({"limit": 52_000}, "edit.refused", "price_band"),
        ({"limit": 49_010}, "edit.refused", "tradable"),
        ({"shares": 5_000}, "edit.trimmed", "order_size"),
    ],
)
async def test_what_a_rule_refuses_leaves_the_card_as_it_was(
    changes: dict[str, int], key: str, rule: str
) -> None:
    world = await World.start(limits=replace(Limits(), order_won=5_000_000))
    old = await world.card()
    result = await edit(world, old, **changes)
    assert (result.key, result.fields["rule"]) == (key, rule)
    assert world.approval(old).state is ApprovalState.OPEN
    assert (await world.press(old)).key == "press.granted"


async def test_a_sale_cannot_be_edited_beyond_what_is_held() -> None:
    world = await World.start()
    await world.hold(10)
    sale = await world.card(Side.SELL)
    result = await edit(world, sale, shares=11)
    assert (result.key, result.fields["rule"]) == ("edit.refused", "cash")
    assert made(world, await edit(world, sale, shares=4)).intent.shares == 4


@pytest.mark.parametrize("changes", [{}, {"shares": 10}, {"limit": LIMIT}])
async def test_the_same_again_changes_nothing(changes: dict[str, int]) -> None:
    world = await World.start()
    assert (await edit(world, await world.card(), **changes)).key == "edit.same"


async def test_a_card_that_is_over_cannot_be_edited() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    assert (await edit(world, card, shares=5)).key == "press.already"
    late = await world.card(symbol="000660")
    world.clock.move_by(91)
    assert (await edit(world, late, shares=5)).key == "press.lapsed"
    assert (await edit(world, replace(card, id="X"), shares=5)).key == "edit.none"


async def test_closing_orders_stay_what_they_are() -> None:
    world = await World.start()
    await world.hold(10)
    await world.runtime.ask(Flatten(Scope(), ANN, "test"))
    await world.runtime.settle()
    await world.look(1)
    (card,) = world.desk.open_cards()
    assert (await edit(world, card, shares=5)).key == "edit.fixed"


async def test_the_edit_is_in_the_journal_with_who_and_from_what() -> None:
    world = await World.start()
    card = await world.card()
    await edit(world, card, shares=5)
    (entry,) = [e for e in world.uow.journal if e.kind == "edited"]
    assert dict(entry.data)["shares_before"] == 10
    assert dict(entry.data)["user"] == ANN.user


async def test_a_no_in_words_keeps_its_reason() -> None:
    world = await World.start()
    card = await world.card()
    result = await world.runtime.ask(RejectCard(card.id, ANN, "too dear"))
    ended = world.approval(card)
    assert (result.key, ended.state, ended.note, ended.by) == (
        "press.rejected", ApprovalState.REJECTED, "said:too dear", ANN,
    )  # fmt: skip
    assert (await world.press(card)).key == "press.already"


async def test_a_reason_may_follow_the_press_but_only_once() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card, yes=False)
    assert (await world.runtime.ask(RejectCard(card.id, ANN, "too dear"))).key == "edit.reason"
    assert world.approval(card).note == "said:too dear"
    assert (await world.runtime.ask(RejectCard(card.id, ANN, "other"))).key == "press.already"


async def test_an_unanswered_card_is_told_of_once_at_half_its_time() -> None:
    world = await World.start()
    await world.card()
    told = world.faces["phone"].notices
    for seconds, count in ((40, 0), (6, 1), (20, 1), (30, 1)):
        await world.look(seconds)
        assert told().count("notice.card_waits") == count


async def test_an_answered_card_is_not_told_of() -> None:
    world = await World.start()
    await world.press(await world.card(), yes=False)
    await world.look(50)
    assert "notice.card_waits" not in world.faces["phone"].notices()
