"""A face without a person: keeps the cards it is shown and presses them as it was told."""

from __future__ import annotations

import random
from collections import deque
from enum import StrEnum

from core.domain.approval import Actor, MessageRef
from core.domain.commands import Press
from core.domain.journal import Outgoing, OutKind
from core.ports import Nonces

ACTOR = Actor("auto", "auto", "auto", "auto")


class Approve(StrEnum):
    """What the automatic person answers."""

    ALL = "all"
    NONE = "none"
    REJECT = "reject"
    HALF = "half"


class AutoFace:
    """Delivers to nobody and answers one card at a time; the same seed gives the same answers."""

    name = "auto"

    def __init__(self, nonces: Nonces, approve: Approve, rng: random.Random) -> None:
        self._nonces = nonces
        self._approve = approve
        self._rng = rng
        self._cards: deque[Outgoing] = deque()
        self.shown = 0

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        """Take a message; only cards are remembered."""
        if outgoing.kind is not OutKind.CARD:
            return None
        self.shown += 1
        self._cards.append(outgoing)
        return MessageRef(self.name, outgoing.chat, outgoing.subject)

    @property
    def waiting(self) -> bool:
        """Tell whether a card waits for its answer."""
        return bool(self._cards)

    def next_press(self) -> Press | None:
        """Give the answer to the oldest card that has none, or None."""
        if self._approve is Approve.NONE:
            self._cards.clear()
        if not self._cards:
            return None
        card = self._cards.popleft()
        nonce = self._nonces.nonce(card.subject)
        message = MessageRef(self.name, card.chat, card.subject)
        return Press(nonce, self._yes(), ACTOR, message)

    def _yes(self) -> bool:
        if self._approve is Approve.HALF:
            return self._rng.random() < 0.5
        return self._approve is Approve.ALL
