"""The push feed as hints: a frame only says where to look next, a gap says look at everything."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import structlog

from core.brokers.kis import calls, notices
from core.brokers.kis.notices import Ack, Notice
from core.brokers.kis.numbers import BadField
from core.brokers.kis.place import KisPlace
from core.clock import real_sleep
from core.errors import ReadFailed, Refused
from core.net.limiter import Sleep
from core.net.socket import Connect, Wire, connect

# Sheet 5.6: the 42nd registration is refused; 40 leaves room for another reader's count.
FEEDS_MAX: Final = 40
SILENCE_S: Final = 15.0
BETWEEN_SUBSCRIPTIONS_S: Final = 0.1
FIRST_PAUSE_S: Final = 0.5
LAST_PAUSE_S: Final = 30.0
# KIS keeps a lost session for a while: coming back at once pushes nobody out but ourselves.
IN_USE_PAUSE_S: Final = 10.0
STEADY_FRAMES: Final = 3
IN_USE: Final = "OPSP8996"
ALREADY: Final = "OPSP0002"
BAD_KEY: Final = frozenset({"OPSP0010", "OPSP0011", "OPSP9994", "OPSP9996"})
REGISTER: Final = "1"
PATH: Final = "/tryitout"
STARTS: Final = "push feed starts"

ApprovalKey = Callable[[], Awaitable[str]]


class HintKind(StrEnum):
    """What a frame was about."""

    ORDER = "order"
    TRADE = "trade"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Hint:
    """Look at this symbol, or this order; `notice` is evidence to compare with, never to book."""

    kind: HintKind
    symbol: str
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Frames may have been missed: look at everything. `alarm` when a person should know.

    `over` tells that the session itself is lost and will be opened again.
    """

    reason: str
    alarm: bool = False
    over: bool = field(default=False, compare=False)


class _Lost(Exception):
    """Raised inside when the session is over; carries the gap to tell and the least pause."""

    def __init__(self, gap: Gap, *, pause_s: float = 0.0) -> None:
        super().__init__(gap.reason)
        self.gap = gap
        self.pause_s = pause_s


@dataclass(frozen=True, slots=True)
class Feeds:
    """The feeds of one kind of account by their TR ids, and how their records are read."""

    notices: str
    trades: str
    book: str
    notice: Callable[[tuple[str, ...]], Notice]
    traded: Callable[[tuple[str, ...]], str]


class KisStream:
    """One push session of a key; reconnects for ever with a growing pause.

    Raises ValueError for more feeds than a session may have. `silence_s` is how long the feed may
    say nothing, not even its beat, before the connection counts as dead.
    """

    def __init__(
        self,
        place: KisPlace,
        approval: ApprovalKey,
        *,
        symbols: Iterable[str] = (),
        feeds: Feeds | None = None,
        rng: random.Random,
        opener: Connect = connect,
        sleep: Sleep = real_sleep,
        silence_s: float = SILENCE_S,
    ) -> None:
        self._place = place
        self._approval = approval
        self._kind = feeds or shares_feeds(place)
        self._feeds = _feeds(place, self._kind, symbols)
        self._rng = rng
        self._open = opener
        self._sleep = sleep
        self._silence_s = silence_s
        self._key = ""
        self._log = structlog.get_logger("kis.push")

    async def hints(self) -> AsyncIterator[Hint | Gap]:
        """Give hints as they come, and a gap at every start, loss and unreadable frame."""
        pause = FIRST_PAUSE_S
        while True:
            steady = 0
            try:
                async with aclosing(self._session()) as session:
                    async for one in session:
                        steady += 1
                        yield one
            except _Lost as lost:
                self._log.warning("push feed lost", reason=lost.gap.reason)
                yield replace(lost.gap, over=True)
                pause = FIRST_PAUSE_S if steady >= STEADY_FRAMES else pause
                await self._sleep(max(lost.pause_s, pause * self._rng.uniform(0.5, 1.0)))
                pause = min(pause * 2, LAST_PAUSE_S)

    async def _session(self) -> AsyncGenerator[Hint | Gap, None]:
        wire = await self._connected()
        keys: dict[str, tuple[str, str]] = {}
        try:
            await self._subscribe(wire)
            # Nothing is replayed: what happened while nobody listened shows in a look only.
            yield Gap(STARTS)
            while True:
                text = await self._next(wire)
                found = await self._take(text, wire, keys)
                for one in found:
                    yield one
        except ReadFailed as error:
            raise _Lost(Gap(str(error))) from error
        finally:
            await wire.close()

    async def _connected(self) -> Wire:
        try:
            if not self._key:
                self._key = await self._approval()
            return await self._open(_address(self._place.host.push))
        except (ReadFailed, Refused) as error:
            raise _Lost(Gap(f"no push feed: {error}")) from error

    async def _subscribe(self, wire: Wire) -> None:
        for tr_id, tr_key in self._feeds:
            await wire.send(_message(self._key, tr_id, tr_key))
            await self._sleep(BETWEEN_SUBSCRIPTIONS_S)

    async def _next(self, wire: Wire) -> str:
        try:
            async with asyncio.timeout(self._silence_s):
                return await wire.receive()
        except TimeoutError as error:
            raise _Lost(Gap(f"push feed silent for {self._silence_s:g} s")) from error

    async def _take(
        self, text: str, wire: Wire, keys: dict[str, tuple[str, str]]
    ) -> list[Hint | Gap]:
        try:
            if not text.startswith("{"):
                return self._data(text, keys)
            answer = notices.ack(text)
        except BadField as error:
            self._log.warning("push frame unread", error=str(error))
            return [Gap(str(error), alarm=True)]
        if answer is None:
            await wire.send(text)
            return []
        return self._heed(answer, keys)

    def _heed(self, answer: Ack, keys: dict[str, tuple[str, str]]) -> list[Hint | Gap]:
        if answer.success:
            keys[answer.tr_id] = (answer.key, answer.iv)
            return []
        if answer.code == IN_USE:
            gap = Gap("another session uses this key: push feed is off", alarm=True)
            raise _Lost(gap, pause_s=IN_USE_PAUSE_S)
        if answer.code in BAD_KEY:
            self._key = ""
            raise _Lost(Gap(f"push key refused: {answer.code}"))
        if answer.code == ALREADY:
            return []
        return [Gap(f"feed {answer.tr_id} refused: {answer.code}", alarm=True)]

    def _data(self, text: str, keys: dict[str, tuple[str, str]]) -> list[Hint | Gap]:
        if not text:
            return []
        found = notices.frame(text, keys)
        if found.tr_id == self._kind.notices:
            seen = [self._kind.notice(record) for record in found.records]
            return [Hint(HintKind.ORDER, n.symbol, n) for n in seen if self._is_ours(n)]
        by_feed = {self._kind.trades: HintKind.TRADE, self._kind.book: HintKind.BOOK}
        kind = by_feed.get(found.tr_id)
        if kind is None:
            return []
        symbols = dict.fromkeys(self._kind.traded(record) for record in found.records)
        return [Hint(kind, symbol) for symbol in symbols]

    def _is_ours(self, seen: Notice) -> bool:
        account = self._place.account
        return seen.account == account.number.get_secret_value() + account.product


def shares_feeds(place: KisPlace) -> Feeds:
    """Give the feeds of an account of shares."""
    return Feeds(
        place.tr.notices, calls.TRADES_FEED, calls.BOOK_FEED, notices.notice, notices.traded
    )


def _feeds(place: KisPlace, kind: Feeds, symbols: Iterable[str]) -> list[tuple[str, str]]:
    own = place.keys.hts_id
    # Own orders first: the limit must never cost us these.
    feeds = [(kind.notices, own.get_secret_value())] if own else []
    feeds += [(kind.trades, symbol) for symbol in dict.fromkeys(symbols)]
    if len(feeds) > FEEDS_MAX:
        raise ValueError(f"{len(feeds)} feeds are too many: a push session takes {FEEDS_MAX}")
    return feeds


def _address(base: str) -> str:
    # The path of KIS's own sample; its servers take any.
    return base.rstrip("/") + (PATH if urlsplit(base).path in ("", "/") else "")


def _message(key: str, tr_id: str, tr_key: str) -> str:
    header = {
        "approval_key": key, "custtype": "P", "tr_type": REGISTER, "content-type": "utf-8",
    }  # fmt: skip
    return json.dumps({"header": header, "body": {"input": {"tr_id": tr_id, "tr_key": tr_key}}})
