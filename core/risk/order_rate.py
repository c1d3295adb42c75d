"""Caps how many orders leave a second, a minute and a day, and the won they may turn over."""

from __future__ import annotations

from datetime import timedelta

from core.domain.decision import RuleResult
from core.domain.limits import TURNOVER_EQUITIES
from core.domain.money import Won
from core.domain.order import OPEN, Order, OrderState
from core.domain.saying import say
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "order_rate"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse one order too many of those that left today or are about to.

    The rates a second and a minute protect the broker's line and hold for both sides, but
    only at the press: a proposal sends nothing. The day's count and turnover (both sides
    counted) stop purchases only, for a limit must never lock somebody in (INV-20).
    """
    sent = [o for o in context.orders if o.sent_at is not None or o.state is OrderState.READY]
    return _rates(context, sent) or _day(context, sent) or _turnover(context, sent)


def _rates(context: RiskContext, sent: list[Order]) -> RuleResult | None:
    # A flattening is one act of a person: its orders wait for each other at the broker's pace.
    if context.stage != "press" or context.intent.flatten:
        return None
    limits = context.limits
    for seconds, most in ((1, limits.orders_per_second), (60, limits.orders_per_minute)):
        since = context.now - timedelta(seconds=seconds)
        count = sum((o.sent_at or o.made_at) > since for o in sent) + 1
        if count > most:
            found = say("risk.order_rate.in_window", orders=count, window_s=seconds)
            limit = say("risk.order_rate.per_window", most_orders=most, window_s=seconds)
            text = say("risk.order_rate.too_fast", most_orders=most, window_s=seconds)
            return refuse(NAME, found, limit, text)
    return None


def _day(context: RiskContext, sent: list[Order]) -> RuleResult | None:
    count, most = len(sent) + 1, context.limits.orders_per_day
    if not context.opening or count <= most:
        return None
    found = say("risk.order_rate.today", orders=count)
    limit = say("risk.order_rate.per_day", most_orders=most)
    return refuse(NAME, found, limit, context.say("risk.order_rate.day_over", most_orders=most))


def _turnover(context: RiskContext, sent: list[Order]) -> RuleResult:
    total = sum(traded(o) for o in sent) + context.intent.gross
    most = min(context.limits.turnover_won, TURNOVER_EQUITIES * max(0, context.equity))
    observed = say("risk.order_rate.turnover", orders=len(sent) + 1, total_won=total)
    limit = say("risk.order_rate.turnover_most", most_won=most)
    if not context.opening or total <= most:
        return allow(NAME, observed, limit)
    text = say("risk.order_rate.turnover_over", total_won=total, most_won=most)
    return refuse(NAME, observed, limit, text)


def traded(order: Order) -> Won:
    """Give the won that an order turned over or may still turn over."""
    waiting = order.intent.worth_of(order.remaining) if order.state in OPEN else 0
    return order.amount + waiting
