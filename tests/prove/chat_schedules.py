"""M2: whatever is tapped, how often, where and when, one card becomes at most one order.

A trial draws a schedule for one card that a person has on Telegram, in Slack and at the console:
taps on several devices, the same updates again, cut lines, lost answers, restarts, and ends of the
program at named steps. The exchange's own books are the judge.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

from core.domain.approval import Approval
from core.errors import StoreError
from core.failpoint import disarm
from tests.kis_rig import CALM
from tests.prove.chat_phones import Phone, says
from tests.prove.chat_scene import FACES, listening
from tests.prove.chat_world import ChatWorld, chat_world, play
from tests.prove.crash import Deaths, Died, points
from tests.prove.stories import DOUBTS, ORDER
from tests.prove.suite import Outcome, Suite
from tests.prove.world_market import THIN

# Where the program may end: what a press, its order and its messages pass.
GROUPS = frozenset({
    "press", "gate", "submit", "outcome", "card", "outbox", "look", "boot", "intake", "undo",
    "release",
})  # fmt: skip
UNDO_S = 5
STEPS = (4, 12)


class Schedule:
    """One card and what is done to it; `told` counts the answers that confirm it."""

    def __init__(self, world: ChatWorld, card: Approval, rng: random.Random) -> None:
        self.world, self.card, self.rng = world, card, rng
        self.phones = world.phones()
        found = [p for p in points() if p.partition(".")[0] in GROUPS]
        plan = [(rng.choice(found), rng.choice((1, 1, 2))) for _ in range(rng.choice((0, 1, 1, 2)))]
        self.deaths = Deaths(plan)
        self.last: list[tuple[Phone, dict[str, object]]] = []
        self.restarts = 0

    async def run(self) -> None:
        """Do one thing after the other; the program is started again whenever it ends."""
        self.deaths.arm_next()
        for _ in range(self.rng.randrange(*STEPS)):
            await self.outlive(self.rng.choice(self._doings()))
        disarm()
        await self.outlive(lambda: self.world.rest(20))

    def _doings(self) -> tuple[Callable[[], Awaitable[object]], ...]:
        return (
            self.tap, self.tap, self.tap, self.two_at_once, self.everywhere, self.type, self.again,
            self.cut, self.lose, self.wait, self.undo, self.restart,
        )  # fmt: skip

    async def outlive(self, step: Callable[[], Awaitable[object]]) -> None:
        """Do a step; when the program ends in it, start it again, and again."""
        struck = len(self.deaths.struck)
        try:
            await step()
        except (Died, StoreError):
            if len(self.deaths.struck) == struck:
                raise
        while self.world.died or len(self.deaths.struck) > struck:
            struck = len(self.deaths.struck)
            self.deaths.arm_next()
            try:
                await self.restart()
            except (Died, StoreError):
                continue

    async def restart(self) -> None:
        """Lose what is not stored, and start anew."""
        self.restarts += 1
        await self.world.restart()

    def _phone(self) -> Phone:
        return self.phones[self.rng.choice(FACES)]

    def _update(self, phone: Phone) -> dict[str, object]:
        yes = self.rng.random() < 0.85
        mark = "c1:" if yes else "c0:"
        nonce, at = self.world.nonces.nonce(self.card.id), self.world.at(self.card, phone.actor)
        seen = [n for n, m in phone.messages.items() if f"c1:{nonce}" in dict(m.buttons).values()]
        # An old copy of the card may still be on the screen of a device.
        message = self.rng.choice([at, *seen]) or "999"
        return phone.pressed(f"{mark}{nonce}", message)

    async def _push(self, phone: Phone, *updates: dict[str, object]) -> None:
        self.last += [(phone, update) for update in updates]
        # A line that is down carries nothing; whoever holds the phone taps again, or does not.
        with suppress(TimeoutError, ConnectionError):
            await phone.push(*updates)

    async def tap(self) -> None:
        """Tap a button on one device."""
        phone = self._phone()
        await self._push(phone, self._update(phone))
        await self.world.pause(self.rng.choice((0.0, 0.3, 2.0)))
        await self.world.runtime.settle()

    async def two_at_once(self) -> None:
        """Tap twice, or on two devices, in the same moment."""
        phone = self._phone()
        await self._push(phone, self._update(phone), self._update(phone))
        await self.world.rest(1)

    async def everywhere(self) -> None:
        """Tap at every face before any of them answers."""
        for phone in self.phones.values():
            await self._push(phone, self._update(phone))
        await self.type()

    async def type(self) -> None:
        """Press at the console."""
        nonce = self.world.nonces.nonce(self.card.id)
        shown = [n for n, r in self.world.keyboard.shown.items()
                 if any(b.data == f"c1:{nonce}" for row in r.buttons for b in row)]  # fmt: skip
        await self.world.type(f"c1:{nonce}", shown[-1] if shown else "none")
        await self.world.runtime.settle()

    async def again(self) -> None:
        """Deliver something again that was delivered before."""
        if self.last:
            phone, update = self.rng.choice(self.last)
            with suppress(TimeoutError, ConnectionError):
                await phone.again(update)
            await self.world.rest(2)

    async def cut(self) -> None:
        """Cut the lines to a service, for a moment or for longer."""
        port = int(self._phone().server.url.rpartition(":")[2])
        self.world.net.unplug(port)
        await self.world.rest(self.rng.choice((0.0, 3.0)))
        self.world.net.plug()
        # Slack delivers over a socket, so one has to be open again.
        await self.world.rest(8)

    async def lose(self) -> None:
        """Let the answer to a message get lost, so that it is sent again."""
        self.world.screens.lost["sendMessage"].append(self.rng.choice((0.0, 15.0)))
        self.world.channels.lost["chat.postMessage"].append(self.rng.choice((0.0, 15.0)))
        await self.world.rest(1)

    async def wait(self) -> None:
        """Let time pass, perhaps the card's whole life."""
        await self.world.rest(self.rng.choice((1, 4, 30, 100)))

    async def undo(self) -> None:
        """Press whatever takes an order back, as a nervous person does."""
        for phone in self.phones.values():
            for number, shown in list(phone.messages.items()):
                backs = [d for _, d in shown.buttons if d.startswith(("u:", "x:"))]
                if backs and self.rng.random() < 0.3:
                    await self._push(phone, phone.pressed(backs[0], number))
        await self.world.rest(1)


def trial(number: int) -> Outcome:
    """Play the schedule that a number stands for."""
    with listening():
        return play(_schedule(number))


async def _schedule(number: int) -> Outcome:
    rng = random.Random(f"schedule {number}")
    outcome = Outcome()
    lang = rng.choice(("ko", "en"))
    async with chat_world(number, lang=lang, faces=frozenset(FACES)) as world:
        world.undo_s = world.desk.undo_s = rng.choice((0, 0, UNDO_S))
        await world.boot()
        await world.pair()
        await world.look()
        card = await world.card(shares=rng.randrange(1, 40), symbol=rng.choice((CALM, THIN)))
        if card is None:
            return Outcome(["no card came of it"])
        if rng.random() < 0.3:
            fault, detail = rng.choice(DOUBTS)
            world.switch(fault, path=ORDER, **detail)
        schedule = Schedule(world, card, rng)
        await schedule.run()
        await world.heal()
        outcome.failures = [*await world.findings(), *world.broken_counts(), *_broken(world, lang)]
        sent = len(world.ours_at_venue())
        outcome.count("orders", sent)
        outcome.count("restarts", schedule.restarts)
        outcome.count("ends of the program", len(schedule.deaths.struck))
        outcome.count("updates", len(schedule.last))
    return outcome


def _broken(world: ChatWorld, lang: str) -> list[str]:
    sent = len(world.ours_at_venue())
    told = [t for server in (world.screens, world.channels) for t in server.toasts]
    yes = sum(says(t, "press.granted", lang) or says(t, "press.waits", lang) for t in told)
    wrong = [f"one card made {sent} orders"] if sent > 1 else []
    return wrong + ([f"one card was confirmed {yes} times"] if yes > 1 else [])


SUITE = Suite(
    "M2", "schedules of taps on one card", trial, floor=10_000, night=20_000, unit="schedules",
    left_out=(
        "a web page: there is none yet",
        "files on a disk: rows are kept in memory, and survive an end of the program there",
    ),
)  # fmt: skip
