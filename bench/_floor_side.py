"""The floor's side of the backtest bench; a second argument `bare` leaves the statistics out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

import numpy as np
from _floor import UNIT, floor, floor_with_statistics, portfolio_floor, zeros
from _side import Found, Terms, serve

COLUMNS = ("open", "close", "tax", "deciding", "entering", "leaving")


def prepare(terms: Terms) -> tuple[Any, ...]:
    """Take the columns as they are."""
    return tuple(np.ascontiguousarray(terms.bars[name]) for name in COLUMNS)


def work(terms: Terms, bars: tuple[Any, ...]) -> list[Any]:
    """Run every symbol and pair, with room for as many fills as there can be."""
    cash5 = terms.cash * UNIT
    if terms.portfolio:
        (pair,) = terms.pairs
        count, width = len(terms.firsts) - 1, terms.firsts[1]
        fills = np.empty((len(bars[0]), 3), dtype=np.int64)
        rule = (*pair, terms.shares, terms.fee)
        return [(fills, *portfolio_floor(bars, count, width, rule, cash5, fills, zeros(count)))]
    made = []
    for span in terms.spans():
        room = span.stop - span.start
        for pair in terms.pairs:
            rule = (*pair, terms.shares, terms.fee)
            fills = np.empty((room, 3), dtype=np.int64)
            if BARE:
                cash, held, count = floor(bars, (span.start, span.stop), rule, cash5, fills)
                made.append((fills, cash, count, 0.0, 0))
                continue
            trades = np.empty((room, 5), dtype=np.int64)
            cash, held, count, closed, _, _, fall, _ = floor_with_statistics(
                bars, (span.start, span.stop), rule, cash5, fills, trades
            )
            cash += held * int(bars[1][span.stop - 1]) * UNIT if len(terms.pairs) > 1 else 0
            made.append((fills, cash, count, fall, closed))
    return made


def describe(terms: Terms, made: list[Any]) -> Found:
    """Read what came of it."""
    if len(terms.pairs) > 1:
        start5 = terms.cash * UNIT
        return Found([], 0, [(cash / start5 - 1, fall, n) for _, cash, _, fall, n in made])
    fills = np.concatenate([fills[:count] for fills, _, count, *_ in made])
    return Found(fills, sum(cash for _, cash, *_ in made) / UNIT)


if __name__ == "__main__":
    BARE = "bare" in sys.argv[2:]
    serve(prepare, work, describe)
