"""Doubt about an order: what was seen before it left, what was looked for, and what was found.

The rules are those of the order algorithm (D1 to D10); each finding has a speaking name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.domain.commands import BrokerRow, Holding
from core.domain.money import Won


class Finding(StrEnum):
    """What all complete looks so far say about an order in doubt."""

    OURS = "ours"  # D1: one exact row of our own channel
    OURS_UNREAD = "ours_unread"  # D2: one exact row whose channel cannot be read
    SPLIT = "split"  # D3: rows of our channel that add up to the order
    SEVERAL = "several"  # D4: more than one exact row
    ALIKE = "alike"  # D5: only rows that differ a little
    MOVED = "moved"  # D6: no row, but shares or money moved the order's way
    LOOKING = "looking"  # D7: nothing yet, and too early to say more
    ABSENT_SO_FAR = "absent_so_far"  # D8: nothing after three minutes and five looks
    BLIND = "blind"  # D9: the looks fail
    ABSENT = "absent"  # D10: nothing the next morning either: final


# Findings that only a person can turn into an end.
ASKED: Final = frozenset({
    Finding.SPLIT, Finding.SEVERAL, Finding.ALIKE, Finding.MOVED, Finding.ABSENT_SO_FAR
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Traded:
    """What a day's list says was traded of a symbol, purchases less sales; won with costs."""

    symbol: str
    shares: int
    won: Won


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The complete look that an order was pressed on; what is new since may be the order.

    `traded` is what the list explains of holdings and cash: moves beyond it are unexplained.
    """

    id: str
    account: str
    day: date
    at: datetime
    complete: bool
    numbers: tuple[str, ...]
    holdings: tuple[Holding, ...]
    cash: Won
    traded: tuple[Traded, ...] = ()


class LinkKind(StrEnum):
    """Why a broker's number belongs where it does."""

    ANSWER = "answer"
    ADOPTED = "adopted"
    HUMAN = "human"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Link:
    """A broker's number and the order it belongs to; it never proves another one.

    Numbers repeat by day and branch, so all five parts are the key. `order_id` is empty for
    what others placed. Written once: a later better knowledge makes a second link.
    """

    broker: str
    account: str
    day: date
    branch: str
    number: str
    order_id: str
    coid: str
    attempt: int
    how: LinkKind

    @property
    def key(self) -> str:
        """Give the unique key of the number."""
        return "/".join((self.broker, self.account, self.day.isoformat(), self.branch, self.number))


@dataclass(frozen=True, slots=True)
class Doubt:
    """One order that was ever UNKNOWN, from then until the next trading morning's look.

    `sent_until` is the last instant that the broker can have taken it at. `looks` counts
    complete looks. `blind_since` is set while looks fail. `candidates` are what a person may
    choose from. `resend_allowed` counts grants to send anew. Until `watch_twin_until` an
    adoption may be taken back; until `watch_until` later siblings are looked for. `siblings`
    are numbers found beyond what was confirmed, `told` the last finding a person was told.
    """

    order_id: str
    opened_at: datetime
    sent_until: datetime
    watch_until: date
    finding: Finding = Finding.LOOKING
    looks: int = 0
    first_look_at: datetime | None = None
    last_look_at: datetime | None = None
    blind_since: datetime | None = None
    candidates: tuple[BrokerRow, ...] = ()
    question_id: str = ""
    resend_allowed: int = 0
    watch_twin_until: datetime | None = None
    siblings: tuple[str, ...] = ()
    told: str = ""
    closed_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Tell whether nothing is looked for any more."""
        return self.closed_at is not None
