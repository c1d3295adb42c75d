"""Purchases must be paid for and sales must be held; nothing is ever shrunk to fit."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.money import Won, won_text
from core.domain.order import RESTING, Order
from core.domain.signal import Side
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "cash"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse a purchase without the cash at its limit price, a sale beyond the owner's shares.

    The broker's orderable amount already lacks what its open orders reserve (KIS, Kiwoom and
    LS alike), so only purchases it could not know of are taken off: open cards, orders not
    at rest, and orders sent since it was read.
    """
    return _purchase(context) if context.buying else _sale(context)


def _purchase(context: RiskContext) -> RuleResult:
    need = _with_fee(context, context.intent.gross)
    free = context.account.orderable - _reserved(context)
    observed, limit = f"{won_text(need)} needed", f"{won_text(free)} free"
    if need <= free:
        return allow(NAME, observed, limit)
    text = f"{won_text(need)} 필요, 주문가능 {won_text(free)}. 입금하거나 수량을 줄이세요"
    return refuse(NAME, observed, limit, text)


def _sale(context: RiskContext) -> RuleResult:
    intent = context.intent
    held = sum(
        b.shares for b in context.books if (b.owner, b.symbol) == (intent.owner, intent.symbol)
    )
    selling = sum(
        n
        for i, n in context.pending(Side.SELL)
        if (i.owner, i.symbol) == (intent.owner, intent.symbol)
    )
    free = held - selling
    observed, limit = f"{intent.shares} shares", f"{free} of {held} shares of {intent.owner}"
    if intent.shares <= free:
        return allow(NAME, observed, limit)
    text = f"{intent.shares:,}주 매도: 팔 수 있는 것은 {max(0, free):,}주입니다. 수량을 줄이세요"
    return refuse(NAME, observed, limit, text)


def _reserved(context: RiskContext) -> Won:
    cards = [i.gross for i in context.asked if i.side is Side.BUY]
    orders = [o.remaining * o.intent.price for o in context.working if _unseen(context, o)]
    return sum(_with_fee(context, gross) for gross in [*cards, *orders])


def _unseen(context: RiskContext, order: Order) -> bool:
    if order.intent.side is not Side.BUY:
        return False
    known = order.sent_at is not None and order.sent_at < context.account.seen_at
    return order.state not in RESTING or not known


def _with_fee(context: RiskContext, gross: Won) -> Won:
    return gross + context.commission.of(gross)
