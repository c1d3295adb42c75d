"""Keeps limit prices near a fresh quote; without a usable quote nothing is ordered (INV-12)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from core.domain.bar import Quote
from core.domain.decision import RuleResult
from core.domain.money import share_of
from core.domain.saying import say
from core.domain.signal import Side
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "price_band"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse a price outside the collar around the quote, and any missing or stale quote.

    A quote from the future by more than the same age is as useless as an old one. An order that
    rests may lie further off on the side where it only waits: it cannot fill worse than it says.
    """
    quote, limits = context.quote, context.limits
    if quote is None or quote.symbol != context.intent.symbol or quote.price <= 0:
        wanted, text = say("risk.price_band.quote"), say("risk.price_band.get_quote")
        return refuse(NAME, say("risk.price_band.no_quote"), wanted, text)
    age = context.now - quote.at
    if abs(age) > timedelta(seconds=limits.quote_age_s):
        found = say("risk.price_band.age", age_s=_seconds(age))
        most = say("risk.price_band.most_age", most_s=limits.quote_age_s)
        text = say("risk.price_band.too_old", most_s=limits.quote_age_s)
        return refuse(NAME, found, most, text)
    return _in_band(context, quote)


def _seconds(age: timedelta) -> str:
    return f"{Decimal(age // timedelta(microseconds=1)).scaleb(-6).normalize():f}"


def _in_band(context: RiskContext, quote: Quote) -> RuleResult:
    price, collar = context.intent.price, context.limits.price_collar
    width = share_of(quote.price, collar)
    low, high = max(1, quote.price - width), quote.price + width
    if context.intent.resting and context.intent.side is Side.BUY:
        low = max(1, quote.limits.lower)
    elif context.intent.resting:
        high = max(high, quote.limits.upper)
    observed = say("risk.price_band.price", price_won=price)
    limit = say(
        "risk.price_band.band",
        low_won=low,
        high_won=high,
        collar_ratio=str(collar),
        quote_won=quote.price,
    )
    if low <= price <= high:
        return allow(NAME, observed, limit)
    text = say("risk.price_band.outside", price_won=price, low_won=low, high_won=high)
    return refuse(NAME, observed, limit, text)
