"""One writer: nothing of a failed command stays, and a failed commit is the end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.domain import commands as c
from core.domain.results import Result
from core.domain.switches import HaltLevel, Scope
from core.errors import DeliveryError, StoreError
from core.flow import engine as engine_module
from core.flow.desk import Desk
from tests.harness import ANN, World

HALT = c.Halt(Scope(), HaltLevel.HALT_NEW, ANN, "first")


@pytest.fixture
def broken_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the handler of Tick write half of its work and then raise."""

    def tick(desk: Desk, _command: c.Tick) -> Result:
        desk.uow.emit("system", "half", correlation="x", cause="y", data={})
        desk.effects.append(lambda: pytest.fail("an effect of a failed command ran"))
        raise ZeroDivisionError("defect")

    monkeypatch.setitem(engine_module.HANDLERS, c.Tick, tick)


@pytest.mark.usefixtures("broken_tick")
async def test_a_handler_that_raises_keeps_nothing_and_the_next_command_works() -> None:
    world = await World.start()
    rows = len(world.uow.journal)
    with pytest.raises(ZeroDivisionError):
        await world.ask(c.Tick())
    assert (len(world.uow.journal), world.uow.dirty) == (rows, False)
    assert (await world.ask(HALT)).ok


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
async def test_an_end_inside_a_handler_leaves_no_half_for_others_to_commit(
    end: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tick(desk: Desk, _command: c.Tick) -> Result:
        desk.uow.emit("system", "half", correlation="x", cause="y", data={})
        raise end

    monkeypatch.setitem(engine_module.HANDLERS, c.Tick, tick)
    world = await World.start()
    rows = len(world.uow.journal)
    with pytest.raises(end):
        await world.ask(c.Tick())
    with pytest.raises(StoreError, match=end.__name__):
        await world.ask(HALT)
    assert (len(world.uow.journal), world.uow.dirty) == (rows, False)


@pytest.mark.usefixtures("broken_tick")
async def test_a_cancelled_asker_does_not_take_the_engine_down() -> None:
    world = await World.start()
    engine = asyncio.create_task(world.runtime.engine.run())
    await asyncio.sleep(0)
    asker = asyncio.create_task(world.ask(c.Tick()))
    await asyncio.sleep(0)
    asker.cancel()
    assert (await world.ask(HALT)).ok
    assert not engine.done()
    engine.cancel()


def failing(world: World, after: int = 0) -> None:
    """Let the store refuse a commit after some good ones."""
    left, commit = [after], world.uow.commit

    async def refuse() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StoreError("disk full")
        await commit()

    world.uow.commit = refuse  # type: ignore[method-assign]


async def test_a_failed_commit_stops_the_engine_for_good() -> None:
    world = await World.start()
    failing(world)
    with pytest.raises(StoreError, match="disk full"):
        await world.ask(HALT)
    del world.uow.commit  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="stopped"):
        await world.ask(HALT)
    assert not list(world.uow.switches.all())


async def test_a_press_whose_commit_failed_sends_nothing() -> None:
    world = await World.start()
    card = await world.card()
    failing(world)
    with pytest.raises(StoreError):
        await world.press(card)
    await world.runtime.gateway.drain()
    assert not world.broker.submits


async def test_a_running_engine_ends_with_its_error_and_leaves_nobody_waiting() -> None:
    world = await World.start()
    failing(world)
    engine = asyncio.create_task(world.runtime.engine.run())
    await asyncio.sleep(0)
    answers = await asyncio.gather(*(world.ask(HALT) for _ in range(3)), return_exceptions=True)
    assert [type(a) for a in answers] == [StoreError] * 3
    with pytest.raises(StoreError, match=r"disk full.*start again"):
        await engine


async def test_an_idle_engine_ends_when_its_store_is_gone() -> None:
    world = await World.start()

    async def gone() -> None:
        raise StoreError("the connection was lost")

    world.uow.verify = gone  # type: ignore[method-assign]
    engine = asyncio.create_task(world.runtime.engine.run())
    await world.runtime.engine.verify()
    with pytest.raises(StoreError, match=r"connection was lost.*start again"):
        await engine
    with pytest.raises(StoreError, match="stopped"):
        await world.ask(HALT)


async def test_an_engine_that_is_ended_turns_away_who_still_waits() -> None:
    world = await World.start()
    started, commit = asyncio.Event(), world.uow.commit

    async def slow() -> None:
        started.set()
        await asyncio.sleep(600)
        await commit()

    world.uow.commit = slow  # type: ignore[method-assign]
    engine = asyncio.create_task(world.runtime.engine.run())
    await asyncio.sleep(0)
    asks = [asyncio.create_task(world.ask(HALT)) for _ in range(2)]
    await started.wait()
    engine.cancel()
    with pytest.raises(StoreError, match="stopped"):
        await asyncio.wait_for(asks[1], timeout=60)
    asks[0].cancel()


async def test_a_halt_overtakes_everything_that_waits() -> None:
    world = await World.start()
    card = await world.card()
    order: list[str] = []
    slow = world.uow.commit

    async def commit() -> None:
        order.append(world.uow._said[-1].topic)
        await asyncio.sleep(0)
        await slow()

    world.uow.commit = commit  # type: ignore[method-assign]
    engine = asyncio.create_task(world.runtime.engine.run())
    await asyncio.sleep(0)
    press = asyncio.create_task(world.ask(world.button(card)))
    plans = [
        asyncio.create_task(world.ask(c.SetStrategy("golden_cross", ANN, running=on)))
        for on in (False, True)
    ]
    stop = asyncio.create_task(world.ask(HALT))
    results = await asyncio.gather(stop, press, *plans)
    engine.cancel()
    assert order[0] == "approval.state"
    assert [r.key for r in results[:2]] == ["halt.done", "press.already"]
    assert not world.broker.submits


async def test_without_a_running_task_askers_take_turns() -> None:
    world = await World.start()
    results = await asyncio.gather(*(world.ask(c.Tick()) for _ in range(50)))
    assert {r.key for r in results} == {"done"}


async def with_failures(*errors: DeliveryError) -> World:
    """Give a world whose first face fails to show a card so often."""
    world = await World.start()
    world.faces["phone"].fails = deque(errors)
    await world.wish()
    await world.look()
    return world


async def test_a_face_that_fails_for_a_while_loses_nothing_and_holds_up_nobody() -> None:
    world = await with_failures(*[DeliveryError("net")] * 3)
    (card,) = world.desk.open_approvals()
    assert [m.face for m in card.messages] == ["desktop"]
    for _ in range(8):
        await world.look(2)
    assert sorted(m.face for m in world.approval(card).messages) == ["desktop", "phone"]


async def test_a_server_that_says_when_is_not_asked_before() -> None:
    world = await with_failures(DeliveryError("slow down", retry_after_s=40))
    (card,) = world.desk.open_approvals()
    await world.look(39)
    assert len(world.approval(card).messages) == 1
    await world.look(1)
    assert len(world.approval(card).messages) == 2


async def test_a_message_that_can_never_be_shown_is_given_up_with_its_reason() -> None:
    world = await with_failures(DeliveryError("blocked", final=True))
    gone = [o for o in world.uow.outbox.all() if o.error]
    assert [(o.error, o.delivered_at is not None) for o in gone] == [("blocked", True)]


async def test_a_long_outage_loses_no_message_and_a_poisoned_one_blocks_nobody() -> None:
    world = await World.start()
    (old, *_) = [o for o in world.uow.outbox.all() if o.face == "phone"]
    poisoned = replace(old, id="0POISONED", delivered_at=None, tries=2_000)
    world.uow.outbox.put(poisoned)
    await world.uow.commit()
    await world.ask(HALT)
    waiting = world.runtime.deliverer.waiting("phone")
    assert [o.subject for o in waiting] == ["notice.halt", poisoned.subject]
    world.faces["phone"].fails.append(DeliveryError("net"))
    await world.runtime.deliverer.drain_face("phone")
    assert len(world.runtime.deliverer.waiting("phone")) == 2
    uttered = len(world.faces["phone"].shown)
    world.clock.move_by(60)
    await world.runtime.deliverer.drain_face("phone")
    told = [o.subject for o in world.faces["phone"].shown[uttered:]]
    assert told == ["notice.halt", poisoned.subject]
    assert world.runtime.deliverer.waiting("phone") == []


async def test_urgent_messages_go_first() -> None:
    world = await World.start()
    world.faces["phone"].fails.append(DeliveryError("net", retry_after_s=1))
    await world.wish()
    await world.look()
    await world.ask(HALT)
    world.clock.move_by(1)
    before = len(world.faces["phone"].shown)
    await world.runtime.settle()
    assert world.faces["phone"].shown[before].subject == "notice.halt"


async def test_tasks_send_and_deliver_by_themselves() -> None:
    world = await World.start()
    card = await world.card()
    run = asyncio.create_task(world.runtime.run())
    await asyncio.sleep(0)
    assert (await world.runtime.press(world.button(card))).ok

    def done() -> bool:
        ends = [o for o in world.faces["phone"].shown if o.kind.value == "card_end"]
        return world.order(card).number is not None and len(ends) >= 2

    await until(done)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert len(world.broker.submits) == 1


async def until(check: Callable[[], Any]) -> None:
    """Give the tasks turns until something is true."""
    async with asyncio.timeout(60):
        while not check():  # noqa: ASYNC110 - the world has no event for this
            await asyncio.sleep(0.01)


def test_every_command_has_a_handler() -> None:
    assert set(engine_module.HANDLERS) == set(c.Command.__args__)
