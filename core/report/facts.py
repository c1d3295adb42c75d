"""Computes the facts of a week from stored rows; no writer and no model has a hand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import TypeAlias

from core.domain.approval import Approval, ApprovalState
from core.domain.booking import booked, taken_back
from core.domain.calendar import Calendar, trading_date
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.journal import JournalEntry
from core.domain.money import Rate, Won, ratio_of
from core.domain.order import IN_FLIGHT, Order
from core.domain.position import Account, Book, DayMark, Fill
from core.domain.saying import Saying
from core.domain.signal import Side
from core.ports import BarStore, Views
from core.report.week import (
    Cards,
    DeclinedLine,
    DoubtLine,
    HoldingLine,
    Period,
    RiskLine,
    StrategyLine,
    SwitchLine,
    Totals,
    TradeLine,
    WeekFacts,
)

Say: TypeAlias = Callable[[Saying], str]

_FOUR = Decimal("0.0001")
_FIRST_DAY = date(2000, 1, 1)
# Far above what one person's week writes; the store gives the newest.
_MANY = 20_000
# An order in doubt is settled by a person within days; older ones would be a defect.
_DOUBT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Words:
    """What things are called: names of symbols, titles of owners, and what rules say.

    `say` puts a rule's saying into the language of the report; without it the key is shown.
    """

    names: Mapping[str, str]
    titles: Mapping[str, str]
    say: Say = attrgetter("key")

    def name(self, symbol: str) -> str:
        """Give the name of a symbol, or the symbol itself when nobody knows it."""
        return self.names.get(symbol, symbol)

    def title(self, owner: str) -> str:
        """Give what people call an owner."""
        return self.titles.get(owner, owner)


@dataclass(frozen=True, slots=True)
class _Rows:
    period: Period
    orders: Mapping[str, Order]
    approvals: Sequence[Approval]
    decisions: Sequence[RiskDecision]
    fills: Sequence[Fill]
    books: Sequence[Book]
    journal: Sequence[JournalEntry]
    prices: Mapping[str, Won]


async def week_facts(
    views: Views,
    bars: BarStore,
    *,
    calendar: Calendar,
    account: Account,
    day: date,
    marks: Mapping[str, Won],
    words: Words,
) -> WeekFacts:
    """Gather the facts of the ISO week that holds `day`.

    `marks` are the engine's last prices and rule only while the week is not over (its last
    session has no day mark yet); afterwards the last close of the week does. `account` gives
    the opening balance and, in a running week, the cash. Money put in or taken out by the
    owner is not known and would count as profit. Raises CalendarRange.
    """
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    day_marks = await views.marks(first=_FIRST_DAY, last=sunday)
    mine = [m for m in day_marks if m.account == account.id]
    period = _period(calendar, day, mine)
    books = await _books(views, until=sunday)
    since = min([monday, *(b.opened_day for b in books if b.opened_day)]) - _DOUBT
    rows = _Rows(
        period,
        {o.id: o for o in await views.orders(limit=_MANY, first=since, last=sunday)},
        await views.approvals(first=monday, last=sunday),
        await views.decisions(first=monday, last=sunday),
        await views.fills(first=monday, last=sunday),
        books,
        await views.journal(limit=_MANY),
        {},
    )
    hot = {} if period.over else marks
    rows = replace(rows, prices=_prices(rows, bars, hot=hot, until=sunday))
    return _facts(rows, _equities(mine, account, rows=rows, monday=monday), words=words)


def _facts(rows: _Rows, equities: tuple[Won, Won], *, words: Words) -> WeekFacts:
    holdings = _holdings(rows, equities[1], words=words)
    return WeekFacts(
        rows.period,
        _totals(rows, equities, holdings=holdings),
        _strategies(rows, holdings, words=words),
        _trades(rows, words),
        holdings,
        _cards(rows.approvals),
        _declined(rows, words),
        _risk(rows.decisions, words),
        _doubts(rows.orders.values(), words),
        _switches(rows, words),
    )


def _period(calendar: Calendar, day: date, marks: Sequence[DayMark]) -> Period:
    year, week, _ = day.isocalendar()
    days = [s.day for s in calendar.week(day)] or [day]
    sessions = len(calendar.week(day))
    over = bool(marks) and marks[-1].day >= days[-1]
    return Period(f"{year}-W{week:02d}", days[0], days[-1], sessions, over)


async def _books(views: Views, *, until: date) -> list[Book]:
    """Give the books at the week's end: today's, or replayed when trading went on since."""
    if not await views.fills(first=until + timedelta(days=1), last=date.max):
        return list(await views.books())
    books: dict[tuple[str, str], Book] = {}
    for fill in await views.fills(first=_FIRST_DAY, last=until):
        key = (fill.owner, fill.symbol)
        book = books.get(key, Book(*key))
        books[key] = (taken_back if fill.shares < 0 else booked)(book, fill).book
    return [b for b in books.values() if b.shares]


def _prices(rows: _Rows, bars: BarStore, *, hot: Mapping[str, Won], until: date) -> dict[str, Won]:
    wanted = {b.symbol for b in rows.books} | {a.intent.symbol for a in rows.approvals}
    found = dict(hot)
    for symbol in sorted(wanted - found.keys()):
        last = bars.daily(symbol, until=until, count=1)
        if last:
            found[symbol] = last[-1].close
    return found


def _price(rows: _Rows, symbol: str, *, otherwise: Won) -> Won:
    return rows.prices.get(symbol, otherwise)


def _equities(
    marks: Sequence[DayMark], account: Account, *, rows: _Rows, monday: date
) -> tuple[Won, Won]:
    before = [m for m in marks if m.day < monday]
    start = before[-1].equity if before else account.opened_with
    if rows.period.over:
        return start, marks[-1].equity
    held = sum(b.worth(rows.prices.get(b.symbol)) for b in rows.books)
    return start, account.cash + held


def _totals(rows: _Rows, equities: tuple[Won, Won], *, holdings: Sequence[HoldingLine]) -> Totals:
    start, end = equities
    sides = {order: slices[-1].side for order, slices in _slices(rows.fills).items()}
    return Totals(
        start,
        end,
        end - start,
        _rate(end - start, start),
        sum(f.realised for f in rows.fills),
        sum(h.open_profit for h in holdings),
        sum(f.fee for f in rows.fills),
        sum(f.tax for f in rows.fills),
        sum(side is Side.BUY for side in sides.values()),
        sum(side is Side.SELL for side in sides.values()),
    )


def _rate(part: Won, whole: Won) -> Rate:
    return ratio_of(part, whole).quantize(_FOUR)


def _slices(fills: Iterable[Fill]) -> dict[str, list[Fill]]:
    orders: dict[str, list[Fill]] = {}
    for fill in fills:
        orders.setdefault(fill.order_id, []).append(fill)
    # What was taken back as another order's is no trade.
    return {order: made for order, made in orders.items() if sum(f.shares for f in made)}


def _trades(rows: _Rows, words: Words) -> tuple[TradeLine, ...]:
    return tuple(_trade(slices, words) for slices in _slices(rows.fills).values())


def _trade(slices: Sequence[Fill], words: Words) -> TradeLine:
    one = slices[-1]
    shares, amount = sum(f.shares for f in slices), sum(f.amount for f in slices)
    realised = sum(f.realised for f in slices)
    cost = amount - sum(f.fee + f.tax for f in slices) - realised
    return TradeLine(
        one.day,
        one.symbol,
        words.name(one.symbol),
        words.title(one.owner),
        one.side.value,
        shares,
        round(Decimal(amount) / (shares * (one.multiplier or 1))),
        amount,
        realised,
        _rate(realised, cost) if one.side is Side.SELL else None,
    )


def _strategies(
    rows: _Rows, holdings: Sequence[HoldingLine], *, words: Words
) -> tuple[StrategyLine, ...]:
    owners = {f.owner for f in rows.fills} | {b.owner for b in rows.books}
    return tuple(_strategy(owner, rows, holdings=holdings, words=words) for owner in sorted(owners))


def _strategy(
    owner: str, rows: _Rows, *, holdings: Sequence[HoldingLine], words: Words
) -> StrategyLine:
    fills = [f for f in rows.fills if f.owner == owner]
    orders = _slices(fills)
    sales = [sum(f.realised for f in o) for o in orders.values() if o[0].side is Side.SELL]
    title = words.title(owner)
    return StrategyLine(
        owner,
        title,
        len(orders),
        len(sales),
        sum(s > 0 for s in sales),
        sum(f.realised for f in fills),
        sum(f.fee for f in fills),
        sum(f.tax for f in fills),
        sum(h.open_profit for h in holdings if h.title == title),
    )


def _holdings(rows: _Rows, equity: Won, *, words: Words) -> tuple[HoldingLine, ...]:
    held = sorted((b for b in rows.books if b.shares), key=lambda b: (b.symbol, b.owner))
    return tuple(_holding(b, rows, equity=equity, words=words) for b in held)


def _holding(book: Book, rows: _Rows, *, equity: Won, words: Words) -> HoldingLine:
    price = _price(rows, book.symbol, otherwise=round(book.average))
    profit = book.profit(price)
    stop = _stop(book, rows.orders.values())
    return HoldingLine(
        book.symbol,
        words.name(book.symbol),
        words.title(book.owner),
        book.shares,
        round(book.average),
        price,
        profit,
        _rate(profit, abs(book.cost)),
        _rate(abs(book.exposure(price)), equity),
        stop,
        None if stop is None else _rate(price - stop, price),
    )


def _stop(book: Book, orders: Iterable[Order]) -> Won | None:
    bought = [
        o
        for o in orders
        if (o.intent.owner, o.intent.symbol) == (book.owner, book.symbol)
        and o.intent.side is Side.BUY
        and o.filled
    ]
    last = max(bought, key=lambda o: (o.made_at, o.id), default=None)
    return last.intent.stop_price if last else None


def _cards(approvals: Sequence[Approval]) -> Cards:
    ends = [a.state for a in approvals]
    granted, rejected, lapsed = (
        ends.count(s) for s in (ApprovalState.GRANTED, ApprovalState.REJECTED, ApprovalState.LAPSED)
    )
    return Cards(len(ends), granted, rejected, lapsed, len(ends) - granted - rejected - lapsed)


def _declined(rows: _Rows, words: Words) -> tuple[DeclinedLine, ...]:
    said_no = (ApprovalState.REJECTED, ApprovalState.LAPSED)
    chosen = sorted((a for a in rows.approvals if a.state in said_no), key=lambda a: a.asked_at)
    return tuple(_declined_one(a, rows, words=words) for a in chosen)


def _declined_one(approval: Approval, rows: _Rows, *, words: Words) -> DeclinedLine:
    intent = approval.intent
    last = _price(rows, intent.symbol, otherwise=intent.ref_price)
    moved = last - intent.ref_price
    sign = 1 if intent.side is Side.BUY else -1
    return DeclinedLine(
        words.name(intent.symbol),
        intent.side.value,
        approval.state.value,
        intent.shares,
        intent.ref_price,
        last,
        _rate(moved, intent.ref_price),
        sign * moved * intent.shares,
    )


def _risk(decisions: Sequence[RiskDecision], words: Words) -> tuple[RiskLine, ...]:
    found: dict[tuple[str, Verdict], list[tuple[RiskDecision, RuleResult]]] = {}
    for decision in sorted(decisions, key=lambda d: (d.at, d.id)):
        for result in decision.results:
            if result.verdict is decision.verdict and result.verdict is not Verdict.ALLOW:
                found.setdefault((result.rule, result.verdict), []).append((decision, result))
    return tuple(
        RiskLine(
            rule,
            verdict.value,
            len(hits),
            words.name(hits[-1][0].intent.symbol),
            hits[-1][1].observed,
            hits[-1][1].limit,
        )
        for (rule, verdict), hits in sorted(found.items())
    )


def _doubts(orders: Iterable[Order], words: Words) -> tuple[DoubtLine, ...]:
    return tuple(
        DoubtLine(words.name(i.symbol), i.side.value, i.shares, i.price)
        for i in (o.intent for o in sorted(orders, key=lambda o: o.id) if o.state in IN_FLIGHT)
    )


def _switches(rows: _Rows, words: Words) -> tuple[SwitchLine, ...]:
    found = []
    for entry in rows.journal:
        day = trading_date(entry.at)
        if entry.topic == "switch.state" and rows.period.first <= day <= rows.period.last:
            data = dict(entry.data)
            scope, _, key = str(data.get("scope", "all")).partition(":")
            name = words.name(key) if scope == "symbol" else words.title(key)
            found.append(SwitchLine(day, scope, name, entry.kind, str(data.get("reason", ""))))
    return tuple(found)
