"""What an alert's value is made from: looked-up quotes, stored bars, books and the account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.domain.alert import DAILY, LOOKED, Alert, Condition, Measure
from core.domain.bar import Bar, Quote
from core.domain.money import Won
from core.flow.alerts.days import daily
from core.flow.alerts.values import Facts, Found, found, held, loss, year_of
from core.flow.desk import Desk


def now_found(desk: Desk, condition: Condition, *, reference: Won = 0) -> Found | None:
    """Give the value as far as it is known now; None where nothing is there to reckon it from."""
    if condition.measure in LOOKED:
        price = desk.mark(condition.symbol)
        facts = facts_of(desk, condition, _base(desk, condition.symbol))
        return None if price is None else found(condition, facts, price, reference=reference)
    if condition.measure in DAILY:
        values = daily(condition, bars_of(desk, condition.symbol))
        return values[-1] if values else None
    if condition.measure is Measure.DAY_LOSS:
        return loss_found(desk, condition)
    return None


def bars_of(desk: Desk, symbol: str) -> list[Bar]:
    """Give the finished days of a symbol that the engine holds, oldest first."""
    return list(desk.history.get(symbol, ()))


def facts_of(desk: Desk, condition: Condition, base: Won, *, day: date | None = None) -> Facts:
    """Give what prices of a day, today without one, are compared with."""
    high = low = 0
    if condition.measure in (Measure.HIGH_52W, Measure.LOW_52W):
        high, low = year_of(bars_of(desk, condition.symbol), day or desk.today)
    if condition.measure is not Measure.RETURN:
        return Facts(base, high, low)
    books = [b for b in desk.uow.books.all() if b.symbol == condition.symbol]
    return Facts(base, high, low, *held(books))


def costs_otherwise(alert: Alert, facts: Facts) -> bool:
    """Tell whether a RETURN's holding was bought or sold since: older prices say nothing of it."""
    return alert.condition.measure is Measure.RETURN and alert.reference != facts.paid


def values_at(alert: Alert, facts: Facts, prices: Sequence[Won]) -> list[Found]:
    """Give what each price amounts to, those left out that amount to nothing."""
    made = (found(alert.condition, facts, p, reference=alert.reference) for p in prices)
    return [one for one in made if one is not None]


def reached(alert: Alert, day: date, *, high: Won, low: Won) -> list[Won]:
    """Give the extremes of a day that were reached since an alert listens; 0 is not known."""
    if alert.armed_on is None or day < alert.armed_on:
        return []
    later = day > alert.armed_on
    above = later or (alert.high is not None and high > alert.high)
    below = later or (alert.low is not None and (low < alert.low or alert.low == 0))
    return [price for price, since in ((high, above), (low, below)) if since and price > 0]


def loss_found(desk: Desk, condition: Condition) -> Found | None:
    """Give the account's loss since the last session's end, as the rule of daily loss reckons."""
    account = desk.account
    return None if account is None else loss(condition, account.day_start_equity, desk.equity())


def _base(desk: Desk, symbol: str) -> Won:
    """Give what a change of now is reckoned from: of today's quote, else of the last two days."""
    quote: Quote | None = desk.quotes.get(symbol)
    if quote is not None:
        return quote.base
    bars = bars_of(desk, symbol)
    return bars[-2].close if len(bars) > 1 else 0
