"""What a stretch of days did to the account, for `pnl`, `performance` and the assistant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.stretch import FIRST_DAY, Stretch
from bot.valuation import Valuation
from core.domain.money import Rate, Won, ratio_of
from core.domain.position import Fill
from core.ports import Views
from core.report.curve import deepest
from core.report.period import CurvePoint
from core.report.sums import Sums, add_up


@dataclass(frozen=True, slots=True)
class PeriodMoney:
    """Equity before and after, won, the sums of the fills, and the deepest fall (0 or below)."""

    start: Won
    end: Won
    sums: Sums
    fall: Rate

    @property
    def change(self) -> Won:
        """Give what the equity changed by."""
        return self.end - self.start

    @property
    def rate(self) -> Rate:
        """Give the change as a part of the start."""
        return ratio_of(self.change, self.start)


@dataclass(frozen=True, slots=True)
class Course:
    """The account's equity at each session's end, oldest first, and now.

    `opening` is what the account began with.
    """

    opening: Won
    points: tuple[CurvePoint, ...]

    def before(self, day: date) -> Won:
        """Give the equity at the end of the last session before a day."""
        return self.upon(day - timedelta(days=1))

    def upon(self, day: date) -> Won:
        """Give the equity at the end of the last session up to a day."""
        known = next((p.equity for p in reversed(self.points) if p.day <= day), None)
        return self.opening if known is None else known

    def money(self, fills: Sequence[Fill], stretch: Stretch) -> PeriodMoney:
        """Give what a stretch brought; of the fills those that lie in it."""
        inside = [f for f in fills if stretch.holds(f.day)]
        shown = [p for p in self.points if p.day <= stretch.last]
        eve = CurvePoint(stretch.first - timedelta(days=1), self.before(stretch.first))
        fall = deepest([eve, *(p for p in shown if p.day >= stretch.first)], stretch.first)
        return PeriodMoney(eve.equity, self.upon(stretch.last), add_up(inside), fall)


async def course_of(views: Views, worth: Valuation, today: date) -> Course:
    """Read the course of the account; today's point is what it is worth now."""
    account = worth.account
    marks = await views.marks(first=FIRST_DAY, last=today)
    mine = [m for m in marks if account and m.account == account.id]
    points = [CurvePoint(m.day, m.equity) for m in mine if m.day < today]
    now = CurvePoint(today, worth.equity)
    return Course(account.opened_with if account else 0, (*points, now))


async def money_of(views: Views, worth: Valuation, stretch: Stretch, today: date) -> PeriodMoney:
    """Give what a stretch of days did to the account."""
    course = await course_of(views, worth, today)
    return course.money(await views.fills(first=stretch.first, last=stretch.last), stretch)
