"""The figures above the chart of one symbol, and the line below it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.chart_guards import guards_of
from bot.charts.candles import Candles
from bot.charts.layout import Figure
from bot.context import Context
from bot.locale.catalogue import Catalogue
from bot.short_won import short_won
from core.bar_columns import BarColumns
from core.domain.bar import Quote
from core.domain.calendar import kst_text
from core.domain.instrument import Instrument
from core.domain.money import percent_text, ratio_of
from core.domain.position import Book

_IN_FULL: Final = 100_000


@dataclass(frozen=True, slots=True)
class Seen:
    """One symbol as it stands: its finished bars, and the quote of now when there is one."""

    instrument: Instrument
    bars: BarColumns
    quote: Quote | None
    books: tuple[Book, ...]


def strip_of(context: Context, seen: Seen, candles: Candles) -> list[Figure]:
    price = seen.quote.price if seen.quote else round(float(candles.close[-1]))
    base = seen.quote.base if seen.quote else round(float(candles.close[max(0, len(candles) - 2)]))
    begun = round(float(candles.close[0]))
    words = context.words
    low, high = candles.low.min(), candles.high.max()
    shown = [
        Figure(context.t("chart.price" if seen.quote else "chart.close"), words.won(price)),
        _change(context, "chart.day_change", price, base),
        _change(context, "chart.period_change", price, begun),
        Figure(context.t("chart.range"), f"{_short(low, words)} ~ {_short(high, words)}"),
    ]
    return shown + (_held(context, seen, price) if seen.books else [])


def _short(price: float, words: Catalogue) -> str:
    """Write a price in full while two of them have room."""
    if price < _IN_FULL:
        return f"{price:,.0f}"
    return short_won(price, words.t("unit.compact"))


def _change(context: Context, key: str, price: int, base: int) -> Figure:
    ratio = ratio_of(price - base, base)
    return Figure(context.t(key), percent_text(ratio, sign=True), float(ratio))


def _held(context: Context, seen: Seen, price: int) -> list[Figure]:
    """Say what is held of it, by all owners together."""
    words, books = context.words, seen.books
    shares, profit = sum(b.shares for b in books), sum(b.profit(price) for b in books)
    average = (
        round(sum((b.average * b.shares for b in books), Decimal(0)) / shares) if shares else 0
    )
    unit = "unit.shares.contracts" if books[0].multiplier else "unit.shares"
    stops = [guards_of(context, book, seen.instrument).stop for book in books]
    nearest = max((stop for stop in stops if stop is not None), default=None)
    away = "-" if nearest is None else percent_text(ratio_of(price - nearest, price))
    return [
        Figure(context.t("chart.held"), context.t(unit, shares=shares)),
        Figure(context.t("positions.average"), words.won(average)),
        Figure(context.t("positions.open_profit"), words.won(profit, sign=True), float(profit)),
        Figure(context.t("chart.to_stop"), away),
    ]


def footer_of(context: Context, seen: Seen, running: bool) -> str:
    if seen.quote is None:
        return context.t("chart.no_quote")
    key = "chart.running" if running else "chart.quoted"
    return context.t(key, at=kst_text(seen.quote.at))
