"""What people declined and what the rules stopped in a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.domain.approval import Approval, ApprovalState
from core.domain.decision import RiskDecision, RuleResult, Verdict
from core.domain.money import Won
from core.domain.signal import Side
from core.report.period import Cards, DeclinedLine, RiskLine
from core.report.trades import rate_of
from core.report.words import Words


def cards_of(approvals: Sequence[Approval]) -> Cards:
    """Count how the questions ended."""
    ends = [a.state for a in approvals]
    granted, rejected, lapsed = (
        ends.count(s) for s in (ApprovalState.GRANTED, ApprovalState.REJECTED, ApprovalState.LAPSED)
    )
    return Cards(len(ends), granted, rejected, lapsed, len(ends) - granted - rejected - lapsed)


def declined_of(
    approvals: Sequence[Approval], prices: Mapping[str, Won], words: Words
) -> tuple[DeclinedLine, ...]:
    """Tell what was not done, and what the price did since."""
    said_no = (ApprovalState.REJECTED, ApprovalState.LAPSED)
    chosen = sorted((a for a in approvals if a.state in said_no), key=lambda a: a.asked_at)
    return tuple(_declined_one(a, prices, words) for a in chosen)


def _declined_one(approval: Approval, prices: Mapping[str, Won], words: Words) -> DeclinedLine:
    intent = approval.intent
    last = prices.get(intent.symbol, intent.ref_price)
    moved = last - intent.ref_price
    sign = 1 if intent.side is Side.BUY else -1
    return DeclinedLine(
        words.name(intent.symbol),
        intent.side.value,
        approval.state.value,
        intent.shares,
        intent.ref_price,
        last,
        rate_of(moved, intent.ref_price),
        sign * moved * intent.shares,
    )


def risk_of(decisions: Sequence[RiskDecision], words: Words) -> tuple[RiskLine, ...]:
    """Tell what each rule stopped or trimmed."""
    found: dict[tuple[str, Verdict], list[tuple[RiskDecision, RuleResult]]] = {}
    for decision in sorted(decisions, key=lambda d: (d.at, d.id)):
        for result in decision.results:
            if result.verdict is decision.verdict and result.verdict is not Verdict.ALLOW:
                found.setdefault((result.rule, result.verdict), []).append((decision, result))
    return tuple(
        RiskLine(
            rule,
            verdict.value,
            len(hits),
            words.name(hits[-1][0].intent.symbol),
            hits[-1][1].observed,
            hits[-1][1].limit,
        )
        for (rule, verdict), hits in sorted(found.items())
    )
