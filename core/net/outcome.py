"""What the answer to an order proves (reliability.md 6.3): an allow-list, first row that fits wins.

Whatever no row proves is doubt. A row enters only with a test, a code only with a recorded answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from core.errors import InDoubt, NotSent, Refused


class Verdict(StrEnum):
    """The ways an order request can end (INV-04); there is no fourth."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What came back from one order request, as the broker's file reads it.

    `left` is false only when no byte can have left. `readable`: the body is of the broker's form.
    `success` is the broker's own mark. `number` is empty unless it is complete and not zero;
    `named` tells that anything like an order number is there; `known` that it is another order's.
    """

    left: bool = True
    status: int = 0
    readable: bool = False
    success: bool = False
    code: str = ""
    text: str = ""
    number: str = ""
    named: bool = False
    known: bool = False

    @property
    def fine(self) -> bool:
        """Tell whether a readable answer came with status 2xx."""
        return self.left and self.readable and 200 <= self.status < 300

    @property
    def no_order(self) -> bool:
        """Tell whether nothing in a readable answer hints at an order."""
        return self.left and self.readable and not self.success and not self.named


@dataclass(frozen=True, slots=True)
class Proofs:
    """One broker's codes: of its gateway, before any order is touched, and of sure refusals."""

    gateway: frozenset[str]
    refusals: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what it is called, what it means and when it holds."""

    name: str
    verdict: Verdict
    holds: Callable[[Evidence, Proofs], bool]


TABLE: Final = (
    Row("never left", Verdict.NOT_SENT, lambda e, _: not e.left),
    # Before the status: KIS sends EGW00201 as a 500, which proves nothing by itself.
    Row("gateway code", Verdict.REFUSED, lambda e, p: e.no_order and e.code in p.gateway),
    Row(
        "success with a new number",
        Verdict.ACCEPTED,
        lambda e, _: e.fine and e.success and bool(e.number) and not e.known,
    ),
    Row(
        "listed refusal",
        Verdict.REFUSED,
        lambda e, p: e.fine and e.no_order and e.code in p.refusals,
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is certain about one request; there is no yes or no of it."""

    verdict: Verdict
    row: str
    evidence: Evidence

    def __bool__(self) -> NoReturn:
        """Refuse to be a condition: doubt is neither true nor false."""
        raise TypeError("an outcome has four values; compare its verdict")

    def number(self) -> str:
        """Give the order number; raises NotSent, Refused or InDoubt when there is none."""
        seen = self.evidence
        if self.verdict is Verdict.ACCEPTED:
            return seen.number
        if self.verdict is Verdict.NOT_SENT:
            raise NotSent(seen.text or "the request never left")
        if self.verdict is Verdict.REFUSED:
            raise Refused(seen.code, seen.text)
        raise InDoubt(_doubt(seen))


def classify(evidence: Evidence, proofs: Proofs) -> Outcome:
    """Find the row that an answer fits; none means doubt."""
    for row in TABLE:
        if row.holds(evidence, proofs):
            return Outcome(row.verdict, row.name, evidence)
    return Outcome(Verdict.IN_DOUBT, "", evidence)


def _doubt(seen: Evidence) -> str:
    if seen.known:
        return f"the answer carries the number {seen.number} of another order"
    if seen.success:
        return f"status {seen.status}, success, but no complete order number"
    shown = " ".join(part for part in (seen.code, seen.text) if part) or "nothing readable"
    return f"status {seen.status}: {shown}"
