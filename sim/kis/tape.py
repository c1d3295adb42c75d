"""The running day as a stream shows it: each trade with the totals at that moment."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from sim.sessions import KST
from sim.values import Print


class Trade(NamedTuple):
    """Hold one print with the day's totals after it.

    `side` is 1 for buyers, 5 for sellers, 3 for the opening call; `sold` and `bought` are (trades,
    shares) so far.
    """

    at: datetime
    price: int
    quantity: int
    auction: bool
    side: str
    volume: int
    value: int
    sold: tuple[int, int]
    bought: tuple[int, int]


@dataclass(slots=True)
class ShareTape:
    """Hold one share's trades of the day and when its extremes were seen."""

    trades: list[Trade] = field(default_factory=list)
    open_at: datetime | None = None
    high_at: datetime | None = None
    low_at: datetime | None = None
    open: int = 0
    high: int = 0
    low: int = 0


@dataclass(frozen=True, slots=True)
class MinuteBar:
    """Hold one minute; `start` is its first second, `total` the won traded since the open."""

    start: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    total: int


class DayTape:
    """Fold the prints of one day, in their order."""

    def __init__(self, day: date | None = None) -> None:
        self.day = day
        self._shares: dict[str, ShareTape] = {}

    def share(self, code: str) -> ShareTape:
        """Give a share's tape, empty before its first trade."""
        return self._shares.get(code) or ShareTape()

    def fold(self, entry: Print) -> Trade:
        """Add one print."""
        share = self._shares.setdefault(entry.code, ShareTape())
        last = share.trades[-1] if share.trades else None
        side = _side(entry, last)
        sold, bought = (last.sold, last.bought) if last else ((0, 0), (0, 0))
        if side == "5":
            sold = sold[0] + 1, sold[1] + entry.quantity
        elif side == "1":
            bought = bought[0] + 1, bought[1] + entry.quantity
        volume, value = (last.volume, last.value) if last else (0, 0)
        trade = Trade(
            entry.at,
            entry.price,
            entry.quantity,
            entry.auction,
            side,
            volume + entry.quantity,
            value + entry.price * entry.quantity,
            sold,
            bought,
        )
        _mark(share, entry)
        share.trades.append(trade)
        return trade

    def minutes(self, code: str) -> list[MinuteBar]:
        """Give the minutes that traded, oldest first; the last one may still grow."""
        return minute_bars(self.share(code).trades)


def minute_bars(trades: list[Trade]) -> list[MinuteBar]:
    """Fold trades into minutes, oldest first."""
    return [
        _minute(start, list(group))
        for start, group in groupby(trades, lambda t: t.at.replace(second=0, microsecond=0))
    ]


def fold_day(prints: list[Print]) -> DayTape:
    """Fold a whole day at once."""
    tape = DayTape(prints[0].at.astimezone(KST).date() if prints else None)
    for entry in prints:
        tape.fold(entry)
    return tape


def _minute(start: datetime, trades: list[Trade]) -> MinuteBar:
    prices = [trade.price for trade in trades]
    volume = sum(trade.quantity for trade in trades)
    return MinuteBar(
        start, prices[0], max(prices), min(prices), prices[-1], volume, trades[-1].value
    )


def _side(entry: Print, last: Trade | None) -> str:
    if last is None:
        return "3" if entry.auction else "1"
    if entry.price == last.price:
        return last.side if last.side != "3" else "1"
    return "1" if entry.price > last.price else "5"


def _mark(share: ShareTape, entry: Print) -> None:
    if not share.trades:
        share.open_at = share.high_at = share.low_at = entry.at
        share.open = share.high = share.low = entry.price
    elif entry.price > share.high:
        share.high, share.high_at = entry.price, entry.at
    elif entry.price < share.low:
        share.low, share.low_at = entry.price, entry.at
