"""The account's equity from session to session, and how deep it fell on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.domain.money import Rate, Won, ratio_of
from core.domain.position import DayMark
from core.report.index import IndexDays
from core.report.period import CurvePoint, Period

SESSIONS = 20
_FOUR = Decimal("0.0001")


def curve_of(
    marks: Sequence[DayMark], period: Period, now: CurvePoint | None, opening: CurvePoint,
    index: IndexDays,
) -> tuple[CurvePoint, ...]:  # fmt: skip
    """Give at least twenty sessions up to the period's end, and the whole of a longer period.

    The first point of an account is what it was opened with; `now` is a running session's.
    """
    points = [opening, *(CurvePoint(m.day, m.equity) for m in marks)]
    if now is not None:
        points = [*(p for p in points if p.day < now.day), now]
    within = sum(p.day >= period.first for p in points)
    shown = points[-max(SESSIONS, within) - 1 :]
    return tuple(CurvePoint(p.day, p.equity, _close(index, p.day)) for p in shown)


def deepest(curve: Sequence[CurvePoint], first: date) -> Rate:
    """Give the deepest fall from a peak within a period that begins with `first`; 0 or below."""
    eve = max((p.day for p in curve if p.day < first), default=first)
    peak: Won = 0
    worst = Decimal(0)
    for point in (p for p in curve if p.day >= eve):
        peak = max(peak, point.equity)
        worst = min(worst, ratio_of(point.equity - peak, peak)) if peak > 0 else worst
    return worst.quantize(_FOUR)


def _close(index: IndexDays, day: date) -> int | None:
    found = index.upon(day)
    return found[1] if found else None
