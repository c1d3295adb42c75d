"""Reductions over sliding windows, exact for each window: no running sums, no residues."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def check(n: int) -> None:
    """Refuse a window without bars; raises ValueError."""
    if n < 1:
        raise ValueError(f"window {n} holds no bar; give 1 or more")


def windows(values: Floats, n: int, *, reduce: Callable[[Floats], Floats]) -> Floats:
    """Reduce each window of `n` values to one number at its last bar; NaN before."""
    import numpy as np

    check(n)
    out = np.full(len(values), np.nan)
    if len(values) >= n:
        # What `sliding_window_view` gives for fifty times as long, which is half of what a
        # market's features cost.
        flat = np.ascontiguousarray(values)
        step = flat.itemsize
        out[n - 1 :] = reduce(np.ndarray((len(flat) - n + 1, n), flat.dtype, flat, 0, (step, step)))
    return out
