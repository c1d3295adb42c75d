"""No ordering of failures loses a message, doubles one beyond what was lost, or makes danger wait.

A chat service of our own stands in for the wire: it is down, refuses one chat, asks to wait in one
chat or everywhere, chokes on one message, takes a message and loses the answer. Time is ours.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.clock import SimClock
from core.domain.approval import MessageRef
from core.domain.journal import Outgoing, OutKind, Severity
from core.errors import DeliveryError
from core.flow.outbox import Deliverer
from core.flow.outbox_line import PATIENCE
from tests.harness import NOW, World

FACE = "telegram"
CHATS = ("a", "b", "c")
LOUD = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass
class Service:
    """Chats that take messages, and what is wrong with them now; instants are of `wall`."""

    wall: SimClock
    name: str = FACE
    shown: list[tuple[float, Outgoing]] = field(default_factory=list)
    calls: list[tuple[float, str]] = field(default_factory=list)
    down_until: float = 0.0
    deaf: dict[str, float] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    asked_all: float = 0.0
    choking: set[str] = field(default_factory=set)
    # Whether it says that a chat alone is to blame.
    says_who: bool = True
    losing: int = 0
    doubled: int = 0

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        """Take a message or raise as the trouble of now wants it."""
        now = self.wall.monotonic()
        self.calls.append((now, outgoing.chat))
        until = max(self.asked_all, self.asked.get(outgoing.chat, 0.0))
        if now < until:
            raise DeliveryError("wait", retry_after_s=until - now)
        if now < self.down_until:
            raise DeliveryError("down")
        if now < self.deaf.get(outgoing.chat, 0.0):
            raise DeliveryError("deaf", of_chat=self.says_who)
        if outgoing.id in self.choking:
            raise DeliveryError("500")
        self.shown.append((now, outgoing))
        if self.losing:
            self.losing -= 1
            self.doubled += 1
            raise DeliveryError("answer lost")
        return MessageRef(FACE, outgoing.chat, f"m{len(self.shown)}")

    def chat(self, name: str) -> list[Outgoing]:
        """Give what came in a chat, without repeats."""
        return list({o.id: o for _, o in self.shown if o.chat == name}.values())


@dataclass
class Bench:
    """One outbox in front of one service."""

    world: World
    wall: SimClock
    service: Service
    deliverer: Deliverer
    rows: dict[str, Outgoing] = field(default_factory=dict)

    @classmethod
    async def made(cls) -> Bench:
        world, wall = await World.start(), SimClock(NOW)
        await world.runtime.settle()
        service = Service(wall)
        return cls(world, wall, service, Deliverer(world.runtime.engine, {FACE: service}, wall))

    async def put(self, chat: str, severity: Severity) -> Outgoing:
        row = Outgoing(
            self.world.desk.ids.new(), FACE, chat, OutKind.NOTICE, "notice.plan",
            (("name", len(self.rows)), ("why", "")), severity, self.world.desk.now, "c",
        )  # fmt: skip
        self.world.uow.outbox.put(row)
        await self.world.uow.commit()
        self.rows[row.id] = row
        self.world.clock.move_by(0.001)
        return row

    async def run(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass, delivering as the program's task does."""
        ends = self.wall.monotonic() + seconds
        while self.wall.monotonic() < ends:
            await self.deliverer.drain()
            self.wall.move_by(step)

    def restart(self) -> None:
        """Forget what was not stored."""
        self.deliverer = Deliverer(self.world.runtime.engine, {FACE: self.service}, self.wall)

    @property
    def waiting(self) -> list[Outgoing]:
        return [o for o in self.world.uow.outbox.waiting() if o.id in self.rows]


async def test_a_chat_that_takes_nothing_holds_up_no_other() -> None:
    bench = await Bench.made()
    bench.service.deaf["a"] = 1e9
    for _ in range(3):
        await bench.put("a", Severity.CRITICAL)
    # In the middle of a pause of half a minute.
    await bench.run(75)
    last = await bench.put("b", Severity.INFO)
    at = bench.wall.monotonic()
    await bench.run(3)
    assert [(o.id, t - at <= 1) for t, o in bench.service.shown] == [(last.id, True)]
    # The deaf one is tried in its own time: 1, 2, 4, 8, 16, 30 seconds apart.
    assert len([c for c in bench.service.calls if c[1] == "a"]) <= 8


async def test_an_unknown_trouble_of_one_chat_holds_up_others_for_one_pause_at_most() -> None:
    bench = await Bench.made()
    bench.service.says_who = False
    bench.service.deaf["a"] = 1e9
    for _ in range(3):
        await bench.put("a", Severity.CRITICAL)
    await bench.run(120)
    last, at = await bench.put("b", Severity.INFO), bench.wall.monotonic()
    await bench.run(32)
    assert [o.id for _, o in bench.service.shown] == [last.id]
    assert bench.service.shown[0][0] - at <= 31
    more = [await bench.put("b", Severity.INFO) for _ in range(20)]
    await bench.run(64)
    assert [o.id for o in bench.service.chat("b")] == [o.id for o in (last, *more)]


@pytest.mark.parametrize("hours", [1, 2, 6])
async def test_after_an_outage_what_is_critical_comes_first_and_the_rest_in_order(
    hours: int,
) -> None:
    bench = await Bench.made()
    alarm = await bench.put("a", Severity.CRITICAL)
    rest = [await bench.put("a", Severity.INFO) for _ in range(6)]
    bench.service.down_until = bench.wall.monotonic() + hours * 3_600
    await bench.run(hours * 3_600 + 120, 5)
    came = [o.id for o in bench.service.chat("a")]
    assert bench.world.uow.outbox.get(alarm.id).tries > PATIENCE  # type: ignore[union-attr]
    assert set(came) == {alarm.id, *(o.id for o in rest)}
    # Whether it is the message or the line is found out with one other message at most.
    assert came.index(alarm.id) <= 1
    others = [key for key in came if key != alarm.id]
    assert others == [o.id for o in rest]


async def test_a_message_that_always_fails_lets_the_others_pass_and_is_tried_for_ever() -> None:
    bench = await Bench.made()
    bad = await bench.put("a", Severity.CRITICAL)
    rest = [await bench.put("a", Severity.WARNING) for _ in range(5)]
    bench.service.choking.add(bad.id)
    await bench.run(PATIENCE * 30 + 120, 5)
    assert [o.id for o in bench.service.chat("a")] == [o.id for o in rest]
    bench.service.choking.clear()
    await bench.run(60)
    assert bench.waiting == []


async def test_one_chat_that_asks_to_wait_stops_that_chat_alone() -> None:
    bench = await Bench.made()
    now = bench.wall.monotonic()
    bench.service.asked["a"] = now + 300
    await bench.put("a", Severity.CRITICAL)
    urgent = await bench.put("b", Severity.CRITICAL)
    await bench.run(290)
    assert [o.id for _, o in bench.service.shown] == [urgent.id]
    assert [chat for _, chat in bench.service.calls] == ["a", "b"]
    await bench.run(20)
    assert bench.waiting == []


async def test_a_service_that_asks_everywhere_is_asked_in_two_chats_and_then_left_alone() -> None:
    bench = await Bench.made()
    bench.service.asked_all = bench.wall.monotonic() + 300
    for chat in CHATS:
        await bench.put(chat, Severity.CRITICAL)
    await bench.run(299)
    assert [chat for _, chat in bench.service.calls] == ["a", "b"]
    await bench.run(20)
    assert bench.waiting == []


Step = tuple[str, str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(CHATS), st.integers(0, 2)),
        st.tuples(st.just("wait"), st.just(""), st.integers(1, 4_000)),
        st.tuples(st.just("down"), st.just(""), st.integers(1, 4_000)),
        st.tuples(st.just("deaf"), st.sampled_from(CHATS), st.integers(1, 4_000)),
        st.tuples(st.just("ask"), st.sampled_from((*CHATS, "")), st.integers(1, 600)),
        st.tuples(st.just("lose"), st.just(""), st.integers(1, 3)),
        st.tuples(st.just("restart"), st.just(""), st.just(0)),
    ),
    max_size=25,
)


async def walked(steps: list[Step]) -> Bench:
    bench = await Bench.made()
    service = bench.service
    for what, where, number in steps:
        now = bench.wall.monotonic()
        if what == "put":
            await bench.put(where, list(LOUD)[number])
        elif what == "wait":
            await bench.run(number, max(1.0, number / 60))
        elif what == "down":
            service.down_until = now + number
        elif what == "deaf":
            service.deaf[where] = now + number
        elif what == "ask" and where:
            service.asked[where] = now + number
        elif what == "ask":
            service.asked_all = now + number
        elif what == "lose":
            service.losing = min(number, 3)
        else:
            bench.restart()
    await bench.run(5_000, 40)
    return bench


@settings(deadline=None, max_examples=120)
@given(STEPS)
def test_whatever_fails_when_nothing_is_lost_and_only_lost_answers_double(
    steps: list[Step],
) -> None:
    bench = asyncio.run(walked(steps))
    came = Counter(o.id for _, o in bench.service.shown)
    event(f"{min(len(bench.rows), 5)} or more messages")
    assert bench.waiting == []
    assert set(came) == set(bench.rows)
    assert came.total() - len(came) <= bench.service.doubled


@settings(deadline=None, max_examples=120)
@given(STEPS)
def test_in_a_chat_no_message_overtakes_an_equally_loud_one_or_a_louder_that_waits(
    steps: list[Step],
) -> None:
    """One may, each time that the line was down so long that the message itself was doubted."""
    bench = asyncio.run(walked(steps))
    doubted = [o for o in bench.world.uow.outbox.all() if o.tries >= PATIENCE]
    overtaken = 0
    for chat in CHATS:
        came = [(at, o) for at, o in bench.service.shown if o.chat == chat]
        first = {o.id: at for at, o in reversed(came)}
        order = sorted(first, key=lambda key: [o.id for _, o in came].index(key))
        for at, key in enumerate(order):
            mine = bench.rows[key]
            behind = [bench.rows[other] for other in order[at + 1 :]]
            overtaken += any(_should_go_before(other, mine) for other in behind)
    assert overtaken <= len(doubted)


def _should_go_before(other: Outgoing, mine: Outgoing) -> bool:
    """Tell whether a message was there when another was shown that should have waited for it."""
    earlier = other.id < mine.id
    return earlier and LOUD[other.severity] <= LOUD[mine.severity]


def test_the_dice_of_the_walks_reach_every_trouble() -> None:
    """The walks above are no use if no line ever fails in them."""
    dice = random.Random(20_261_122)
    steps: list[Step] = []
    for _ in range(40):
        what = dice.choice(("put", "put", "put", "wait", "down", "deaf", "ask", "lose", "restart"))
        where = dice.choice(CHATS) if what in ("put", "deaf", "ask") else ""
        steps.append((what, where, dice.randint(0, 2) if what == "put" else dice.randint(1, 600)))
    bench = asyncio.run(walked(steps))
    assert len(bench.service.calls) > len(bench.service.shown) > 0
    assert bench.waiting == []
