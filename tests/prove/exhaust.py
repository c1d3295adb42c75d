"""T-10's search: breadth first below a beginning, then long random paths over the same actions."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from functools import cache

from tests.prove.interleave import Path, replay
from tests.prove.suite import Outcome, Suite

# The first rounds of trials search below each beginning of so many actions, so much deeper.
FIRST, BELOW = 3, 4
PATHS, LONGEST = 100, 24
# What leads deeper is drawn more often, or few long paths would come to a second request.
DEEP = {"ann presses": 4, "send": 6, "answer lost": 4, "resend is asked": 9,
        "newest is pressed": 6, "wish": 3}  # fmt: skip

Steps = tuple[str, ...]


def search(beginning: Steps, depth: int) -> Outcome:
    """Try every order of actions after a beginning, to a depth; stops at the first failure."""
    return asyncio.run(_search(beginning, depth))


async def _search(beginning: Steps, depth: int) -> Outcome:
    outcome, seen = Outcome(runs=0), set()
    waiting: deque[Steps] = deque([beginning])
    while waiting and not outcome.failures:
        steps = waiting.popleft()
        path = await replay(steps)
        outcome.runs += 1
        outcome.failures = _told(path, steps)
        key = path.key()
        if key not in seen:
            seen.add(key)
            if len(steps) < len(beginning) + depth:
                waiting.extend((*steps, action) for action in path.open())
        await path.close()
    outcome.count("states", len(seen))
    return outcome


def _told(path: Path, steps: Steps) -> list[str]:
    wrong = path.wrong()
    return [*wrong, f"after {', '.join(steps)}"] if wrong else []


@cache
def beginnings() -> tuple[Steps, ...]:
    """Give one path to each state that so many actions reach."""
    return asyncio.run(_beginnings())


async def _beginnings() -> tuple[Steps, ...]:
    layer: list[Steps] = [()]
    for _ in range(FIRST):
        found: dict[tuple[object, ...], Steps] = {}
        for steps in layer:
            path = await replay(steps)
            following = [(*steps, action) for action in path.open()]
            await path.close()
            for one in following:
                reached = await replay(one)
                found.setdefault(reached.key(), one)
                await reached.close()
        layer = list(found.values())
    return tuple(layer)


def trial(number: int) -> Outcome:
    """Search below the beginning that the number says; later numbers walk long random paths."""
    known = beginnings()
    if number < len(known):
        return search(known[number], BELOW)
    return asyncio.run(_paths(number))


async def _paths(number: int) -> Outcome:
    rng, outcome = random.Random(f"interleave {number}"), Outcome(runs=0)
    for _ in range(PATHS):
        path, steps = await Path.start(), ()
        while len(steps) < LONGEST and not outcome.failures and (choices := path.open()):
            weights = [DEEP.get(action, 1) for action in choices]
            steps = (*steps, rng.choices(choices, weights)[0])
            await path.take(steps[-1])
            outcome.runs += 1
            outcome.failures = _told(path, steps)
        await path.close()
        outcome.count("long paths")
        outcome.count("requests", len(path.broker.submits))
        outcome.count("resends", path.grants)
        outcome.count("crashes", path.done["crash"])
        if outcome.failures:
            break
    return outcome


SUITE = Suite(
    "T-10", "exhaustive interleavings of presses, stop, request and crash", trial,
    floor=20_000, night=400_000, unit="steps", share=1.5, most_s=600,
    left_out=(
        f"all reachable states: all orders of {FIRST + BELOW} actions, random paths of {LONGEST}",
        "states are told apart by their rows' contents, and one card begins each path",
    ),
)  # fmt: skip
