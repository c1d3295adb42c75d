"""The account's course through a period, and what it earned without the money that was moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from core.domain.money import Won
from core.domain.position import DayMark
from core.ports import Views
from core.report.curve import curve_of, deepest
from core.report.flows import flows_of, grown, landed, moved
from core.report.index import IndexDays
from core.report.period import CurvePoint, Flow, Period, PeriodFacts
from core.report.rows import Asked

_FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Course:
    """The curve that is shown, the equities of the period from the eve on, and all flows."""

    curve: tuple[CurvePoint, ...]
    chain: tuple[CurvePoint, ...]
    flows: tuple[Flow, ...]


async def course_of(
    views: Views,
    marks: Sequence[DayMark],
    *,
    account: str,
    period: Period,
    asked: Asked,
    opening: CurvePoint,
    equities: tuple[Won, Won],
    index: IndexDays,
) -> Course:
    """Follow an account from what it was opened with to the period's end; `marks` are its own."""
    now = CurvePoint(asked.day, equities[1]) if not period.over else None
    curve = curve_of(marks, period, now if period.sessions else None, opening, index)
    chain = _chain(marks, CurvePoint(asked.bounds[0] - timedelta(days=1), equities[0]), now)
    days = [opening.day, *sorted({m.day for m in marks} | {p.day for p in chain[1:]})]
    flows = landed(await flows_of(views, account), days, live=now is not None)
    return Course(curve, chain, tuple(f for f in flows if f.day > curve[0].day))


def follow(facts: PeriodFacts, course: Course) -> PeriodFacts:
    """Take what was moved out of the profit, and tell return and fall of the course."""
    facts = replace(facts, flows=course.flows)
    totals = replace(
        facts.totals,
        profit=facts.totals.profit - moved(facts.moves).net,
        fall=deepest(course.curve, facts.period.first, course.flows),
    )
    if facts.moves:
        totals = replace(totals, rate=grown(course.chain, facts.moves).quantize(_FOUR))
    return replace(facts, totals=totals)


def _chain(
    marks: Sequence[DayMark], eve: CurvePoint, now: CurvePoint | None
) -> tuple[CurvePoint, ...]:
    within = [CurvePoint(m.day, m.equity) for m in marks if m.day > eve.day]
    if now is not None:
        within = [*(p for p in within if p.day < now.day), now]
    return (eve, *within)
