"""Past fills and round trips as a command asked for them, and how a trip is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.context import Context
from bot.history_asked import HistoryAsked
from bot.stretch import FIRST_DAY
from core.domain.calendar import trading_date
from core.domain.money import percent_text
from core.domain.position import Fill
from core.report.round_trips import RoundTrip, trips_of


@dataclass(frozen=True, slots=True)
class Past:
    """The fills of a stretch, and the trips that traded last in it; both oldest first."""

    fills: Sequence[Fill]
    trips: Sequence[RoundTrip]


async def past_of(context: Context, asked: HistoryAsked) -> Past:
    """Read the fills that were asked for; trips reach back to their first fill."""
    last = trading_date(context.now)
    fills = asked.of(await context.views.fills(first=FIRST_DAY, last=last))
    trips = [t for t in trips_of(fills) if asked.stretch.holds(t.closed)]
    return Past([f for f in fills if asked.stretch.holds(f.day)], trips)


def trip_lines(context: Context, trip: RoundTrip, known: Mapping[str, str]) -> tuple[str, str]:
    """Write a trip in two lines: what and whose, then when and what it brought."""
    share = percent_text(trip.rate, sign=True)
    won = context.words.won(trip.realised, sign=True)
    days = f"{trip.opened:%m-%d}~{trip.closed:%m-%d}"
    head = f"{known.get(trip.symbol, trip.symbol)} {context.owner(trip.owner)}"
    return head, f"  {days} {won} ({share})"


def trip_label(trip: RoundTrip, known: Mapping[str, str]) -> str:
    """Name a trip on its button."""
    return f"{known.get(trip.symbol, trip.symbol)} {trip.closed:%m-%d}"
