"""Orders taken back: the one button under a confirmed card, and the name of what never left."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.cancel_text import cancel_button
from bot.locale.catalogue import Catalogue
from bot.reply import Button, Paragraph, Reply
from core.domain.order import Order, OrderState
from core.flow.waiting_orders import UNDONE

_RESTS: Final = frozenset({OrderState.ACCEPTED, OrderState.PARTIAL})


def undo_offered(ended: Reply, words: Catalogue, *, nonce: str, seconds: int) -> Reply:
    """Add the button of an open undo window; `seconds` is how long it was when it opened."""
    told = words.t("card.undo", seconds=seconds) if seconds else words.t("card.undo_soon")
    button = Button(words.t("button.undo"), f"u:{nonce}")
    return replace(ended, blocks=(*ended.blocks, Paragraph(told)), buttons=((button,),))


def cancel_offered(ended: Reply, order: Order, words: Catalogue) -> Reply:
    """Add the button that cancels what is left of an order, while something is (M7)."""
    if order.state not in _RESTS or order.cancel_wanted:
        return ended
    return replace(ended, buttons=((cancel_button(order, words),),))


def state_text(order: Order, words: Catalogue) -> str:
    """Name an order's state; one that ended before any byte of it left was never cancelled."""
    return words.t("order.withdrawn" if never_left(order) else f"order.{order.state.value}")


def never_left(order: Order) -> bool:
    """Tell whether an order ended without having been sent."""
    return order.state is OrderState.CANCELLED and order.sent_at is None


def was_undone(order: Order) -> bool:
    """Tell whether a person took the order back, who therefore knows."""
    return never_left(order) and order.note == UNDONE
