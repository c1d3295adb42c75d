"""The checks that a strategy gets by being registered (strategies.md 13), for each preset."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.domain.bar import Bar
from core.domain.signal import Side
from core.flow.decide import choose
from core.flow.desk import HISTORY
from core.flow.replay import ReplayFill, replay
from core.registry import discover
from core.strategies.base import (
    STRATEGIES,
    Action,
    Bars,
    Decision,
    Holding,
    Strategy,
    StrategyParams,
    canonical,
    parse_params,
)
from core.strategies.columns import bars_of, row_at, rows_of
from tests.series import CALENDAR, real, tenfold, walk, with_halt

discover("core.strategies")
PRESETS = [(s, name) for _, s in STRATEGIES for name in s.PRESETS]
each_preset = pytest.mark.parametrize(
    ("strategy", "preset"), PRESETS, ids=[name for _, name in PRESETS]
)
SEED = 20_240_102
CODES = ("005930", "035420", "009540", "000270")
FLAT = Holding(0, 0.0, -1)
CALENDAR_EXITS = {"week_end", "exit_pending"}


@cache
def samples(folder: Path) -> tuple[tuple[Bar, ...], ...]:
    """Give real bars with their halts and demergers, and two random walks."""
    series = [real(folder, code, last=1_800) for code in CODES] + [walk(1), walk(2)]
    return tuple(tuple(bars) for bars in series)


def made(strategy: type[Strategy], preset: str) -> StrategyParams:
    return parse_params(strategy, strategy.PRESETS[preset])


def held_at(bars: Bars, at: int) -> Holding:
    """Give a position opened on the bar itself at its close."""
    return Holding(10, float(bars.close[at]), -1, 0)


def answers(strategy: type[Strategy], params: Any, bars: Bars, at: int) -> tuple[Decision, ...]:
    """Decide on one bar, flat and holding."""
    row = row_at(strategy, strategy.features(bars, params), at)
    scalars = strategy.scalars(params)
    return tuple(strategy.decide(row, held, scalars) for held in (FLAT, held_at(bars, at)))


def signals(strategy: type[Strategy], params: Any, bars: Bars) -> list[int]:
    """Give the bars that say anything by an indicator, flat or holding."""
    scalars, found = strategy.scalars(params), []
    for at, row in enumerate(rows_of(strategy, strategy.features(bars, params))):
        both = [strategy.decide(row, held, scalars) for held in (FLAT, held_at(bars, at))]
        codes = {strategy.REASONS[d.reason] for d in both if d.action != Action.NOTHING}
        if codes - CALENDAR_EXITS:
            found.append(at)
    return found


def cut(bars: Bars, stop: int, start: int = 0) -> Bars:
    return Bars(*(column[start:stop].copy() for column in bars))


def same(left: tuple[Decision, ...], right: tuple[Decision, ...]) -> bool:
    return all(
        (a.action, a.reason, a.fraction) == (b.action, b.reason, b.fraction)
        and a.score == pytest.approx(b.score, rel=1e-9, abs=1e-9)
        for a, b in zip(left, right, strict=True)
    )


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


def shifted(strategy: type[Strategy], bars_late: int) -> type[Strategy]:
    """Make a strategy that sees its indicators later, or earlier when negative."""

    class Shifted(strategy):  # type: ignore[valid-type,misc]
        @classmethod
        def features(cls, bars: Bars, given: Any) -> dict[str, Any]:
            columns = super().features(bars, given)
            moved = {n: c for n, c in columns.items() if not n.startswith(("week", "next"))}
            return columns | {n: _moved(c, bars_late) for n, c in moved.items()}

    return Shifted


@each_preset
def test_look_ahead_cutting_the_data_after_a_signal_changes_nothing(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, seen = made(strategy, preset), 0
    for bars in samples(shared):
        columns = bars_of(bars, CALENDAR)
        seen += len(signals(strategy, params, columns))
        assert leaks(strategy, params, columns) == []
    assert seen > 0, f"{preset} is not verified: no signal in the samples"


@each_preset
def test_look_ahead_is_found_in_a_strategy_that_sees_tomorrow(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    columns = bars_of(samples(shared)[0], CALENDAR)

    assert leaks(shifted(strategy, -1), made(strategy, preset), columns) != []


@pytest.mark.parametrize("code", CODES)
def test_look_ahead_week_marks_need_no_later_bar(code: str, shared: Path) -> None:
    bars = real(shared, code, last=400)
    columns = bars_of(bars, CALENDAR)

    for at in random.Random(SEED).sample(range(len(bars)), 40):
        for part, whole in zip(bars_of(bars[: at + 1], CALENDAR), columns, strict=True):
            np.testing.assert_array_equal(part, whole[: at + 1])


@each_preset
def test_recursion_the_declared_start_up_is_enough(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, seen = made(strategy, preset), 0
    startup = strategy.startup_bars(params)
    for bars in samples(shared):
        columns = bars_of(bars, CALENDAR)
        marked = [at for at in signals(strategy, params, columns) if at >= startup]
        seen += len(marked)
        for at in marked[-60:]:
            whole = answers(strategy, params, columns, at)
            for size in {startup, max(startup, 200), max(startup, 400)}:
                part = cut(columns, at + 1, max(0, at + 1 - size))
                assert same(answers(strategy, params, part, len(part.close) - 1), whole)
    assert seen > 0, f"{preset} is not verified: no signal after the start-up"


@each_preset
def test_warm_up_is_where_the_first_row_is_defined(strategy: type[Strategy], preset: str) -> None:
    params = made(strategy, preset)
    columns = strategy.features(bars_of(walk(3), CALENDAR), params)
    always = {name for name, c in columns.items() if not np.isnan(c[-1])} - {"cross_age"}

    first = max(int(np.argmin(np.isnan(columns[name]))) for name in always - {"z_before"})

    assert first + 1 <= strategy.warm_up(params) <= first + 2


@each_preset
def test_shift_one_bar_of_delay_does_not_make_the_result(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params = made(strategy, preset)

    now, later = (sharpe(kind, params, shared) for kind in (strategy, shifted(strategy, 1)))

    assert now < 2.5, f"{preset}: a Sharpe of {now:.2f} is a leak until shown otherwise"
    assert abs(now - later) <= 1.0, f"{preset}: {now:.2f} against {later:.2f} a bar later"


@each_preset
def test_scale_ten_times_the_price_gives_the_same_signals(
    strategy: type[Strategy], preset: str
) -> None:
    params, bars = made(strategy, preset), walk(1)
    one, ten = bars_of(bars, CALENDAR), bars_of(tenfold(bars), CALENDAR)

    assert signals(strategy, params, one) == signals(strategy, params, ten)
    assert signals(strategy, params, one) != []


@each_preset
def test_restart_the_live_window_decides_like_the_whole_run(
    strategy: type[Strategy], preset: str, shared: Path
) -> None:
    params, seen = made(strategy, preset), 0
    for bars in samples(shared):
        at_of = {bar.day: i for i, bar in enumerate(bars)}
        codes = set(strategy.REASONS) - CALENDAR_EXITS
        for fill, held in holdings(replay(strategy, params, bars, calendar=CALENDAR), at_of):
            at = at_of[fill.day] - 1
            if fill.reason not in codes or bars[at].halted:
                continue
            window = bars[max(0, at + 1 - 320) : at + 1]
            choice = choose(strategy, params, window, held, calendar=CALENDAR)
            assert choice is not None
            assert choice.code == fill.reason
            assert choice.reason
            seen += 1
    assert seen > 0, f"{preset} is not verified: no trade in the samples"


@each_preset
def test_features_touch_nothing_and_repeat_themselves(
    strategy: type[Strategy], preset: str
) -> None:
    params, columns = made(strategy, preset), bars_of(walk(2), CALENDAR)
    before = cut(columns, len(columns.close))

    first, second = (strategy.features(columns, params) for _ in range(2))

    assert set(first) == set(strategy.Row._fields)
    for name, column in first.items():
        assert column.dtype == np.float64
        assert len(column) == len(columns.close)
        np.testing.assert_array_equal(column, second[name])
    for given, kept in zip(columns, before, strict=True):
        np.testing.assert_array_equal(given, kept)


@each_preset
@pytest.mark.parametrize("at", [250, 300, 411])
def test_halt_a_stretch_without_trade_gives_no_signal(
    strategy: type[Strategy], preset: str, at: int
) -> None:
    params, bars = made(strategy, preset), walk(1)

    marked = signals(strategy, params, bars_of(with_halt(bars, at), CALENDAR))

    assert not set(marked) & set(range(at, at + 25))
    assert marked, "not verified: no signal anywhere"


@each_preset
def test_decisions_hold_only_numbers(strategy: type[Strategy], preset: str) -> None:
    params, bars = made(strategy, preset), bars_of(walk(2), CALENDAR)
    scalars = strategy.scalars(params)

    found = [answers(strategy, params, bars, at) for at in signals(strategy, params, bars)[:20]]

    assert all(isinstance(value, int | float) for value in scalars)
    assert all(isinstance(v, int | float) for both in found for d in both for v in d)
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
    assert {"golden_cross", "mean_reversion"} <= set(STRATEGIES.names())
    assert len(PRESETS) >= 4


def holdings(
    fills: list[ReplayFill], at_of: dict[Any, int]
) -> Iterator[tuple[ReplayFill, Holding]]:
    """Give each fill with the holding at the close before it."""
    before: ReplayFill | None = None
    for fill in fills:
        at = at_of[fill.day] - 1
        if fill.side is Side.BUY:
            yield fill, Holding(0, 0.0, at - at_of[before.day] if before else -1)
        elif before:
            yield fill, Holding(fill.shares, float(before.price), -1, at - at_of[before.day])
        before = fill


def _moved(column: Any, late: int) -> Any:
    gap = np.full(abs(late), np.nan)
    return np.concatenate((gap, column[:-late]) if late > 0 else (column[-late:], gap))


def sharpe(strategy: type[Strategy], params: Any, folder: Path) -> float:
    """Give the yearly Sharpe of one symbol after the other, real bars only, long or flat."""
    returns: list[float] = []
    for bars in samples(folder)[: len(CODES)]:
        returns += daily(bars, replay(strategy, params, bars, calendar=CALENDAR))
    spread = float(np.std(returns))
    return float(np.mean(returns)) / spread * sqrt(250) if spread else 0.0


def daily(bars: tuple[Bar, ...], fills: list[ReplayFill]) -> list[float]:
    """Give each day's profit by the close before, marked at closes."""
    made_, shares, todo = [], 0, list(fills)
    for before, bar in pairwise(bars):
        value, base = Decimal(0), before.close
        while todo and todo[0].day == bar.day:
            fill = todo.pop(0)
            value += shares * (fill.price - base)
            shares = fill.shares if fill.side is Side.BUY else 0
            base = fill.price
        value += shares * (bar.close - base)
        made_.append(float(value) / 14_000_000)
    return made_
