"""How round trips went: what was won and lost, how often, and how they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from core.domain.money import Rate, Won, ratio_of
from core.domain.order import Order
from core.domain.position import PERSON, Fill
from core.domain.saying import own
from core.report.round_trips import RoundTrip

_TOUCH: Final = "reason.touch."
_BY_PERSON: Final = "reason.person"


@dataclass(frozen=True, slots=True)
class Score:
    """Round trips that are over; won after costs and tax. `lost` is 0 or below."""

    trips: int
    wins: int
    gained: Won
    lost: Won
    best: Won
    worst: Won

    @property
    def realised(self) -> Won:
        """Give what all of them brought."""
        return self.gained + self.lost

    @property
    def win_rate(self) -> Rate:
        """Give the part that ended with a profit."""
        return ratio_of(self.wins, self.trips)

    @property
    def expectancy(self) -> Won:
        """Give what one brought on average, rounded to a won."""
        return round(self.realised / self.trips) if self.trips else 0

    @property
    def profit_factor(self) -> Rate | None:
        """Give what was gained over what was lost; None when nothing was lost."""
        return ratio_of(self.gained, -self.lost) if self.lost else None


def score_of(trips: Iterable[RoundTrip]) -> Score:
    """Score the trips that are over; the others are left out."""
    made = [trip.realised for trip in trips if trip.over]
    return Score(
        len(made),
        sum(won > 0 for won in made),
        sum(won for won in made if won > 0),
        sum(won for won in made if won < 0),
        max(made, default=0),
        min(made, default=0),
    )


def grouped(
    trips: Iterable[RoundTrip], key: Callable[[RoundTrip], str]
) -> dict[str, list[RoundTrip]]:
    """Part trips by a key."""
    found: dict[str, list[RoundTrip]] = {}
    for trip in trips:
        found.setdefault(key(trip), []).append(trip)
    return found


def exit_of(trip: RoundTrip, orders: Mapping[str, Order]) -> str:
    """Name how a trip ended: stop, take, flatten, person, signal; unknown without its order."""
    order = orders.get(trip.last_order)
    if order is None:
        return "unknown"
    saying = own(order.intent.reason)
    key = saying.key if saying else ""
    if key.startswith(_TOUCH):
        return key.removeprefix(_TOUCH)
    if order.intent.flatten:
        return "flatten"
    by_person = key.startswith(_BY_PERSON) or order.intent.owner == PERSON
    return "person" if by_person else "signal"


@dataclass(frozen=True, slots=True)
class Part:
    """One strategy, stock or way out: won that its fills realised, and its trips that are over."""

    key: str
    realised: Won
    score: Score


def parts_by(fills: Iterable[Fill], trips: Iterable[RoundTrip], attribute: str) -> list[Part]:
    """Part fills and trips by ``owner`` or ``symbol``; together they are what all fills realised.

    The best part comes first.
    """
    won: Counter[str] = Counter()
    for fill in fills:
        won[getattr(fill, attribute)] += fill.realised
    made = grouped(trips, attrgetter(attribute))
    return _ranked([Part(key, won[key], score_of(made.get(key, ()))) for key in won])


def parts_by_exit(trips: Iterable[RoundTrip], orders: Mapping[str, Order]) -> list[Part]:
    """Part the trips that are over by how they ended, the best part first."""
    made = grouped((t for t in trips if t.over), lambda trip: exit_of(trip, orders))
    scores = {key: score_of(some) for key, some in made.items()}
    return _ranked([Part(key, score.realised, score) for key, score in scores.items()])


def _ranked(parts: list[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-part.realised, part.key))
