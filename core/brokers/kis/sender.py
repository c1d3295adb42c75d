"""Sends orders and cancels of one account once each and says what their answers prove."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from core.brokers.kis import calls
from core.brokers.kis.client import KisClient
from core.brokers.kis.codes import PROOFS
from core.brokers.kis.order_body import cancel_body, order_request
from core.domain.order import OrderIntent
from core.errors import NotSent
from core.net.limiter import Lane
from core.net.outcome import Proofs, classify

LastWord = Callable[[OrderIntent], str]


def never(_intent: OrderIntent) -> str:
    """Stop nothing."""
    return ""


def unjournaled(intent: OrderIntent, body: bytes, body_sha: str) -> str:
    """Say that bytes are not those whose hash was stored before; empty when they are (INV-01)."""
    if hashlib.sha256(body).hexdigest() == body_sha:
        return ""
    return f"intent {intent.id}: these bytes are not the ones that were journaled"


def branch_and_number(number: str) -> tuple[str, str]:
    """Give the two parts of BRANCH-NUMBER; raises NotSent when one is missing."""
    branch, _, bare = number.partition("-")
    if not branch or not bare:
        raise NotSent(f"{number!r} is no order number of KIS; it is written BRANCH-NUMBER")
    return branch, bare


class Sender(ABC):
    """`last_word` is asked after all waiting, right before an order's bytes leave."""

    path: ClassVar[str]
    proofs: ClassVar[Proofs]

    def __init__(self, client: KisClient, *, last_word: LastWord = never) -> None:
        self._client = client
        self._last_word = last_word

    @abstractmethod
    def _request(self, intent: OrderIntent) -> tuple[str, bytes]:
        """Give TR id and body of an order; raises NotSent unless it reads back as the order."""

    def encode(self, intent: OrderIntent) -> bytes:
        """Give the body of an order; raises NotSent when it does not read back as the order."""
        return self._request(intent)[1]

    async def order(self, intent: OrderIntent, known: frozenset[str], *, body_sha: str) -> str:
        """Send an order; gives BRANCH-NUMBER or raises NotSent, Refused or InDoubt.

        An answer with a number in `known` is another order's answer: doubt. Bytes whose
        SHA-256 is not `body_sha` never leave: the journal has another order (INV-01).
        """
        tr_id, body = self._request(intent)
        evidence = await self._client.post(
            self.path, tr_id, body, lane=Lane.ORDER,
            last_word=lambda: unjournaled(intent, body, body_sha) or self._last_word(intent),
        )  # fmt: skip
        known_number = evidence.number in known
        return classify(replace(evidence, known=known_number), self.proofs).number()


class KisSender(Sender):
    """Sends what is for a share account."""

    path = calls.ORDER
    proofs = PROOFS

    def _request(self, intent: OrderIntent) -> tuple[str, bytes]:
        return order_request(intent, self._client.place)

    async def cancel(self, number: str, _rest: int) -> None:
        """Send a cancel of all of BRANCH-NUMBER; raises NotSent, Refused or InDoubt."""
        branch, bare = branch_and_number(number)
        place = self._client.place
        evidence = await self._client.post(
            calls.CANCEL, place.tr.cancel, cancel_body(branch, bare, place), lane=Lane.CANCEL
        )
        classify(evidence, self.proofs).number()
