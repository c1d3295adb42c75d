"""One run with everything the checks ask of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from core.backtest.exits import EXPIRY, MARGIN, STOPPED, TAKEN
from core.backtest.guards.path import Track, fills_of
from core.backtest.guards.probe import stretch
from core.backtest.market import Series
from core.backtest.result import Fill, Result, Trade
from core.backtest.statistics import by_session, returns_of
from core.backtest.trades import trades_of
from core.strategies.base import Strategy, StrategyParams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Exits that a price makes and no decision: their bar is no signal.
TOUCHED = frozenset({STOPPED, TAKEN, MARGIN, EXPIRY})
# The longest start that is compared with, and as much again for what remembers more.
_HISTORY = 500


@dataclass(frozen=True, slots=True)
class Study:
    """A run over one account. `start5` is its money before the first session."""

    strategy: type[Strategy]
    params: StrategyParams
    tracks: tuple[Track, ...]
    result: Result
    trades: tuple[Trade, ...]
    start5: int

    @property
    def days(self) -> list[date]:
        """Give the sessions of the run."""
        return by_session(self.result)[0]

    @property
    def ordinals(self) -> list[int]:
        """Give the sessions of the run as day numbers."""
        return [day.toordinal() for day in self.days]

    @property
    def returns(self) -> Floats:
        """Give the returns of the sessions."""
        return returns_of(by_session(self.result)[1], start5=self.start5)


def study(
    strategy: type[Strategy],
    params: StrategyParams,
    series: Sequence[Series],
    result: Result,
    *,
    start5: int,
) -> Study:
    """Gather what the checks need; the sessions of the result are those that count.

    Only the history that a decision needs is kept before them, or thirty years of it would be
    computed anew for each look. Bar numbers of fills and trades are those of the tracks.
    """
    since = result.days[0].toordinal() if result.days else 0
    last = result.days[-1] if result.days else None
    keep = max(strategy.startup_bars(params), _HISTORY)
    cut = [(one.until(last), _start(one, since, keep)) for one in series]
    starts = {one.symbol: start for one, start in cut}
    fills = tuple(fill._replace(at=fill.at - starts[fill.symbol]) for fill in result.fills)
    moved = replace(result, fills=fills)
    tracks = tuple(_track(one, start, moved, since) for one, start in cut)
    return Study(strategy, params, tracks, moved, trades_of(moved), start5)


def together(studies: Sequence[Study]) -> Study:
    """Look at accounts of one symbol each as one: their money is added, session by session.

    Raises ValueError for none, or for runs of different strategies, parameters or price scales.
    """
    kinds = {(one.strategy, one.params.model_dump_json(), one.result.scale) for one in studies}
    if len(kinds) != 1:
        raise ValueError("only runs of one strategy, parameter set and price scale go together")
    days = sorted({day for one in studies for day in one.days})
    paths = [
        carried(dict(zip(*by_session(one.result), strict=True)), days, one.start5)
        for one in studies
    ]
    result = replace(
        studies[0].result,
        symbols=tuple(symbol for one in studies for symbol in one.result.symbols),
        fills=tuple(sorted((f for one in studies for f in one.result.fills), key=_when)),
        cash5=sum(one.result.cash5 for one in studies),
        days=tuple(days),
        equity5=tuple(map(sum, zip(*paths, strict=True))),
        open=tuple(held for one in studies for held in one.result.open),
        multiplier={name: n for one in studies for name, n in one.result.multiplier.items()},
        skipped=dict(sum((Counter(one.result.skipped) for one in studies), Counter[str]())),
        trimmed=sum(one.result.trimmed for one in studies),
        margin_calls=sum(one.result.margin_calls for one in studies),
    )
    tracks = tuple(track for one in studies for track in one.tracks)
    start5 = sum(one.start5 for one in studies)
    return Study(studies[0].strategy, studies[0].params, tracks, result, trades_of(result), start5)


def _when(fill: Fill) -> tuple[date, int, str]:
    return fill.day, fill.at, fill.symbol


def carried(known: Mapping[date, int], days: Sequence[date], start5: int) -> list[int]:
    """Give an account's equity on all days: before its first the start, after its last the end."""
    path, equity = [], start5
    for day in days:
        equity = known.get(day, equity)
        path.append(equity)
    return path


def _start(series: Series, since: int, keep: int) -> int:
    return max(0, int(series.day.searchsorted(since)) - keep)


def _track(series: Series, start: int, result: Result, since: int) -> Track:
    first = int(series.day.searchsorted(since)) - start
    signals = {
        fill.at - 1
        for fill in fills_of(result, series.symbol)
        if fill.reason not in TOUCHED and fill.at > first
    }
    bars = stretch(series.bars, start, len(series))
    return Track(series.symbol, bars, first, tuple(sorted(signals)), series.terms.multiplier)
