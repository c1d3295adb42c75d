"""What the risk rules said, and the wrapper that only the gate can make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.order import OrderIntent
from core.domain.saying import NOTHING, Saying


class Verdict(StrEnum):
    """What one rule, or all rules together, say to an intent."""

    ALLOW = "allow"
    TRIM = "trim"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's word: what it observed, what it allows, and what to tell who asked.

    `shares` is the most the rule lets through when it trims. `text` is empty when it allows.
    """

    rule: str
    verdict: Verdict
    observed: Saying
    limit: Saying
    text: Saying = NOTHING
    shares: int | None = None


@dataclass(frozen=True, slots=True)
class RiskDecision:
    """All rules' words on one intent; stored for approvals as well as refusals.

    `stage` is "proposal" or "press". `asked` and `allowed` are shares.
    """

    id: str
    intent: OrderIntent
    stage: str
    verdict: Verdict
    results: tuple[RuleResult, ...]
    asked: int
    allowed: int
    at: datetime

    @property
    def refusals(self) -> tuple[RuleResult, ...]:
        """Give the rules that refused, in the order they were asked."""
        return tuple(r for r in self.results if r.verdict is Verdict.REFUSE)


class GateSeal:
    """The key to `RiskApproved`; `core.flow.risk_gate` holds the only one (INV-13)."""


@dataclass(frozen=True, slots=True)
class RiskApproved:
    """An intent that passed the gate: the only thing a broker's `submit` takes.

    `body_sha` is the SHA-256 of the bytes that were journaled; no others may leave (INV-01).
    """

    intent: OrderIntent
    decision_id: str
    seal: GateSeal
    body_sha: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.seal, GateSeal):
            raise TypeError("only the risk gate makes RiskApproved")
