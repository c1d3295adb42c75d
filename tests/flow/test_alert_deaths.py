"""A program that ends anywhere around an alert's crossing tells it once: not twice, not never."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from core.clock import SimClock
from core.domain.alert import AlertState, Condition, Measure, SetAlert
from core.domain.bar import Quote
from core.domain.commands import Look
from core.errors import StoreError
from core.failpoint import arm, disarm
from storage.store import Store, open_store
from tests.harness import ANN, SYMBOL, World

LEVEL = 51_000
BEFORE = ("propose.before_commit", "store.before_begin", "store.in_transaction")
AFTER = (
    "store.after_commit", "propose.after_commit", "outbox.before_send", "outbox.after_send",
    "outbox.before_commit", "outbox.after_commit",
)  # fmt: skip


class Died(BaseException):
    """The program ended here."""


@pytest.fixture(autouse=True)
def unarmed() -> Iterator[None]:
    yield
    disarm()


def once() -> Callable[[], None]:
    """Let the program end the first time that a point is passed."""
    left = [True]

    def strike() -> None:
        if left.pop() if left else False:
            raise Died

    return strike


def world_on(store: Store, clock: SimClock) -> World:
    world = World()
    world.clock = world.broker.clock = world.market.clock = clock
    world.uow = store.uow  # type: ignore[assignment]
    world.desk, world.runtime = world._build()
    return world


@pytest.mark.parametrize("point", [*BEFORE, *AFTER])
async def test_a_crossing_is_told_once_wherever_the_program_ends(
    point: str, tmp_path: Path
) -> None:
    clock = World().clock
    store = open_store(tmp_path / "gaemi.db", clock)
    world = world_on(store, clock)
    await world.ask_to_pair()
    await world.boot()
    await world.ask(
        SetAlert(ANN, Condition(Measure.PRICE, SYMBOL, level=Decimal(LEVEL)), again=True)
    )
    world.market.prices[SYMBOL] = LEVEL
    quotes = tuple(await world.market.quotes([SYMBOL]))
    arm(point, once())
    with pytest.raises((Died, StoreError)):
        await looked(world, quotes)
    disarm()
    store.close()
    told = await after(tmp_path, clock)
    assert told == (1, 1, AlertState.WAITING)
    # And the start after that has nothing to add.
    assert await after(tmp_path, clock) == told


async def looked(world: World, quotes: tuple[Quote, ...]) -> None:
    """Take quotes in and deliver what they make due."""
    await world.ask(Look(quotes))
    await world.runtime.settle()


async def after(home: Path, clock: SimClock) -> tuple[int, int, AlertState]:
    """Start anew on what is stored, look twice, and give how often it was told and counted."""
    store = open_store(home / "gaemi.db", clock)
    world = world_on(store, clock)
    world.market.prices[SYMBOL] = LEVEL
    await world.boot()
    await world.look(60)
    rows = [o for o in store.uow.outbox.all() if o.subject == "notice.alert"]
    (alert,) = store.uow.alerts.all()
    store.close()
    return len(rows), alert.times, alert.state
