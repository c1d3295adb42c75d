"""Keeps the account from trading with itself; of two opposite wishes the exit wins."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.signal import Side
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "wash"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse an order while the same account works the other side of the symbol.

    A purchase yields to an open sale and to an open sale card. A sale yields to an open
    purchase only: a purchase card must not hold it up, its own press is refused then
    (strategies.md 9: the exit wins).
    """
    limit = "no opposite order of the account"
    opposite = Side.SELL if context.buying else Side.BUY
    if _orders(context, opposite):
        text = "같은 종목의 반대 주문이 나가 있습니다. 그 주문이 끝난 뒤 하세요"
        return refuse(NAME, f"open {opposite.value} order", limit, text)
    if context.buying and _cards(context, opposite):
        text = "같은 종목의 매도 확인을 기다립니다. 답한 뒤 다시 하세요"
        return refuse(NAME, f"open {opposite.value} card", limit, text)
    return allow(NAME, "none", limit)


def _orders(context: RiskContext, side: Side) -> bool:
    mine = (o.intent for o in context.working)
    return any((i.symbol, i.side) == (context.intent.symbol, side) for i in mine)


def _cards(context: RiskContext, side: Side) -> bool:
    return any((i.symbol, i.side) == (context.intent.symbol, side) for i in context.asked)
