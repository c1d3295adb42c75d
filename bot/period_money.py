"""What a stretch of days did to the account, for `pnl`, `performance` and the assistant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.stretch import FIRST_DAY, Stretch
from bot.valuation import Valuation
from core.domain.money import Rate, Won
from core.domain.position import Fill
from core.ports import Views
from core.report.curve import deepest
from core.report.flows import Moved, flows_of, grown, landed, moved
from core.report.period import CurvePoint, Flow
from core.report.sums import Sums, add_up


@dataclass(frozen=True, slots=True)
class PeriodMoney:
    """Equity before and after, won, the sums of the fills, and the deepest fall (0 or below).

    `rate` is the time-weighted return, `moved` what a person paid in and took out.
    """

    start: Won
    end: Won
    sums: Sums
    fall: Rate
    rate: Rate
    moved: Moved

    @property
    def change(self) -> Won:
        """Give the profit: what the equity changed by without what was moved."""
        return self.end - self.start - self.moved.net


@dataclass(frozen=True, slots=True)
class Course:
    """The account's equity at each session's end, oldest first, and now.

    `opening` is what the account began with; `flows` have landed on the points.
    """

    opening: Won
    points: tuple[CurvePoint, ...]
    flows: tuple[Flow, ...] = ()

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
        chain = [eve, *(p for p in shown if p.day >= stretch.first)]
        flows = [f for f in self.flows if stretch.holds(f.day)]
        return PeriodMoney(
            eve.equity, self.upon(stretch.last), add_up(inside),
            deepest(chain, stretch.first, flows), grown(chain, flows), moved(flows),
        )  # fmt: skip


async def course_of(views: Views, worth: Valuation, today: date) -> Course:
    """Read the course of the account; today's point is what it is worth now."""
    account = worth.account
    marks = await views.marks(first=FIRST_DAY, last=today)
    mine = [m for m in marks if account and m.account == account.id]
    points = [CurvePoint(m.day, m.equity) for m in mine if m.day < today]
    now = CurvePoint(today, worth.equity)
    if account is None:
        return Course(0, (now,))
    days = [date.min, *(p.day for p in points), today]
    flows = landed(await flows_of(views, account.id), days, live=True)
    return Course(account.opened_with, (*points, now), flows)


async def money_of(views: Views, worth: Valuation, stretch: Stretch, today: date) -> PeriodMoney:
    """Give what a stretch of days did to the account."""
    course = await course_of(views, worth, today)
    return course.money(await views.fills(first=stretch.first, last=stretch.last), stretch)
