"""Purchases must be paid for and sales must be held; nothing is ever shrunk to fit."""

from __future__ import annotations

from core.domain.decision import RuleResult
from core.domain.money import Won
from core.domain.order import RESTING, Order
from core.domain.saying import say
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
    observed, limit = say("risk.cash.need", need_won=need), say("risk.cash.free", free_won=free)
    if need <= free:
        return allow(NAME, observed, limit)
    text = say("risk.cash.short", need_won=need, free_won=free)
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
    observed = say("risk.cash.sale", shares=intent.shares)
    limit = say("risk.cash.owned", free_shares=free, held_shares=held)
    if intent.shares <= free:
        return allow(NAME, observed, limit)
    text = say("risk.cash.too_many", shares=intent.shares, free_shares=max(0, free))
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
