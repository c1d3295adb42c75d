"""Slack delivers again, late, out of order and over several sockets: each thing is done once.

Every seed is one history: what people did, how often each was delivered, and when sockets broke.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from core.domain.commands import Press
from tests import slack_payloads as sp
from tests.unit.bot.test_slack import NOW_TS, Wired, wired

SEEDS = range(20)


def stamp(number: int) -> str:
    """Give the time of a message, each another one."""
    return f"{NOW_TS.split('.')[0]}.{number:06}"


def nonce(number: int) -> str:
    """Make what a button carries, each another one."""
    return f"c1:{number:022}"


def things(rng: random.Random) -> list[dict[str, Any]]:
    """Make what people did: the owner, and somebody who may not."""
    made: list[dict[str, Any]] = []
    for n in range(12):
        who = {"by": sp.STRANGER, "at": "D0EVIL"} if rng.random() < 0.3 else {}
        made.append(
            rng.choice([
                sp.said(f"halt 005930 n{n}", ts=stamp(n), **who),
                sp.slash(f"halt 005930 n{n}", **who),
                sp.press(nonce(n), message=stamp(n), action_ts=f"{n}.5", **who),
            ])
        )  # fmt: skip
    return made


def by_owner(body: dict[str, Any]) -> bool:
    """Tell whether the owner did it."""
    return sp.STRANGER not in str(body)


async def deliver(it: Wired, rng: random.Random, bodies: list[dict[str, Any]]) -> None:
    """Deliver everything at least once, in any order, while sockets come and go."""
    again = [body for body in bodies for _ in range(rng.randint(1, 4))]
    rng.shuffle(again)
    for n, body in enumerate(again):
        if rng.random() < 0.15:
            await it.api.say_frame({"type": "disconnect", "reason": "warning"})
            await it.api.connected(len(it.api.sockets) + 1)
        await it.api.push(body, envelope=f"e{n}", at=rng.choice((-1, -1, -2))
                          if len(it.api.sockets) > 1 else -1)  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
async def test_each_thing_is_done_once_and_a_strangers_never(seed: int) -> None:
    rng = random.Random(seed)
    bodies = things(rng)
    async with wired() as it:
        await deliver(it, rng, bodies)
        await it.api.push(sp.slash("status"))
        halts = sum("halt" in str(body) and by_owner(body) for body in bodies)
        await it.api.until("chat.postMessage", halts + 1)
        done = Counter(press.nonce for press in it.bench.door.of(Press))
    pressed = [body for body in bodies if body.get("type") == "block_actions"]
    wanted = {body["actions"][0]["value"].removeprefix("c1:") for body in pressed if by_owner(body)}
    assert done == Counter(wanted), seed
    assert len(it.bench.halts) == halts, seed
    assert len({reason for *_, reason in it.bench.halts}) == halts, seed


async def test_a_thousand_presses_of_a_stranger_hold_up_no_stop() -> None:
    async with wired() as it:
        for n in range(1_000):
            body = sp.press(nonce(n), by=sp.STRANGER, at="D0EVIL", action_ts=f"{n}.5")
            envelope = {"envelope_id": f"e{n}", "type": "interactive", "payload": body}
            await it.api.say_frame(envelope)
        await it.api.push(sp.slash("halt"))
        await it.api.until("chat.postMessage")
        assert len(it.bench.halts) == 1
        assert it.bench.door.asked == []
        assert it.api.of("chat.postEphemeral") == []
