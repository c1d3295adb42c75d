"""How long a face that failed is left alone: by the machine's clock, not the market's."""

from __future__ import annotations

from itertools import pairwise

from core.clock import SimClock
from core.domain.approval import MessageRef
from core.domain.commands import Warn
from core.domain.journal import Outgoing, OutKind
from core.errors import DeliveryError
from core.flow.notify import notice, tell
from core.flow.outbox import Deliverer
from tests.harness import ANN, NOW, World


async def test_a_pause_asked_for_lasts_in_real_time_while_hours_of_the_market_pass() -> None:
    world, wall = await World.start(), SimClock(NOW)
    face = world.faces[ANN.face]
    deliverer = Deliverer(world.runtime.engine, {face.name: face}, wall)
    await deliverer.drain()
    before = len(face.shown)
    face.fails.append(DeliveryError("telegram asks to wait", retry_after_s=30))
    await world.ask(Warn("notice.conflict"))
    await deliverer.drain()

    for _ in range(5):
        world.clock.move_by(3_600)
        wall.move_by(5.9)
        assert not await deliverer.drain()
    wall.move_by(1)
    assert await deliverer.drain()

    assert [o.subject for o in face.shown[before:]] == ["notice.conflict"]


async def test_pauses_after_other_failures_grow_in_real_time() -> None:
    world, wall = await World.start(), SimClock(NOW)
    face = world.faces[ANN.face]
    deliverer = Deliverer(world.runtime.engine, {face.name: face}, wall)
    await deliverer.drain()
    face.fails.extend(DeliveryError("net") for _ in range(8))
    await world.ask(Warn("notice.conflict"))
    tried_at: list[float] = []

    while face.fails:
        left = len(face.fails)
        await deliverer.drain()
        if len(face.fails) < left:
            tried_at.append(wall.monotonic())
        wall.move_by(1)

    gaps = [after - before for before, after in pairwise(tried_at)]
    assert gaps == [1, 2, 4, 8, 16, 30, 30]


class Interrupting:
    """A face in whose first delivery something urgent happens."""

    name = ANN.face

    def __init__(self, world: World) -> None:
        self.world, self.shown = world, list[str]()

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        self.shown.append(outgoing.subject)
        if len(self.shown) == 1:
            await self.world.ask(Warn("notice.conflict"))
        return None


async def test_what_becomes_critical_while_a_line_is_worked_off_goes_next() -> None:
    world = await World.start()
    face = Interrupting(world)
    for at in range(5):
        notice(world.desk, "notice.plan", name=f"n{at}", why="")
    await world.uow.commit()
    await Deliverer(world.runtime.engine, {face.name: face}, SimClock(NOW)).drain()
    assert face.shown == ["notice.plan", "notice.conflict", *["notice.plan"] * 4]


async def test_edits_of_one_message_that_wait_are_made_once() -> None:
    world = await World.start()
    card = await world.card()
    face = world.faces[ANN.face]
    before = len(face.shown)
    for _ in range(4):
        tell(world.desk, OutKind.CARD_END, card.id)
    await world.uow.commit()
    await world.runtime.settle()
    assert [o.kind for o in face.shown[before:]] == [OutKind.CARD_END]
    assert not list(world.uow.outbox.waiting())


async def test_nobody_is_told_what_is_not_committed() -> None:
    world = await World.start()
    before = len(world.faces[ANN.face].shown)
    notice(world.desk, "notice.plan", name="n", why="")
    await world.runtime.deliverer.drain()
    assert len(world.faces[ANN.face].shown) == before
    world.uow.rollback()
