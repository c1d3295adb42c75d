"""What rests makes way for a stop: signals, cards and orders at a strategy's own price."""

from __future__ import annotations

from core.domain.approval import ApprovalState
from core.domain.order import OrderIntent
from core.domain.position import Book
from core.domain.signal import SignalState
from core.flow import cancels
from core.flow.desk import Desk
from core.flow.killswitch import close_card
from core.flow.lots import waiting_signals
from core.flow.wishes import end_signal


def make_way(desk: Desk, book: Book) -> None:
    """Take back what rests or is asked of a holding whose stop was touched: the stop comes first.

    The broker's cancel must be seen before the stop is asked, so that nothing is sold twice.
    """
    for signal in waiting_signals(desk.uow, book):
        if signal.limit:
            end_signal(desk, signal, SignalState.DROPPED, note="stop")
    for card in [c for c in desk.open_cards() if _is_resting(c.intent, book)]:
        close_card(desk, card, ApprovalState.WITHDRAWN, note="stop")
    for order in [o for o in desk.open_orders() if _is_resting(o.intent, book)]:
        cancels.want_cancel(desk, order)


def _is_resting(intent: OrderIntent, book: Book) -> bool:
    return intent.resting and (intent.owner, intent.symbol) == (book.owner, book.symbol)
