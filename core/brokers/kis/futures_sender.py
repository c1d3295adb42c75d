"""Sends orders and cancels of a futures account once each and says what their answers prove."""

from __future__ import annotations

from dataclasses import replace

from core.brokers.kis import futures_calls as calls
from core.brokers.kis.client import KisClient
from core.brokers.kis.codes import FUTURES_PROOFS
from core.brokers.kis.futures_body import cancel_body, order_request
from core.brokers.kis.sender import LastWord, never, unjournaled
from core.domain.order import OrderIntent
from core.errors import NotSent
from core.net.limiter import Lane
from core.net.outcome import classify


class FuturesSender:
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
        SHA-256 is not `body_sha` never leave (INV-01).
        """
        tr_id, body = order_request(intent, self._client.place)
        evidence = await self._client.post(
            calls.ORDER, tr_id, body, lane=Lane.ORDER,
            last_word=lambda: unjournaled(intent, body, body_sha) or self._last_word(intent),
        )  # fmt: skip
        known_number = evidence.number in known
        return classify(replace(evidence, known=known_number), FUTURES_PROOFS).number()

    async def cancel(self, number: str, rest: int) -> None:
        """Send a cancel of what is left of BRANCH-NUMBER; raises NotSent, Refused or InDoubt."""
        branch, _, bare = number.partition("-")
        if not branch or not bare:
            raise NotSent(f"{number!r} is no order number of KIS; it is written BRANCH-NUMBER")
        place = self._client.place
        evidence = await self._client.post(
            calls.CANCEL, place.futures.cancel, cancel_body(bare, rest, place), lane=Lane.CANCEL
        )
        classify(evidence, FUTURES_PROOFS).number()
