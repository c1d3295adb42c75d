"""Interleavings in the size of a pull request, and that what they look for can be found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.domain.order import OrderState
from tests.prove import exhaust
from tests.prove.interleave import ACTIONS, OFTEN, Path, replay

BEGINNINGS = {
    "nothing": (),
    "on the wire": ("ann presses", "send"),
    "no answer": ("ann presses", "send", "answer lost"),
    "asked": ("ann presses", "send", "answer lost", "wait"),
}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_no_order_of_actions_breaks_an_invariant(beginning: exhaust.Steps) -> None:
    outcome = exhaust.search(beginning, 3 if beginning else 4)
    print(outcome.runs, outcome.counts)
    assert outcome.failures == []
    assert outcome.counts["states"] > 50


def test_long_paths_come_to_second_requests_and_break_no_invariant() -> None:
    trials = [exhaust.trial(10**6 + n) for n in range(3)]
    assert [o.failures for o in trials if o.failures] == []
    reached = {name: sum(o.counts[name] for o in trials) for name in trials[0].counts}
    print(reached)
    assert min(reached["resends"], reached["crashes"]) > 0
    assert reached["requests"] > reached["long paths"] / 3


async def test_a_lost_answer_is_sent_again_only_by_a_grant_of_its_own() -> None:
    path = await replay(("ann presses", "send", "answer lost", "wait", "resend is asked"))
    assert len(path.broker.submits) == 1
    for action in ("newest is pressed", "send"):
        await path.take(action)
    assert (len(path.broker.submits), path.grants) == (2, 1)
    assert path.wrong() == []
    await path.close()


async def test_a_stop_in_the_file_keeps_back_what_was_pressed_before_it() -> None:
    path = await replay(("ann presses", "stop in file", "send"))
    assert path.broker.submits == []
    (order,) = path.world.uow.orders.all()
    assert order.state is OrderState.REJECTED


async def test_a_crash_leaves_the_request_on_the_wire_and_the_order_in_doubt() -> None:
    path = await replay(("ann presses", "send", "crash"))
    (order,) = path.world.uow.orders.all()
    assert order.state is OrderState.UNKNOWN
    await path.take("broker takes")
    await path.take("wait")
    (order,) = path.world.uow.orders.all()
    assert order.state is OrderState.ACCEPTED
    assert path.wrong() == []


def sent_twice(path: Path) -> None:
    path.broker.submits.append(path.broker.submits[0])


def pressed_by_nobody(path: Path) -> None:
    path.accepted = 0


def two_in_flight(path: Path) -> None:
    path.world.uow.hot.orders.forget()
    (order,) = path.world.uow.orders.all()
    path.world.uow.orders._rows["OTHER"] = order  # type: ignore[attr-defined]


LIES: list[tuple[str, Callable[[Path], None]]] = [
    ("INV-02", sent_twice), ("INV-06", two_in_flight), ("INV-07", pressed_by_nobody),
    ("INV-08", two_in_flight),
]  # fmt: skip


@pytest.mark.parametrize(("number", "lie"), LIES)
async def test_a_broken_invariant_is_named(number: str, lie: Callable[[Path], None]) -> None:
    path = await replay(("ann presses", "send"))
    lie(path)
    assert any(text.startswith(number) for text in path.wrong())
    await path.close()


async def test_a_request_past_a_stop_is_named() -> None:
    path = await replay(("ann presses", "stop in file"))
    path.broker.examine(path.world.runtime.gateway._queue[0].approved)
    assert any(text.startswith("INV-16") for text in path.wrong())


def test_every_action_has_its_measure() -> None:
    assert set(ACTIONS) == set(OFTEN)
