"""Where a person wants to be asked out of a holding: exact prices, kept beside the book."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from core.domain.money import Won

LevelKind = Literal["stop", "take", "breakeven"]
# Stands for "no stop at all", also none of the strategy's.
NO_LEVEL: Final = -1
# No price of a share is ten times another's.
MOST_RATIO: Final = 9


@dataclass(frozen=True, slots=True)
class Aim:
    """A level said before there is a holding: a price in won, or a ratio of the entry price."""

    price: Won = 0
    ratio: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.price > 0) == (self.ratio is not None) or self.price < 0:
            raise ValueError(f"an aim is one price or one ratio: {self.price} {self.ratio}")
        if self.ratio is not None and not 0 < self.ratio <= MOST_RATIO:
            raise ValueError(f"a ratio of {self.ratio} is no aim; above 0 and at most {MOST_RATIO}")

    def stop(self, entry: Decimal) -> Won:
        """Give the won it lies at below an entry, at least one."""
        return self.price or max(1, int(entry * (1 - (self.ratio or 0))))

    def take(self, entry: Decimal) -> Won:
        """Give the won it lies at above an entry."""
        exact = entry * (1 + (self.ratio or 0))
        return self.price or int(exact.to_integral_value(rounding=ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class Exits:
    """The stop and the target that belong to an entry from its first fill on."""

    stop: Aim | None = None
    take: Aim | None = None

    def encoded(self) -> str:
        """Write them as one text."""
        said = {"stop": self.stop, "take": self.take}
        parts = {k: [a.price, str(a.ratio or "")] for k, a in said.items() if a is not None}
        return json.dumps(parts, sort_keys=True, separators=(",", ":"))


NO_EXITS: Final = Exits()


def exits_of(text: str) -> Exits:
    """Read what `Exits.encoded` wrote; nothing gives none. Raises ValueError for others."""
    read = json.loads(text) if text else {}
    made = {k: Aim(p, Decimal(r) if r else None) for k, (p, r) in read.items()}
    return Exits(made.get("stop"), made.get("take"))


@dataclass(frozen=True, slots=True)
class Levels:
    """Stop and target of one book, won; 0 where the owner's own rule holds, -1 for none at all.

    `opened` is the day the holding was opened, ISO: levels of an earlier one say nothing about
    it. `next_stop` is a looser stop that holds from the day `since` on (M11).
    """

    stop: Won = 0
    take: Won = 0
    opened: str = ""
    next_stop: Won = 0
    since: str = ""

    def on(self, day: date) -> Levels:
        """Give the levels as they hold on a day."""
        if not self.since or day.isoformat() < self.since:
            return self
        return Levels(self.next_stop, self.take, self.opened)

    def encoded(self) -> str:
        """Write them as one text."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))


def levels_of(text: str) -> Levels:
    """Read what `Levels.encoded` wrote; nothing gives no levels. Raises ValueError for others."""
    return Levels(**json.loads(text)) if text else Levels()
