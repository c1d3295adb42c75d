"""Reads prices, books, bars and margin rates of futures exactly (sheet 4.3-4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from core.brokers.kis import numbers
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.futures_numbers import parse_code
from core.brokers.kis.numbers import BadField
from core.brokers.kis.quotes import SOURCE
from core.domain.bar import Bar, Interval, Quote
from core.domain.calendar import Phase, utc
from core.domain.instrument import PriceLimits
from core.domain.money import Rate
from core.errors import ReadFailed

PERCENT: Final = 100
# Margin per contract and rate are stated both: when they differ by more, the unit was misread.
NEAR: Final = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class MarginRates:
    """What opening takes and keeping needs, as shares of the notional; and the multiplier."""

    initial: Rate
    maintenance: Rate
    multiplier: int


def quote(
    symbol: str, price: Envelope, book: Envelope, *, at: datetime, phase: Phase
) -> Quote | None:
    """Make a quote of a price and a book; None when KIS does not know the contract.

    Raises ReadFailed when a field is missing or the answer is about another contract.
    """
    try:
        return _quote(symbol, price.part("output1"), book, at=at, phase=phase)
    except (BadField, ValueError) as error:
        raise ReadFailed(f"price of {symbol} cannot be read: {error}") from error


def daily(symbol: str, seen: Envelope) -> list[Bar]:
    """Give the bars of one chart answer, newest first; raises ReadFailed."""
    try:
        head = seen.body.get("output1")
        if isinstance(head, dict) and head.get("futs_shrn_iscd"):
            _same(symbol, head)
        rows = seen.rows("output2")
        return [bar for row in rows if (bar := _bar(symbol, row)) is not None]
    except (BadField, ValueError) as error:
        raise ReadFailed(f"chart of {symbol} cannot be read: {error}") from error


def last_day(symbol: str, price: Envelope) -> date:
    """Give the last trading day that a price states; raises ReadFailed."""
    try:
        return numbers.day(price.part("output1"), "futs_last_tr_date")
    except BadField as error:
        raise ReadFailed(f"last trading day of {symbol} cannot be read: {error}") from error


def margin_rates(pages: Iterable[Envelope]) -> dict[str, MarginRates]:
    """Give the rates by underlying; raises ReadFailed when any row cannot be read."""
    found: dict[str, MarginRates] = {}
    for page in pages:
        for row in page.rows("output"):
            try:
                found[numbers.text(row, "bast_id").removeprefix("A")] = _rates(row)
            except (BadField, ValueError) as error:
                raise ReadFailed(f"a margin rate cannot be read: {error}") from error
    return found


def _quote(
    symbol: str, price: Fields, book: Envelope, *, at: datetime, phase: Phase
) -> Quote | None:
    last = numbers.count(price, "futs_prpr")
    if last == 0:
        return None
    # The price does not name its contract; the book does.
    _same(symbol, book.part("output1"))
    levels = book.part("output2")
    return Quote(
        symbol=symbol,
        at=at,
        price=last,
        bid=numbers.count(levels, "futs_bidp1"),
        ask=numbers.count(levels, "futs_askp1"),
        base=numbers.count(price, "futs_prdy_clpr"),
        limits=PriceLimits(numbers.count(price, "futs_llam"), numbers.count(price, "futs_mxpr")),
        phase=phase,
        volume=numbers.count(price, "acml_vol"),
        traded_value=numbers.count(price, "acml_tr_pbmn"),
        high=numbers.told(price, "futs_hgpr"),
        low=numbers.told(price, "futs_lwpr"),
    )


def _same(symbol: str, row: Fields) -> None:
    found = parse_code(numbers.text(row, "futs_shrn_iscd"), "futs_shrn_iscd", {})
    if found != symbol:
        raise BadField(f"futs_shrn_iscd is {found}: another contract")


def _bar(symbol: str, row: Fields) -> Bar | None:
    day, close = numbers.day(row, "stck_bsop_date"), numbers.count(row, "futs_prpr")
    if close == 0:
        return None
    prices = [numbers.count(row, name) for name in ("futs_oprc", "futs_hgpr", "futs_lwpr")]
    if 0 in prices:
        # A day without a trade has no prices of its own: the close stands for all.
        prices = [close, close, close]
    return Bar(
        symbol, Interval.DAY, utc(day, 8, 45), day, prices[0], prices[1], prices[2], close,
        numbers.count(row, "acml_vol"), SOURCE,
    )  # fmt: skip


def _rates(row: Fields) -> MarginRates:
    initial = numbers.rate(row, "brkg_mgna_rt") / PERCENT
    kept = numbers.rate(row, "tr_mgna_rt") / PERCENT
    multiplier = numbers.whole(row, "tr_mtpl_idx")
    stated = numbers.rate(row, "ctrt_per_futr_mgna")
    reckoned = numbers.rate(row, "bast_pric") * multiplier * initial
    if not 0 < kept <= initial <= 1 or abs(stated - reckoned) > reckoned * NEAR:
        raise BadField(
            f"brkg_mgna_rt {initial}, tr_mgna_rt {kept} and margin {stated} do not agree"
        )
    return MarginRates(initial, kept, multiplier)
