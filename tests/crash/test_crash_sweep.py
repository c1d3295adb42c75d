"""A week that dies at every step of the path, again and again, and still loses nothing.

The process is not killed here but dropped: an exception that nothing catches, then fresh objects
over the same files. `test_kill_nine.py` does it with SIGKILL.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from core.failpoint import arm, disarm
from tests.demos import findings, play_demo

# What a demo passes for sure; `tests/prove` sweeps every point of core/failpoint.py.
POINTS = (
    "propose.after_commit",
    "card.after_send",
    "card.after_reference",
    "press.before_commit",
    "press.after_commit",
    "submit.before_send",
    "submit.after_send",
    "submit.after_outcome",
    "fill.before_commit",
    "fill.after_commit",
    "day_close.after_commit",
    "report.after_commit",
    "halt.after_latch",
    "outbox.after_delivery",
)
THURSDAY = 3
SEEDS = (3, 7, 11)
# A week passes these once and never comes back to them: they are armed in each of its lives.
ONCE = ("halt.after_latch", "report.after_commit")
Death = tuple[str, int]


class Died(BaseException):
    """The process ended here."""


def die_at(point: str, hit: int) -> None:
    """Let the process end at the n-th time that it passes a point."""
    left = [hit]

    def strike() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Died(point)

    arm(point, strike)


def deaths(seed: int) -> list[Death]:
    """Give the order in which a week dies: every point, some at once, some later."""
    rng = random.Random(f"deaths:{seed}")
    early = [p for p in POINTS if p not in (*ONCE, "day_close.after_commit")]
    rng.shuffle(early)
    return [*((p, rng.choice((1, 1, 2, 3))) for p in early), ("day_close.after_commit", 1)]


def live_through(seed: int, home: Path, database: str | None = None) -> list[str]:
    """Play a week, again from where it died, until it comes through; give where it died."""
    plan, died = deaths(seed), []
    print(f"seed {seed}, deaths {plan}")
    while True:
        aims = [death for death in plan if death[0] not in died][:1]
        for point, hit in [*aims, *((p, 1) for p in ONCE if p not in died)]:
            die_at(point, hit)
        try:
            asyncio.run(play_demo(seed, home=home, database=database, halt_on=THURSDAY))
            return died
        except Died as death:
            died.append(str(death))
        finally:
            disarm()


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_week_that_dies_at_every_point_loses_nothing(seed: int, tmp_path: Path) -> None:
    died = live_through(seed, tmp_path)
    assert asyncio.run(findings(tmp_path)) == []
    assert sorted(died) == sorted(POINTS)


@pytest.mark.slow
def test_a_week_on_postgresql_that_dies_at_every_point_loses_nothing(
    tmp_path: Path, database: str
) -> None:
    died = live_through(SEEDS[0], tmp_path, database)
    assert asyncio.run(findings(tmp_path, database=database)) == []
    assert sorted(died) == sorted(POINTS)
    assert not (tmp_path / "gaemi.db").exists()
