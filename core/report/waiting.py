"""What waits when a report is made: cards for a press, orders for a fill, wishes for a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from core.domain.approval import Approval, ApprovalState
from core.domain.order import RESTING, Order
from core.domain.signal import Signal, SignalState
from core.report.period import WaitLine

CARD, ORDER, WISH = "card", "order", "wish"


def waiting(
    approvals: Iterable[Approval],
    orders: Iterable[Order],
    signals: Sequence[Signal],
    name: Callable[[str], str],
) -> tuple[WaitLine, ...]:
    """List what waits by its kind, oldest first; `name` gives the name of a symbol."""
    cards = [
        WaitLine(CARD, name(i.symbol), i.side.value, i.shares, i.price)
        for i in (a.intent for a in approvals if a.state is ApprovalState.OPEN)
    ]
    resting = sorted((o for o in orders if o.state in RESTING), key=lambda o: o.id)
    open_orders = [
        WaitLine(ORDER, name(o.intent.symbol), o.intent.side.value, o.intent.shares - o.filled,
                 o.intent.price)
        for o in resting
    ]  # fmt: skip
    wishes = [
        WaitLine(WISH, name(s.symbol), s.side.value, 0, s.ref_price)
        for s in sorted(signals, key=lambda s: (s.made_at, s.id))
        if s.state is SignalState.WAITING
    ]
    return (*cards, *open_orders, *wishes)
