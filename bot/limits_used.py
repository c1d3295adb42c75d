"""How much of each risk limit is used; reckoned as the rules reckon it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.context import Context
from bot.valuation import Valuation
from core.domain.approval import ApprovalState
from core.domain.calendar import trading_date
from core.domain.money import ratio_of
from core.domain.order import OPEN, Order, OrderIntent
from core.domain.position import OUTSIDE
from core.domain.signal import Side
from core.risk.order_rate import traded

# What counts from the morning on; of the others only what is there now counts.
OF_A_DAY: Final = frozenset({"orders_per_day", "turnover_won", "daily_loss"})


def used_now(context: Context, worth: Valuation) -> Mapping[str, Decimal]:
    """Give what is used of the limits that something counts against, in their units.

    Without an account only orders are counted.
    """
    sent = _sent_today(context)
    minute = context.now - timedelta(minutes=1)
    found = {
        "orders_per_day": Decimal(len(sent)),
        "orders_per_minute": Decimal(sum(o.sent_at > minute for o in sent if o.sent_at)),
        "turnover_won": Decimal(sum(traded(o) for o in sent)),
        "max_positions": Decimal(len(_symbols(context))),
    }
    if worth.account is None:
        return found
    start = worth.account.day_start_equity
    return found | {
        "daily_loss": max(Decimal(0), ratio_of(start - worth.equity, start)),
        "symbol_weight": max(_weights(worth).values(), default=Decimal(0)),
    }


def _weights(worth: Valuation) -> dict[str, Decimal]:
    held: dict[str, int] = {}
    for book in worth.books:
        held[book.symbol] = held.get(book.symbol, 0) + abs(worth.worth(book))
    return {symbol: ratio_of(won, worth.equity) for symbol, won in held.items()}


def _sent_today(context: Context) -> list[Order]:
    today = trading_date(context.now)
    rows = context.uow.orders.all()
    return [o for o in rows if o.sent_at and (trading_date(o.sent_at) == today or o.state in OPEN)]


def _symbols(context: Context) -> set[str]:
    books = (b for b in context.uow.books.all() if b.shares and b.owner != OUTSIDE)
    wanted: list[OrderIntent] = [
        *(o.intent for o in context.uow.orders.all() if o.state in OPEN),
        *(a.intent for a in context.uow.approvals.all() if a.state is ApprovalState.OPEN),
    ]
    return {b.symbol for b in books} | {i.symbol for i in wanted if i.side is Side.BUY}
