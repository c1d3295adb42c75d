"""Puts the KIS adapter together: one key, one limiter, one issuer of tokens, both ports."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.brokers.kis.auth import approval_key, issue_token
from core.brokers.kis.broker import KisBroker
from core.brokers.kis.client import KisClient
from core.brokers.kis.market import KisMarket
from core.brokers.kis.place import KisPlace
from core.brokers.kis.sender import LastWord, never
from core.brokers.kis.stream import KisStream
from core.brokers.kis.view import Viewer
from core.clock import Clock, real_sleep
from core.domain.calendar import Calendar
from core.domain.costs import Commission
from core.net.http import Http, Reply, TransportMaker
from core.net.limiter import Limiter, Sleep
from core.net.socket import Connect, connect
from core.net.tokens import Token, TokenIssuer, TokenStore


def _nothing(_secret: str) -> None:
    return


def _unheard(_reply: Reply) -> None:
    return


@dataclass(frozen=True, slots=True)
class KisParts:
    """What the adapter takes from outside; only `clock`, `calendar` and `rng` are needed.

    `gap_s` is the least time between two calls, for accounts with a lower limit than the usual
    (new ones have it for some days). `tokens` outlives the process (a SealedFile, one for each
    key). `learned` hears each secret that comes up, for the log's redactor. `api_media`: see
    Viewer. `last_word`: see KisSender. `heard` is told of each signed answer.
    """

    clock: Clock
    calendar: Calendar
    rng: random.Random
    tokens: TokenStore | None = None
    commission: Commission | None = None
    gap_s: float | None = None
    api_media: frozenset[str] = frozenset()
    last_word: LastWord = never
    learned: Callable[[str], None] = _nothing
    heard: Callable[[Reply], None] = _unheard
    transport: TransportMaker | None = None
    opener: Connect = connect
    sleep: Sleep = real_sleep


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
        self.market = KisMarket(self.client, self._http, clock=parts.clock, calendar=parts.calendar)
        viewer = Viewer(
            parts.calendar, commission=parts.commission, listing=self.market.listed,
            api_media=parts.api_media,
        )  # fmt: skip
        self.broker = KisBroker(self.client, viewer, clock=parts.clock, last_word=parts.last_word)

    def stream(self, symbols: Iterable[str] = ()) -> KisStream:
        """Make the push feed of own orders, and of trades of some symbols."""
        parts = self._parts
        return KisStream(
            self.place, self._approval, symbols=symbols, rng=parts.rng, opener=parts.opener,
            sleep=parts.sleep,
        )  # fmt: skip

    async def close(self) -> None:
        """Close the kept connections."""
        await self._http.close()

    async def _token(self) -> Token:
        return await issue_token(self.place, self._http, self._limiter)

    async def _approval(self) -> str:
        key = await approval_key(self.place, self._http, self._limiter)
        self._parts.learned(key)
        return key
