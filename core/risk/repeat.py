"""Stops a symbol on which orders or refusals repeat too fast (INV-15)."""

from __future__ import annotations

from datetime import timedelta

from core.domain.decision import RuleResult
from core.domain.order import OrderState
from core.domain.saying import say
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "repeat"


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse when as many orders of this symbol and side, or refusals of the symbol, are new.

    Three orders may leave within the window, the fourth stops the symbol. Both sides are
    held: a runaway exit is a runaway. Who keeps the refusal must freeze the symbol until a
    person re-enables it; `context.frozen` says that this was done.
    """
    limits, window = context.limits, context.limits.repeat_window_s
    orders, refusals = _orders(context), _refusals(context)
    observed = say("risk.repeat.counts", orders=orders, refusals=refusals, window_s=window)
    limit = say(
        "risk.repeat.below",
        most_orders=limits.repeat_orders,
        most_refusals=limits.repeat_refusals,
        window_s=window,
    )
    if context.frozen:
        return refuse(NAME, say("risk.repeat.frozen"), limit, say("risk.repeat.lift"))
    if orders >= limits.repeat_orders:
        text = say("risk.repeat.many_orders", orders=orders, window_s=window)
        return refuse(NAME, observed, limit, text)
    if refusals >= limits.repeat_refusals:
        text = say("risk.repeat.many_refusals", refusals=refusals, window_s=window)
        return refuse(NAME, observed, limit, text)
    return allow(NAME, observed, limit)


def _orders(context: RiskContext) -> int:
    intent, since = context.intent, context.now - _window(context)
    times = (
        o.sent_at or o.made_at
        for o in context.orders
        if (o.intent.symbol, o.intent.side) == (intent.symbol, intent.side)
        and (o.sent_at is not None or o.state is OrderState.READY)
    )
    return sum(at > since for at in times)


def _refusals(context: RiskContext) -> int:
    since = context.now - _window(context)
    return sum(r.symbol == context.intent.symbol and r.at > since for r in context.refusals)


def _window(context: RiskContext) -> timedelta:
    return timedelta(seconds=context.limits.repeat_window_s)
