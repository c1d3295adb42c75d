"""The checks that a strategy gets by being registered (strategies.md 13), for each preset."""

from __future__ import annotations

import random
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.backtest.market import from_bars
from core.domain.instrument import STOCK_SINCE_2023
from core.flow.decide import Choice, latest
from core.flow.desk import HISTORY
from core.strategies.base import STRATEGIES, Bars, Strategy, canonical, parse_params
from core.strategies.columns import bars_of, row_at, rows_of
from tests.series import CALENDAR, real, tenfold, walk, with_halt
from tests.strategy_checks import (
    CALENDAR_EXITS,
    CODES,
    FLAT,
    PRESETS,
    SEED,
    alike,
    answers,
    cut,
    each_daily_preset,
    each_preset,
    held_at,
    made,
    recorded,
    run,
    same,
    samples,
    shifted,
    signals,
)

# How long after a halt the indicators of a strategy stay undefined (strategies.md 14.6).
SILENT_AFTER_HALT = {"mean_reversion": 19, "rsi": 14, "bollinger": 25}


def leaks(strategy: type[Strategy], params: Any, bars: Bars, *, others: int = 200) -> list[int]:
    """Give the bars whose decision changes when the data after them is cut away."""
    drawn = random.Random(SEED).sample(range(len(bars.close)), others)
    points = sorted({*signals(strategy, params, bars), *drawn})
    rows = rows_of(strategy, strategy.features(bars, params))
    scalars = strategy.scalars(params)
    found = []
    for at in points:
        held = (FLAT, held_at(bars, at))
        whole = tuple(strategy.decide(rows[at], h, scalars) for h in held)
        if not same(answers(strategy, params, cut(bars, at + 1), at), whole):
            found.append(at)
    return found


@each_preset
def test_look_ahead_cutting_the_data_after_a_signal_changes_nothing(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, seen = made(strategy, preset), 0
    for series in samples(strategy, shared):
        seen += len(signals(strategy, params, series.bars))
        assert leaks(strategy, params, series.bars) == []
    assert seen > 0, f"{preset} is not verified: no signal in the samples"


@each_preset
def test_look_ahead_is_found_in_a_strategy_that_sees_tomorrow(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    bars = samples(strategy, shared)[0].bars

    assert leaks(shifted(strategy, -1), made(strategy, preset), bars) != []


@pytest.mark.parametrize("code", CODES)
def test_look_ahead_week_marks_need_no_later_bar(code: str, shared: Path) -> None:
    bars = real(shared, code, last=400)
    columns = bars_of(bars, CALENDAR)

    for at in random.Random(SEED).sample(range(len(bars)), 40):
        for part, whole in zip(bars_of(bars[: at + 1], CALENDAR), columns, strict=True):
            assert part is not None
            assert whole is not None
            np.testing.assert_array_equal(part, whole[: at + 1])


@each_preset
def test_recursion_the_declared_start_up_is_enough(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, seen = made(strategy, preset), 0
    startup = strategy.startup_bars(params)
    furthest: dict[int, float] = dict.fromkeys(sorted({50, 100, 200, 400, startup}), 0.0)
    for series in samples(strategy, shared):
        columns = series.bars
        marked = [at for at in signals(strategy, params, columns) if at >= startup]
        seen += len(marked)
        for at in marked[-40:]:
            whole = answers(strategy, params, columns, at)
            for size, known in furthest.items():
                part = cut(columns, at + 1, max(0, at + 1 - size))
                furthest[size] = max(known, gap(strategy, params, part, columns, at))
                if size >= startup:
                    assert alike(answers(strategy, params, part, len(part.close) - 1), whole)
    print(f"{preset}: furthest from the whole run by bars loaded: {furthest}")
    assert furthest[startup] < 1e-3
    assert seen > 0, f"{preset} is not verified: no signal after the start-up"


def gap(strategy: type[Strategy], params: Any, part: Bars, whole: Bars, at: int) -> float:
    """Give how far the row of a shorter history is from the whole run's, as a part of it."""
    short = row_at(strategy, strategy.features(part, params), len(part.close) - 1)
    long = row_at(strategy, strategy.features(whole, params), at)
    names = [n for n in strategy.Row._fields if not n.endswith("age")]
    found = [(getattr(short, n), getattr(long, n)) for n in names]
    return max(
        (abs(a - b) / max(abs(b), 1e-9) for a, b in found if not np.isnan(a + b)), default=0.0
    )


@each_preset
def test_warm_up_is_where_the_first_row_is_defined(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params = made(strategy, preset)
    columns = strategy.features(samples(strategy, shared)[-1].bars, params)
    always = {name for name, c in columns.items() if not np.isnan(c[-1])} - {"cross_age"}
    always -= {name for name in always if name.endswith("_before")}

    first = max(int(np.argmin(np.isnan(columns[name]))) for name in always)

    # A strategy may want more bars than its columns need, never fewer.
    assert first + 1 <= strategy.warm_up(params) <= max(first + 2, 10)


@each_preset
def test_shift_one_bar_of_delay_does_not_make_the_result(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params = made(strategy, preset)

    now, later = (sharpe(kind, params, shared) for kind in (strategy, shifted(strategy, 1)))

    assert now < 2.5, f"{preset}: a Sharpe of {now:.2f} is a leak until shown otherwise"
    assert abs(now - later) <= 1.0, f"{preset}: {now:.2f} against {later:.2f} a bar later"


def sharpe(strategy: type[Strategy], params: Any, folder: Path) -> float:
    """Give the yearly Sharpe of one symbol after the other on the budget, after costs."""
    returns: list[float] = []
    for series in samples(strategy, folder):
        result = run(strategy, params, series)
        closes = dict(zip(result.days, result.equity5, strict=True))
        returns += list(np.diff(list(closes.values())) / (params.budget * 100_000))
    spread = float(np.std(returns))
    return float(np.mean(returns)) / spread * sqrt(250) if spread else 0.0


@each_preset
def test_scale_ten_times_the_price_gives_the_same_signals(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params = made(strategy, preset)
    series = samples(strategy, shared)[-1]
    one = series.bars
    ten = one._replace(**{n: getattr(one, n) * 10 for n in ("open", "high", "low", "close")})

    assert signals(strategy, params, one) == signals(strategy, params, ten)
    assert signals(strategy, params, one) != []


@each_preset
def test_tick_every_price_is_on_the_grid_and_within_its_bar(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    # The walks are made on the grid of 2023; real bars have the grids of their time.
    walks = [s for s in samples(strategy, shared) if s.symbol == "000001"]
    fills = [(s, f) for s in walks for f in run(strategy, made(strategy, preset), s).fills]

    assert all(STOCK_SINCE_2023.is_legal(f.price) for _, f in fills)
    assert all(s.low[f.at] <= f.price <= s.high[f.at] for s, f in fills)
    assert all(f.qty > 0 for _, f in fills)
    assert fills, f"{preset} is not verified: no trade in the walks"


@each_preset
def test_restart_the_live_window_decides_like_the_whole_run(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, seen = made(strategy, preset), 0
    for series in samples(strategy, shared):
        _, said = recorded(strategy, params, series)
        for at, held, decision in said[-200:]:
            window = cut(series.bars, at + 1, max(0, at + 1 - HISTORY))
            choice = latest(strategy, params, window, held)
            assert isinstance(choice, Choice)
            if choice.code not in CALENDAR_EXITS:
                assert alike((choice.decision,), (decision,))
                assert choice.reason
                seen += 1
    assert seen > 0, f"{preset} is not verified: no decision in the samples"


@each_preset
def test_repeats_the_same_bars_give_the_same_run(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, series = made(strategy, preset), samples(strategy, shared)[-1]

    first, second = (recorded(strategy, params, series) for _ in range(2))

    assert first == second


@each_preset
def test_features_touch_nothing_and_repeat_themselves(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, columns = made(strategy, preset), samples(strategy, shared)[-1].bars
    before = cut(columns, len(columns.close))

    first, second = (strategy.features(columns, params) for _ in range(2))

    assert set(first) == set(strategy.Row._fields)
    for name, column in first.items():
        assert column.dtype == np.float64
        assert len(column) == len(columns.close)
        np.testing.assert_array_equal(column, second[name])
    for given, kept in zip(columns, before, strict=True):
        assert given is not None
        assert kept is not None
        np.testing.assert_array_equal(given, kept)


@each_daily_preset
@pytest.mark.parametrize("at", [250, 300, 411])
def test_halt_a_stretch_without_trade_gives_no_signal_until_the_window_traded(
    strategy: type[Strategy], preset: str, at: int
) -> None:
    params, silent = made(strategy, preset), SILENT_AFTER_HALT.get(strategy.name, 0)

    marked = signals(strategy, params, bars_of(with_halt(walk(1), at), CALENDAR))

    assert not set(marked) & set(range(at, at + 25 + silent))
    assert marked, "not verified: no signal anywhere"


@each_preset
def test_decisions_hold_only_numbers(strategy: type[Strategy], preset: str, shared: Path) -> None:
    params, bars = made(strategy, preset), samples(strategy, shared)[-1].bars
    scalars = strategy.scalars(params)

    found = [answers(strategy, params, bars, at) for at in signals(strategy, params, bars)[:20]]

    assert all(isinstance(value, int | float) for value in scalars)
    assert all(isinstance(v, int | float) for both in found for d in both for v in d)
    assert all(len(d) == 6 for both in found for d in both)
    assert all(0 < d.reason < len(strategy.REASONS) for both in found for d in both if d.action)


@each_preset
def test_params_speak_korean_and_survive_their_canonical_form(
    strategy: type[Strategy], preset: str
) -> None:
    params = made(strategy, preset)

    assert strategy.Params.model_validate_json(canonical(params)) == params
    for name, field in strategy.Params.model_fields.items():
        assert field.description, name
        assert any("가" <= letter <= "힣" for letter in field.description), name
    ratios = [v for v in params.model_dump().values() if isinstance(v, float)]
    assert ratios == [], "ratios are Decimal"


@each_preset
def test_every_reason_has_words(strategy: type[Strategy], preset: str) -> None:
    params = made(strategy, preset)
    texts = [strategy.explain(None, code, params)[0] for code in range(1, len(strategy.REASONS))]

    assert all(texts)
    assert len(set(texts)) == len(texts)


@each_preset
def test_the_longest_settings_fit_the_engines_history(
    strategy: type[Strategy], preset: str
) -> None:
    longest = {
        name: int(bound.le)
        for name, field in strategy.Params.model_fields.items()
        for bound in field.metadata
        if field.annotation is int and name != "budget" and hasattr(bound, "le")
    }

    params = parse_params(strategy, {**strategy.PRESETS[preset], **longest})

    assert strategy.warm_up(params) <= strategy.startup_bars(params) <= HISTORY


def test_the_registry_was_walked() -> None:
    wanted = {"bollinger", "envelope", "golden_cross", "macd", "mean_reversion", "rsi",
              "short_term", "tick_target"}  # fmt: skip
    presets = {"golden_cross_level", "golden_cross_cross", "rsi", "macd", "mean_reversion_weekly",
               "mean_reversion_daily", "envelope_20", "envelope_5", "bollinger", "short_term",
               "stocklab", "stocklab_safe"}  # fmt: skip

    assert wanted <= set(STRATEGIES.names())
    assert presets <= {name for _, name in PRESETS}


def test_scaled_bars_are_what_they_say() -> None:
    one, ten = (from_bars(bars) for bars in (walk(1), tenfold(walk(1))))

    np.testing.assert_array_equal(one.close * 10, ten.close)
