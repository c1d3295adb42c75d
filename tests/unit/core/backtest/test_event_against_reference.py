"""Fill by fill and to the last unit of cash, the event backtest is the reference of the tests.

The reference (`tests/reference`) is written from the specification alone and shares no code.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.backtest.adjust import adjusted
from core.backtest.event import run_event
from core.backtest.market import Series, daily, read_series
from core.backtest.result import Result
from core.backtest.settings import REFERENCE, Backtest
from core.registry import discover
from core.strategies.base import STRATEGIES, parse_params
from tests.reference.broker import Reference
from tests.reference.market import Row, read
from tests.reference.presets import PRESETS
from tests.reference.random_market import market
from tests.series import sessions

CODES = (
    "000270", "000660", "005380", "005490", "005930", "009240", "009540", "015760", "030200",
    "035250", "035420", "051910", "105560",
)  # fmt: skip
UNTIL = date(2017, 12, 28)  # the files end within a week; this is a week's last session


@pytest.fixture(scope="module", autouse=True)
def plugins() -> None:
    discover("core.strategies")


def run(preset: str, series: list[Series], settings: Backtest, **changed: Any) -> Result:
    strategy, given = next(
        (strategy, strategy.PRESETS[preset])
        for _, strategy in STRATEGIES
        if preset in strategy.PRESETS
    )
    return run_event(strategy, parse_params(strategy, {**given, **changed}), series, settings)


def fills(result: Result) -> list[tuple[Any, ...]]:
    return sorted((f.day, f.symbol, f.side.value, f.qty, f.price) for f in result.fills)


def same(reference: Reference, result: Result) -> int:
    assert fills(result) == sorted(fill[:5] for fill in reference.fills)
    assert result.cash5 == reference.cash * 100_000
    assert sum(fill.fee5 for fill in result.fills) == reference.fees * 100_000
    assert sum(fill.tax5 for fill in result.fills) == reference.taxes * 100_000
    if result.equity5:
        assert result.equity5[-1] == reference.equity() * 100_000
    exits = {"stop", "take", "week_end", "exit_pending"}
    named = [(f.day, f.symbol, f.reason) for f in result.fills if f.reason in exits]
    assert sorted(named) == sorted((f[0], f[1], f[5]) for f in reference.fills if f[5] in exits)
    return len(result.fills)


@cache
def files(folder: Path) -> tuple[dict[str, list[Row]], dict[str, Series]]:
    paths = {code: folder / "data" / "krx_daily" / f"{code}.csv" for code in CODES}
    rows = {code: read(path) for code, path in paths.items()}
    return rows, {code: read_series(path)[0] for code, path in paths.items()}


def trading_days(rows: dict[str, list[Row]]) -> list[date]:
    return sorted({row.day for some in rows.values() for row in some})


@pytest.mark.parametrize("since", [None, date(2001, 2, 7), date(2013, 1, 2)])
@pytest.mark.parametrize("preset", PRESETS)
def test_thirteen_companies_with_one_cash_and_seven_slots(shared, preset, since):
    rows, series = files(shared)
    settings = replace(REFERENCE, since=since, until=UNTIL, portfolio=True)
    days = trading_days(rows)
    reference = Reference(preset, rows, days, since=since, until=UNTIL, slots=7).run()
    assert same(reference, run(preset, list(series.values()), settings)), "nothing traded"


@pytest.mark.parametrize("preset", PRESETS)
def test_each_company_alone_since_2005(shared, preset):
    rows, series = files(shared)
    since = date(2005, 1, 3)
    settings = replace(REFERENCE, since=since, until=UNTIL)
    made = 0
    for code in CODES:
        alone, days = {code: rows[code]}, trading_days(rows)
        reference = Reference(preset, alone, days, since=since, until=UNTIL).run()
        made += same(reference, run(preset, [series[code]], settings))
    assert made > 20


def columns(symbol: str, rows: list[Row]) -> Series:
    def column(name: str) -> np.ndarray:
        return np.array([getattr(row, name) for row in rows], dtype=np.int64)

    day = np.array([row.day.toordinal() for row in rows], dtype=np.int64)
    prices = (column("open"), column("high"), column("low"), column("close"))
    return daily(symbol, day, prices, column("volume"))


# Halts, missing rows, locked and still days, gaps; little cash, so that all refusals happen.
CASES = [(1, 100_000_000, None), (3, 40_000_000, 210), (7, 60_000_000, 30)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("preset", PRESETS)
def test_markets_at_random_with_halts_gaps_and_locked_days(preset, seed):
    first = date(2015, 3, 2)
    days, calendar = sessions(500, first=first), sessions(560, first=first)
    rows = market(seed, ["000010", "000020", "000030", "000040", "000050"], days)
    series = {symbol: columns(symbol, some) for symbol, some in rows.items()}
    for slots, cash, start in CASES:
        since = None if start is None else days[start]
        chosen = list(rows)[:1] if slots == 1 else list(rows)
        settings = replace(
            REFERENCE, cash=cash, since=since, portfolio=slots > 1, max_positions=slots
        )
        result = run(preset, [series[symbol] for symbol in chosen], settings)
        data = {symbol: rows[symbol] for symbol in chosen}
        reference = Reference(
            preset, data, calendar, since=since, slots=slots, cash=Fraction(cash)
        ).run()
        same(reference, result)


QUICK = {"fast": 3, "slow": 8, "volume_window": 5, "volume_mult": "0.8"}
QUICK_TOO = {"fast": 3, "slow": 8, "volume_window": 5, "times": Fraction(8, 10)}
VARIANTS = [
    ("golden_cross_level", QUICK, QUICK_TOO),
    ("golden_cross_level", {**QUICK, "reentry_bars": 4}, {**QUICK_TOO, "reentry": 4}),
    ("golden_cross_cross", {**QUICK, "cross_within": 2}, {**QUICK_TOO, "within": 2}),
    (
        "mean_reversion_daily",
        {"window": 8, "z_threshold": "1.2", "entry": "cross"},
        {"window": 8, "threshold": Fraction(12, 10), "passing": True},
    ),
    ("mean_reversion_weekly", {"window": 5, "z_threshold": "1"}, {"window": 5, "threshold": 1}),
    ("rsi", {"period": 5}, {"period": 5}),
    ("envelope_5", {"p": "0.02", "period": 8}, {"percent": Fraction(2, 100), "period": 8}),
    ("bollinger", {"period": 9, "k": "1.5"}, {"period": 9, "width": Decimal("1.5")}),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("preset", "given", "too"), VARIANTS)
def test_other_parameters_over_markets_at_random(preset, given, too, seed):
    days, calendar = sessions(260, first=date(2019, 3, 4)), sessions(300, first=date(2019, 3, 4))
    rows = market(100 + seed, ["000010", "000020", "000030"], days)
    since = days[5 + 20 * seed]
    reference = Reference(preset, rows, calendar, since=since, slots=2, changes=too).run()
    settings = replace(REFERENCE, since=since, portfolio=True, max_positions=2)
    series = [columns(symbol, some) for symbol, some in rows.items()]
    assert same(reference, run(preset, series, settings, **given)), "nothing traded"


@pytest.mark.parametrize("preset", ["golden_cross_level", "mean_reversion_daily", "envelope_5"])
@pytest.mark.parametrize("code", ["035420", "051910"])
def test_the_variant_adjusted_for_demergers(shared, preset, code):
    rows, series = files(shared)
    days = trading_days(rows)
    reopened = {"035420": date(2013, 8, 29), "051910": date(2009, 4, 20)}[code]
    at = next(i for i, row in enumerate(rows[code]) if row.day == reopened)
    last = max(i for i in range(at) if rows[code][i].volume)
    factor = Fraction(rows[code][at].open, rows[code][last].close)
    fine = [times(row, factor) if i < at else row for i, row in enumerate(rows[code])]
    since = date(2005, 1, 3)
    reference = Reference(preset, {code: fine}, days, since=since, until=UNTIL).run()
    settings = replace(REFERENCE, since=since, until=UNTIL)
    made = sorted(run(preset, [adjusted(series[code])], settings).fills, key=lambda f: f.at)
    assert [(f.day, f.side, f.qty) for f in made] == [(f[0], f[2], f[3]) for f in reference.fills]
    for fill, other in zip(made, reference.fills, strict=True):
        assert abs(Fraction(fill.price, 100_000) - other[4]) < Fraction(1, 10_000)


def times(row: Row, factor: Fraction) -> Row:
    prices = {name: getattr(row, name) * factor for name in ("open", "high", "low", "close")}
    return replace(row, **prices)
