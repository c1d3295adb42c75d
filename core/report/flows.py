"""Money that a person paid in or took out, and returns that it does not distort.

Returns are time-weighted: the days' returns are chained, and a day's return is its profit of the
equity at its start with what was moved that day. So neither size nor day of a flow is performance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from core.domain.calendar import trading_date
from core.domain.journal import JournalEntry
from core.domain.money import Rate, Won
from core.ports import Views
from core.report.period import CurvePoint, Flow

# Far above the entries about one account's money; the store gives the newest.
_MANY = 20_000


@dataclass(frozen=True, slots=True)
class Moved:
    """What was paid in and what was taken out, both won and 0 or above."""

    paid_in: Won
    taken_out: Won

    @property
    def net(self) -> Won:
        """Give what was paid in less what was taken out."""
        return self.paid_in - self.taken_out


def moved(flows: Iterable[Flow]) -> Moved:
    """Add flows up."""
    amounts = [flow.won for flow in flows]
    return Moved(sum(w for w in amounts if w > 0), -sum(w for w in amounts if w < 0))


async def flows_of(views: Views, account: str) -> tuple[Flow, ...]:
    """Read all flows of an account, oldest first."""
    entries = await views.journal(correlation=account, limit=_MANY)
    return tuple(
        _flow(e) for e in entries if (e.topic, e.kind, e.correlation) == ("system", "cash", account)
    )


def _flow(entry: JournalEntry) -> Flow:
    data = dict(entry.data)
    # Entries of before the day was written down count on the day they were made.
    day = date.fromisoformat(str(data.get("day", trading_date(entry.at))))
    return Flow(day, int(data["broker"]) - int(data["ours"]))


def landed(flows: Iterable[Flow], days: Sequence[date], *, live: bool) -> tuple[Flow, ...]:
    """Give each flow the first of the ascending `days` whose equity has it.

    The equity of the first day has all before. After the last one a flow is in the equity only
    when that is `live`, what the account is worth now; otherwise it is left out.
    """
    found = []
    for flow in flows:
        end = days[-1] if live else None
        day = next((d for d in days if d >= flow.day), end)
        if day is not None and day != days[0]:
            found.append(Flow(day, flow.won))
    return tuple(found)


def levels(points: Sequence[CurvePoint], flows: Sequence[Flow]) -> tuple[Fraction, ...]:
    """Give the equity at each point as if nothing had been moved after the first.

    `flows` have landed on the points. A day that begins with nothing has no return.
    """
    if not flows:
        return tuple(Fraction(point.equity) for point in points)
    found = [Fraction(points[0].equity if points[0].equity > 0 else 1)]
    for before, point in pairwise(points):
        base = before.equity + sum(f.won for f in flows if f.day == point.day)
        found.append(found[-1] * Fraction(point.equity, base) if base > 0 else found[-1])
    return tuple(found)


def grown(points: Sequence[CurvePoint], flows: Sequence[Flow]) -> Rate:
    """Give the time-weighted return from the first point to the last; 0 of nothing."""
    course = levels(points, flows)
    return part(course[-1] - course[0], course[0])


def part(of: Fraction, whole: Fraction) -> Rate:
    """Divide as `ratio_of` does."""
    if whole <= 0:
        return Decimal(0)
    share = of / whole
    return Decimal(share.numerator) / Decimal(share.denominator)
