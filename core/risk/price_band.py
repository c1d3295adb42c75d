"""Keeps limit prices near a fresh quote; without a usable quote nothing is ordered (INV-12)."""

from __future__ import annotations

from datetime import timedelta

from core.domain.bar import Quote
from core.domain.decision import RuleResult
from core.domain.money import percent_text, share_of, won_text
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "price_band"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse a price outside the collar around the quote, and any missing or stale quote.

    A quote from the future by more than the same age is as useless as an old one.
    """
    quote, limits = context.quote, context.limits
    if quote is None or quote.symbol != context.intent.symbol or quote.price <= 0:
        return refuse(NAME, "no quote", "a quote", "현재가가 없습니다. 시세를 받은 뒤 다시 하세요")
    age = context.now - quote.at
    if abs(age) > timedelta(seconds=limits.quote_age_s):
        text = f"현재가가 {limits.quote_age_s}초보다 오래됐습니다. 새 시세로 다시 하세요"
        return refuse(NAME, f"age {age.total_seconds():g} s", f"{limits.quote_age_s} s", text)
    return _in_band(context, quote)


def _in_band(context: RiskContext, quote: Quote) -> RuleResult:
    price, collar = context.intent.price, context.limits.price_collar
    width = share_of(quote.price, collar)
    low, high = max(1, quote.price - width), quote.price + width
    observed = won_text(price)
    limit = (
        f"{won_text(low)} to {won_text(high)} ({percent_text(collar)} of {won_text(quote.price)})"
    )
    if low <= price <= high:
        return allow(NAME, observed, limit)
    text = f"지정가 {won_text(price)}: {won_text(low)}~{won_text(high)} 사이여야 합니다"
    return refuse(NAME, observed, limit, text)
