"""Caps how many orders leave a second, a minute and a day, and the won they may turn over."""

from __future__ import annotations

from datetime import timedelta

from core.domain.decision import RuleResult
from core.domain.money import Won, won_text
from core.domain.order import OPEN, Order, OrderState
from core.risk.base import RULES, RiskContext, allow, refuse

NAME = "order_rate"
# reliability.md 4.4: the day's turnover never passes three times the equity.
TURNOVER_CEILING = 3


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
    if context.stage != "press":
        return None
    limits = context.limits
    for seconds, most in ((1, limits.orders_per_second), (60, limits.orders_per_minute)):
        since = context.now - timedelta(seconds=seconds)
        count = sum((o.sent_at or o.made_at) > since for o in sent) + 1
        if count > most:
            text = f"{seconds}초에 주문 {most}건까지입니다. 잠시 뒤 다시 누르세요"
            return refuse(NAME, f"{count} in {seconds} s", f"{most} in {seconds} s", text)
    return None


def _day(context: RiskContext, sent: list[Order]) -> RuleResult | None:
    count, most = len(sent) + 1, context.limits.orders_per_day
    if not context.buying or count <= most:
        return None
    text = f"오늘 주문 {most}건을 다 썼습니다. 오늘은 매도만 됩니다"
    return refuse(NAME, f"{count} today", f"{most} a day", text)


def _turnover(context: RiskContext, sent: list[Order]) -> RuleResult:
    total = sum(_value(o) for o in sent) + context.intent.gross
    most = min(context.limits.turnover_won, TURNOVER_CEILING * max(0, context.equity))
    observed, limit = f"{len(sent) + 1} today, {won_text(total)}", f"{won_text(most)} a day"
    if not context.buying or total <= most:
        return allow(NAME, observed, limit)
    text = f"오늘 거래금액 {won_text(total)}: 한도 {won_text(most)}. 내일 다시 하세요"
    return refuse(NAME, observed, limit, text)


def _value(order: Order) -> Won:
    waiting = order.remaining * order.intent.price if order.state in OPEN else 0
    return order.amount + waiting
