"""The floor of the backtest bench: the jobs as one hand-written loop each, for nothing else.

It knows one rule of one strategy and no order but the next open. `floor` keeps fills and cash;
`floor_with_statistics` marks the account at every close, and keeps trades, wins, costs and the
deepest fall beside them. Money is in 1/100,000 won.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

UNIT = 100_000
BILLION = 1_000_000_000
NONE, BUY, SELL = 0, 1, 2


@numba.njit(inline="always")
def crossed(held: int, fast: int, slow: int) -> int:
    """Give the wish that two averages lead to."""
    if held == 0 and fast > slow:
        return BUY
    if held > 0 and fast < slow:
        return SELL
    return NONE


@numba.njit(inline="always")
def leaver(close: Any, at: int, first: int, window: int) -> int:
    """Give the close that leaves the sum of a window at a bar."""
    return close[at - window] if at - first >= window else 0


@numba.njit(inline="always")
def asks(warm: bool, deciding: bool, wish: int) -> bool:
    """Tell whether a bar decides."""
    return warm and deciding and wish == NONE


@numba.njit(inline="always")
def fallen(peak5: int, low5: int, drawdown: float, equity5: int) -> Any:
    """Take a close into the peak, the lowest since it, and the deepest fall."""
    if equity5 >= peak5:
        return equity5, equity5, drawdown
    if equity5 < low5:
        return peak5, equity5, max(drawdown, 1 - equity5 / peak5)
    return peak5, low5, drawdown


@numba.njit(nogil=True)
def floor(bars: Any, span: Any, rule: Any, cash5: int, fills: Any) -> Any:
    """Run one symbol; gives the cash, the shares and how many fills were written."""
    opened, close, tax, deciding, entering, leaving = bars
    first, last = span
    fast, slow, shares, fee = rule
    fasts = slows = held = count = 0
    wish = NONE
    for at in range(first, last):
        if wish != NONE:
            amount5 = opened[at] * shares * UNIT
            if wish == BUY:
                wish = NONE
                if entering[at]:
                    cash5 -= amount5 + amount5 // UNIT * fee // 10_000
                    held = shares
                    fills[count] = at, held, opened[at]
                    count += 1
            elif leaving[at]:
                wish = NONE
                cash5 += amount5 - amount5 // UNIT * (fee + tax[at]) // 10_000
                fills[count] = at, -held, opened[at]
                held = 0
                count += 1
        fasts += close[at]
        slows += close[at]
        if at - first < slow:
            fasts -= close[at - fast] if at - first >= fast else 0
            continue
        fasts -= close[at - fast]
        slows -= close[at - slow]
        if deciding[at] and wish == NONE:
            wish = crossed(held, fasts * slow, slows * fast)
    return cash5, held, count


@numba.njit(nogil=True)
def floor_with_statistics(
    bars: Any, span: Any, rule: Any, cash5: int, fills: Any, trades: Any
) -> Any:
    """Run one symbol; gives cash, shares, fills, trades, wins, costs, drawdown and exposure."""
    opened, close, tax, deciding, entering, leaving = bars
    first, last = span
    fast, slow, shares, fee = rule
    fasts = slows = held = count = closed = wins = exposed = 0
    paid5 = bought5 = entry_fee5 = entered = 0
    peak5 = low5 = equity5 = cash5
    drawdown = 0.0
    wish = NONE
    for at in range(first, last):
        before = held
        if wish != NONE:
            amount5 = opened[at] * shares * UNIT
            fee5 = amount5 // UNIT * fee // 10_000
            sold = (wish == SELL) & leaving[at]
            if (wish == BUY) & entering[at]:
                cash5 -= amount5 + fee5
                paid5 += fee5
                bought5, entry_fee5, entered = amount5, fee5, at
                held = shares
                fills[count] = at, held, opened[at]
                count += 1
            elif sold:
                tax5 = amount5 // UNIT * tax[at] // 10_000
                cash5 += amount5 - fee5 - tax5
                paid5 += fee5 + tax5
                held = 0
                fills[count] = at, -shares, opened[at]
                count += 1
                gain5 = amount5 - bought5 - entry_fee5 - fee5 - tax5
                trades[closed] = entered, at, bought5, amount5, gain5
                closed += 1
                wins += gain5 > 0
            wish = wish * ((wish == SELL) & (not sold))
        if before + held > 0:
            exposed += 1
            equity5 = cash5 + close[at] * held * UNIT
            peak5, low5, drawdown = fallen(peak5, low5, drawdown, equity5)
        fasts += close[at]
        slows += close[at]
        if at - first < slow:
            fasts -= close[at - fast] if at - first >= fast else 0
            continue
        fasts -= close[at - fast]
        slows -= close[at - slow]
        if deciding[at] and wish == NONE:
            wish = crossed(held, fasts * slow, slows * fast)
    return cash5, held, count, closed, wins, paid5, drawdown, exposed


@numba.njit(inline="always")
def filled(
    side: int, bars: Any, day: int, width: int, rule: Any, cash5: int, state: Any, fills: Any,
    made: int,
) -> Any:  # fmt: skip
    """Fill what wishes for one side at a day's opens."""
    opened, _, tax, _, entering, leaving = bars
    _, _, shares, fee = rule
    helds, wishes = state
    for one in range(len(wishes)):
        at = one * width + day
        if wishes[one] != side:
            continue
        amount5 = opened[at] * shares * UNIT
        fee5 = amount5 // UNIT * fee // 10_000
        done = False
        if side == BUY:
            wishes[one] = NONE
            done = entering[at] and amount5 + fee5 <= cash5
            change5, signed = -amount5 - fee5, shares
        else:
            done = leaving[at]
            change5, signed = amount5 - fee5 - amount5 // UNIT * tax[at] // 10_000, -shares
        if done:
            wishes[one] = NONE
            cash5 += change5
            helds[one] += signed
            fills[made] = at, signed, opened[at]
            made += 1
    return cash5, made


@numba.njit(nogil=True)
def portfolio_floor(
    bars: Any, count: int, width: int, rule: Any, cash5: int, fills: Any, state: Any
) -> Any:
    """Run symbols of one length side by side on one account; entries take what cash is left."""
    _, close, _, deciding, _, _ = bars
    fast, slow, _, _ = rule
    fasts, slows, helds, wishes = state
    made = 0
    peak5, drawdown = cash5, 0.0
    for day in range(width):
        for side in (SELL, BUY):
            cash5, made = filled(side, bars, day, width, rule, cash5, (helds, wishes), fills, made)
        equity5 = cash5
        for one in range(count):
            at = one * width + day
            equity5 += helds[one] * close[at] * UNIT
            fasts[one] += close[at] - (close[at - fast] if day >= fast else 0)
            slows[one] += close[at] - (close[at - slow] if day >= slow else 0)
            if day >= slow and deciding[at] and wishes[one] == NONE:
                wishes[one] = crossed(helds[one], fasts[one] * slow, slows[one] * fast)
        peak5 = max(peak5, equity5)
        drawdown = max(drawdown, 1 - equity5 / peak5)
    return cash5, made, drawdown


def zeros(count: int) -> Any:
    """Make what a portfolio remembers of each symbol: two sums, its shares, its wish."""
    return tuple(np.zeros(count, dtype=np.int64) for _ in range(4))
