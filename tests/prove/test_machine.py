"""The state machine in the size of a pull request, and that its invariants can fail."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.domain.approval import ApprovalState
from core.domain.order import OrderState
from tests.harness import World
from tests.prove import invariants, machine
from tests.prove.machine import Machine, StrictBroker


@pytest.mark.parametrize("block", range(20))
def test_walks_break_no_invariant(block: int) -> None:
    found = [(n, machine.trial(n).failures) for n in range(block * 8, block * 8 + 8)]
    assert [f for f in found if f[1]] == []


def test_people_of_a_few_walks_cancel_flatten_and_answer_doubts() -> None:
    said: Counter[str] = Counter()
    for number in range(1000, 1016):
        said.update(machine.trial(number).counts)
    wanted = {"cancel.asked", "cancel.unknown_number", "flatten.done", "doubt.looking",
              "doubt.held", "doubt.not_seen", "doubt.no_pin"}  # fmt: skip
    assert {f"said {word}" for word in wanted} <= set(said)


async def walked() -> Machine:
    """Give a machine after a walk with orders, cards and fills in it."""
    world = World()
    broker = StrictBroker(world)
    world.broker, world.generation = broker, 0
    world.desk, world.runtime = world._build()
    await world.ask_to_pair()
    await world.boot()
    made = Machine(world, broker, random.Random("machine 14"))
    await made.walk(120)
    assert made.orders
    assert any(o.filled for o in made.orders)
    return made


def two_sends(m: Machine) -> None:
    m.broker.submits.append(m.broker.submits[0])


def hash_of_another(m: Machine) -> None:
    m.approvals = [replace(a, canon_hash="0" * 64) for a in m.approvals]
    m.checked_submits = 0


def two_flights(m: Machine) -> None:
    m.orders = [replace(o, state=OrderState.UNKNOWN) for o in m.orders[:1] * 2]


def more_sent_than_granted(m: Machine) -> None:
    m.approvals = []


def one_card_two_orders(m: Machine) -> None:
    m.orders = [*m.orders, replace(m.orders[0], id="OTHER")]


def granted(m: Machine, **changes: Any) -> None:
    """Let the last step have granted a card that really was, but for what changes."""
    card = next(a for a in m.approvals if a.state is ApprovalState.GRANTED)
    m.newly_granted = [replace(card, **{"boot": m.boot_before, **changes})]


def granted_by_a_later_program(m: Machine) -> None:
    granted(m, boot=f"not {m.boot_before}")


def granted_when_it_was_over(m: Machine) -> None:
    granted(m, expires_at=m.approvals[0].asked_at)


def state_goes_back(m: Machine) -> None:
    m.states[m.orders[0].id] = OrderState.FILLED
    m.orders[0] = replace(m.orders[0], state=OrderState.ACCEPTED)


def fill_falls(m: Machine) -> None:
    m.filled = {o.id: o.filled + 1 for o in m.orders}


def slice_missing(m: Machine) -> None:
    m.orders = [replace(o, filled=o.filled + 1) for o in m.orders]


def absent_but_taken(m: Machine) -> None:
    m.orders = [replace(m.orders[0], state=OrderState.REJECTED, number=None)]
    m.broker.taken.add(m.orders[0].intent.id)


def doubt_untold(m: Machine) -> None:
    m.orders = [replace(m.orders[0], state=OrderState.UNKNOWN)]
    m.told_of_doubt = set()


def left_sending(m: Machine) -> None:
    m.orders = [replace(m.orders[0], state=OrderState.SENDING)]


def stop_vanished(m: Machine) -> None:
    m.stops_before = {"symbol:999999"}


def hole(m: Machine) -> None:
    del m.world.uow.journal[3]


LIES: list[tuple[str, Callable[[Machine], None]]] = [
    ("INV-02", two_sends), ("INV-05", hash_of_another), ("INV-06", two_flights),
    ("INV-07", more_sent_than_granted), ("INV-08", one_card_two_orders),
    ("INV-09", granted_by_a_later_program), ("INV-09", granted_when_it_was_over),
    ("INV-18", stop_vanished), ("INV-21", state_goes_back), ("INV-22", fill_falls),
    ("INV-23", slice_missing), ("INV-25", absent_but_taken), ("INV-27", doubt_untold),
    ("INV-32", left_sending), ("INV-41", hole),
]  # fmt: skip


@pytest.mark.parametrize(("number", "lie"), LIES)
async def test_a_broken_invariant_is_named(number: str, lie: Callable[[Machine], None]) -> None:
    made = await walked()
    lie(made)
    assert any(text.startswith(number) for text in invariants.broken(made))


async def test_a_grant_by_the_program_that_showed_its_card_breaks_nothing() -> None:
    made = await walked()
    granted(made)
    assert not [text for text in invariants.broken(made) if text.startswith("INV-09")]


def test_every_check_is_an_invariant_of_the_plan() -> None:
    assert len(invariants.CHECKS) >= 20
    assert all(check.__doc__ for check in invariants.CHECKS)
