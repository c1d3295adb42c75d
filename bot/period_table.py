"""A table of what each day, week or month brought, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.context import Context
from bot.period_money import Course, PeriodMoney
from bot.reply import Table
from bot.stretch import Stretch
from core.domain.money import percent_text
from core.report.spans import DAILY, MONTHLY, SPANS, WEEKLY

TABLES: Final = {
    "days": "days", "daily": "days", "일별": "days", "매일": "days",
    "weeks": "weeks", "weekly": "weeks", "주별": "weeks", "매주": "weeks",
    "months": "months", "monthly": "months", "월별": "months", "매월": "months", "매달": "months",
}  # fmt: skip
_SPANS: Final = {"days": DAILY, "weeks": WEEKLY, "months": MONTHLY}
ROWS: Final = 10


def stretches_of(course: Course, kind: str, today: date) -> list[Stretch]:
    """Give every day with an end of session, or every week or month that had one, newest first."""
    bounds = SPANS[_SPANS[kind]].bounds
    found = {bounds(point.day) for point in course.points} | {bounds(today)}
    return [Stretch(kind, first, min(last, today)) for first, last in sorted(found, reverse=True)]


def period_table(context: Context, shown: Sequence[Stretch], money: Sequence[PeriodMoney]) -> Table:
    """Write the rows: which stretch, won and rate after costs, orders that traded."""
    columns = tuple(context.t(f"pnl.table_{name}") for name in ("of", "change", "rate", "trades"))
    pairs = zip(shown, money, strict=True)
    return Table(columns, tuple(_row(one, brought) for one, brought in pairs))


def _row(stretch: Stretch, money: PeriodMoney) -> tuple[str, ...]:
    return (
        _label(stretch),
        f"{money.change:+,}" if money.change else "0",
        percent_text(money.rate, sign=True),
        str(money.sums.trades),
    )


def _label(stretch: Stretch) -> str:
    """Write the day, the week's first day or the month in seven letters at most."""
    if stretch.name == "months":
        return f"{stretch.first:%Y-%m}"
    begun = stretch.first if stretch.name == "weeks" else stretch.last
    return f"{begun:%m-%d}{'~' if stretch.name == 'weeks' else ''}"
