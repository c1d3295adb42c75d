"""The ten ticks' record of one symbol, under the keys that the first seed stores (S0-22)."""

from __future__ import annotations

from typing import Any

from core.domain.order import OPEN, Order
from core.domain.position import Book, Fill
from core.domain.signal import Side
from core.flow.lots import stage_of
from core.ports import UnitOfWork


def lot_record(uow: UnitOfWork, owner: str, symbol: str) -> dict[str, Any]:
    """Give code, status, and what was ordered and filled on each side, as JSON takes it.

    Prices and amounts are won. Orders are those that work now; fills those of what is held, or of
    the last days while nothing is.
    """
    book = uow.books.get(f"{owner}:{symbol}") or Book(owner, symbol)
    key = (owner, symbol)
    orders = [o for o in uow.orders.all() if (o.intent.owner, o.intent.symbol) == key]
    fills = [f for f in uow.fills.all() if (f.owner, f.symbol) == key]
    return {
        "code": symbol,
        "status": stage_of(uow, book).value,
        "매수주문": [_ordered(o) for o in orders if _works(o, Side.BUY)],
        "매수완료": [_filled(f) for f in fills if f.side is Side.BUY],
        "매도주문": [_ordered(o) for o in orders if _works(o, Side.SELL)],
        "매도완료": [_filled(f) for f in fills if f.side is Side.SELL],
    }


def _works(order: Order, side: Side) -> bool:
    return order.state in OPEN and order.intent.side is side


def _ordered(order: Order) -> dict[str, Any]:
    return {
        "주문번호": order.number or "",
        "주문수량": order.intent.shares,
        "체결수량": order.filled,
        "주문가격": order.intent.price,
    }


def _filled(fill: Fill) -> dict[str, Any]:
    return {
        "체결수량": fill.shares,
        "체결금액": fill.amount,
        "체결시각": fill.at.isoformat(),
    }
