"""A person's single yes or no to exactly one order (INV-08 to INV-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.costs import CostEstimate
from core.domain.money import Rate, Won
from core.domain.order import OrderIntent
from core.domain.saying import NOTHING, Saying


class GrantKind(StrEnum):
    """What a yes allows: an order's first attempt, or another one after a proven doubt."""

    FIRST = "first"
    RESEND = "resend"


# Begins the note of an approval that is a line of a question and not a card of its own.
LINE: Final = "line:"


class ApprovalState(StrEnum):
    """How a question ended; OPEN is the only state that a press can change.

    SHOWN never was a question: a signal that nobody may answer here (M12).
    """

    OPEN = "open"
    GRANTED = "granted"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a card would allow: its kind, the first attempt and the doubt that shows absence."""

    kind: GrantKind = GrantKind.FIRST
    coid: str = ""
    evidence_id: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who speaks: the face, the numeric or local user id and the chat it was said in."""

    face: str
    user: str
    chat: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a message stands: face, chat and the face's own message id."""

    face: str
    chat: str
    message: str


@dataclass(frozen=True, slots=True)
class CardFigures:
    """What the card says beside the order itself; won, ratios as Decimal.

    `loss_at_stop` is a positive loss, `loss_share` its part of today's limit left. `beaten` are
    other strategies whose entries into the symbol were put aside for this exit, `also_held` those
    that hold it too. `asked_why` is set where a rule lets orders go alone, but not this one.
    """

    costs: CostEstimate
    weight_after: Rate
    held_after: int
    loss_at_stop: Won | None
    loss_share: Rate | None
    quote_price: Won
    quote_at: datetime
    bid: Won
    ask: Won
    phase: str
    vi: bool
    trimmed_from: int | None = None
    beaten: tuple[str, ...] = ()
    also_held: tuple[str, ...] = ()
    asked_why: Saying = NOTHING


@dataclass(frozen=True, slots=True)
class Approval:
    """One question to a person. `nonce_sha` is the hash of what the buttons carry.

    `boot` is the process generation whose card is on show; `by` who decided. A RESEND names
    the first attempt (`coid`) and the doubt whose looks showed absence (`evidence_id`).
    `needed` people must say yes; `pressed` are those who did. `proposer` names
    the people who asked for the order or edited its card, with blanks between; empty where only a
    strategy did.
    """

    id: str
    intent: OrderIntent
    decision_id: str
    canon_hash: str
    nonce_sha: str
    boot: str
    asked_at: datetime
    expires_at: datetime
    figures: CardFigures
    state: ApprovalState = ApprovalState.OPEN
    messages: tuple[MessageRef, ...] = ()
    by: Actor | None = None
    decided_at: datetime | None = None
    order_id: str | None = None
    note: str = ""
    kind: GrantKind = GrantKind.FIRST
    coid: str = ""
    evidence_id: str = ""
    needed: int = 1
    pressed: tuple[Actor, ...] = ()
    proposer: str = ""

    @property
    def grant(self) -> Grant:
        """Give what a yes allows."""
        return Grant(self.kind, self.coid, self.evidence_id)
