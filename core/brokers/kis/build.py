"""Puts the KIS adapter together: one key, one limiter, one issuer of tokens, both ports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.brokers.kis.auth import approval_key, hash_key, issue_token, revoke_token
from core.brokers.kis.client import KisClient
from core.brokers.kis.futures_market import KisFuturesMarket
from core.brokers.kis.futures_notices import feeds
from core.brokers.kis.futures_side import futures_side
from core.brokers.kis.market import KisMarket
from core.brokers.kis.parts import KisParts
from core.brokers.kis.place import KisPlace
from core.brokers.kis.share_side import share_side
from core.brokers.kis.stream import KisStream
from core.net.http import Http
from core.net.limiter import Limiter
from core.net.tokens import Token, TokenIssuer

__all__ = ["Kis", "KisParts"]


class Kis:
    """One KIS account in use; close it at the end."""

    def __init__(self, place: KisPlace, parts: KisParts) -> None:
        self.place = place
        self._parts = parts
        host = place.host
        self._http = Http({host.rest, host.master}, transport=parts.transport)
        self._limiter = Limiter(
            parts.clock, gap_s=max(place.gap_s, parts.gap_s or 0.0), sleep=parts.sleep
        )
        issuer = TokenIssuer(
            self._token, clock=parts.clock, store=parts.tokens, learned=parts.learned
        )
        self.tokens = issuer
        self.client = KisClient(
            place, http=self._http, limiter=self._limiter, tokens=issuer, clock=parts.clock,
            rng=parts.rng, sleep=parts.sleep, heard=parts.heard,
        )  # fmt: skip
        self.market: KisMarket | KisFuturesMarket
        if place.account.trades_futures:
            self.market, self.broker = futures_side(self.client, self._http, parts)
        else:
            self.market, self.broker = share_side(self.client, self._http, parts)

    def stream(self, symbols: Iterable[str] = ()) -> KisStream:
        """Make the push feed of own orders, and of trades of some symbols."""
        parts = self._parts
        kind = feeds(self.place) if self.place.account.trades_futures else None
        return KisStream(
            self.place, self._approval, symbols=symbols, feeds=kind, rng=parts.rng,
            opener=parts.opener, sleep=parts.sleep,
        )  # fmt: skip

    async def revoke(self) -> bool:
        """Make KIS refuse the token at hand; False when there is none. Raises ReadFailed, Refused.

        It is not used again even where KIS's answer is lost; the next one may be asked for a
        minute after the last.
        """
        text = await self.tokens.give_up()
        if text is None:
            return False
        await revoke_token(self.place, self._http, self._limiter, text)
        return True

    async def hash_key(self, body: Mapping[str, str]) -> str:
        """Give KIS's hash of a body; see the function of this name."""
        return await hash_key(self.place, self._http, self._limiter, body)

    async def close(self) -> None:
        """Close the kept connections."""
        await self._http.close()

    async def _token(self) -> Token:
        return await issue_token(self.place, self._http, self._limiter)

    async def _approval(self) -> str:
        key = await approval_key(self.place, self._http, self._limiter)
        self._parts.learned(key)
        return key
