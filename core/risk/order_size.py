"""Caps one order in won, shares and against the market's volume; trims, and says so."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.money import percent_text, share_of, won_text
from core.risk.base import RULES, RiskContext, allow, refuse, trim, whole_lots

NAME = "order_size"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Trim an order to the strictest cap, refuse a purchase when not one lot is left.

    The won cap holds for purchases only: a holding that grew past it must be sellable at
    once. The caps in shares and volume hold for both sides, but leave a sale one lot.
    A purchase of a symbol whose volume is not known is refused (INV-14).
    """
    shares, limits = context.intent.shares, context.limits
    if context.buying and context.average_volume is None:
        text = "20일 평균 거래량을 모릅니다. 일봉을 받은 뒤 다시 하세요"
        return refuse(NAME, "volume unknown", "a mean volume of 20 days", text)
    most, why = _strictest(context)
    observed = f"{shares} shares, {won_text(context.intent.gross)}"
    volume = "unknown" if context.average_volume is None else context.average_volume
    limit = (
        f"{won_text(limits.order_won)}, {limits.order_shares} shares, "
        f"{percent_text(limits.volume_share)} of volume {volume}"
    )
    if shares <= most:
        return allow(NAME, observed, limit)
    fits = whole_lots(most, context.lot)
    if fits == 0 and context.buying:
        return refuse(NAME, observed, limit, f"1회 주문 한도({why})로는 한 주도 살 수 없습니다")
    fits = max(fits, min(context.lot, shares))
    if fits == shares:
        return allow(NAME, observed, limit)
    text = f"1회 주문 한도({why}): {shares:,}주를 {fits:,}주로 줄입니다"
    return trim(NAME, observed, limit, shares=fits, text=text)


def _strictest(context: RiskContext) -> tuple[int, str]:
    limits, price = context.limits, context.intent.price
    caps = [(limits.order_shares, f"{limits.order_shares:,}주")]
    if context.average_volume is not None:
        share = percent_text(limits.volume_share, digits=0)
        caps.append((share_of(context.average_volume, limits.volume_share), f"거래량의 {share}"))
    if context.buying and price > 0:
        caps.append((limits.order_won // price, won_text(limits.order_won)))
    return min(caps)
