"""From a frame of trades to whoever heeds ticks: typed, with five indicators of its symbol."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from core.brokers.kis.notices import frame
from core.brokers.kis.trades import Trade, trade
from core.indicators.seed import Windows
from core.indicators.stream import Update, Values, five

Heed: TypeAlias = Callable[[Trade, Values], object]


class TickPath:
    """Keeps the indicators of every symbol that has traded; one value a trade.

    What an auction expects is no trade: it moves no indicator and is heeded by nobody.
    """

    def __init__(self, heed: Heed, windows: Windows | None = None) -> None:
        self._heed = heed
        self._windows = windows or Windows()
        self._streams: dict[str, Update] = {}

    def take(self, text: str) -> None:
        """Take a plain data frame of a trade feed; raises BadField."""
        for record in frame(text, {}).records:
            seen = trade(record)
            if seen.traded:
                self._heed(seen, self._stream(seen.symbol)(float(seen.price)))

    def _stream(self, symbol: str) -> Update:
        found = self._streams.get(symbol)
        if found is None:
            found = self._streams[symbol] = five(self._windows)
        return found
