"""Caps one order in won, shares and against the market's volume; trims, and says so."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.money import share_of
from core.domain.saying import Saying, say
from core.risk.base import RULES, RiskContext, allow, refuse, trim, whole_lots

NAME = "order_size"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Trim an order to the strictest cap, refuse a purchase when not one lot is left.

    The won cap holds for purchases, and for contracts that open by their notional: a holding that
    grew past it must be sellable at once. The caps in shares and volume hold for both sides, but
    leave a sale one lot.
    A purchase of a symbol whose volume is not known is refused (INV-14).
    """
    shares = context.intent.shares
    if context.opening and context.average_volume is None:
        found, wanted = say("risk.order_size.no_volume"), say("risk.order_size.mean_volume")
        return refuse(NAME, found, wanted, say("risk.order_size.get_bars"))
    most, cap = _strictest(context)
    observed = context.say("risk.order_size.asked", shares=shares, gross_won=context.intent.gross)
    limit = _limit(context)
    if shares <= most:
        return allow(NAME, observed, limit)
    fits = whole_lots(most, context.lot)
    if fits == 0 and context.opening:
        return refuse(NAME, observed, limit, _told(context, "none", cap))
    fits = max(fits, min(context.lot, shares))
    if fits == shares:
        return allow(NAME, observed, limit)
    text = _told(context, "trimmed", cap, shares=shares, fits_shares=fits)
    return trim(NAME, observed, limit, shares=fits, text=text)


def _limit(context: RiskContext) -> Saying:
    limits, volume = context.limits, context.average_volume
    caps: dict[str, str | int] = {
        "most_won": limits.order_won,
        "most_shares": limits.order_shares,
        "volume_ratio": str(limits.volume_share),
    }
    if volume is None:
        return context.say("risk.order_size.most_of_unknown", **caps)
    return context.say("risk.order_size.most", **caps, volume_shares=volume)


def _told(
    context: RiskContext, what: str, cap: tuple[str, str | int], **fields: str | int
) -> Saying:
    """Tell of the strictest cap, whose own unit chooses the words."""
    unit, most = cap
    return context.say(f"risk.order_size.{what}_by_{unit}", **{f"most_{unit}": most}, **fields)


def _strictest(context: RiskContext) -> tuple[int, tuple[str, str | int]]:
    limits, price = context.limits, context.intent.worth_of(1)
    caps: list[tuple[int, tuple[str, str | int]]] = [
        (limits.order_shares, ("shares", limits.order_shares))
    ]
    if context.average_volume is not None:
        most = share_of(context.average_volume, limits.volume_share)
        caps.append((most, ("ratio", str(limits.volume_share))))
    if context.opening and price > 0:
        caps.append((limits.order_won // price, ("won", limits.order_won)))
    return min(caps, key=lambda cap: cap[0])
