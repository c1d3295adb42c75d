"""Keeps one symbol from growing over its share of the account; trims, and says so."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.money import Won, percent_text, share_of, won_text
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
        return allow(NAME, "sale", "purchases only")
    intent, cap = context.intent, _cap(context)
    before = _before(context)
    after = before + intent.gross
    observed = f"{won_text(after)} of {won_text(context.equity)}"
    limit = f"{won_text(cap)} ({percent_text(context.limits.symbol_weight)})"
    if after <= cap and intent.gross > 0:
        return allow(NAME, observed, limit)
    fits = _fits(context, cap - before)
    weight = percent_text(context.limits.symbol_weight, digits=0)
    if fits <= 0:
        text = f"종목 비중 한도 {weight}({won_text(cap)})가 차서 더 사지 않습니다"
        return refuse(NAME, observed, limit, text)
    text = f"종목 비중 한도 {weight}: {intent.shares:,}주를 {fits:,}주로 줄입니다"
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
