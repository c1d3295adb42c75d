"""Asking a strategy at one bar: the row of its features, and what it would decide on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from core.strategies.base import Bars, Decision, Holding, Strategy, StrategyParams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Columns: TypeAlias = "dict[str, NDArray[np.float64]]"

# The same arithmetic on another stretch may round differently; a leak is larger than this.
TOLERANCE = 1e-9
# Limits are rounded to the grid, whose finest step is a ten-thousandth of the price.
LIMIT_TOLERANCE = 1e-5
_DAY_S = 86_400


def stretch(bars: Bars, start: int, stop: int) -> Bars:
    """Give the bars from `start` up to `stop`, that one left out; columns are views."""
    return Bars._make([None if column is None else column[start:stop] for column in bars])


def row_of(strategy: type[Strategy], columns: Columns, at: int) -> Any:
    """Give one bar's row as plain floats."""
    return strategy.Row(*(float(columns[name][at]) for name in strategy.Row._fields))


def last_row(strategy: type[Strategy], bars: Bars, params: StrategyParams) -> Any:
    """Compute the features of some bars and give the row of the last one.

    None where they are not as long as the bars: such columns come from elsewhere.
    """
    columns = strategy.features(bars, params)
    length = len(bars.close)
    if any(len(columns[name]) != length for name in strategy.Row._fields):
        return None
    return row_of(strategy, columns, length - 1)


def differing(row: Any, other: Any) -> tuple[str, ...]:
    """Name the features in which two rows of one strategy differ; NaN equals NaN.

    Against no row at all every feature differs.
    """
    if other is None:
        return tuple(row._fields)
    pairs = zip(row._fields, row, other, strict=True)
    return tuple(name for name, a, b in pairs if not _same(a, b))


def decides_alike(
    strategy: type[Strategy], row: Any, other: Any, price: float, scalars: Any
) -> bool:
    """Tell whether two rows lead to the same orders: flat, just in, long in, and half out.

    The score may differ: it ranks entries and makes none. Without a row nothing is alike.
    """
    if row is None or other is None:
        return False
    return all(
        _orders_alike(strategy.decide(row, held, scalars), strategy.decide(other, held, scalars))
        for held in _holdings(price)
    )


def _orders_alike(a: Decision, b: Decision) -> bool:
    if (a.action, a.fraction, a.reason, a.lifetime) != (b.action, b.fraction, b.reason, b.lifetime):
        return False
    return abs(a.limit - b.limit) <= LIMIT_TOLERANCE * max(a.limit, b.limit)


def _same(a: float, b: float) -> bool:
    if a == b or (a != a and b != b):
        return True
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))


def _holdings(price: float) -> tuple[Holding, ...]:
    fresh = Holding(10, price, -1, 0, buys=1, last_buy=price, since_fill_s=0, high=price)
    return (
        Holding(0, 0.0, -1),
        Holding(0, 0.0, 30),
        fresh,
        fresh._replace(average=price * 0.98, since_entry=8, since_fill_s=8 * _DAY_S),
        fresh._replace(shares=5, average=price * 1.02, since_entry=30, sells=1),
    )
