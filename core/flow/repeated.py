"""A closing order that is refused again: judged once a minute, stored when the word changes.

A stop may hold for months. Equal refusals of the same wish say nothing new and would fill the
database; one each half hour shows that it was still looked at.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.domain.decision import RiskDecision, Verdict
from core.domain.position import Book
from core.flow.desk import Desk

JUDGE_AGAIN: Final = timedelta(seconds=60)
STORE_AGAIN: Final = timedelta(minutes=30)


def says_nothing_new(desk: Desk, decision: RiskDecision) -> bool:
    """Tell whether the newest stored word on the same closing order refused it the same way.

    A word on an order that a person or a strategy asked for is always new.
    """
    if not _repeats_itself(decision):
        return False
    wish = _wish(decision)
    known = [d for d in desk.uow.decisions.all() if d.intent.flatten and _wish(d) == wish]
    last = max(known, key=lambda d: (d.at, d.id), default=None)
    if last is None or decision.at - last.at >= STORE_AGAIN:
        return False
    return (last.verdict, last.asked, _words(last)) == (
        decision.verdict, decision.asked, _words(decision),
    )  # fmt: skip


def note_refusal(desk: Desk, decision: RiskDecision) -> None:
    """Remember when a closing order was refused, stored or not."""
    if _repeats_itself(decision):
        desk.refused_at[f"{decision.intent.owner}:{decision.intent.symbol}"] = decision.at


def refused_lately(desk: Desk, book: Book) -> bool:
    """Tell whether a closing order need not be judged yet: no stop changed since its refusal."""
    at = desk.refused_at.get(f"{book.owner}:{book.symbol}")
    if at is None or desk.now - at >= JUDGE_AGAIN:
        return False
    changed = stops_changed_at(desk)
    return changed is None or changed < at


def stops_changed_at(desk: Desk) -> datetime | None:
    """Give when any stop was last engaged, changed or lifted; None before the first."""
    return max((s.at for s in desk.uow.switches.all()), default=None)


def _repeats_itself(decision: RiskDecision) -> bool:
    refused = decision.verdict is Verdict.REFUSE
    return refused and decision.intent.flatten and decision.stage == "proposal"


def _wish(decision: RiskDecision) -> tuple[str, ...]:
    intent = decision.intent
    return (intent.owner, intent.symbol, intent.side.value, decision.stage)


def _words(decision: RiskDecision) -> list[tuple[str, Verdict]]:
    return [(r.rule, r.verdict) for r in decision.results if r.verdict is not Verdict.ALLOW]
