"""A feed of bars that somebody else measured: imported history, traded again."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from sim.values import Listing, VenueBar


class ReplayFeed:
    """Feed the exchange with daily bars, trading from `start` on, with what lies before as history.

    A day with volume 0 is a halt. A share without a bar on a session stands still that day. Raises
    ValueError for bars out of order or impossible, and for a share without any bar.
    """

    def __init__(
        self,
        listings: Sequence[Listing],
        bars: Mapping[str, Sequence[VenueBar]],
        *,
        start: date,
    ) -> None:
        self.start = start
        self._listings = sorted(listings, key=lambda listing: listing.code)
        self._bars = {listing.code: list(bars.get(listing.code, ())) for listing in listings}
        self._days = {code: _checked(code, rows) for code, rows in self._bars.items()}

    def listings(self) -> Sequence[Listing]:
        """List the shares by code."""
        return self._listings

    def bar(self, code: str, day: date) -> VenueBar | None:
        """Give the bar of a day, or None."""
        found = self.bars(code, until=day, count=1)
        return found[0] if found and found[0].day == day else None

    def bars(self, code: str, *, until: date, count: int) -> list[VenueBar]:
        """Give the last `count` bars up to and with `until`, oldest first."""
        end = bisect_right(self._days[code], until)
        return self._bars[code][max(0, end - count) : end]


def _checked(code: str, rows: Sequence[VenueBar]) -> list[date]:
    if not rows:
        raise ValueError(f"{code} has no bar: give it at least one or leave its listing out")
    days = [row.day for row in rows]
    for before, after in pairwise(rows):
        if after.day <= before.day:
            raise ValueError(f"{code} has {after.day} after {before.day}: sort, one bar a day")
    for row in rows:
        if row.volume < 0 or min(row.open, row.high, row.low, row.close) <= 0:
            raise ValueError(f"{code} has an impossible bar {row}: prices > 0, volume >= 0")
    return days
