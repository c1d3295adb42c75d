"""The stored rows that a report of one period is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.domain.approval import Approval
from core.domain.booking import booked, taken_back
from core.domain.calendar import Calendar
from core.domain.decision import RiskDecision
from core.domain.journal import JournalEntry
from core.domain.money import Won
from core.domain.order import Order
from core.domain.position import Book, DayMark, Fill
from core.domain.signal import Side, Signal
from core.ports import Views
from core.ports_bars import BarStore
from core.report.period import Period
from core.report.spans import Span

_FIRST_DAY = date(2000, 1, 1)
# Far above what one person writes in a month; the store gives the newest.
_MANY = 20_000
# An order in doubt is settled by a person within days; older ones would be a defect.
_DOUBT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is stored of a period; `prices` are the last ones of all symbols that matter in it."""

    period: Period
    orders: Mapping[str, Order]
    approvals: Sequence[Approval]
    decisions: Sequence[RiskDecision]
    signals: Sequence[Signal]
    fills: Sequence[Fill]
    books: Sequence[Book]
    journal: Sequence[JournalEntry]
    prices: Mapping[str, Won]
    stops: Mapping[tuple[str, str], Won]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report: its kind of stretch, and a day within it."""

    span: Span
    day: date

    @property
    def bounds(self) -> tuple[date, date]:
        """Give the first and the last date."""
        return self.span.bounds(self.day)


async def gather(
    views: Views,
    bars: BarStore,
    *,
    calendar: Calendar,
    account: str,
    asked: Asked,
    hot: Mapping[str, Won],
    stops: Mapping[tuple[str, str], Won],
) -> tuple[list[DayMark], Rows]:
    """Read the account's day marks since its beginning, and the rows of the period.

    `hot` are the last prices of a period that is not over, `stops` what people set themselves.
    Raises CalendarRange.
    """
    first, last = asked.bounds
    marks = await views.marks(first=_FIRST_DAY, last=last)
    mine = [mark for mark in marks if mark.account == account]
    books = await _books(views, until=last)
    since = min([first, *(b.opened_day for b in books if b.opened_day)]) - _DOUBT
    rows = Rows(
        _period(calendar, asked, mine),
        {o.id: o for o in await views.orders(limit=_MANY, first=since, last=last)},
        await views.approvals(first=first, last=last),
        await views.decisions(first=first, last=last),
        await views.signals(first=first, last=last),
        await views.fills(first=first, last=last),
        books,
        await views.journal(limit=_MANY),
        {},
        stops,
    )
    known = {} if rows.period.over else hot
    return mine, replace(rows, prices=_prices(rows, bars, hot=known, until=last))


def _period(calendar: Calendar, asked: Asked, marks: Sequence[DayMark]) -> Period:
    sessions = asked.span.sessions(calendar, asked.day)
    days = [s.day for s in sessions] or [asked.day]
    over = bool(marks) and marks[-1].day >= days[-1]
    name = asked.span.name(asked.day)
    return Period(name, days[0], days[-1], len(sessions), over, asked.span.kind)


def stop_of(book: Book, orders: Iterable[Order]) -> Won | None:
    """Give the stop of the card that a holding was last bought by, None without one."""
    bought = [
        o
        for o in orders
        if (o.intent.owner, o.intent.symbol) == (book.owner, book.symbol)
        and o.intent.side is Side.BUY
        and o.filled
    ]
    last = max(bought, key=lambda o: (o.made_at, o.id), default=None)
    return last.intent.stop_price if last else None


async def _books(views: Views, *, until: date) -> list[Book]:
    """Give the books at the period's end: today's, or replayed when trading went on since."""
    if not await views.fills(first=until + timedelta(days=1), last=date.max):
        return list(await views.books())
    books: dict[tuple[str, str], Book] = {}
    for fill in await views.fills(first=_FIRST_DAY, last=until):
        key = (fill.owner, fill.symbol)
        book = books.get(key, Book(*key))
        books[key] = (taken_back if fill.shares < 0 else booked)(book, fill).book
    return [b for b in books.values() if b.shares]


def _prices(rows: Rows, bars: BarStore, *, hot: Mapping[str, Won], until: date) -> dict[str, Won]:
    wanted = {b.symbol for b in rows.books} | {a.intent.symbol for a in rows.approvals}
    found = dict(hot)
    for symbol in sorted(wanted - found.keys()):
        last = bars.daily(symbol, until=until, count=1)
        if last:
            found[symbol] = last[-1].close
    return found
