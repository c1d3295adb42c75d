"""Both strategies on real bars: pinned trade counts, and the traps that the data holds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.domain.bar import Bar
from core.strategies.base import Strategy, parse_params
from core.strategies.columns import bars_of
from core.strategies.ma_cross import GoldenCross
from core.strategies.mean_reversion import MeanReversion
from tests.replayed import replay, tradable
from tests.series import CALENDAR, real

SINCE = date(2013, 1, 2)


@cache
def market(folder: Path) -> dict[str, list[Bar]]:
    codes = sorted(p.stem for p in (folder / "data" / "krx_daily").glob("[0-9]*.csv"))
    return {code: [b for b in real(folder, code) if b.day.year >= 2011] for code in codes}


# Section 2 measured 6-8 sells a symbol-year for `level` and 0.08 for the strict cross.
@pytest.mark.parametrize(
    ("strategy", "given_", "sells", "yearly"),
    [
        (GoldenCross, {}, {"take": 150, "stop": 233, "dead_cross": 37}, 6.35),
        (GoldenCross, {"entry_mode": "cross"}, {"take": 6, "stop": 17, "dead_cross": 3}, 0.39),
        (
            GoldenCross,
            {"entry_mode": "cross", "cross_within": 1},
            {"take": 2, "stop": 3, "dead_cross": 1},
            0.09,
        ),
        (MeanReversion, {}, {"week_end": 146, "stop": 22, "take": 8}, 2.66),
        (MeanReversion, {"mode": "daily"}, {"stop": 209, "take": 65, "overbought": 70}, 5.20),
    ],
)
def test_thirteen_companies_since_2013_trade_as_measured(
    strategy: type[Strategy],
    given_: dict[str, Any],
    sells: dict[str, int],
    yearly: float,
    shared: Path,
) -> None:
    params, found, years = parse_params(strategy, given_), Counter[str](), 0.0
    for bars in market(shared).values():
        made = replay(strategy, params, bars, since=SINCE)
        found.update(fill.reason for fill in made if fill.side == "sell")
        years += (bars[-1].day - SINCE).days / 365.25
        by_day = {bar.day: bar for bar in bars}
        assert all(tradable(by_day[fill.day]) for fill in made)

    assert found == sells
    assert found.total() / years == pytest.approx(yearly, abs=0.005)


def test_z_stays_undefined_for_a_whole_window_after_the_halt_of_2017(shared: Path) -> None:
    bars = market(shared)["009540"]
    columns = bars_of(bars, CALENDAR)
    halt = [i for i, b in enumerate(bars) if b.halted and b.day.year == 2017]
    opened = halt[-1] + 1

    z = MeanReversion.features(columns, parse_params(MeanReversion, {}))["z"]

    window = columns.close[opened - 19 : opened + 1]
    unguarded = (window[-1] - window.mean()) / window.std(ddof=1)
    assert (len(halt), bars[halt[-1]].day) == (25, date(2017, 5, 8))
    assert unguarded == pytest.approx(4.2485, abs=5e-5)
    assert np.isnan(z[opened : opened + 19]).all()
    assert not np.isnan(z[opened + 19])


@pytest.mark.parametrize("strategy", [GoldenCross, MeanReversion])
def test_no_entry_is_signalled_or_filled_in_the_demerger_halt_of_2013(
    strategy: type[Strategy], shared: Path
) -> None:
    bars = market(shared)["035420"]
    halt = {b.day for b in bars if b.halted and b.day.year == 2013}

    for preset in strategy.PRESETS.values():
        made = replay(strategy, parse_params(strategy, preset), bars)
        assert len(halt) == 21
        assert not {fill.day for fill in made} & halt
