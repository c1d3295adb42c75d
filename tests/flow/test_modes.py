"""Modes (M12): a wish becomes an order by itself, by a press, or not at all; never by mistake."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from core.domain.approval import Actor, ApprovalState
from core.domain.commands import SecondFactor
from core.domain.modes import EVERYTHING, POLICY, OrderMode, by_rule, rule_of
from core.domain.order import Mode, OrderState
from core.domain.people import QuestionState
from core.domain.plan import Cursor
from core.domain.saying import NOTHING
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope
from core.flow.modes import RULE, present, rule_for
from tests.harness import ANN, BEN, OTHER, SYMBOL, World
from tests.modes import DAY_SUM, EACH, LARGE, SMALL, answered, next_day, ready, said, shown


async def test_at_first_every_order_is_confirmed() -> None:
    world = await World.start()
    assert rule_for(world.desk, "golden_cross").mode is OrderMode.CONFIRM
    card = await shown(world)
    assert card.state is ApprovalState.OPEN
    assert world.broker.submits == []


async def test_an_order_within_the_limits_leaves_without_a_press_and_names_its_rule() -> None:
    world = await World.start()
    rule = await ready(world)
    card = await shown(world)
    assert by_rule(card)
    assert card.by == Actor(POLICY, rule.id, "", EVERYTHING)
    assert world.order(card).state is OrderState.ACCEPTED
    (sent,) = world.broker.submits
    assert sent.intent.canon_hash() == card.canon_hash
    assert not world.runtime.count.check().key
    assert card.messages, "the person was not told"


@pytest.mark.parametrize("shares", [LARGE])
async def test_a_larger_order_becomes_a_card(shares: int) -> None:
    world = await World.start()
    await ready(world)
    card = await shown(world, shares=shares)
    assert card.state is ApprovalState.OPEN
    assert (await world.press(card)).key == "press.granted"


async def test_beyond_the_day_s_sum_an_order_becomes_a_card_until_the_next_day() -> None:
    world = await World.start()
    await ready(world)
    assert by_rule(await shown(world))
    second = await shown(world, symbol=OTHER)
    assert second.state is ApprovalState.OPEN
    await world.press(second, yes=False)
    await next_day(world)
    assert by_rule(await shown(world, symbol="035420"))


async def test_a_signal_only_card_cannot_be_pressed() -> None:
    world = await World.start()
    await said(world, OrderMode.SIGNAL)
    card = await shown(world)
    assert card.state is ApprovalState.SHOWN
    assert (await world.press(card)).key == "press.already"
    assert world.broker.submits == []
    assert not world.desk.busy(SYMBOL)


async def test_to_signals_only_takes_the_buttons_off_open_cards_at_once() -> None:
    world = await World.start()
    card = await shown(world)
    assert (await said(world, OrderMode.SIGNAL)).key == "mode.set"
    assert world.approval(card).state is ApprovalState.SHOWN
    assert (await world.press(card)).key == "press.already"
    assert world.broker.submits == []


async def test_tightening_takes_back_what_waits_alone() -> None:
    world = await World.start(undo_s=5)
    await ready(world)
    card = await world.card(shares=SMALL)
    assert by_rule(world.approval(card))
    assert world.order(card).state is OrderState.READY
    await said(world, OrderMode.CONFIRM)
    assert (world.order(card).state, world.order(card).note) == (OrderState.CANCELLED, "mode")
    await world.look(60)
    assert world.broker.submits == []


async def test_automatic_needs_a_second_press_and_begins_with_the_next_session() -> None:
    world = await World.start()
    wish = {"order_won": EACH, "day_won": DAY_SUM, "reason": "small ones"}
    assert (await said(world, OrderMode.AUTO, **wish)).key == "mode.asked"
    world.desk.hear_checks(())
    assert (await shown(world)).state is ApprovalState.OPEN
    assert (await answered(world)).key == "mode.from_next"
    today = await shown(world, symbol=OTHER)
    assert today.state is ApprovalState.OPEN
    await next_day(world)
    assert by_rule(await shown(world, symbol="035420"))


@pytest.mark.parametrize(("yes", "who"), [(False, ANN), (True, BEN)])
async def test_without_the_asker_s_yes_nothing_becomes_automatic(yes: bool, who: Actor) -> None:
    world = await World.start()
    await said(world, OrderMode.AUTO, order_won=EACH, day_won=DAY_SUM, reason="small ones")
    await answered(world, yes=yes, who=who)
    await next_day(world)
    assert present(world.desk, EVERYTHING) is None
    assert (await shown(world)).state is ApprovalState.OPEN


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ({"order_won": EACH, "day_won": DAY_SUM}, "mode.no_reason"),
        ({"order_won": 0, "day_won": DAY_SUM, "reason": "x"}, "mode.limits"),
        ({"order_won": DAY_SUM, "day_won": EACH, "reason": "x"}, "mode.limits"),
        ({"order_won": 50_000_001, "day_won": 60_000_000, "reason": "x"}, "mode.limits"),
        ({"order_won": EACH, "day_won": 10**12, "reason": "x"}, "mode.limits"),
    ],
)
async def test_a_wrong_wish_says_what_is_wrong(wish: dict[str, object], key: str) -> None:
    world = await World.start()
    assert (await said(world, OrderMode.AUTO, **wish)).key == key
    assert not [q for q in world.uow.questions.all() if q.kind == "mode"]


async def test_an_unknown_strategy_is_refused() -> None:
    world = await World.start()
    assert (await said(world, OrderMode.SIGNAL, "nobody")).key == "mode.unknown"


async def test_a_real_account_is_never_automatic_without_the_setting() -> None:
    world = await World.start()
    await ready(world)
    world.desk.mode = Mode.LIVE
    assert rule_for(world.desk, "golden_cross").mode is OrderMode.CONFIRM
    wish = {"order_won": EACH, "day_won": DAY_SUM, "reason": "x"}
    assert (await said(world, OrderMode.AUTO, **wish)).key == "mode.not_live"
    world.desk.auto_live = True
    assert rule_for(world.desk, "golden_cross").mode is OrderMode.AUTO


async def test_lower_amounts_hold_at_once_and_higher_ones_are_asked_about() -> None:
    world = await World.start()
    await ready(world)
    lower = {"order_won": EACH - 1, "day_won": DAY_SUM, "reason": "less"}
    assert (await said(world, OrderMode.AUTO, **lower)).key == "mode.set"
    held = present(world.desk, EVERYTHING)
    assert held is not None
    assert held.order_won == EACH - 1
    higher = {"order_won": EACH, "day_won": DAY_SUM, "reason": "more"}
    assert (await said(world, OrderMode.AUTO, **higher)).key == "mode.asked"


async def test_a_strategy_s_own_rule_wins_and_everything_tightens_all() -> None:
    world = await World.start()
    await ready(world, "golden_cross")
    assert by_rule(await shown(world))
    await said(world, OrderMode.CONFIRM)
    assert (await shown(world, symbol=OTHER)).state is ApprovalState.OPEN


async def test_a_stricter_rule_of_a_strategy_outlives_a_word_about_everything() -> None:
    world = await World.start()
    await said(world, OrderMode.SIGNAL, "golden_cross")
    await said(world, OrderMode.CONFIRM)
    assert rule_for(world.desk, "golden_cross").mode is OrderMode.SIGNAL
    assert rule_for(world.desk, "mean_reversion").mode is OrderMode.CONFIRM


async def test_rules_survive_a_restart() -> None:
    world = await World.start()
    await ready(world)
    await said(world, OrderMode.SIGNAL, "mean_reversion")
    await world.restart()
    assert rule_for(world.desk, "golden_cross").mode is OrderMode.AUTO
    assert rule_for(world.desk, "mean_reversion").mode is OrderMode.SIGNAL


async def test_with_a_pin_automatic_waits_for_it_too() -> None:
    world = await World.start()
    world.desk.pin_is_set = lambda: True
    await said(world, OrderMode.AUTO, order_won=EACH, day_won=DAY_SUM, reason="small ones")
    assert (await answered(world)).key == "factor.wanted"
    assert present(world.desk, EVERYTHING) is None
    assert (await world.ask(SecondFactor(ANN))).key == "mode.from_next"
    await next_day(world)
    assert by_rule(await shown(world))


async def test_a_real_account_without_a_pin_never_becomes_automatic() -> None:
    world = await World.start()
    world.desk.mode, world.desk.auto_live = Mode.LIVE, True
    await said(world, OrderMode.AUTO, order_won=EACH, day_won=DAY_SUM, reason="small ones")
    assert (await answered(world)).key == "factor.none"
    await next_day(world)
    assert present(world.desk, EVERYTHING) is None


async def test_a_later_word_ends_the_question_before_it() -> None:
    world = await World.start()
    await said(world, OrderMode.AUTO, order_won=EACH, day_won=DAY_SUM, reason="small ones")
    await said(world, OrderMode.SIGNAL)
    assert {q.state for q in world.uow.questions.all()} == {QuestionState.LAPSED}
    await next_day(world)
    assert rule_for(world.desk, "golden_cross").mode is OrderMode.SIGNAL


async def test_what_a_person_asked_for_is_never_automatic() -> None:
    world = await World.start()
    await ready(world)
    card = await shown(world, key="ask:phone:100:1")
    assert card.state is ApprovalState.OPEN
    assert card.figures.asked_why == NOTHING, "whoever asked knows why"


async def test_a_grant_without_its_rule_stops_everything() -> None:
    world = await World.start()
    rule = await ready(world)
    await shown(world)
    world.uow.cursors.put(Cursor(f"{RULE}{rule.id}", replace(rule, order_won=1).encoded()))
    await world.uow.commit()
    await world.runtime.audit()
    assert [s.scope.name for s in world.latch.read()] == ["all"]


async def test_a_rule_is_read_as_it_was_written() -> None:
    world = await World.start()
    rule = await ready(world)
    assert rule_of(rule.encoded()) == rule


def cells() -> list[tuple[OrderMode, int, Side, str, str, HaltLevel]]:
    """Give every combination of mode, amount, side, owner, purpose and stop."""
    return list(
        itertools.product(
            OrderMode, (SMALL, LARGE), Side, ("golden_cross", "mean_reversion"),
            ("plain", "stop"), (HaltLevel.NONE, HaltLevel.REDUCE_ONLY, HaltLevel.HALT_NEW),
        )
    )  # fmt: skip


@pytest.mark.parametrize("cell", cells(), ids=lambda c: "-".join(map(str, c)))
async def test_the_matrix_of_modes(
    cell: tuple[OrderMode, int, Side, str, str, HaltLevel],
) -> None:
    mode, shares, side, owner, purpose, level = cell
    world = await World.start()
    if side is Side.SELL:
        await world.hold(shares, owner=owner)
    if mode is OrderMode.AUTO:
        await ready(world, owner)
    else:
        await said(world, mode, owner)
    if level is not HaltLevel.NONE:
        await world.runtime.halt(Scope(), level, ANN, "matrix")
        await world.runtime.settle()
    sent, known = len(world.broker.submits), {a.id for a in world.uow.approvals.all()}
    key = "2026-11-03:stop:1000" if purpose == "stop" else "matrix"
    await world.wish(side, shares, strategy=owner, key=key)
    await world.look(1)
    new = [a for a in world.uow.approvals.all() if a.id not in known]
    passes = level is HaltLevel.NONE or (level is HaltLevel.REDUCE_ONLY and side is Side.SELL)
    alone = mode is OrderMode.AUTO and shares == SMALL and level is HaltLevel.NONE
    assert len(world.broker.submits) - sent == alone
    assert len(new) == passes
    if new:
        assert new[0].figures.asked_why.key == asked_reason(mode, shares, level)
        state = {OrderMode.SIGNAL: ApprovalState.SHOWN}.get(mode, ApprovalState.OPEN)
        assert new[0].state is (ApprovalState.GRANTED if alone else state)
    assert not world.runtime.count.check().key


def asked_reason(mode: OrderMode, shares: int, level: HaltLevel) -> str:
    """Give what the card must say: the first thing that kept an automatic order back."""
    if mode is not OrderMode.AUTO:
        return ""
    if shares == LARGE:
        return "auto.order"
    return "" if level is HaltLevel.NONE else "auto.stopped"
