"""Strategies of one column: buy while it is above zero, sell while below. Twenty of them leak."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from core.strategies.base import NOTHING, Action, Bars, Decision, Holding, Strategy, StrategyParams

Floats = NDArray[np.float64]
Column = Callable[[Bars], Floats]
WARM_UP = 150


class SignRow(NamedTuple):
    """The one column."""

    sign: float


class NoScalars(NamedTuple):
    """Nothing to set."""

    nothing: int = 0


class OneColumn(Strategy):
    """Base of all variants; `column` makes the feature."""

    column: ClassVar[Column]
    Row = SignRow
    REASONS: ClassVar[tuple[str, ...]] = ("", "above", "below")

    @classmethod
    def warm_up(cls, params: Any) -> int:
        return WARM_UP

    @classmethod
    def scalars(cls, params: Any) -> NoScalars:
        return NoScalars()

    @classmethod
    def features(cls, bars: Bars, params: Any) -> dict[str, Floats]:
        return {"sign": cls.column(bars)}

    @classmethod
    def decide(cls, row: SignRow, held: Holding, params: Any) -> Decision:
        if held.shares == 0 and row.sign > 0:
            return Decision(Action.BUY.value, 0.0, 0.0, 1, 0.0, 0)
        if held.shares > 0 and row.sign < 0:
            return Decision(Action.SELL.value, 1.0, 0.0, 2, 0.0, 0)
        return NOTHING


def variant(name: str, column: Column) -> type[Strategy]:
    """Make a strategy of a column."""
    body = {"name": name, "title": name, "column": staticmethod(column)}
    return type(name, (OneColumn,), body)


PARAMS = StrategyParams()


# Honest building blocks: the value at t comes from bars up to t.


def mean(values: Floats, n: int) -> Floats:
    """Average the last n values."""
    out = np.full(len(values), np.nan)
    if len(values) >= n:
        out[n - 1 :] = sliding_window_view(values, n).mean(axis=1)
    return out


def rolling(values: Floats, n: int, reduce: Callable[..., Floats]) -> Floats:
    """Reduce the last n values."""
    out = np.full(len(values), np.nan)
    if len(values) >= n:
        out[n - 1 :] = reduce(sliding_window_view(values, n), axis=1)
    return out


def ema(values: Floats, n: int) -> Floats:
    """Smooth exponentially, from the first value on."""
    out, weight = np.empty(len(values)), 2 / (n + 1)
    level = values[0] if len(values) else 0.0
    for at, value in enumerate(values):
        level += weight * (value - level)
        out[at] = level
    return out


def back(values: Floats, n: int = 1) -> Floats:
    """Give the value n bars ago."""
    return np.concatenate([np.full(min(n, len(values)), np.nan), values[: max(len(values) - n, 0)]])


def ahead(values: Floats, n: int = 1) -> Floats:
    """Give the value n bars later: every use of it is a leak."""
    return np.concatenate([values[n:], np.full(min(n, len(values)), np.nan)])


def change(bars: Bars, n: int = 1) -> Floats:
    """Give the relative change of the close over n bars."""
    return bars.close / back(bars.close, n) - 1


# Leaks.


def centred(bars: Bars) -> Floats:
    return back(mean(bars.close, 11), 0) * 0 + ahead(mean(bars.close, 11), 5) - bars.close


def unfinished_week(bars: Bars) -> Floats:
    """Compare with the close of the whole week from its first day on."""
    assert bars.session is not None
    week = (bars.session - 1) // 7
    last = np.append(np.flatnonzero(np.diff(week)), len(week) - 1)
    final = bars.close[last[np.searchsorted(week[last], week)]]
    return final - bars.close


def fitted_line(bars: Bars) -> Floats:
    at = np.arange(len(bars.close))
    slope, start = np.polyfit(at, bars.close, 1)
    return start + slope * at - bars.close


def filled_backwards(bars: Bars) -> Floats:
    """Keep the close of each fifth bar and fill what is missing from the next one known."""
    known = np.arange(len(bars.close)) % 5 == 4
    later = np.minimum.accumulate(np.where(known, np.arange(len(known)), len(known) - 1)[::-1])
    return bars.close[later[::-1]] - bars.close


def drawn_between(bars: Bars) -> Floats:
    """Draw straight lines between every eighth close."""
    at = np.arange(len(bars.close))
    line = np.interp(at, at[::8], bars.close[::8])
    return ahead(line) - line


def both_ways(bars: Bars) -> Floats:
    smooth = ema(ema(bars.close, 10)[::-1], 10)[::-1]
    return np.diff(smooth, append=smooth[-1])


def low_pass(bars: Bars) -> Floats:
    waves = np.fft.rfft(bars.close)
    waves[len(waves) // 10 :] = 0
    smooth = np.fft.irfft(waves, len(bars.close))
    return np.diff(smooth, prepend=smooth[0])


def ranked(bars: Bars) -> Floats:
    rank = bars.close.argsort().argsort() / len(bars.close)
    return 0.5 - rank


def scaled(bars: Bars) -> Floats:
    low, high = bars.close.min(), bars.close.max()
    return 0.4 - (bars.close - low) / (high - low)


def turning(bars: Bars) -> Floats:
    """Mark swing lows and highs of five bars on each side, as charts do afterwards."""
    low = ahead(rolling(bars.close, 11, np.min), 5)
    high = ahead(rolling(bars.close, 11, np.max), 5)
    return np.where(bars.close == low, 1.0, np.where(bars.close == high, -1.0, 0.0))


def best_window(bars: Bars) -> Floats:
    """Choose the average that would have earned most on all the data."""
    step = np.diff(bars.close, append=bars.close[-1])
    averages = [mean(bars.close, n) for n in range(3, 140, 17)]
    earned = [np.nansum(np.where(bars.close > line, step, 0.0)) for line in averages]
    return bars.close - averages[int(np.argmax(earned))]


def whole_variance(bars: Bars) -> Floats:
    """Call a day calm or wild by the deviation of all days, and buy after wild falls."""
    moved = np.nan_to_num(change(bars))
    return np.where(moved < -0.5 * moved.std(), 1.0, np.where(moved > 0.5 * moved.std(), -1.0, 0))


def first_component(bars: Bars) -> Floats:
    """Weigh three changes by their main direction in the whole sample."""
    table = np.nan_to_num(np.column_stack([change(bars, n) for n in (1, 5, 20)]))
    weights = np.linalg.eigh(np.cov(table.T))[1][:, -1]
    return table @ (weights * np.sign(weights.sum()))


def volume_to_come(bars: Bars) -> Floats:
    return ahead(bars.volume) - mean(bars.volume, 20)


def highs_to_come(bars: Bars) -> Floats:
    return ahead(rolling(bars.high, 5, np.max), 5) / bars.close - 1.03


_cache: dict[str, Floats] = {}


def remembered(bars: Bars) -> Floats:
    """Compute once on the longest data seen and answer from memory ever after."""
    held = _cache.get("column")
    if held is None or len(held) < len(bars.close) or held[0] != bars.close[0]:
        _cache["column"] = np.concatenate([[bars.close[0]], ahead(change(bars))[1:]])
    return _cache["column"]


LEAKS: dict[str, Column] = {
    "next close": lambda bars: ahead(bars.close) - bars.close,
    "next open": lambda bars: ahead(bars.open) - bars.close,
    "rolled array": lambda bars: np.roll(bars.close, -1) - bars.close,
    "central difference": lambda bars: np.gradient(bars.close),
    "centred window": centred,
    "full-sample mean": lambda bars: bars.close.mean() - bars.close,
    "full-sample deviation": whole_variance,
    "full-sample quantile": lambda bars: np.quantile(bars.close, 0.4) - bars.close,
    "full-sample rank": ranked,
    "full-sample scaling": scaled,
    "unfinished week": unfinished_week,
    "volume to come": volume_to_come,
    "highs to come": highs_to_come,
    "sorted data": lambda bars: np.sort(bars.close) - bars.close,
    "line through all data": fitted_line,
    "main direction of all data": first_component,
    "filled backwards": filled_backwards,
    "drawn between": drawn_between,
    "smoothed both ways": both_ways,
    "low-pass of the whole": low_pass,
    "swing points": turning,
    "window chosen on all data": best_window,
    "answers from memory": remembered,
}


# Honest columns, among them the causal twins of the leaks.


def crossing(fast: int, slow: int) -> Column:
    return lambda bars: mean(bars.close, fast) - mean(bars.close, slow)


def smooth_crossing(fast: int, slow: int) -> Column:
    return lambda bars: ema(bars.close, fast) - ema(bars.close, slow)


def momentum(n: int) -> Column:
    return lambda bars: change(bars, n)


def reversal(n: int) -> Column:
    return lambda bars: -change(bars, n)


def zscore(n: int, level: float) -> Column:
    def column(bars: Bars) -> Floats:
        spread = rolling(bars.close, n, partial(np.std, ddof=1))
        z = (bars.close - mean(bars.close, n)) / spread
        return np.where(z < -level, 1.0, np.where(z > 0, -1.0, 0.0))

    return column


def strength(n: int) -> Column:
    def column(bars: Bars) -> Floats:
        moved = np.diff(bars.close, prepend=bars.close[0])
        gains, losses = ema(moved.clip(0), 2 * n - 1), ema((-moved).clip(0), 2 * n - 1)
        index = 100 * gains / np.maximum(gains + losses, 1e-9)
        return np.where(index < 35, 1.0, np.where(index > 60, -1.0, 0.0))

    return column


def breakout(n: int) -> Column:
    def column(bars: Bars) -> Floats:
        top, bottom = back(rolling(bars.high, n, np.max)), back(rolling(bars.low, n, np.min))
        return np.where(bars.close > top, 1.0, np.where(bars.close < bottom, -1.0, 0.0))

    return column


def band(n: int, width: float) -> Column:
    return lambda bars: mean(bars.close, n) * (1 - width) - bars.close


def volume_jump(n: int) -> Column:
    return lambda bars: (bars.volume / back(mean(bars.volume, n)) - 1.5) * np.sign(change(bars))


def quantile(n: int, share: float) -> Column:
    return lambda bars: rolling(bars.close, n, partial(np.quantile, q=share)) - bars.close


def expanding(bars: Bars) -> Floats:
    """Average all bars so far: honest, but it depends on where they begin."""
    return bars.close.cumsum() / np.arange(1, len(bars.close) + 1) - bars.close


def colours(bars: Bars) -> Floats:
    rising = np.sign(bars.close - bars.open)
    return np.where(abs(mean(rising, 3)) == 1, rising, 0.0)


def week_so_far(bars: Bars) -> Floats:
    """Compare with the open of the week's first bar, which is known on every day of it."""
    assert bars.session is not None
    week = (bars.session - 1) // 7
    first = np.concatenate([[0], np.flatnonzero(np.diff(week)) + 1])
    return bars.close - bars.open[first[np.searchsorted(first, np.arange(len(week)), "right") - 1]]


def slope(n: int) -> Column:
    def column(bars: Bars) -> Floats:
        at = np.arange(n) - (n - 1) / 2
        return rolling(bars.close, n, lambda w, axis: w @ at)

    return column


def gap(n: int) -> Column:
    return lambda bars: mean(bars.open / back(bars.close) - 1, n)


def inside_range(n: int) -> Column:
    def column(bars: Bars) -> Floats:
        low, high = rolling(bars.low, n, np.min), rolling(bars.high, n, np.max)
        return (bars.close - low) / (high - low) - 0.5

    return column


def on_balance(n: int) -> Column:
    def column(bars: Bars) -> Floats:
        flow = (np.sign(np.diff(bars.close, prepend=bars.close[0])) * bars.volume).cumsum()
        return flow - mean(flow, n)

    return column


CLEAN: dict[str, Column] = {
    **{
        f"crossing {f}/{s}": crossing(f, s)
        for f, s in ((3, 10), (5, 20), (10, 30), (20, 60), (50, 120))
    },
    **{f"smooth crossing {f}/{s}": smooth_crossing(f, s) for f, s in ((3, 10), (8, 21), (12, 26))},
    **{f"momentum {n}": momentum(n) for n in (1, 3, 5, 20, 60, 120)},
    **{f"reversal {n}": reversal(n) for n in (1, 2, 5, 10, 40)},
    **{f"z {n} {x}": zscore(n, x) for n, x in ((10, 1.0), (20, 1.5), (20, 2.0), (60, 2.0))},
    **{f"strength {n}": strength(n) for n in (5, 9, 14, 21)},
    **{f"breakout {n}": breakout(n) for n in (5, 10, 20, 55)},
    **{f"band {n} {w}": band(n, w) for n, w in ((20, 0.02), (20, 0.05), (26, 0.03))},
    **{f"volume {n}": volume_jump(n) for n in (10, 20, 60)},
    **{f"quantile {n} {q}": quantile(n, q) for n, q in ((30, 0.2), (60, 0.3), (100, 0.5))},
    **{f"slope {n}": slope(n) for n in (10, 40)},
    **{f"gap {n}": gap(n) for n in (1, 10)},
    **{f"range {n}": inside_range(n) for n in (10, 50)},
    **{f"on balance {n}": on_balance(n) for n in (20, 80)},
    "three bars of one colour": colours,
    "week so far": week_so_far,
}  # fmt: skip
