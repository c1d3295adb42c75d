"""Orders of others in the same account: noted once, so that they never prove one of ours."""

from __future__ import annotations

from datetime import date

from core.domain.commands import BrokerRow, BrokerView
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT
from core.domain.plan import Cursor
from core.flow.desk import Desk
from core.flow.doubt import links
from core.flow.doubt.match import API, is_exact
from core.flow.doubt.opening import window
from core.flow.notify import notice


def shared_name(day: date) -> str:
    """Give the cursor that marks a day on which another program used our channel."""
    return f"shared:{day.isoformat()}"


def is_shared(desk: Desk) -> bool:
    """Tell whether another program orders through our channel today (A23)."""
    return desk.uow.cursors.get(shared_name(desk.today)) is not None


def strangers(desk: Desk, view: BrokerView) -> None:
    """Note the rows that can be nobody's here; one of our own channel is told (A23)."""
    flying = [o.intent for o in desk.uow.orders.all() if o.state in IN_FLIGHT]
    # Whatever is of a symbol and side in flight may yet be ours, however odd it looks.
    held_back = {(i.symbol, i.side.value) for i in flying}
    watched = [
        o for o in desk.uow.orders.all()
        if (doubt := desk.uow.doubts.get(o.id)) is not None and not doubt.closed
    ]  # fmt: skip
    for row in view.rows:
        if row.parent or (row.symbol, row.side) in held_back:
            continue
        if links.is_taken(desk, view.day, row.number):
            continue
        if not any(is_exact(o.intent, row, window(desk, o)) for o in watched):
            _outside(desk, view.day, row)


def _outside(desk: Desk, day: date, row: BrokerRow) -> None:
    links.tie_outside(desk, day, row.number)
    name = shared_name(day)
    if row.channel != API or desk.uow.cursors.get(name) is not None:
        return
    desk.uow.cursors.put(Cursor(name, row.number))
    notice(
        desk, "notice.other_program", Severity.CRITICAL, number=row.number, symbol=row.symbol,
        name=desk.name(row.symbol), side=row.side, shares=row.shares, price=row.price,
    )  # fmt: skip
