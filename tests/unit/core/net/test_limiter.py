"""Pacing: even spacing, cancels first, a quarter of the rate kept free for them."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import NotSent
from core.net.limiter import Lane, Limiter
from tests.loopback import LoopClock, run_quick

GAP = 0.06


class Log:
    """Turns taken, as (seconds, lane)."""

    def __init__(self) -> None:
        self.turns: list[tuple[float, Lane]] = []

    async def take(self, limiter: Limiter, lane: Lane, *, within_s: float = 3600) -> None:
        await limiter.turn(lane, within_s=within_s)
        self.turns.append((asyncio.get_running_loop().time(), lane))

    def gaps(self, *lanes: Lane) -> list[float]:
        times = [at for at, lane in self.turns if lane in lanes]
        return [b - a for a, b in pairwise(times)]


def limiter() -> Limiter:
    return Limiter(LoopClock(), gap_s=GAP, sleep=asyncio.sleep)


def test_reads_keep_three_quarters_of_the_rate():
    log = Log()

    async def work():
        paced = limiter()
        await asyncio.gather(*(log.take(paced, Lane.READ) for _ in range(20)))

    run_quick(work)
    assert min(log.gaps(Lane.READ)) >= GAP / 0.75 - 1e-5
    assert max(log.gaps(Lane.READ)) < 2 * GAP


def test_cancels_use_the_whole_rate():
    log = Log()

    async def work():
        paced = limiter()
        await asyncio.gather(*(log.take(paced, Lane.CANCEL) for _ in range(20)))

    run_quick(work)
    assert min(log.gaps(Lane.CANCEL)) >= GAP - 1e-5
    # INV-19: N requests leave within N / rate + 2 s.
    assert log.turns[-1][0] - log.turns[0][0] <= 20 * GAP + 2


def test_cancel_overtakes_orders_and_orders_overtake_reads():
    log = Log()

    async def work():
        paced = limiter()
        await log.take(paced, Lane.READ)
        lanes = [Lane.READ] * 5 + [Lane.ORDER] * 2 + [Lane.CANCEL] * 2
        await asyncio.gather(*(log.take(paced, lane) for lane in lanes))

    run_quick(work)
    order = [lane for _, lane in log.turns[1:]]
    assert order == [Lane.CANCEL] * 2 + [Lane.ORDER] * 2 + [Lane.READ] * 5


def test_cancel_waits_at_most_one_gap_behind_a_queue_of_reads():
    log = Log()

    async def work():
        paced = limiter()
        reads = [asyncio.ensure_future(log.take(paced, Lane.READ)) for _ in range(50)]
        await asyncio.sleep(1.0)
        began = asyncio.get_running_loop().time()
        await log.take(paced, Lane.CANCEL)
        waited = asyncio.get_running_loop().time() - began
        await asyncio.gather(*reads)
        return waited

    assert run_quick(work) <= GAP + 1e-5


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from([Lane.ORDER, Lane.READ]), st.floats(0, 3)), max_size=60),
    st.lists(st.floats(0, 3), min_size=1, max_size=8),
    st.floats(0, 2),
)
def test_no_flood_delays_a_cancel_by_more_than_one_gap_for_each_cancel_before_it(
    flood, cancels, hold_s
):
    waited = []

    async def arrive(paced, lane, after):
        await asyncio.sleep(after)
        began = asyncio.get_running_loop().time()
        await paced.turn(lane, within_s=3600)
        now = asyncio.get_running_loop().time()
        if lane is Lane.CANCEL:
            waited.append((began, now))

    async def work():
        paced = limiter()
        paced.hold(hold_s)
        calls = [*flood, *((Lane.CANCEL, after) for after in cancels)]
        await asyncio.gather(*(arrive(paced, lane, after) for lane, after in calls))

    run_quick(work)
    for began, sent in waited:
        before = sum(1 for other, at in waited if other <= began and began < at) - 1
        assert sent - began <= (before + 1) * GAP + 1e-4


def test_hold_stops_reads_and_orders_but_no_cancel():
    log = Log()

    async def work():
        paced = limiter()
        paced.hold(1.0)
        await asyncio.gather(*(log.take(paced, lane) for lane in (Lane.READ, Lane.ORDER)))
        paced.hold(1.0)
        held_from = asyncio.get_running_loop().time()
        await log.take(paced, Lane.CANCEL)
        return held_from

    held_from = run_quick(work)
    assert min(at for at, lane in log.turns if lane is not Lane.CANCEL) >= 1.0
    assert log.turns[-1][0] - held_from <= GAP + 1e-5


def test_call_that_cannot_be_in_time_is_not_sent():
    async def work():
        paced = limiter()
        paced.hold(10)
        with pytest.raises(NotSent, match="within 5 s"):
            await paced.turn(Lane.ORDER, within_s=5)
        return asyncio.get_running_loop().time(), paced.waiting

    assert run_quick(work) == (0.0, 0)


def test_given_up_call_leaves_the_queue():
    async def work():
        paced = limiter()
        paced.hold(10)
        waiting = asyncio.ensure_future(paced.turn(Lane.READ, within_s=60))
        await asyncio.sleep(0.1)
        assert paced.waiting == 1
        waiting.cancel()
        await asyncio.wait([waiting])
        return paced.waiting

    assert run_quick(work) == 0


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(Lane), st.floats(0, 2)), max_size=25))
def test_no_two_calls_are_closer_than_the_gap(arrivals):
    log = Log()

    async def arrive(paced, lane, after):
        await asyncio.sleep(after)
        await log.take(paced, lane)

    async def work():
        paced = limiter()
        await asyncio.gather(*(arrive(paced, lane, after) for lane, after in arrivals))

    run_quick(work)
    assert len(log.turns) == len(arrivals)
    assert all(gap >= GAP - 1e-5 for gap in log.gaps(*Lane))
    assert all(gap >= GAP / 0.75 - 1e-5 for gap in log.gaps(Lane.ORDER, Lane.READ))
