"""Columns of numbers before they are drawn: their range, their falls, and fewer of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A panel is about a thousand pixels wide: more points only take time.
MOST_POINTS: Final = 2_000


def aired(values: Sequence[float] | Floats) -> tuple[float, float]:
    """Give the range of some values with a twentieth of air on both sides; (0, 1) for none."""
    if not len(values):
        return 0.0, 1.0
    low, high = float(np.min(values)), float(np.max(values))
    air = (high - low) * 0.05 or abs(high) * 0.05 or 1.0
    return low - air, high + air


def falls_of(equity: Floats) -> Floats:
    """Give the fall from the peak so far at each point, 0 at a peak and negative below."""
    falls: Floats = equity / np.maximum.accumulate(equity) - 1
    return falls


def thinned(values: Sequence[float] | Floats, most: int = MOST_POINTS) -> NDArray[np.int64]:
    """Choose at most `most` points of a line, the lowest and highest of each stretch."""
    count = len(values)
    if count <= most:
        return np.arange(count)
    edges = np.linspace(0, count, max(1, (most - 2) // 2) + 1).astype(np.int64)
    column = np.asarray(values)
    pairs = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    found = [
        (a + int(column[a:b].argmin()), a + int(column[a:b].argmax())) for a, b in pairs if b > a
    ]
    return np.unique([0, count - 1, *(at for pair in found for at in pair)])
