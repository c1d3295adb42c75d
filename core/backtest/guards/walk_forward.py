"""Parameters chosen on one stretch, lived on the next: what a choice is worth when it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.statistics import sharpe
from core.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WINDOWS = 4
LEARN = 3  # a window learns on three times as many sessions as it then lives


class Window(NamedTuple):
    """One step: the sessions learned on, those lived, and the choice with both its Sharpes."""

    learned: tuple[int, int]
    lived: tuple[int, int]
    choice: int
    inside: float
    outside: float


@dataclass(frozen=True, slots=True, eq=False)
class WalkForward:
    """All windows, and the returns of the chosen parameters where they had not been chosen on."""

    windows: tuple[Window, ...]
    returns: Floats


def walk_forward(returns: Floats, *, windows: int = WINDOWS, learn: int = LEARN) -> WalkForward:
    """Choose by Sharpe ratio on each stretch the best row of `returns` and live it on the next.

    `returns` has one row a parameter set and one column a session, the same run for every row.
    Windows roll: each learns on `learn` times the sessions that it lives, and those lived
    follow each other without a gap to the end. Raises InputError when sessions do not suffice.
    """
    import numpy as np

    step = returns.shape[1] // (windows + learn)
    if windows < 1 or step < 2:
        raise InputError(
            f"{returns.shape[1]} sessions do not make {windows} windows; "
            f"allowed are 1 to {max(returns.shape[1] // 2 - learn, 0)}: ask for fewer"
        )
    start = returns.shape[1] - step * (windows + learn)
    made = [_window(returns, start + n * step, step, learn) for n in range(windows)]
    lived = [returns[one.choice, one.lived[0] : one.lived[1]] for one in made]
    return WalkForward(tuple(made), np.concatenate(lived))


def walk_forward_finding(returns: Floats, *, windows: int = WINDOWS) -> Finding:
    """Judge a choice of parameters: what it earned inside must not vanish outside."""
    walked = walk_forward(returns, windows=windows)
    inside = sum(one.inside for one in walked.windows) / len(walked.windows)
    outside = sharpe(walked.returns)
    if inside <= 0:
        return finding(
            "walk_forward", Verdict.NOT_VERIFIED, "not_verified", windows=windows, inside=inside
        )
    if outside is None:
        return finding("walk_forward", Verdict.NOT_VERIFIED, "idle", windows=windows, inside=inside)
    verdict, case = (Verdict.OK, "ok") if outside > 0 else (Verdict.WARNING, "vanishes")
    return finding(
        "walk_forward", verdict, case, windows=windows, inside=inside, outside=outside,
        kept_ratio=outside / inside, choices=len({one.choice for one in walked.windows}),
    )  # fmt: skip


def _window(returns: Floats, start: int, step: int, learn: int) -> Window:
    middle, stop = start + learn * step, start + (learn + 1) * step
    inside = _sharpes(returns[:, start:middle])
    choice = max(range(len(inside)), key=inside.__getitem__)
    outside = sharpe(returns[choice, middle:stop]) or 0.0
    return Window((start, middle), (middle, stop), choice, inside[choice], outside)


def _sharpes(returns: Floats) -> Sequence[float]:
    # A set that never traded has no ratio; it is no choice as long as another made money.
    return [sharpe(row) or 0.0 for row in returns]
