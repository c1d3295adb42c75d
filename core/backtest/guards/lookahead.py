"""Does a feature read bars that are not there yet? Cut the data after a bar and compare its row.

For every bar that gave a signal and a number of others drawn at random, the features of the bars
up to it must be those of the whole run (strategies.md 13.1).
"""

from __future__ import annotations

import random
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.path import Track
from core.backtest.guards.probe import Columns, decides_alike, differing, last_row, row_of, stretch
from core.strategies.base import Bars, Strategy, StrategyParams

OTHERS = 200
# Features are computed anew for every cut. Runs whose cuts would hold more bars than this have
# signals enough: some are drawn at random, and the finding says how many of them.
MOST_BARS = 4_000_000
_SHOWN = 3
# Long series are looked at in pieces, or every cut of a million minutes would compute them all:
# so many bars that may signal, with enough history before them and as much future after them.
_PIECE = 2_000
_AROUND = 500


class _Piece(NamedTuple):
    """Bars of one symbol; those from `first` up to `until` are looked at."""

    bars: Bars
    first: int
    until: int
    signals: tuple[int, ...]


class _Cut(NamedTuple):
    differing: tuple[str, ...]
    decides: bool


def lookahead(
    strategy: type[Strategy],
    params: StrategyParams,
    tracks: Sequence[Track],
    *,
    others: int = OTHERS,
    most_bars: int = MOST_BARS,
    seed: int = 0,
) -> Finding:
    """Compare features and decisions on cut data with those of the whole.

    A strategy without a signal is not verified, never clean. Rows before `first` warm up and
    are not looked at.
    """
    rng = random.Random(seed)
    keep = max(strategy.startup_bars(params), _AROUND)
    pieces = [piece for track in tracks for piece in _pieces(track, keep)]
    signals = [(piece, at) for piece in pieces for at in piece.signals]
    asked = _affordable(signals, most_bars, rng)
    cuts = _cuts(strategy, params, [*asked, *_others(pieces, others, rng)])
    figures = {"cuts": len(cuts), "asked": len(asked), "signals": len(signals), "seed": seed}
    if not any(cut.differing for cut in cuts):
        verdict, case = (Verdict.OK, "ok") if signals else (Verdict.NOT_VERIFIED, "not_verified")
        return finding("lookahead", verdict, case, **figures)
    read = Counter(name for cut in cuts for name in cut.differing)
    return finding(
        "lookahead", Verdict.FAIL, "fail", changed=sum(bool(cut.differing) for cut in cuts),
        decided=sum(cut.decides for cut in cuts),
        features=", ".join(name for name, _ in read.most_common(_SHOWN)), **figures,
    )  # fmt: skip


def _pieces(track: Track, keep: int) -> Iterator[_Piece]:
    """Part a track so that every bar that may signal lies in one piece."""
    count = len(track.bars.close)
    for begin in range(track.first, count, _PIECE):
        end = min(begin + _PIECE, count)
        start, stop = max(0, begin - keep), min(end + _AROUND, count)
        signals = tuple(at - start for at in track.signals if begin <= at < end)
        yield _Piece(stretch(track.bars, start, stop), begin - start, end - start, signals)


def _affordable(
    signals: list[tuple[_Piece, int]], most_bars: int, rng: random.Random
) -> list[tuple[_Piece, int]]:
    bars = sum(at + 1 for _, at in signals)
    if bars <= most_bars:
        return signals
    return rng.sample(signals, max(1, len(signals) * most_bars // bars))


def _others(pieces: Sequence[_Piece], count: int, rng: random.Random) -> list[tuple[_Piece, int]]:
    """Draw bars that gave no signal, from all pieces alike."""
    ends = list(accumulate(piece.until - piece.first for piece in pieces))
    bars = ends[-1] if ends else 0
    # Enough of them that signals among the drawn can be left out.
    drawn = rng.sample(range(bars), min(bars, count + sum(len(p.signals) for p in pieces)))
    found = [(n, pieces[n].until - (ends[n] - at)) for at in drawn for n in (bisect(ends, at),)]
    taken = [{*piece.signals} for piece in pieces]
    return [(pieces[n], at) for n, at in found if at not in taken[n]][:count]


def _cuts(
    strategy: type[Strategy], params: StrategyParams, asked: Sequence[tuple[_Piece, int]]
) -> list[_Cut]:
    scalars = strategy.scalars(params)
    wholes: dict[int, Columns] = {}
    cuts = []
    for piece, at in asked:
        # The same piece stands in the list many times; its whole is computed once.
        whole = wholes.get(id(piece)) or strategy.features(piece.bars, params)
        wholes[id(piece)] = whole
        cut = last_row(strategy, stretch(piece.bars, 0, at + 1), params)
        price = float(piece.bars.close[at])
        cuts.append(_compared(strategy, row_of(strategy, whole, at), cut, price, scalars))
    return cuts


def _compared(strategy: type[Strategy], row: Any, cut: Any, price: float, scalars: Any) -> _Cut:
    names = differing(row, cut)
    if not names:
        return _Cut((), decides=False)
    return _Cut(names, not decides_alike(strategy, row, cut, price, scalars))
