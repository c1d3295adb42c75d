"""Prices on a grid of ticks, as integer functions that compiled code shares (strategies.md 0.4).

A grid is two sequences: `ticks[i]` holds below `bounds[i]`, the last tick above all bounds. Both
are in the unit of the prices. Nothing raises: a price that does not exist is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    # Tuples are read faster by Python, arrays by compiled code.
    Ints: TypeAlias = Sequence[int] | NDArray[np.int64]


def tick_above(price: int, bounds: Ints, ticks: Ints) -> int:
    """Give the step from a price upward; a boundary belongs to the upper band."""
    band = 0
    while band < len(bounds) and price >= bounds[band]:
        band += 1
    return int(ticks[band])


def tick_below(price: int, bounds: Ints, ticks: Ints) -> int:
    """Give the step from a price downward; a boundary steps in the lower band."""
    band = 0
    while band < len(bounds) and price > bounds[band]:
        band += 1
    return int(ticks[band])


def floor_to_grid(price: int, bounds: Ints, ticks: Ints) -> int:
    """Move a price down onto the grid; 0 below the lowest price of the grid."""
    return price - price % tick_above(price, bounds, ticks)


def ceil_to_grid(price: int, bounds: Ints, ticks: Ints) -> int:
    """Move a positive price up onto the grid."""
    tick = tick_above(price, bounds, ticks)
    return price + (tick - price % tick) % tick


def step_on_grid(price: int, count: int, bounds: Ints, ticks: Ints) -> int:
    """Walk a legal price by whole ticks, band by band; negative walks down, to 0 at the least."""
    while count > 0:
        price += tick_above(price, bounds, ticks)
        count -= 1
    while count < 0 and price > 0:
        price -= tick_below(price, bounds, ticks)
        count += 1
    return price
