"""Purchases must be paid for and sales held, contracts need margin; nothing is shrunk to fit."""

from __future__ import annotations

from dataclasses import replace

from core.domain.contract import Contract
from core.domain.decision import RuleResult
from core.domain.exposure import opens
from core.domain.money import Won
from core.domain.order import RESTING, Order, OrderIntent
from core.domain.saying import say
from core.domain.signal import Side
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "cash"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse a purchase without the cash at its limit price, a sale beyond the owner's shares.

    The broker's orderable amount already lacks what its open orders reserve (KIS, Kiwoom and
    LS alike), so only purchases it could not know of are taken off: open cards, orders not
    at rest, and orders sent since it was read. Contracts that open need their initial margin
    from the orderable amount, and an equity that covers what is held as well; those that close
    need nothing.
    """
    if context.intent.multiplier:
        return _contracts(context)
    return _purchase(context) if context.opening else _sale(context)


def _contracts(context: RiskContext) -> RuleResult:
    if not context.opening:
        closes = say("risk.cash.close", contracts=context.intent.shares)
        return allow(NAME, closes, say("risk.cash.closable", contracts=context.to_close))
    need, free = _margin_needed(context), context.account.orderable - _margin_reserved(context)
    observed, limit = say("risk.cash.margin", need_won=need), say("risk.cash.free", free_won=free)
    if need > free:
        text = say("risk.cash.margin_short", need_won=need, free_won=free)
        return refuse(NAME, observed, limit, text)
    kept = _margin_kept(context)
    if need > context.equity - kept:
        fields = {"equity_won": context.equity, "kept_won": kept}
        text = say("risk.cash.call", need_won=need, **fields)
        return refuse(NAME, observed, say("risk.cash.kept", **fields), text)
    return allow(NAME, observed, limit)


def free_cash(context: RiskContext) -> Won:
    """Give the won that a purchase may use: orderable, less what cards and orders will take."""
    return context.account.orderable - _reserved(context)


def _purchase(context: RiskContext) -> RuleResult:
    need = _with_fee(context, context.intent.gross)
    free = free_cash(context)
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
    orders = [
        o.intent.worth_of(o.remaining)
        for o in context.working
        if o.intent.side is Side.BUY and _unseen(context, o)
    ]
    return sum(_with_fee(context, gross) for gross in [*cards, *orders])


def _with_fee(context: RiskContext, gross: Won) -> Won:
    return gross + context.commission.of(gross)


def _margin_needed(context: RiskContext) -> Won:
    """Give what the intent's contracts that open take as margin, and its commission."""
    intent = context.intent
    opening = max(0, intent.shares - context.to_close)
    return opening * _each(context) + context.commission.of(intent.gross)


def _margin_reserved(context: RiskContext) -> Won:
    """Give the margin that other cards and orders will take and the broker cannot know of yet.

    Each is taken to open in full where its owner's position does not cover it.
    """
    cards = [(i, i.shares) for i in context.asked]
    orders = [(o.intent, o.remaining) for o in context.working if _unseen(context, o)]
    return sum(_taken(context, i, n) for i, n in [*cards, *orders])


def _margin_kept(context: RiskContext) -> Won:
    """Give the maintenance margin of all contracts of the symbol held at its price."""
    contract, symbol = _contract(context), context.intent.symbol
    if contract is None:
        return 0
    return contract.margin_to_keep(context.price_of(symbol), context.held(symbol))


def _unseen(context: RiskContext, order: Order) -> bool:
    """Tell whether the broker's orderable amount cannot know of an order yet."""
    known = order.sent_at is not None and order.sent_at < context.account.seen_at
    return order.state not in RESTING or not known


def _taken(context: RiskContext, intent: OrderIntent, left: int) -> Won:
    asked = replace(intent, shares=left)
    if not opens(asked, context.books):
        return 0
    margin = intent.margin * left if intent.multiplier else intent.worth_of(left)
    return margin + context.commission.of(intent.worth_of(left))


def _each(context: RiskContext) -> Won:
    contract = _contract(context)
    # What the card showed must be there too when the price has moved since.
    shown = context.intent.margin
    return max(shown, contract.margin_to_open(context.intent.price)) if contract else shown


def _contract(context: RiskContext) -> Contract | None:
    return context.instrument.contract if context.instrument else None
