"""Limits how many symbols the account trades at once."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.position import OUTSIDE
from core.domain.saying import say
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "max_positions"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse a purchase that would open one symbol too many; adding to a counted one is free.

    Counted: symbols that a strategy or the person holds, and symbols with an open purchase
    or an open purchase card (strategies.md 9). What the owner `outside` holds was bought past
    gaemi and takes no slot. A slot is free when the sale has filled, not before.
    """
    taken, most = _taken(context), context.limits.max_positions
    observed = say("risk.max_positions.taken", symbols=len(taken))
    limit = say("risk.max_positions.most", most_symbols=most)
    if not context.opening or context.intent.symbol in taken or len(taken) < most:
        return allow(NAME, observed, limit)
    text = context.say("risk.max_positions.full", symbols=len(taken), most_symbols=most)
    return refuse(NAME, observed, limit, text)


def _taken(context: RiskContext) -> set[str]:
    held = {b.symbol for b in context.books if b.shares != 0 and b.owner != OUTSIDE}
    return held | {i.symbol for i, _ in context.openings()}
