"""What people ask the engine for about orders and holdings: each ends in a card or a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.approval import Actor
from core.domain.bar import Quote
from core.domain.journal import Mute
from core.domain.levels import NO_EXITS, Exits, LevelKind
from core.domain.money import Won
from core.domain.signal import Side, Size
from core.domain.switches import Scope


@dataclass(frozen=True, slots=True)
class ProposeOrder:
    """A person wants an order: it takes the same path as a strategy's and ends in a card.

    `key` is the id of the message that said it: the same message proposes once. A budget is what
    the order may cost at its limit, a fraction is of the orderable cash (purchase) or of the
    holding (sale). `limit` is the price in won, 0 for one that follows the market; `owner` whose
    shares a sale is of, empty for the person's own. `exits` belong to a purchase from its first
    fill on. `quote` is a look of just now.
    """

    key: str
    actor: Actor
    symbol: str
    side: Side
    size: Size
    limit: Won = 0
    owner: str = ""
    quote: Quote | None = None
    exits: Exits = NO_EXITS


@dataclass(frozen=True, slots=True)
class EditCard:
    """A person wants a card's order with other shares or another price: a new card, no order.

    `shares` and `limit` (won) are 0 where they stay; a card follows the market unless its price
    is its owner's own. `quote` is a look of just now.
    """

    approval_id: str
    actor: Actor
    shares: int = 0
    limit: Won = 0
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class RejectCard:
    """A person says no to a card in words, or why it was rejected just before.

    `approval_id` may be that of a wish of theirs that still waits for the market to open.
    """

    approval_id: str
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True)
class SetLevel:
    """A person sets where to be asked out of a holding, or takes a level away (`off`).

    Exactly one of `price` (won), `ratio` (of the mean entry price, above 0), `off`; a breakeven
    has none of them. `owner` whose holding it is, empty where only one holds the symbol.
    """

    actor: Actor
    symbol: str
    kind: LevelKind
    price: Won = 0
    ratio: Decimal | None = None
    off: bool = False
    owner: str = ""
    quote: Quote | None = None

    def __post_init__(self) -> None:
        given = (self.price > 0) + (self.ratio is not None) + self.off
        above = self.price >= 0 and (self.ratio is None or self.ratio > 0)
        if given != (self.kind != "breakeven") or not above:
            raise ValueError(f"a level is one price, ratio or off: {self.price} {self.ratio}")
        if self.kind == "stop" and self.ratio is not None and self.ratio >= 1:
            raise ValueError(f"a stop of {self.ratio} lies at or below zero")


@dataclass(frozen=True, slots=True)
class SetLimit:
    """A person sets a risk limit, or takes a looser one back that is pending (`withdraw`).

    `value` is in the limit's unit; None is what the settings say. `proved` is set by the engine
    alone, once the second factor was right (K03).
    """

    actor: Actor
    name: str
    value: Decimal | None = None
    withdraw: bool = False
    proved: bool = False


@dataclass(frozen=True, slots=True)
class CloseGroup:
    """A person wants a group of holdings closed: one question lists them, its press sends.

    `group` is "winners", "losers" or the name of an owner; `quotes` are looks of just now.
    """

    actor: Actor
    group: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class EndPause:
    """A pause's time is over: lift it if all is well (`red_checks` are none), else it stays."""

    scope: Scope
    red_checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A person says that they saw a critical message."""

    alarm_id: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Escalate:
    """An alarm that nobody acknowledged is told again, or is noted to be at `next_at`.

    Both by the machine's clock, which the engine does not know.
    """

    alarm_id: str
    next_at: datetime
    again: bool


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Change a person's quiet hours (minutes after midnight in Korea) or what they muted.

    None leaves a wish as it was.
    """

    actor: Actor
    hours: tuple[int, int] | None = None
    mutes: tuple[Mute, ...] | None = None


Wanted = (
    ProposeOrder
    | EditCard
    | RejectCard
    | SetLevel
    | SetLimit
    | CloseGroup
    | EndPause
    | Acknowledge
    | Escalate
    | SetQuiet
)
