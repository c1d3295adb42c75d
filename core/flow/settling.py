"""How long holdings and money may lag behind the list of orders before they count as different.

Brokers show a fill in their lists at different times; up to three minutes were seen (F24).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from core.domain.calendar import trading_date
from core.domain.plan import Cursor
from core.flow.desk import Desk

SETTLE: Final = timedelta(seconds=180)
CASH: Final = "cash"


def waits(desk: Desk, what: str) -> bool:
    """Tell whether a difference of a symbol or of `CASH` may still be news on its way.

    Only where something traded lately or may trade now: what nothing explains is told at once.
    """
    since = desk.differs_since.setdefault(what, desk.now)
    last = _last_trade(desk, what)
    if last is not None and desk.now - last <= SETTLE:
        return True
    orders = [o for o in desk.open_orders() if what in (CASH, o.intent.symbol)]
    return bool(orders) and desk.now - since <= SETTLE


def settled(desk: Desk, what: str) -> None:
    """Note that a symbol or the money agrees again."""
    desk.differs_since.pop(what, None)


def differs(desk: Desk, what: str, why: str) -> bool:
    """Remember a difference, or its end by an empty text; tells whether it is news."""
    name = f"mismatch:{what}"
    known = desk.uow.cursors.get(name)
    if (known.value if known else "") == why:
        return False
    desk.uow.cursors.put(Cursor(name, why))
    return True


def doubted(desk: Desk, day: date) -> bool:
    """Tell whether an order of a day was ever in doubt.

    Rows that a person gave to another order than before may be booked under both for a while.
    """
    orders = (desk.uow.orders.get(d.order_id) for d in desk.uow.doubts.all())
    return any(o is not None and o.sent_at and trading_date(o.sent_at) == day for o in orders)


def _last_trade(desk: Desk, what: str) -> datetime | None:
    fills = (f.at for f in desk.uow.fills.all() if what in (CASH, f.symbol))
    outside = (at for symbol, at in desk.outside_at.items() if what in (CASH, symbol))
    return max((*fills, *outside), default=None)
