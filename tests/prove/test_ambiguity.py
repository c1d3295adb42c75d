"""Ambiguity trials in the size of a pull request, and that the judge sees what it must."""

from __future__ import annotations

import pytest

from tests.prove import ambiguity
from tests.prove.crash import world_of
from tests.prove.suite import Outcome
from tests.prove.virtual import play

# Here a person ties an order to another number after the first one's fills were booked.
TIED_AGAIN = (37, 112, 231, 50018, 50044, 50048, 50080)


@pytest.mark.parametrize("block", range(20))
def test_unanswered_orders_are_never_doubled_nor_mistaken(block: int) -> None:
    seeds = range(block * 12, block * 12 + 12)
    found = [(n, ambiguity.trial(n).failures) for n in seeds]
    assert [f for f in found if f[1]] == []


@pytest.mark.parametrize("seed", TIED_AGAIN)
def test_an_order_tied_to_another_number_takes_over_its_won(seed: int) -> None:
    assert ambiguity.trial(seed).failures == []


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
