"""Flatten: holdings are closed by cards or one press, and called flat only when the books are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.domain.approval import Approval, ApprovalState
from core.domain.commands import AnswerQuestion, Flatten
from core.domain.limits import Limits
from core.domain.order import OrderState
from core.domain.people import Question, QuestionState
from core.domain.position import OUTSIDE, Book
from core.domain.results import Result
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from core.flow.flatten_lines import QUESTION, lines_of
from core.latch import FileLatch
from tests.harness import ANN, BEN, OTHER, PRICE, SYMBOL, WIDE, Lost, World

ALL = Scope()
THIRD = "035420"


async def start(world: World, scope: Scope = ALL, **how: Any) -> Result:
    """Ask to flatten and work everything off."""
    result = await world.runtime.ask(Flatten(scope, ANN, "test", **how))
    await world.runtime.settle()
    await world.look(1)
    return result


def cards(world: World) -> list[Approval]:
    """Give the open cards that close something."""
    return [a for a in world.desk.open_cards() if a.intent.flatten]


def question(world: World) -> Question:
    """Give the open question that sends all at once."""
    found = [q for q in world.uow.questions.all() if q.kind == QUESTION]
    (one,) = [q for q in found if q.state is QuestionState.OPEN]
    return one


async def answer(world: World, asked: Question, *, yes: bool = True, **changes: Any) -> Result:
    """Press the question's button in its own message."""
    stored = world.uow.questions.get(asked.id)
    assert stored is not None
    message = next(m for m in stored.messages if m.face == ANN.face)
    press = AnswerQuestion(world.nonces.nonce(asked.id), yes, ANN, message, ())
    result = await world.runtime.ask(replace(press, **changes))
    await world.runtime.settle()
    return result


async def fill_all(world: World) -> None:
    """Fill every open order at the broker, and look."""
    for row in list(world.broker.rows):
        if row.state == "open" and row.filled < row.shares:
            world.broker.fill(row.number, row.shares - row.filled)
    await world.look(1)


async def holding(*symbols: str, **how: Any) -> World:
    """Make a world that holds ten shares of each symbol."""
    world = await World.start(**how)
    for symbol in symbols:
        await world.hold(10, symbol)
    return world


async def test_each_holding_gets_a_card_whose_press_closes_it() -> None:
    world = await holding(SYMBOL, OTHER)
    result = await start(world)
    assert (result.key, result.fields["holdings"]) == ("flatten.done", 2)
    found = cards(world)
    assert [(c.intent.symbol, c.intent.side, c.intent.shares) for c in found] == [
        (OTHER, Side.SELL, 10), (SYMBOL, Side.SELL, 10),
    ]  # fmt: skip
    for card in found:
        assert (await world.press(card)).key == "press.granted"
    assert "notice.flattened" not in world.faces["phone"].notices()
    await fill_all(world)
    assert not any(b.shares for b in world.uow.books.all())
    assert world.faces["phone"].notices().count("notice.flattened") == 1
    await world.look(60)
    assert world.faces["phone"].notices().count("notice.flattened") == 1
    assert [s.level for s in world.latch.read()] == [HaltLevel.FLATTEN], "until a person resumes"


async def test_a_closing_price_is_a_tick_within_the_days_limits() -> None:
    world = await holding(SYMBOL)
    world.market.prices[SYMBOL] = 35_050
    await world.look(1)
    await start(world)
    (card,) = cards(world)
    assert card.intent.price == 35_000


async def test_open_orders_are_cancelled_and_no_entry_passes() -> None:
    world = await holding(SYMBOL)
    entry = await world.card(Side.BUY, symbol=OTHER)
    await world.press(entry)
    waiting = await world.card(Side.BUY, symbol=THIRD)
    await start(world)
    assert world.order(entry).state is OrderState.CANCELLED
    assert world.approval(waiting).state is ApprovalState.WITHDRAWN
    await world.wish(Side.BUY, symbol=THIRD)
    await world.wish(Side.SELL, symbol=SYMBOL)
    await world.look(61)
    assert all(c.intent.flatten for c in world.desk.open_cards())


async def test_a_position_that_fills_while_it_is_cancelled_is_closed_too() -> None:
    world = await World.start()
    entry = await world.card(Side.BUY)
    await world.press(entry)
    world.broker.cancel_answers.append("open")
    await world.runtime.ask(Flatten(ALL, ANN, "test"))
    await world.runtime.settle()
    assert "notice.flattened" not in world.faces["phone"].notices()
    world.broker.fill(world.order(entry).number or "", 10)
    await world.look(1)
    await world.look(1)
    (card,) = cards(world)
    assert card.intent.shares == 10


async def test_an_order_in_doubt_keeps_it_from_being_called_flat() -> None:
    world = await World.start()
    entry = await world.card(Side.BUY)
    world.broker.answers.append(Lost(visible_after=40))
    await world.press(entry)
    await start(world)
    await world.look(10)
    assert "notice.flattened" not in world.faces["phone"].notices()
    await world.look(40)
    await world.look(5)
    assert world.order(entry).state is OrderState.CANCELLED
    assert "notice.flattened" in world.faces["phone"].notices()


async def test_one_press_sends_exactly_the_orders_of_the_question() -> None:
    world = await holding(SYMBOL, OTHER, THIRD)
    sent = len(world.broker.submits)
    await start(world, at_once=True)
    asked = question(world)
    lines = lines_of(world.desk, asked.id)
    assert {(x.intent.symbol, x.intent.shares) for x in lines} == {
        (SYMBOL, 10), (OTHER, 10), (THIRD, 10),
    }  # fmt: skip
    assert len(world.broker.submits) == sent, "nothing leaves without the press"
    assert not cards(world)
    result = await answer(world, asked)
    assert (result.key, result.fields) == ("flatten.sent", {"count": 3, "refused": 0})
    submitted = [s.intent for s in world.broker.submits[sent:]]
    assert {i.canon_hash() for i in submitted} == {x.canon_hash for x in lines}
    orders = [o for o in world.uow.orders.all() if o.intent.flatten]
    granted = [world.approval(x) for x in lines]
    assert {a.state for a in granted} == {ApprovalState.GRANTED}
    assert {a.by for a in granted} == {ANN}
    assert {a.order_id for a in granted} == {o.id for o in orders}
    assert len({o.decision_id for o in orders}) == len({o.approval_id for o in orders}) == 3
    await fill_all(world)
    assert "notice.flattened" in world.faces["desktop"].notices()


async def test_a_second_press_sends_nothing_more() -> None:
    world = await holding(SYMBOL)
    await start(world, at_once=True)
    asked = question(world)
    await answer(world, asked)
    sent = len(world.broker.submits)
    assert (await answer(world, asked)).key == "press.already"
    assert len(world.broker.submits) == sent


async def test_the_rate_of_orders_does_not_hold_up_a_flattening() -> None:
    slow = replace(WIDE, orders_per_second=1, orders_per_minute=4)
    world = await holding(SYMBOL, OTHER, THIRD, limits=slow)
    await start(world, at_once=True)
    assert (await answer(world, question(world))).fields["count"] == 3


async def test_a_lost_day_does_not_hold_up_a_flattening() -> None:
    tight = replace(WIDE, daily_loss=Limits().daily_loss / 1000)
    world = await holding(SYMBOL, limits=tight)
    world.market.prices[SYMBOL] = 45_000
    await world.look(1)
    await start(world)
    (card,) = cards(world)
    assert (await world.press(card)).key == "press.granted"


@pytest.mark.parametrize("yes", [False, None])
async def test_without_a_yes_the_holdings_are_asked_one_by_one(yes: bool | None) -> None:
    world = await holding(SYMBOL, OTHER)
    await start(world, at_once=True)
    asked = question(world)
    sent = len(world.broker.submits)
    if yes is False:
        assert (await answer(world, asked, yes=False)).key == "flatten.kept"
    most = 0
    for _ in range(12):
        await world.look(60)
        most = max(most, len(cards(world)))
    assert len(world.broker.submits) == sent
    assert most == 2
    assert "notice.flattened" not in world.faces["phone"].notices()


async def test_a_price_that_ran_away_is_not_sent_but_asked_anew() -> None:
    world = await holding(SYMBOL, OTHER)
    await start(world, at_once=True)
    asked = question(world)
    world.market.prices[SYMBOL] = round(PRICE * 0.98)
    result = await answer(world, asked)
    assert result.fields == {"count": 1, "refused": 1}
    assert world.broker.submits[-1].intent.symbol == OTHER
    await world.look(1)
    assert [c.intent.symbol for c in cards(world)] == [SYMBOL]


async def test_a_restart_takes_the_question_back_and_asks_anew() -> None:
    world = await holding(SYMBOL)
    await start(world, at_once=True)
    before = question(world)
    sent = len(world.broker.submits)
    await world.restart()
    await world.look(1)
    again = question(world)
    assert again.id != before.id
    assert (await answer(world, before)).ok is False
    assert len(world.broker.submits) == sent
    assert (await answer(world, again)).fields["count"] == 1


@pytest.mark.parametrize("outside", [False, True])
async def test_what_was_bought_elsewhere_is_closed_only_when_it_is_named(outside: bool) -> None:
    world = await holding(SYMBOL)
    world.broker.held[OTHER] = 7
    await world.look(1)
    assert world.desk.book(OUTSIDE, OTHER).shares == 7
    await start(world, outside=outside)
    owners = {c.intent.owner for c in cards(world)}
    assert owners == ({"golden_cross", OUTSIDE} if outside else {"golden_cross"})


@pytest.mark.parametrize(
    ("scope", "closed"),
    [(Scope(ScopeKind.SYMBOL, OTHER), {OTHER}), (Scope(ScopeKind.BROKER, "test"), {SYMBOL, OTHER}),
     (Scope(ScopeKind.BROKER, "kis"), set()), (Scope(ScopeKind.STRATEGY, "mean_reversion"), set()),
     (Scope(ScopeKind.STRATEGY, "golden_cross"), {SYMBOL, OTHER})],
)  # fmt: skip
async def test_a_scope_closes_only_what_it_holds(scope: Scope, closed: set[str]) -> None:
    world = await holding(SYMBOL, OTHER)
    await start(world, scope)
    assert {c.intent.symbol for c in cards(world)} == closed


@pytest.mark.parametrize("level", [HaltLevel.HALT_NEW, HaltLevel.CANCEL_OPEN])
async def test_a_harder_stop_is_not_loosened_and_is_said_instead(level: HaltLevel) -> None:
    world = await holding(SYMBOL)
    await world.runtime.halt(ALL, level, BEN, "all of it")
    result = await start(world)
    assert (result.key, result.fields["level"]) == ("flatten.stopped", level.value)
    assert [s.level for s in world.latch.read()] == [level]
    assert not cards(world)
    assert "notice.flattened" not in world.faces["phone"].notices()


async def test_a_flattening_set_in_the_file_asks_card_by_card() -> None:
    world = await holding(SYMBOL)
    world.latch.write((Switch(ALL, HaltLevel.FLATTEN, "cli", "now", world.clock.now()),))
    await world.runtime.heed_latch()
    await world.look(1)
    assert len(cards(world)) == 1


async def test_a_refused_card_is_not_asked_again_until_the_next_command() -> None:
    world = await holding(SYMBOL)
    await start(world)
    await world.press(cards(world)[0], yes=False)
    for _ in range(20):
        await world.look(60)
    assert not cards(world)
    await start(world)
    assert len(cards(world)) == 1


async def test_a_halted_share_waits_and_is_not_called_flat() -> None:
    world = await holding(SYMBOL)
    world.market.changes = {"halted": True}
    await world.look(1)
    await start(world)
    await world.look(60)
    assert not cards(world)
    world.market.changes = {}
    await world.look(61)
    assert len(cards(world)) == 1


async def test_a_rule_against_errors_still_refuses_and_is_told_once() -> None:
    world = await holding(SYMBOL)
    book = world.desk.book("golden_cross", SYMBOL)
    world.uow.switches.put(
        Switch(Scope(ScopeKind.SYMBOL, SYMBOL), HaltLevel.HALT_NEW, "gaemi", "", world.clock.now())
    )
    await world.uow.commit()
    assert isinstance(book, Book)
    await start(world)
    for _ in range(5):
        await world.look(61)
    assert not cards(world)
    assert world.faces["phone"].notices().count("notice.flatten_refused") == 1


WIDER = (ALL, Scope(ScopeKind.BROKER, "test"), Scope(ScopeKind.SYMBOL, SYMBOL))


@pytest.mark.parametrize("wider", WIDER, ids=lambda scope: scope.kind.value)
@pytest.mark.parametrize("level", [HaltLevel.HALT_NEW, HaltLevel.CANCEL_OPEN])
async def test_one_share_is_not_flattened_under_a_harder_stop_of_more(
    level: HaltLevel, wider: Scope, tmp_path: Path
) -> None:
    latch = FileLatch(tmp_path / "latch.json")
    latch.create()
    world = await holding(SYMBOL, latch=latch)
    await world.runtime.halt(wider, level, BEN, "all of it")
    before = latch.read()
    verdicts = len(list(world.uow.decisions.all()))
    result = await start(world, Scope(ScopeKind.SYMBOL, SYMBOL))
    assert (result.ok, result.key) == (False, "flatten.stopped")
    assert result.fields == {"scope": wider.name, "level": level.value}
    assert latch.read() == before, "the file holds only the stop"
    for _ in range(3):
        await world.look(61)
        await world.runtime.heed_latch()
    assert [s.scope for s in world.uow.switches.all()] == [wider]
    assert len(list(world.uow.decisions.all())) == verdicts
    assert "notice.flatten_refused" not in world.faces["phone"].notices()


async def test_a_harder_stop_set_in_the_file_is_taken_in_before_a_flattening(
    tmp_path: Path,
) -> None:
    latch = FileLatch(tmp_path / "latch.json")
    latch.create()
    world = await holding(SYMBOL, latch=latch)
    latch.add(Switch(ALL, HaltLevel.HALT_NEW, "cli", "now", world.clock.now()))
    result = await start(world, Scope(ScopeKind.SYMBOL, SYMBOL))
    assert (result.key, result.fields["scope"]) == ("flatten.stopped", "all")
    assert [s.scope for s in latch.read()] == [ALL]
    assert not cards(world)


async def test_a_stop_of_something_else_holds_up_no_flattening() -> None:
    world = await holding(SYMBOL, OTHER)
    elsewhere = Scope(ScopeKind.SYMBOL, OTHER), Scope(ScopeKind.BROKER, "kis")
    for scope in elsewhere:
        await world.runtime.halt(scope, HaltLevel.CANCEL_OPEN, BEN, "that one")
    assert (await start(world, Scope(ScopeKind.SYMBOL, SYMBOL))).key == "flatten.done"
    assert {c.intent.symbol for c in cards(world)} == {SYMBOL}
    assert {s.scope for s in world.latch.read()} == {*elsewhere, Scope(ScopeKind.SYMBOL, SYMBOL)}
