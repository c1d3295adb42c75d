"""When one line rises above another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def bars_since_cross(fast: Floats, slow: Floats) -> Floats:
    """Count the bars since `fast` last rose above `slow`; 0 on that bar, NaN before the first.

    An undefined value on either side counts as no cross (strategies.md 14.8).
    """
    import numpy as np

    crossed = np.zeros(len(fast), dtype=bool)
    crossed[1:] = (fast[1:] > slow[1:]) & (fast[:-1] <= slow[:-1])
    return bars_since(crossed)


def bars_since(marks: NDArray[np.bool_]) -> Floats:
    """Count the bars since the last mark; 0 on a marked bar, NaN before the first."""
    import numpy as np

    at = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks, at, -1))
    return np.where(last >= 0, at - last, np.nan).astype(np.float64)
