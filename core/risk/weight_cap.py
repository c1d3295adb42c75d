"""Keeps one symbol from growing over its share of the account; trims, and says so."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.money import Won, share_of
from core.domain.saying import say
from core.domain.signal import Side
from core.risk.base import RULES, RiskContext, allow, refuse, trim, whole_lots

NAME = "weight_cap"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Trim a purchase so that the symbol stays within its weight, refuse when nothing is left.

    Counted: what all owners hold (outside too) at the quote, and what open purchases, open
    cards and this order would pay at their limit prices. Expected sales free nothing.
    """
    if not context.buying:
        return allow(NAME, say("risk.weight_cap.sale"), say("risk.weight_cap.buys_only"))
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
        text = say("risk.weight_cap.full", weight_ratio=weight, cap_won=cap)
        return refuse(NAME, observed, limit, text)
    text = say(
        "risk.weight_cap.trimmed", weight_ratio=weight, shares=intent.shares, fits_shares=fits
    )
    return trim(NAME, observed, limit, shares=fits, text=text)


def _cap(context: RiskContext) -> Won:
    return share_of(max(0, context.equity), context.limits.symbol_weight)


def _before(context: RiskContext) -> Won:
    symbol = context.intent.symbol
    waiting = sum(n * i.price for i, n in context.pending(Side.BUY) if i.symbol == symbol)
    return context.held(symbol) * context.price_of(symbol) + waiting


def _fits(context: RiskContext, room: Won) -> int:
    price = context.intent.price
    fits = max(0, room) // price if price > 0 else 0
    return whole_lots(min(fits, context.intent.shares), context.lot)
