"""Knight's lesson (INV-07): what left, what was granted and what was pressed must add up."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.approval import Actor, ApprovalState
from core.domain.limits import PressRules
from core.domain.results import Result
from core.domain.switches import HaltLevel
from core.flow.conservation import EVERY_S, confirmed
from tests.doubts import doubtful, resend, wait
from tests.harness import ANN, BEN, OTHER, World


def stopped(world: World) -> bool:
    switch = world.uow.switches.get("all")
    kept = [s for s in world.latch.read() if s.scope.name == "all"]
    return bool(kept) and switch is not None and switch.level is HaltLevel.HALT_NEW


async def test_an_honest_day_adds_up() -> None:
    world = await World.start()
    for symbol in (OTHER, "035420"):
        await world.press(await world.card(symbol=symbol))
        await world.look(EVERY_S + 1)
    world, order = await doubtful(world=world)
    await wait(world, 240)
    assert (await resend(world, order)).ok
    await world.runtime.audit()
    assert world.engine_counts() == (4, 4, 4)
    assert not stopped(world)


async def test_a_refused_press_counts_for_nothing() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card, yes=False)
    assert world.engine_counts() == (0, 0, 0)


async def test_an_order_that_left_without_a_grant_stops_everything_within_a_minute() -> None:
    world = await World.start()
    await world.press(await world.card())
    world.broker.submits.append(world.broker.submits[0])
    await world.look(EVERY_S + 1)
    assert stopped(world)
    assert world.faces["phone"].notices().count("notice.halt") == 1
    await world.look(EVERY_S + 1)
    assert world.faces["phone"].notices().count("notice.halt") == 1, "said once"


async def test_a_grant_without_a_press_stops_everything() -> None:
    world = await World.start()
    card = await world.card()
    world.uow.approvals.put(replace(world.approval(card), state=ApprovalState.GRANTED))
    await world.uow.commit()
    await world.runtime.audit()
    assert stopped(world)


@pytest.mark.parametrize(("pressed", "stops"), [((ANN,), True), ((ANN, BEN), False)])
async def test_a_grant_with_too_few_people_stops_everything(
    pressed: tuple[Actor, ...], stops: bool
) -> None:
    world = await World.start(rules=PressRules(several_above=100_000))
    card = await world.card()
    for who in (ANN, BEN):
        await world.press(card, who=who)
    # A row as a wrong sender would have left it.
    world.uow.approvals.put(replace(world.approval(card), pressed=pressed))
    await world.uow.commit()
    await world.runtime.audit()
    assert stopped(world) is stops


async def test_what_was_before_the_start_is_not_counted() -> None:
    world = await World.start()
    await world.press(await world.card())
    await world.restart()
    await world.runtime.audit()
    assert world.engine_counts() == (0, 0, 0)
    await world.press(await world.card(symbol=OTHER))
    await world.runtime.audit()
    assert not stopped(world)


async def test_rows_that_leave_memory_stay_counted() -> None:
    world = await World.start()
    await world.press(await world.card())
    await world.runtime.audit()
    world.uow.hot.approvals.retain(lambda _: False)
    await world.runtime.audit()
    assert not stopped(world)


@pytest.mark.parametrize(
    ("result", "orders"),
    [
        (Result(True, "press.granted"), 1),
        (Result(False, "press.stale"), 0),
        (Result(True, "flatten.sent", "Q", {"count": 3, "refused": 1}), 3),
        (Result(True, "doubt.card"), 0),
    ],
)
def test_only_an_accepted_press_confirms(result: Result, orders: int) -> None:
    assert confirmed(result) == orders


COUNTER = ("core.flow.conservation", "core.flow.rule_count")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("name", COUNTER)
def test_the_counter_shares_no_code_with_what_sends(name: str, root: Path) -> None:
    used = imported((root / name.replace(".", "/")).with_suffix(".py"))
    assert used
    assert not {u for u in used if u.startswith(("core.flow", "core.brokers"))} - {*COUNTER}


def test_what_counts_rules_serves_the_counter_alone(root: Path) -> None:
    users = [p.name for p in (root / "core").rglob("*.py") if "core.flow.rule_count" in imported(p)]
    assert users == ["conservation.py"]


async def test_a_second_start_of_the_counter_is_of_its_own_generation() -> None:
    world = await World.start()
    first = world.runtime.count
    await world.restart()
    assert world.runtime.count is not first
    assert (await world.press(await world.card(), who=ANN)).ok
