"""Makes orders that open wait after the broker refused one for the symbol."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from core.domain.decision import RuleResult
from core.domain.order import OrderState
from core.domain.saying import say
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "cooldown"
_NOT_TAKEN = frozenset({OrderState.REJECTED, OrderState.SENDING, OrderState.UNKNOWN})


@RULES.add(NAME)
def check(context: RiskContext) -> RuleResult:
    """Refuse purchases for `cooldown_s`, doubling with each refusal in a row to the most.

    An order of the symbol that the broker took resets the count (strategies.md 9). The wait
    is over when it has passed exactly; sales never wait (INV-20).
    """
    times = _in_a_row(context)
    if not times or not context.opening:
        none = say("risk.cooldown.refusals", refusals=len(times))
        return allow(NAME, none, context.say("risk.cooldown.buys_wait"))
    wait = _wait(context, len(times))
    left = max(times) + wait - context.now
    last = max(times).isoformat()
    observed = say("risk.cooldown.last", refusals=len(times), last_at=last)
    limit = say("risk.cooldown.wait", wait_s=_seconds(wait))
    if left <= timedelta(0):
        return allow(NAME, observed, limit)
    text = say("risk.cooldown.too_soon", refusals=len(times), left_s=_seconds(left))
    return refuse(NAME, observed, limit, text)


def _in_a_row(context: RiskContext) -> list[datetime]:
    symbol = context.intent.symbol
    taken = [
        o.sent_at
        for o in context.orders
        if o.intent.symbol == symbol and o.sent_at and o.state not in _NOT_TAKEN
    ]
    since = max(taken, default=None)
    times = [r.at for r in context.refusals if r.symbol == symbol]
    return [at for at in times if since is None or at >= since]


def _wait(context: RiskContext, refusals: int) -> timedelta:
    limits = context.limits
    # 2 ** 12 minutes are far beyond the most, and a long row must not make a huge number.
    doubled = limits.cooldown_s * 2 ** min(refusals - 1, 12)
    return timedelta(seconds=min(doubled, limits.cooldown_max_s))


def _seconds(span: timedelta) -> int:
    return ceil(span / timedelta(seconds=1))
