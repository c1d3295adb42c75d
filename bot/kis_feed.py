"""Turns KIS's push feed into looks that come sooner, and remembers how the feed stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.live_market import LiveMarket
from core.brokers.kis.stream import STARTS, Gap, Hint, HintKind
from core.clock import Clock


@dataclass(slots=True)
class KisFeed:
    """Reads hints for as long as the run lasts. `since` is when the feed last came up.

    `alarm` gets a key of the catalogue when a person should know.
    """

    hints: Callable[[], AsyncIterator[Hint | Gap]]
    market: LiveMarket
    clock: Clock
    alarm: Callable[[str], None]
    connected: bool = False
    since: datetime | None = None
    lost: str = ""
    _alarmed: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Heed hints until cancelled."""
        async for one in self.hints():
            if isinstance(one, Gap):
                self._gap(one)
            elif one.kind is HintKind.ORDER:
                self.market.look_soon()
            else:
                self.market.moved(one.symbol)

    def _gap(self, gap: Gap) -> None:
        # Nothing is replayed by KIS: whatever was missed shows in a look only.
        self.market.look_soon()
        if gap.reason == STARTS:
            self.connected, self.since, self.lost = True, self.clock.now(), ""
            self._alarmed.clear()
            return
        if gap.over:
            self.connected, self.lost = False, gap.reason
        if gap.alarm and gap.reason not in self._alarmed:
            self._alarmed.add(gap.reason)
            self.alarm("notice.push")
