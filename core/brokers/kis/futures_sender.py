"""Sends orders and cancels of a futures account once each and says what their answers prove."""

from __future__ import annotations

from core.brokers.kis import futures_calls as calls
from core.brokers.kis.codes import FUTURES_PROOFS
from core.brokers.kis.futures_body import cancel_body, order_request
from core.brokers.kis.sender import Sender, branch_and_number
from core.domain.order import OrderIntent
from core.net.limiter import Lane
from core.net.outcome import classify


class FuturesSender(Sender):
    """Sends what is for a futures account."""

    path = calls.ORDER
    proofs = FUTURES_PROOFS

    def _request(self, intent: OrderIntent) -> tuple[str, bytes]:
        return order_request(intent, self._client.place)

    async def cancel(self, number: str, rest: int) -> None:
        """Send a cancel of what is left of BRANCH-NUMBER; raises NotSent, Refused or InDoubt."""
        _, bare = branch_and_number(number)
        place = self._client.place
        evidence = await self._client.post(
            calls.CANCEL, place.futures.cancel, cancel_body(bare, rest, place), lane=Lane.CANCEL
        )
        classify(evidence, self.proofs).number()
