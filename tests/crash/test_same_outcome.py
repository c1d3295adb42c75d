"""A death between two messages leaves no trace in what is traded afterwards."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from core.domain.calendar import trading_date
from core.domain.order import OrderKind
from core.failpoint import arm, disarm
from core.flow.schedule import BEFORE_CLOSE
from tests.crash.test_crash_sweep import Died
from tests.demos import Played, play_demo

SEED, FRIDAY = 11, 4


def traded(played: Played) -> dict[str, object]:
    """Give what was traded, without identifiers and instants."""
    mine = played.mine
    return {
        "fills": sorted(
            (f.day, f.symbol, f.side, f.shares, f.amount, f.fee, f.tax) for f in mine.fills
        ),
        "orders": sorted(
            (o.intent.symbol, o.intent.side, o.intent.shares, o.state) for o in mine.orders
        ),
        "cash": mine.account and mine.account.cash,
        "equity": played.outcome.final_equity_krw,
        "reports": played.outcome.weekly_reports,
    }


@pytest.fixture(scope="module")
def quiet() -> Played:
    """The week without a death."""
    return asyncio.run(play_demo(SEED))


@pytest.mark.slow
@pytest.mark.parametrize(
    "point", ["day_close.after_commit", "report.after_commit", "submit.after_outcome"]
)
def test_dying_at_every_hit_of_a_quiet_step_changes_nothing(
    quiet: Played, point: str, tmp_path: Path
) -> None:
    deaths = 0

    def strike() -> None:
        nonlocal deaths
        deaths += 1
        raise Died(point)

    arm(point, strike)
    try:
        while True:
            try:
                played = asyncio.run(play_demo(SEED, home=tmp_path))
                break
            except Died:
                assert deaths < 40, "the same step again and again"
    finally:
        disarm()
    assert deaths >= (1 if point == "report.after_commit" else 5)
    assert traded(played) == traded(quiet)


@pytest.mark.slow
def test_dying_just_before_the_closing_exits_are_asked_loses_none(
    quiet: Played, tmp_path: Path
) -> None:
    async def die(at: datetime) -> None:
        if trading_date(at).weekday() == FRIDAY:
            raise Died(BEFORE_CLOSE)

    with pytest.raises(Died):
        asyncio.run(play_demo(SEED, home=tmp_path, jobs={BEFORE_CLOSE: die}))
    played = asyncio.run(play_demo(SEED, home=tmp_path))
    assert any(o.intent.kind is OrderKind.CLOSE for o in quiet.mine.orders)
    assert traded(played) == traded(quiet)
