"""The account's equity from session to session, and how deep it fell on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.domain.money import Rate
from core.domain.position import DayMark
from core.report.flows import levels, part
from core.report.index import IndexDays
from core.report.period import CurvePoint, Flow, Period

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


def deepest(curve: Sequence[CurvePoint], first: date, flows: Sequence[Flow] = ()) -> Rate:
    """Give the deepest fall from a peak within a period that begins with `first`; 0 or below.

    `flows` have landed on the curve; money that was moved is no fall.
    """
    eve = max((p.day for p in curve if p.day < first), default=first)
    peak, worst = Fraction(0), Decimal(0)
    for level in levels([p for p in curve if p.day >= eve], flows):
        peak = max(peak, level)
        worst = min(worst, part(level - peak, peak))
    return worst.quantize(_FOUR)


def _close(index: IndexDays, day: date) -> int | None:
    found = index.upon(day)
    return found[1] if found else None
