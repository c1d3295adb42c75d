"""Computes the facts of a period from stored rows; no writer and no model has a hand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core.domain.calendar import Calendar
from core.domain.money import Won
from core.domain.position import Account, Book, DayMark
from core.domain.signal import Side
from core.ports import Views
from core.ports_bars import BarStore
from core.report.course import course_of, follow
from core.report.index import NONE, IndexDays, index_line
from core.report.judged import cards_of, declined_of, risk_of
from core.report.period import CurvePoint, HoldingLine, PeriodFacts, Totals
from core.report.rows import Asked, Rows, gather, stop_of
from core.report.trades import rate_of, slices_of, strategies_of, trades_of
from core.report.troubles import doubts_of, switches_of
from core.report.waiting import waiting
from core.report.words import Words

NO_STOPS: Mapping[tuple[str, str], Won] = {}
NO_INDEX = IndexDays("KOSPI", why=NONE)


async def period_facts(
    views: Views,
    bars: BarStore,
    *,
    calendar: Calendar,
    account: Account,
    asked: Asked,
    marks: Mapping[str, Won],
    words: Words,
    stops: Mapping[tuple[str, str], Won] = NO_STOPS,
    index: IndexDays = NO_INDEX,
) -> PeriodFacts:
    """Gather the facts of the day, week or month that was asked for.

    `marks` are the engine's last prices and rule only while the period is not over (its last
    session has no day mark yet); afterwards the last close of it does. `account` gives
    the opening balance and, in a running period, the cash. Money that the owner paid in or
    took out is no profit. `stops` are those that people set themselves, by
    owner and symbol, 0 for none at all; others are those of the cards. Raises CalendarRange.
    """
    mine, rows = await gather(
        views, bars, calendar=calendar, account=account.id, asked=asked, hot=marks, stops=stops
    )
    period = rows.period
    equities = _equities(mine, account, rows=rows, first=asked.bounds[0])
    begun = mine[0].day if mine else period.first
    opening = CurvePoint(calendar.previous_session(begun).day, account.opened_with)
    course = await course_of(
        views, mine, account=account.id, period=rows.period, asked=asked, opening=opening,
        equities=equities, index=index,
    )  # fmt: skip
    return follow(_facts(rows, equities, curve=course.curve, index=index, words=words), course)


def _facts(
    rows: Rows,
    equities: tuple[Won, Won],
    *,
    curve: tuple[CurvePoint, ...],
    index: IndexDays,
    words: Words,
) -> PeriodFacts:
    holdings = _holdings(rows, equities[1], words=words)
    return PeriodFacts(
        rows.period,
        _totals(rows, equities, holdings=holdings),
        strategies_of(rows.fills, rows.books, holdings=holdings, words=words),
        trades_of(rows.fills, words),
        holdings,
        cards_of(rows.approvals),
        declined_of(rows.approvals, rows.prices, words),
        risk_of(rows.decisions, words),
        doubts_of(rows.orders.values(), words),
        switches_of(rows.journal, rows.period, words),
        index_line(index, rows.period, last=curve[-1].day),
        waiting(rows.approvals, rows.orders.values(), rows.signals, words.name),
        curve,
        equities[1] - _held(rows),
    )


def _price(rows: Rows, symbol: str, *, otherwise: Won) -> Won:
    return rows.prices.get(symbol, otherwise)


def _equities(
    marks: Sequence[DayMark], account: Account, *, rows: Rows, first: date
) -> tuple[Won, Won]:
    before = [m for m in marks if m.day < first]
    start = before[-1].equity if before else account.opened_with
    if rows.period.over:
        return start, marks[-1].equity
    return start, account.cash + _held(rows)


def _held(rows: Rows) -> Won:
    return sum(b.worth(rows.prices.get(b.symbol)) for b in rows.books)


def _totals(rows: Rows, equities: tuple[Won, Won], *, holdings: Sequence[HoldingLine]) -> Totals:
    start, end = equities
    sides = {order: slices[-1].side for order, slices in slices_of(rows.fills).items()}
    return Totals(
        start,
        end,
        end - start,
        rate_of(end - start, start),
        sum(f.realised for f in rows.fills),
        sum(h.open_profit for h in holdings),
        sum(f.fee for f in rows.fills),
        sum(f.tax for f in rows.fills),
        sum(side is Side.BUY for side in sides.values()),
        sum(side is Side.SELL for side in sides.values()),
        sum(f.amount for f in rows.fills if f.side is Side.BUY),
        sum(f.amount for f in rows.fills if f.side is Side.SELL),
    )


def _holdings(rows: Rows, equity: Won, *, words: Words) -> tuple[HoldingLine, ...]:
    held = sorted((b for b in rows.books if b.shares), key=lambda b: (b.symbol, b.owner))
    return tuple(_holding(b, rows, equity=equity, words=words) for b in held)


def _holding(book: Book, rows: Rows, *, equity: Won, words: Words) -> HoldingLine:
    price = _price(rows, book.symbol, otherwise=round(book.average))
    profit = book.profit(price)
    own = rows.stops.get((book.owner, book.symbol))
    stop = stop_of(book, rows.orders.values()) if own is None else own or None
    return HoldingLine(
        book.symbol,
        words.name(book.symbol),
        words.title(book.owner),
        book.shares,
        round(book.average),
        price,
        profit,
        rate_of(profit, abs(book.cost)),
        rate_of(abs(book.exposure(price)), equity),
        stop,
        None if stop is None else rate_of(price - stop, price),
    )
