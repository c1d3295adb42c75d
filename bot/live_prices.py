"""Prices for answers to people: the list read once, and quotes that the market loop just took.

What an order is judged by never comes from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from core.domain.bar import Bar, Quote
from core.domain.instrument import Instrument
from core.flow.desk import Desk
from core.ports import MarketData

RECENT_S: Final = 60.0


class AnswerPrices:
    """A MarketData that spares the broker's limit for what trades."""

    def __init__(self, data: MarketData, desk: Desk) -> None:
        self._data = data
        self._desk = desk

    async def instruments(self) -> Sequence[Instrument]:
        """Give the list that the run began with."""
        return tuple(self._desk.instruments.values())

    async def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        """Give recent quotes as they are known and ask for the others; raises ReadFailed."""
        known = {s: q for s in symbols if (q := self._recent(s)) is not None}
        lacking = [s for s in symbols if s not in known]
        asked = await self._data.quotes(lacking) if lacking else ()
        return (*known.values(), *asked)

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Sequence[Bar]:
        """Ask the broker; raises ReadFailed."""
        return await self._data.daily_bars(symbol, until=until, count=count)

    def _recent(self, symbol: str) -> Quote | None:
        quote = self._desk.quotes.get(symbol)
        if quote is None or quote.age_s(self._desk.now) > RECENT_S:
            return None
        return quote
