"""Sends orders and cancels of one account once each and says what their answers prove."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from core.brokers.kis import calls
from core.brokers.kis.client import KisClient
from core.brokers.kis.codes import PROOFS
from core.brokers.kis.order_body import cancel_body, order_request
from core.domain.order import OrderIntent
from core.errors import NotSent
from core.net.limiter import Lane
from core.net.outcome import classify

LastWord = Callable[[OrderIntent], str]


def never(_intent: OrderIntent) -> str:
    """Stop nothing."""
    return ""


def unjournaled(intent: OrderIntent, body: bytes, body_sha: str) -> str:
    """Say that bytes are not those whose hash was stored before; empty when they are (INV-01)."""
    if hashlib.sha256(body).hexdigest() == body_sha:
        return ""
    return f"intent {intent.id}: these bytes are not the ones that were journaled"


class KisSender:
    """`last_word` is asked after all waiting, right before an order's bytes leave."""

    def __init__(self, client: KisClient, *, last_word: LastWord = never) -> None:
        self._client = client
        self._last_word = last_word

    def encode(self, intent: OrderIntent) -> bytes:
        """Give the body of an order; raises NotSent when it does not read back as the order."""
        return order_request(intent, self._client.place)[1]

    async def order(self, intent: OrderIntent, known: frozenset[str], *, body_sha: str) -> str:
        """Send an order; gives BRANCH-NUMBER or raises NotSent, Refused or InDoubt.

        An answer with a number in `known` is another order's answer: doubt. Bytes whose
        SHA-256 is not `body_sha` never leave: the journal has another order (INV-01).
        """
        tr_id, body = order_request(intent, self._client.place)
        evidence = await self._client.post(
            calls.ORDER, tr_id, body, lane=Lane.ORDER,
            last_word=lambda: unjournaled(intent, body, body_sha) or self._last_word(intent),
        )  # fmt: skip
        known_number = evidence.number in known
        return classify(replace(evidence, known=known_number), PROOFS).number()

    async def cancel(self, number: str, _rest: int) -> None:
        """Send a cancel of all of BRANCH-NUMBER; raises NotSent, Refused or InDoubt."""
        branch, _, bare = number.partition("-")
        if not branch or not bare:
            raise NotSent(f"{number!r} is no order number of KIS; it is written BRANCH-NUMBER")
        place = self._client.place
        evidence = await self._client.post(
            calls.CANCEL, place.tr.cancel, cancel_body(branch, bare, place), lane=Lane.CANCEL
        )
        classify(evidence, PROOFS).number()
