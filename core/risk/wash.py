"""Keeps the account from trading with itself; of two opposite wishes the exit wins."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.order import OrderIntent
from core.domain.saying import say
from core.domain.signal import Side
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "wash"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse an order while the same account works the other side of the symbol.

    A purchase yields to an open sale and to an open sale card. A sale yields to an open
    purchase only: a purchase card must not hold it up, its own press is refused then
    (strategies.md 9: the exit wins). Of contracts the order that opens yields, whatever its side.
    An owner's target that rests above its own purchase is no opposite: they can never meet
    (strategies.md 1, step 1).
    """
    limit = say("risk.wash.none_opposite")
    opposite = Side.SELL if context.intent.side is Side.BUY else Side.BUY
    if _orders(context, opposite):
        found = say("risk.wash.order", side=opposite.value)
        return refuse(NAME, found, limit, say("risk.wash.wait_for_order"))
    if context.opening and _cards(context, opposite):
        found = say("risk.wash.card", side=opposite.value)
        return refuse(NAME, found, limit, say("risk.wash.answer_card", side=opposite.value))
    return allow(NAME, say("risk.wash.none"), limit)


def _orders(context: RiskContext, side: Side) -> bool:
    return any(_against(context.intent, o.intent, side) for o in context.working)


def _cards(context: RiskContext, side: Side) -> bool:
    return any(_against(context.intent, i, side) for i in context.asked)


def _against(intent: OrderIntent, other: OrderIntent, side: Side) -> bool:
    if (other.symbol, other.side) != (intent.symbol, side):
        return False
    apart = other.owner == intent.owner and (other.resting or intent.resting)
    return not apart or intent.may_meet(other)
