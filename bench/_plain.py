"""The jobs as anybody would write them in plain Python: no library, one symbol after the other."""

from __future__ import annotations

import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

from _side import Found, Terms, serve

UNIT = 100_000
COLUMNS = ("open", "close", "tax", "deciding", "entering", "leaving")


def prepare(terms: Terms) -> list[Any]:
    """Make lists of Python's own numbers."""
    return [[terms.bars[name][span].tolist() for name in COLUMNS] for span in terms.spans()]


def work(terms: Terms, symbols: list[Any]) -> list[Any]:
    """Run every symbol and pair."""
    return [live(terms, bars, pair) for bars in symbols for pair in terms.pairs]


def live(terms: Terms, bars: Any, pair: tuple[int, int]) -> tuple[list[Any], int, list[int]]:
    """Live through one symbol; gives fills, what its trading moved in 1/100,000 won, equity."""
    opened, close, tax, deciding, entering, leaving = bars
    signs = crossings(close, *pair)
    cash5 = held = wish = 0
    fills, equity5 = [], []
    for at, sign in enumerate(signs):
        amount5 = opened[at] * terms.shares * UNIT
        if wish > 0:
            wish = 0
            if entering[at]:
                cash5 -= amount5 + amount5 * terms.fee // 1_000_000_000
                held = terms.shares
                fills.append((at, held, opened[at]))
        elif wish < 0 and leaving[at]:
            wish = 0
            cash5 += amount5 - amount5 * (terms.fee + tax[at]) // 1_000_000_000
            fills.append((at, -held, opened[at]))
            held = 0
        equity5.append(cash5 + held * close[at] * UNIT)
        if sign and not wish and deciding[at] and (sign > 0) != (held > 0):
            wish = sign
    return fills, cash5, equity5


def crossings(close: list[int], fast: int, slow: int) -> list[int]:
    """Say of each bar whether the fast average is above (1) or below (-1) the slow one."""
    sums = [0, *accumulate(close)]
    signs = [0] * min(slow, len(close))
    for at in range(slow, len(close)):
        end = sums[at + 1]
        difference = (end - sums[at + 1 - fast]) * slow - (end - sums[at + 1 - slow]) * fast
        signs.append((difference > 0) - (difference < 0))
    return signs


def describe(terms: Terms, made: list[Any]) -> Found:
    """Read what came of it; one account of many symbols is the sum of what each moved."""
    if len(terms.pairs) > 1:
        return Found([], 0, [_figures(terms.cash * UNIT, *one) for one in made])
    firsts = terms.firsts
    fills = [
        (firsts[number] + at, signed, price)
        for number, (found, _, _) in enumerate(made)
        for at, signed, price in found
    ]
    accounts = 1 if terms.portfolio else len(made)
    return Found(fills, terms.cash * accounts + sum(cash5 for _, cash5, _ in made) / UNIT)


def _figures(start5: int, fills: list[Any], _: int, moved5: list[int]) -> tuple[float, float, int]:
    peak5, fall = start5, 0.0
    for moved in moved5:
        peak5 = max(peak5, start5 + moved)
        fall = max(fall, 1 - (start5 + moved) / peak5)
    trades = sum(signed < 0 for _, signed, _ in fills)
    return (start5 + moved5[-1]) / start5 - 1, fall, trades


if __name__ == "__main__":
    serve(prepare, work, describe)
