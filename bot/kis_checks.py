"""What `/doctor` looks at beside the common checks when orders go to KIS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.context import Check, StandingLine
from bot.kis_feed import KisFeed
from core.brokers.kis.build import Kis
from core.clock import Clock
from core.domain.calendar import Calendar, kst_text, trading_date
from core.domain.order import Mode
from core.errors import CalendarRange, NotSent, ReadFailed
from core.net.skew import Skew


@dataclass(frozen=True, slots=True)
class KisChecks:
    """Makes the checks afresh each time; a check never changes anything."""

    kis: Kis
    skew: Skew
    feed: KisFeed
    calendar: Calendar
    clock: Clock
    whole_list: bool = True

    async def __call__(self) -> Sequence[Check]:
        """Give all checks, the red ones among them; the clock is judged by the newest answer."""
        token = await self._token()
        listed = Check("kis_list", ok=self.whole_list)
        return (
            token, self._clock(), self._hts_id(), self._push(), listed, await self._holidays(),
        )  # fmt: skip

    def standing(self) -> Sequence[StandingLine]:
        """Give the lines of `status`: which account, and how the push feed stands."""
        mode = self.kis.place.mode.value
        lines: list[StandingLine] = [
            ("status.broker", f"status.broker.kis_{mode}", {"account": self.kis.broker.account})
        ]
        if self.feed.connected and self.feed.since is not None:
            since = kst_text(self.feed.since, "%m-%d %H:%M:%S")
            return [*lines, ("status.push", "status.push.on", {"since": since})]
        return [*lines, ("status.push", "status.push.off", {})]

    async def _token(self) -> Check:
        try:
            await self.kis.tokens.token()
        except NotSent as error:
            return Check("kis_access", ok=False, text=str(error))
        return Check("kis_access", ok=True)

    def _clock(self) -> Check:
        seconds = self.skew.seconds
        if seconds is None:
            return Check("clock", ok=False)
        return Check("clock", ok=not self.skew.too_far, text=f"{seconds:+.1f} s")

    def _hts_id(self) -> Check:
        return Check("kis_hts_id", ok=self.kis.place.keys.hts_id is not None)

    def _push(self) -> Check:
        return Check("kis_push", ok=self.feed.connected, text=self.feed.lost)

    async def _holidays(self) -> Check:
        if self.kis.place.mode is not Mode.LIVE:
            # KIS answers this to keys of real money alone.
            return Check("kis_holidays", ok=True)
        try:
            told = await self.kis.market.open_days(trading_date(self.clock.now()))
            wrong = [day for day, opened in sorted(told.items()) if opened != self._opens(day)]
        except (ReadFailed, CalendarRange) as error:
            return Check("kis_holidays", ok=False, text=str(error))
        return Check("kis_holidays", ok=not wrong, text=", ".join(d.isoformat() for d in wrong))

    def _opens(self, day: date) -> bool:
        return self.calendar.session(day) is not None
