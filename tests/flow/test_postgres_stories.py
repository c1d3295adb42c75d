"""Whole orders over a PostgreSQL database, with a fresh engine over the same rows in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from core.domain.approval import ApprovalState
from core.domain.order import OrderState
from core.errors import StoreError
from storage.store import Store, open_store, places_of
from tests import postgres
from tests.harness import SYMBOL, World

Again = Callable[[], Awaitable[World]]


class Rows:
    """A world whose rows lie in a database, and how to begin anew with nothing but those."""

    def __init__(self, url: str) -> None:
        self.place = places_of(Path(), url).trade
        self.world = World()
        self.store: Store | None = None

    async def open(self) -> World:
        """Load what is stored and start a generation of the program over it."""
        self.close()
        self.store = open_store(self.place, self.world.clock)
        self.world.uow = self.store.uow  # type: ignore[assignment]
        await self.world.restart()
        return self.world

    def close(self) -> None:
        if self.store is not None:
            self.store.close()


@pytest.fixture
async def again(database: str) -> AsyncIterator[Again]:
    """Opens the rows anew each time that it is called; the first time they are empty."""
    rows = Rows(database)
    world = await rows.open()
    await world.ask_to_pair()
    yield rows.open
    rows.close()


async def test_a_card_of_before_is_pressed_after_a_restart_and_leaves_one_order(
    again: Again,
) -> None:
    world = await again()
    card = await world.card()
    world = await again()
    assert (await world.press(card)).key == "press.granted"
    world = await again()
    assert (await world.press(card)).key == "press.already"
    assert len(world.broker.submits) == 1
    assert world.order(card).state is OrderState.ACCEPTED


async def test_books_and_cash_are_kept_to_the_won(again: Again) -> None:
    world = await again()
    await world.hold(7)
    books, accounts = list(world.uow.books.all()), list(world.uow.accounts.all())
    fills = list(world.uow.fills.all())
    assert [(b.symbol, b.shares) for b in books] == [(SYMBOL, 7)]
    world = await again()
    assert list(world.uow.books.all()) == books
    assert list(world.uow.fills.all()) == fills
    assert [a.cash for a in world.uow.accounts.all()] == [a.cash for a in accounts]


async def test_an_order_that_may_have_left_is_in_doubt_and_never_sent_again(again: Again) -> None:
    world = await again()
    card = await world.card()
    await world.runtime.press(world.button(card))
    assert world.order(card).state is OrderState.SENDING
    world = await again()
    assert world.order(card).state is OrderState.UNKNOWN
    assert not world.broker.submits


async def test_an_order_that_did_leave_is_adopted_by_the_first_look(again: Again) -> None:
    world = await again()
    card = await world.card()
    await world.runtime.press(world.button(card))
    (errand,) = world.runtime.gateway._queue
    world.broker.take(errand.approved)
    world = await again()
    assert (world.order(card).state, world.order(card).number) == (
        OrderState.ACCEPTED,
        "0000000001",
    )


async def test_nothing_is_sent_when_the_connection_is_lost_before_the_press_is_stored(
    again: Again, database: str
) -> None:
    world = await again()
    card = await world.card()
    postgres.send_away(database)
    with pytest.raises(StoreError):
        await world.press(card)
    assert not world.broker.submits
    world = await again()
    assert world.approval(card).state is ApprovalState.OPEN
    assert list(world.uow.orders.all()) == []
    assert (await world.press(card)).key == "press.granted"
    assert len(world.broker.submits) == 1
