"""Whether a wish becomes an order by itself, by a press, or not at all (M12)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.money import Won

# The scope of a rule that holds where a strategy has none of its own.
EVERYTHING: Final = "all"
# Whoever is named as the presser of a grant that a rule gave: no person, and no face.
POLICY: Final = "policy"


class OrderMode(StrEnum):
    """How a wish becomes an order, from the strictest to the loosest."""

    SIGNAL = "signal"
    CONFIRM = "confirm"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class ModeRule:
    """What a person allowed of a scope: a strategy's name or everything.

    Of AUTO the most won an order may trade and all of a day together. It holds from the day
    `since` on, ISO; `ended` is the instant at which another took its place, ISO, or empty.
    `agreed` is false until the second press of a question confirmed it.
    """

    id: str
    scope: str
    mode: OrderMode
    since: str
    order_won: Won = 0
    day_won: Won = 0
    face: str = ""
    user: str = ""
    name: str = ""
    reason: str = ""
    at: str = ""
    ended: str = ""
    agreed: bool = True

    def encoded(self) -> str:
        """Write it as one text."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day, if nothing took its place."""
        return self.agreed and self.since <= day.isoformat()

    def looser_than(self, other: ModeRule) -> bool:
        """Tell whether it lets more through than another."""
        ranks = list(OrderMode)
        mine, theirs = ranks.index(self.mode), ranks.index(other.mode)
        if mine != theirs or self.mode is not OrderMode.AUTO:
            return mine > theirs
        return self.order_won > other.order_won or self.day_won > other.day_won


def rule_of(text: str) -> ModeRule:
    """Read what `ModeRule.encoded` wrote. Raises ValueError for others."""
    read = json.loads(text)
    return ModeRule(**{**read, "mode": OrderMode(read["mode"])})


@dataclass(frozen=True, slots=True)
class SetMode:
    """A person wants a scope in another mode; AUTO needs amounts, a reason and a second press."""

    scope: str
    mode: OrderMode
    actor: Actor
    order_won: Won = 0
    day_won: Won = 0
    reason: str = ""


def by_rule(approval: Approval) -> bool:
    """Tell whether a rule gave the grant of a card, and no press."""
    granted = approval.state is ApprovalState.GRANTED
    return granted and approval.by is not None and approval.by.face == POLICY
