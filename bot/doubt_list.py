"""What is not settled: orders in doubt with how far their search has come, and stops."""

from __future__ import annotations

from bot.context import Context
from bot.doubt_words import elapsed
from bot.order_text import summary
from core.domain.calendar import kst_text
from core.domain.order import IN_FLIGHT, Order
from core.domain.switches import HaltLevel, Switch


def in_doubt(context: Context) -> list[Order]:
    """Give the orders whose outcome is not known, oldest first."""
    return sorted((o for o in context.uow.orders.all() if o.state in IN_FLIGHT), key=lambda o: o.id)


def line_of(context: Context, order: Order) -> str:
    """Say for how long, after how many complete looks and with which finding."""
    doubt = context.uow.doubts.get(order.id)
    since = doubt.opened_at if doubt else order.sent_at or order.made_at
    span = elapsed(context.now - since, context.words)
    line = context.t("doubts.line", span=span, looks=doubt.looks if doubt else 0)
    return f"{line} · {context.t(f'finding.{doubt.finding.value}')}" if doubt else line


def doubt_lines(context: Context, symbols: set[str] | None = None) -> list[str]:
    """Name each order in doubt, of some symbols or all, and below it how its search stands."""
    return [
        line
        for order in in_doubt(context)
        if symbols is None or order.intent.symbol in symbols
        for line in (summary(order.intent, context.words), f"  {line_of(context, order)}")
    ]


def stop_line(context: Context, switch: Switch) -> str:
    """Say what a stop stops, who set it, when and why; a frozen symbol tells the difference."""
    key = "status.stop" if switch.until is None else "status.pause"
    return context.t(
        key,
        until=kst_text(switch.until, "%m-%d %H:%M") if switch.until else "",
        scope=context.words.scope(switch.scope.name),
        level=context.t(f"level.{switch.level.value}"),
        by=switch.by,
        at=kst_text(switch.at, "%m-%d %H:%M"),
        reason=context.words.told(switch.reason),
    )


def stops_of(context: Context, symbols: set[str]) -> list[Switch]:
    """Give the engaged stops of these very symbols."""
    names = {f"symbol:{symbol}" for symbol in symbols}
    found = (s for s in context.uow.switches.all() if s.scope.name in names)
    return [s for s in found if s.level is not HaltLevel.NONE]
