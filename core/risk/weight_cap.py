"""Keeps one symbol from growing over its share of the account; trims, and says so."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.money import Won, share_of
from core.domain.saying import say
from core.risk.base import RULES, RiskContext, allow, refuse, trim, whole_lots

NAME = "weight_cap"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Trim a purchase so that the symbol stays within its weight, refuse when nothing is left.

    Counted: what all owners hold (outside too) at the quote, and what open purchases, open
    cards and this order would pay at their limit prices. Expected sales free nothing. Contracts
    count by their notional, short ones like long ones.
    """
    if not context.opening:
        return allow(
            NAME, context.say("risk.weight_cap.sale"), context.say("risk.weight_cap.buys_only")
        )
    intent, cap = context.intent, _cap(context)
    before = _before(context)
    after = before + intent.gross
    weight = str(context.limits.symbol_weight)
    observed = say("risk.weight_cap.after", after_won=after, equity_won=context.equity)
    limit = say("risk.weight_cap.cap", cap_won=cap, weight_ratio=weight)
    if after <= cap and intent.gross > 0:
        return allow(NAME, observed, limit)
    fits = _fits(context, cap - before)
    if fits <= 0:
        text = context.say("risk.weight_cap.full", weight_ratio=weight, cap_won=cap)
        return refuse(NAME, observed, limit, text)
    text = context.say(
        "risk.weight_cap.trimmed", weight_ratio=weight, shares=intent.shares, fits_shares=fits
    )
    return trim(NAME, observed, limit, shares=fits, text=text)


def _cap(context: RiskContext) -> Won:
    return share_of(max(0, context.equity), context.limits.symbol_weight)


def _before(context: RiskContext) -> Won:
    symbol = context.intent.symbol
    waiting = sum(i.worth_of(n) for i, n in context.openings() if i.symbol == symbol)
    unit = context.intent.multiplier or 1
    return context.held(symbol) * context.price_of(symbol) * unit + waiting


def _fits(context: RiskContext, room: Won) -> int:
    price = context.intent.worth_of(1)
    fits = max(0, room) // price if price > 0 else 0
    return whole_lots(min(fits, context.intent.shares), context.lot)
