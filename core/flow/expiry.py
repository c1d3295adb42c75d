"""The end of cards: how long each kind lives, and the countdown until then."""

from __future__ import annotations

from typing import Final

from core.domain.approval import Approval
from core.domain.journal import OutKind
from core.domain.limits import CARD_MOST_S
from core.domain.order import OrderIntent
from core.flow.desk import Desk
from core.flow.notify import tell
from core.flow.purpose import Purpose, purpose_of

# Seconds left at which an open card is drawn anew: never two within 15 s.
STEPS: Final = (240, 180, 120, 60, 30, 15)


def life_s(desk: Desk, intent: OrderIntent) -> int:
    """Give the seconds that the card of an order may be pressed."""
    protects = purpose_of(desk, intent) is Purpose.PROTECT
    own = desk.expiry.stop_s if protects else 0
    return min(CARD_MOST_S, own or desk.limits.card_life_s)


def count_down(desk: Desk) -> None:
    """Have the cards that wait drawn anew at a few moments, so that they show the time left."""
    if not desk.expiry.countdown:
        return
    for card in desk.open_cards():
        left = (card.expires_at - desk.now).total_seconds()
        step = min((s for s in STEPS if left <= s), default=0)
        whole = (card.expires_at - card.asked_at).total_seconds()
        if 0 < step < whole and not _told(desk, card, step):
            tell(
                desk, OutKind.CARD_TICK, card.id, correlation=card.intent.correlation,
                words={"left": step},
            )  # fmt: skip


def _told(desk: Desk, card: Approval, step: int) -> bool:
    """Tell whether this step was drawn, or one before it still waits to be."""
    ticks = (o for o in desk.uow.outbox.all() if o.kind is OutKind.CARD_TICK)
    mine = [o for o in ticks if o.subject == card.id]
    return any(o.delivered_at is None or int(dict(o.fields)["left"]) <= step for o in mine)
