"""Cards and orders drawn from the rows that are stored at that moment."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from bot.locale.catalogue import Catalogue
from bot.mode_text import shown_only, went_alone
from bot.order_text import card, card_end, card_moved, progress
from bot.reply import Reply
from bot.take_back_text import cancel_offered, undo_offered
from core.domain.approval import Approval, ApprovalState
from core.domain.modes import by_rule
from core.domain.order import Order, OrderState
from core.flow.check_code import check_code
from core.flow.waiting_orders import button_subject
from core.ports import Nonces, UnitOfWork
from core.registry import Registry
from core.strategies.base import Strategy

Strategies: TypeAlias = Registry[type[Strategy]]


def asked_now(
    approval: Approval, words: Catalogue, *, nonces: Nonces, now: datetime, strategies: Strategies
) -> Reply:
    """Draw an open card with its buttons, or a signal without; `strategies` title its owner."""
    drawn = card(
        approval, words, nonce=nonces.nonce(approval.id), code=check_code(nonces, approval.id),
        now=now, strategy=_title(approval.intent.owner, words, strategies),
    )  # fmt: skip
    shown = approval.state is ApprovalState.SHOWN
    return shown_only(drawn, approval, words) if shown else drawn


def _title(owner: str, words: Catalogue, strategies: Strategies) -> str:
    known = dict(strategies)
    return words.strategy(owner, known[owner].title) if owner in known else ""


def moved_away(approval: Approval, words: Catalogue) -> Reply:
    """Draw a card that is open in another chat."""
    return card_moved(approval, words)


def ended(
    approval: Approval, words: Catalogue, *, uow: UnitOfWork, nonces: Nonces, undo_s: int = 0
) -> Reply:
    """Draw how a card ended, with the one button that still takes its order back.

    `undo_s` is how long the undo window was when this was told, 0 when nobody said.
    """
    order = uow.orders.get(approval.order_id) if approval.order_id else None
    doubt = uow.doubts.get(approval.order_id) if approval.order_id else None
    drawn = card_end(approval, words, order=order, fills=tuple(uow.fills.all()), doubt=doubt)
    if by_rule(approval):
        drawn = went_alone(drawn, approval, words, uow)
    if order is None:
        return drawn
    if order.state is OrderState.READY:
        nonce = nonces.nonce(button_subject(order.id))
        return undo_offered(drawn, words, nonce=nonce, seconds=undo_s)
    return cancel_offered(drawn, order, words)


def told(order: Order, words: Catalogue, *, uow: UnitOfWork, event: str) -> Reply:
    """Draw what happened to an order."""
    return progress(order, words, fills=tuple(uow.fills.all()), event=event)
