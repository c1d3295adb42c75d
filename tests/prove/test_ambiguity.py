"""Ambiguity trials in the size of a pull request, and that the judge sees what it must."""

from __future__ import annotations

from typing import Any

import pytest

from core.domain.doubt import Doubt
from core.domain.order import Order, OrderMove
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.doubt import answers, links
from core.flow.doubt.picking import neither
from core.flow.orders import move
from tests.prove import ambiguity
from tests.prove.crash import world_of
from tests.prove.suite import Outcome
from tests.prove.virtual import play

# Here a person ties an order to another number after the first one's fills were booked.
TIED_AGAIN = (37, 112, 231, 50018, 50044, 50048, 50080)
# Here a person is shown the order among look-alikes: says "neither", or holds and picks it later.
DISOWNED, HELD = 2824, 5270


@pytest.mark.parametrize("block", range(20))
def test_unanswered_orders_are_never_doubled_nor_mistaken(block: int) -> None:
    seeds = range(block * 12, block * 12 + 12)
    found = [(n, ambiguity.trial(n).failures) for n in seeds]
    assert [f for f in found if f[1]] == []


@pytest.mark.parametrize("seed", TIED_AGAIN)
def test_an_order_tied_to_another_number_takes_over_its_won(seed: int) -> None:
    assert ambiguity.trial(seed).failures == []


def test_an_order_that_the_person_disowned_is_the_persons_mistake_while_it_is_in_doubt() -> None:
    outcome = ambiguity.trial(DISOWNED)
    assert outcome.failures == []
    assert outcome.counts["left with an order that a person disowned"] == 1


def silent(desk: Desk, order: Order, doubt: Doubt, _: str) -> Result:
    """Put the rows away and tell nobody which."""
    for row in doubt.candidates:
        links.tie_outside(desk, row.day, row.number)
    return Result(True, "doubt.neither", order.id)


def ending(desk: Desk, order: Order, doubt: Doubt, choice: str) -> Result:
    """Take the person's word for the broker's: the order never was."""
    result = neither(desk, order, doubt, choice)
    move(desk, order, OrderMove.REFUSE, "rejected", note="absent", closed_at=desk.now)
    return result


@pytest.mark.parametrize(
    ("seed", "choice", "planted"),
    [(DISOWNED, "neither", silent), (DISOWNED, "neither", ending), (HELD, "hold", neither)],
)
def test_an_order_that_the_program_puts_away_of_itself_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, seed: int, choice: str, planted: Any
) -> None:
    monkeypatch.setitem(answers._DOERS, choice, planted)
    outcome = ambiguity.trial(seed)
    assert any(f.startswith("rule 2: ") for f in outcome.failures)
    assert "left with an order that a person disowned" not in outcome.counts


def test_a_second_order_without_a_grant_would_be_seen() -> None:
    async def doubled() -> list[str]:
        async with world_of(1) as world:
            await world.boot()
            await world.pair()
            card = await world.card()
            assert card is not None
            await world.press(card)
            order = world.server.orders[-1]
            await world.server.answer(order)
            return ambiguity.judged(world, card, Outcome())

    assert play(doubled()) == ["duplicate: 2 orders, 0 resends granted"]
