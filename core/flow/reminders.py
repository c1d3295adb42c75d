"""A word about a card that nobody answered for half its time (M5); once a card."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.approval import Approval
from core.flow.desk import Desk
from core.flow.notify import notice

REMINDER: Final = "notice.card_waits"


def remind(desk: Desk) -> None:
    """Say once of each card that half its time went by without an answer."""
    late = [a for a in desk.open_cards() if desk.now - a.asked_at >= _half(a)]
    if not late:
        return
    told = {dict(o.fields).get("card") for o in desk.uow.outbox.all() if o.subject == REMINDER}
    for approval in [a for a in late if a.id not in told]:
        intent, left = approval.intent, approval.expires_at - desk.now
        notice(
            desk, REMINDER, card=approval.id, name=intent.name, side=intent.side.value,
            seconds=int(left.total_seconds()),
        )  # fmt: skip


def _half(card: Approval) -> timedelta:
    return (card.expires_at - card.asked_at) / 2
