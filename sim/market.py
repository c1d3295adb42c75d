"""One trading day of all shares: what is printed when, and what the tape shows so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from sim import rules
from sim.interruption import interrupt
from sim.path import Grid, Tick, day_path
from sim.sessions import Session
from sim.slices import slice_minutes
from sim.values import Feed, Listing, Print, VenueBar

# Each share's trades of a day, in the order of the feed.
Paths = tuple[tuple[Listing, tuple[Tick, ...]], ...]


@dataclass(slots=True)
class Tape:
    """Keep what one share has shown today; `step` counts its prints, `unit` scales its book."""

    listing: Listing
    base: int
    upper: int
    lower: int
    halted: bool
    unit: int
    salt: str
    windows: list[tuple[datetime, datetime]] = field(default_factory=list)
    last: int = 0
    open: int = 0
    high: int = 0
    low: int = 0
    volume: int = 0
    value: int = 0
    step: int = 0
    taken: dict[int, int] = field(default_factory=dict)

    def show(self, price: int, quantity: int) -> None:
        """Add one print; what our orders took from the book before it is forgotten."""
        if not self.step:
            self.open = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.last = price
        self.volume += quantity
        self.value += price * quantity
        self.step += 1
        if self.taken:
            self.taken = {}

    def interrupted(self, at: datetime) -> bool:
        """Tell whether a volatility interruption holds the share at an instant."""
        return any(start <= at < end for start, end in self.windows)


class TradingDay:
    """Run one session: its prints in the order of time, then of code.

    `slices` spreads each minute's print, `only` draws a single share.
    """

    def __init__(
        self, feed: Feed, session: Session, *, seed: int, slices: int = 1, only: str = ""
    ) -> None:
        listings = [item for item in feed.listings() if only in ("", item.code)]
        self.session = session
        self._slices = slices
        self.tapes: dict[str, Tape] = {}
        self.suspended: set[str] = set()
        admitted = ((item, tuple(self._admit(feed, item, seed))) for item in listings)
        paths = tuple((item, ticks) for item, ticks in admitted if ticks)
        # Of a single share it is as soon drawn as found, and would push whole days out.
        draw = _printed.__wrapped__ if only else _printed if slices == 1 else _sliced
        self.prints = list(draw(session, paths, slices))
        self._cursor = 0

    def due(self, to: datetime) -> Iterator[tuple[Print, Tape]]:
        """Yield the prints up to and at `to`, each before its tape shows it."""
        prints, tapes = self.prints, self.tapes
        while self._cursor < len(prints):
            entry = prints[self._cursor]
            if entry.at > to:
                return
            if entry.code in self.suspended:
                del prints[self._cursor]  # it would have traded, had it not been stopped
                continue
            self._cursor += 1
            yield entry, tapes[entry.code]

    def shown(self, since: int = 0) -> list[Print]:
        """Give the prints that have happened, from the `since`-th on."""
        return self.prints[since : self._cursor]

    def next_print(self) -> datetime | None:
        """Give the instant of the next print, or None when the day has no more."""
        return self.prints[self._cursor].at if self._cursor < len(self.prints) else None

    def _admit(self, feed: Feed, listing: Listing, seed: int) -> Sequence[Tick]:
        day = self.session.day
        recent = feed.bars(listing.code, until=day, count=2)
        if not recent:
            return []
        bar = recent[-1]
        before = recent[0] if len(recent) > 1 else bar
        if bar.day != day:  # the feed has no bar for this session: the share stands still
            bar, before = VenueBar(day, *(bar.close,) * 4, 0), bar
        key = f"{seed}:{listing.code}:{day}"
        ticks, windows = _drawn(listing, bar, key, self.session.minutes)
        tape = _tape(listing, bar, before, key)
        tape.windows = [(self._minute(start), self._minute(end)) for start, end in windows]
        self.tapes[listing.code] = tape
        return ticks

    def _minute(self, minute: int) -> datetime:
        return self.session.open + timedelta(minutes=minute)


# A day that was drawn once is asked for again: by a chart of its minutes, by a floor that begins
# anew. Eight days of thirty shares are kept, and two of those whose minutes are sliced.
@lru_cache(maxsize=240)
def _drawn(
    listing: Listing, bar: VenueBar, key: str, minutes: int
) -> tuple[tuple[Tick, ...], tuple[tuple[int, int], ...]]:
    """Give a share's trades of a day and the windows of its interruptions."""
    ticks = day_path(bar, key=f"{key}:path", minutes=minutes, grid=_grid(listing, bar.day))
    ticks, windows = interrupt(ticks, day=bar.day, market=listing.market)
    return tuple(ticks), tuple(windows)


@lru_cache(maxsize=8)
def _printed(session: Session, paths: Paths, slices: int) -> tuple[Print, ...]:
    """Put the trades of all shares in the order of time, then of code."""
    buckets: list[list[tuple[str, Tick]]] = [[] for _ in range(session.minutes + 1)]
    for listing, ticks in paths:
        for tick in ticks:
            buckets[tick.minute].append((listing.code, tick))
    prints = [
        Print(at, code, tick.price, tick.quantity, tick.auction)
        for minute, bucket in enumerate(buckets)
        if bucket
        for at in (session.open + timedelta(minutes=minute),)
        for code, tick in bucket
    ]
    if slices > 1:
        tables = {listing.code: _grid(listing, session.day) for listing, _ in paths}
        prints = slice_minutes(prints, slices=slices, tables=tables)
    return tuple(prints)


_sliced = lru_cache(maxsize=2)(_printed.__wrapped__)


def _grid(listing: Listing, day: date) -> Grid:
    return rules.tick_table(day, market=listing.market, kind=listing.kind)


def _tape(listing: Listing, bar: VenueBar, before: VenueBar, salt: str) -> Tape:
    """Set up the tape with the day's base price and limits.

    Where the bar does not fit the limits around the last close (a demerger, a listing day, a source
    without adjustments) KRX would have set a new base price: the day's open stands for it, and the
    limits are widened to the bar if it still does not fit.
    """
    base = before.close
    market, kind = listing.market, listing.kind
    upper, lower = rules.daily_limits(base, bar.day, market=market, kind=kind)
    if bar.volume and not (lower <= min(bar.low, bar.open) and max(bar.high, bar.open) <= upper):
        base = bar.open
        upper, lower = rules.daily_limits(base, bar.day, market=market, kind=kind)
        upper = max(upper, rules.ceil_tick(bar.high, bar.day, market=market, kind=kind))
        lower = min(lower, rules.floor_tick(bar.low, bar.day, market=market, kind=kind))
    unit = max(1, (before.volume or bar.volume) // 400)
    return Tape(listing, base, upper, max(lower, 1), bar.volume == 0, unit, salt, last=base)
