"""Signed calls of one KIS key: reads repeat with jitter under a deadline, orders go out once."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import structlog

from core.brokers.kis import numbers
from core.brokers.kis.codes import DEAD_TOKEN, TOO_FAST
from core.brokers.kis.envelope import Envelope, envelope
from core.brokers.kis.numbers import BadField
from core.brokers.kis.place import KisPlace, secrets_of
from core.clock import Clock, real_sleep
from core.errors import InDoubt, NotSent, ReadFailed
from core.net.http import Ask, Http, LastWord, Reply, go_on
from core.net.limiter import Lane, Limiter, Sleep
from core.net.outcome import Evidence
from core.net.tokens import TokenIssuer
from core.redact import Redactor

READ_S: Final = 20.0
QUERY_S: Final = 60.0
ANSWER_S: Final = 60.0
# Two hundred cancels at the slowest pace: none may be given up for the length of its queue.
TURN_S: Final = MappingProxyType({Lane.CANCEL: 120.0, Lane.ORDER: 5.0})
ATTEMPT_S: Final = 7.0
# Sheet 6.1: after "too fast" at least a second of silence.
TOO_FAST_S: Final = 1.0
FIRST_PAUSE_S: Final = 0.2
LAST_PAUSE_S: Final = 3.0
PAGES_MAX: Final = 100
RESTARTS: Final = 3
# KIS names no code for it; its services say it in these words.
CHANGED: Final = ("다시 조회", "재조회", "자료가 변경")

Params = Mapping[str, str]


def _unheard(_reply: Reply) -> None:
    return


class _Again(Exception):
    """Raised inside for a failure that a later try may not have."""

    def __init__(self, why: str, *, after_s: float = 0.0) -> None:
        super().__init__(why)
        self.after_s = after_s


class _Changed(Exception):
    """Raised inside when the list changed while its pages were read."""


class KisClient:
    """One key's calls; `rng` spreads the tries, `sleep` waits between them.

    `heard` is told of each answer, whatever it says.
    """

    def __init__(
        self,
        place: KisPlace,
        *,
        http: Http,
        limiter: Limiter,
        tokens: TokenIssuer,
        clock: Clock,
        rng: random.Random,
        sleep: Sleep = real_sleep,
        heard: Callable[[Reply], None] = _unheard,
    ) -> None:
        self.place = place
        self._heard = heard
        self._http = http
        self._limiter = limiter
        self._tokens = tokens
        self._clock = clock
        self._rng = rng
        self._sleep = sleep
        self._redactor = Redactor(secrets_of(place))
        self._log = structlog.get_logger("kis")
        # Order requests that left, cancels aside: INV-07 compares it with grants and presses.
        self.order_posts = 0

    async def get(
        self, path: str, tr_id: str, params: Params, *, cont: str = "", within_s: float = READ_S
    ) -> Envelope:
        """Read one answer that KIS calls a success; raises ReadFailed."""
        until = self._clock.monotonic() + within_s
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await self._try(path, tr_id, params, cont=cont, until=until)
            except _Again as again:
                wait = max(again.after_s, pause * self._rng.uniform(0.5, 1.5))
                if self._clock.monotonic() + wait >= until:
                    raise ReadFailed(f"{_last(path)}: {again}") from again
                await self._sleep(wait)
                pause = min(pause * 2, LAST_PAUSE_S)

    async def pages(
        self,
        path: str,
        tr_id: str,
        params: Params,
        *,
        within_s: float = QUERY_S,
        context: str = "100",
    ) -> list[Envelope]:
        """Read every page of a list; raises ReadFailed when one is missing, whatever the reason.

        `context` ends the names of the continuation keys: 100 for shares, 200 for futures.
        """
        until = self._clock.monotonic() + within_s
        for _ in range(RESTARTS):
            try:
                return await self._all_pages(path, tr_id, params, until=until, context=context)
            except _Changed:
                self._log.info("list changed while it was read", call=_last(path))
        raise ReadFailed(f"{_last(path)}: the list changed in each of {RESTARTS} readings")

    async def post(
        self,
        path: str,
        tr_id: str,
        body: bytes,
        *,
        lane: Lane,
        last_word: LastWord = go_on,
    ) -> Evidence:
        """Send one order request once, and give what came back; never raises but NotSent.

        `last_word` is asked before connecting and right before the bytes leave: any text in it
        stops them.
        """
        token = await self._tokens.token()
        await self._limiter.turn(lane, within_s=TURN_S[lane])
        stopped = last_word()
        if stopped:
            raise NotSent(stopped)
        headers = self._headers(token, tr_id, cont="") | {"connection": "close"}
        ask = Ask(self._url(path), headers, body=body, deadline_s=ANSWER_S)
        self.order_posts += lane is Lane.ORDER
        try:
            reply = await self._http.post_once(ask, last_word=last_word)
        except NotSent as error:
            return Evidence(left=False, text=str(error))
        except InDoubt as error:
            return Evidence(text=str(error))
        self._heard(reply)
        seen = envelope(reply)
        if seen is None:
            return Evidence(status=reply.status, text="unreadable answer")
        self._heed(seen, token)
        return self._evidence(seen)

    def words(self, seen: Envelope) -> str:
        """Give an answer's code and words without our secrets."""
        return self._redactor.text(f"{seen.code} {seen.text}".strip())

    async def _all_pages(
        self, path: str, tr_id: str, params: Params, *, until: float, context: str
    ) -> list[Envelope]:
        pages: list[Envelope] = []
        asked: set[tuple[str, str]] = {("", "")}
        keys = ("", "")
        while len(pages) < PAGES_MAX:
            there = {f"CTX_AREA_FK{context}": keys[0], f"CTX_AREA_NK{context}": keys[1]}
            left = until - self._clock.monotonic()
            page = await self.get(
                path, tr_id, {**params, **there}, cont="N" if pages else "", within_s=left
            )
            pages.append(page)
            if not page.more:
                return pages
            keys = _next_keys(page, context)
            if keys in asked:
                raise ReadFailed(f"{_last(path)}: page {len(pages)} leads back to an earlier one")
            asked.add(keys)
        raise ReadFailed(f"{_last(path)}: more than {PAGES_MAX} pages")

    async def _try(
        self, path: str, tr_id: str, params: Params, *, cont: str, until: float
    ) -> Envelope:
        left = until - self._clock.monotonic()
        try:
            token = await self._tokens.token()
            await self._limiter.turn(Lane.READ, within_s=left)
        except NotSent as error:
            raise ReadFailed(f"{_last(path)}: {error}") from error
        headers = self._headers(token, tr_id, cont=cont)
        ask = Ask(self._url(path), headers, params, deadline_s=max(0.1, min(left, ATTEMPT_S)))
        try:
            reply = await self._http.read(ask)
        except ReadFailed as error:
            raise _Again(str(error)) from error
        self._heard(reply)
        seen = envelope(reply)
        if seen is None:
            raise _Again(f"status {reply.status} with an unreadable answer")
        return self._judge(path, seen, token)

    def _judge(self, path: str, seen: Envelope, token: str) -> Envelope:
        if seen.fine:
            return seen
        self._heed(seen, token)
        if seen.code == TOO_FAST:
            raise _Again(self.words(seen), after_s=TOO_FAST_S)
        if seen.code in DEAD_TOKEN:
            raise _Again(self.words(seen))
        if any(word in seen.text for word in CHANGED):
            raise _Changed
        if seen.status >= 500 or seen.success:
            raise _Again(f"status {seen.status} {self.words(seen)}")
        raise ReadFailed(f"{_last(path)}: {self.words(seen)}")

    def _heed(self, seen: Envelope, token: str) -> None:
        if seen.code == TOO_FAST:
            self._limiter.hold(TOO_FAST_S)
        if seen.code in DEAD_TOKEN:
            self._tokens.reject(token)

    def _evidence(self, seen: Envelope) -> Evidence:
        number, named = answered_number(seen)
        return Evidence(
            status=seen.status,
            readable=True,
            success=seen.success,
            code=seen.code,
            text=self._redactor.text(seen.text),
            number=number,
            named=named,
        )

    def _headers(self, token: str, tr_id: str, *, cont: str) -> dict[str, str]:
        keys = self.place.keys
        return {
            "authorization": f"Bearer {token}",
            "appkey": keys.app_key.get_secret_value(),
            "appsecret": keys.app_secret.get_secret_value(),
            "tr_id": tr_id,
            "tr_cont": cont,
            "custtype": "P",
            "content-type": "application/json; charset=utf-8",
        }

    def _url(self, path: str) -> str:
        return self.place.host.rest.rstrip("/") + path


def answered_number(seen: Envelope) -> tuple[str, bool]:
    """Give the order number of an answer, empty unless it is whole, and whether there is any."""
    output = seen.body.get("output")
    if isinstance(output, list) and len(output) == 1:
        output = output[0]
    if not isinstance(output, dict) or output.get("odno") is None:
        return "", False
    try:
        # Shares and futures name the branch differently.
        branch = numbers.text(output, "krx_fwdg_ord_orgno", "ord_gno_brno")
        return numbers.order_number(branch, numbers.text(output, "odno")), True
    except BadField:
        found = output["odno"]
        return "", not isinstance(found, str) or bool(found.strip().strip("0"))


def _next_keys(page: Envelope, context: str) -> tuple[str, str]:
    keys = page.body.get(f"ctx_area_fk{context}"), page.body.get(f"ctx_area_nk{context}")
    # Some lists have the second key only.
    keys = keys[0] or "", keys[1]
    if not isinstance(keys[0], str) or not isinstance(keys[1], str) or not keys[1].strip():
        raise ReadFailed("a page says that more follows, and not where")
    return keys[0], keys[1]


def _last(path: str) -> str:
    return path.rpartition("/")[2]
