"""The account beside an index over the same days, and why there is none where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.money import ratio_of
from core.report.period import IndexLine, Period

NONE, MADE_UP, SHORT = "none", "made_up", "short"
_FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class IndexDays:
    """Closes of an index by day, oldest first; `why` says why there are none."""

    name: str
    closes: Sequence[tuple[date, int]] = ()
    why: str = ""

    def before(self, day: date) -> tuple[date, int] | None:
        """Give the last close before a day."""
        return next((c for c in reversed(self.closes) if c[0] < day), None)

    def upon(self, day: date) -> tuple[date, int] | None:
        """Give the last close up to a day."""
        return next((c for c in reversed(self.closes) if c[0] <= day), None)


def index_line(days: IndexDays, period: Period, *, last: date) -> IndexLine:
    """Compare from the close before the period to the one of `last`, the account's last day.

    An index that ends earlier would be compared over other days, so it is not compared at all.
    """
    start, end = days.before(period.first), days.upon(last)
    if days.why or end is None or start is None:
        return IndexLine(days.name, None, days.why or NONE, None)
    if end[0] < last:
        return IndexLine(days.name, None, SHORT, end[0])
    return IndexLine(days.name, ratio_of(end[1] - start[1], start[1]).quantize(_FOUR), "", end[0])
