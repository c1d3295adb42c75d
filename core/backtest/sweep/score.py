"""Which figure a sweep is ranked by, and the order that follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.domain.saying import refusal
from core.domain.sweep import Tried

# More is better with 1, less with -1.
METRICS: Final[dict[str, int]] = {
    "sharpe": 1, "sortino": 1, "change": 1, "growth": 1, "drawdown": -1, "profit_factor": 1,
    "win_rate": 1,
}  # fmt: skip


def score_of(metric: str) -> int:
    """Give the sign of a metric; raises InputError that lists the known ones."""
    if metric not in METRICS:
        raise refusal("metric", found=metric, known=", ".join(METRICS))
    return METRICS[metric]


def score(tried: Tried, metric: str) -> float | None:
    """Give how good a set is, more is better.

    None for one that failed, never traded (it would have the smallest drawdown of all), or has no
    such figure.
    """
    value: float | None = getattr(tried, metric)
    if tried.error or tried.sharpe is None or value is None:
        return None
    return value * score_of(metric)


def ranked(tried: Iterable[Tried], metric: str) -> list[Tried]:
    """Put the best first; what has no score comes last, in the order of asking."""
    score_of(metric)
    return sorted(tried, key=lambda one: _place(one, metric))


def _place(tried: Tried, metric: str) -> tuple[bool, float, int]:
    value = score(tried, metric)
    return (value is None, -(value or 0.0), tried.number)
