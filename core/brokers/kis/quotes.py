"""Reads prices, books and daily bars of KIS exactly (sheet 2.1-2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from core.brokers.kis import numbers
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.numbers import BadField
from core.domain.bar import Bar, Interval, Quote
from core.domain.calendar import Phase, utc
from core.domain.instrument import PriceLimits
from core.errors import ReadFailed

HALTED: Final = "58"
SOURCE: Final = "kis"


def quote(
    symbol: str, price: Envelope, book: Envelope, *, at: datetime, phase: Phase
) -> Quote | None:
    """Make a quote of a price and a book; None when KIS does not know the symbol.

    Raises ReadFailed when a field is missing or the answer is about another symbol.
    """
    try:
        return _quote(symbol, price.part("output"), book.part("output1"), at=at, phase=phase)
    except (BadField, ValueError) as error:
        raise ReadFailed(f"price of {symbol} cannot be read: {error}") from error


def daily(symbol: str, seen: Envelope) -> list[Bar]:
    """Give the bars of one chart answer, newest first, without days that had no price yet.

    Raises ReadFailed when a row cannot be read or the answer is about another symbol.
    """
    try:
        head = seen.body.get("output1")
        if isinstance(head, dict) and head.get("stck_shrn_iscd"):
            _same(symbol, head, "stck_shrn_iscd")
        rows = seen.rows("output2")
        return [bar for row in rows if (bar := _bar(symbol, row)) is not None]
    except (BadField, ValueError) as error:
        raise ReadFailed(f"chart of {symbol} cannot be read: {error}") from error


def oldest_day(bars: Sequence[Bar]) -> date:
    """Give the first day of bars."""
    return min(bar.day for bar in bars)


def _quote(symbol: str, price: Fields, book: Fields, *, at: datetime, phase: Phase) -> Quote | None:
    last = numbers.count(price, "stck_prpr")
    if last == 0:
        return None
    _same(symbol, price, "stck_shrn_iscd")
    return Quote(
        symbol=symbol,
        at=at,
        price=last,
        bid=numbers.count(book, "bidp1"),
        ask=numbers.count(book, "askp1"),
        base=numbers.count(price, "stck_sdpr"),
        limits=PriceLimits(numbers.count(price, "stck_llam"), numbers.count(price, "stck_mxpr")),
        phase=phase,
        halted=numbers.text(price, "iscd_stat_cls_code") == HALTED
        or numbers.yes(price, "temp_stop_yn"),
        vi=numbers.text(price, "vi_cls_code").upper() not in ("", "N", "0"),
        volume=numbers.count(price, "acml_vol"),
        traded_value=numbers.count(price, "acml_tr_pbmn"),
        high=numbers.told(price, "stck_hgpr"),
        low=numbers.told(price, "stck_lwpr"),
    )


def _same(symbol: str, row: Fields, name: str) -> None:
    found = numbers.symbol(row, name)
    if found != symbol:
        raise BadField(f"{name} is {found}: another symbol")


def _bar(symbol: str, row: Fields) -> Bar | None:
    day, close = numbers.day(row, "stck_bsop_date"), numbers.count(row, "stck_clpr")
    if close == 0:
        return None
    volume = numbers.count(row, "acml_vol")
    prices = [numbers.count(row, name) for name in ("stck_oprc", "stck_hgpr", "stck_lwpr")]
    if 0 in prices:
        # A halted day has no prices of its own: the close stands for all.
        prices = [close, close, close]
    return Bar(
        symbol, Interval.DAY, utc(day, 9), day, prices[0], prices[1], prices[2], close, volume,
        SOURCE,
    )  # fmt: skip
