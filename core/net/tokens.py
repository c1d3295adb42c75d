"""One issuer of access tokens a key: kept sealed, renewed ahead, one at a time, one a minute."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

from core.clock import Clock
from core.errors import NotSent, ReadFailed, Refused
from core.failpoint import failpoint

AHEAD: Final = timedelta(hours=1)
LEAST: Final = timedelta(minutes=1)
# The broker counts a minute; one second more than that is never early.
BETWEEN_S: Final = 61.0


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and when it ends, aware UTC; its text never shows."""

    text: str = field(repr=False)
    ends_at: datetime


class TokenStore(Protocol):
    """Where the token outlives the process."""

    def read(self) -> str | None:
        """Give what was written last, or None."""
        ...

    def write(self, secret: str) -> None:
        """Keep a text; raises OSError."""
        ...


Issue = Callable[[], Awaitable[Token]]


def _nothing(_secret: str) -> None:
    return


class TokenIssuer:
    """The one place that asks for tokens of one key.

    `issue` makes one call and raises ReadFailed or Refused. `learned` hears each token, for the
    redactor of the log.
    """

    def __init__(
        self,
        issue: Issue,
        *,
        clock: Clock,
        store: TokenStore | None = None,
        learned: Callable[[str], None] = _nothing,
    ) -> None:
        self._issue = issue
        self._clock = clock
        self._store = store
        self._learned = learned
        self._token: Token | None = None
        self._loaded = store is None
        self._dead: str = ""
        self._asked_at: float | None = None
        self._one_at_a_time = asyncio.Lock()
        self._log = structlog.get_logger("tokens")

    async def token(self) -> str:
        """Give a token that lives for a while yet.

        Raises NotSent when there is none and none can be had now: nothing was sent with it.
        """
        if self._one_at_a_time.locked() and self._lives(LEAST):
            # Somebody renews it ahead: a cancel must not wait for that.
            return self._text()
        async with self._one_at_a_time:
            self._load()
            if self._lives(AHEAD):
                return self._text()
            try:
                self._keep(await self._fresh())
            except NotSent:
                if not self._lives(LEAST):
                    raise
            return self._text()

    async def give_up(self) -> str | None:
        """Give the token at hand and hand it out no more, here and after a restart."""
        async with self._one_at_a_time:
            self._load()
            had = self._token
            if had is None or not self._lives(timedelta(0)):
                return None
            self._keep(Token(had.text, self._clock.now()))
            self._token = None
            return had.text

    def reject(self, text: str) -> None:
        """Forget a token that the broker called expired or unknown; a newer one stays."""
        if self._token is not None and self._token.text == text:
            self._log.warning("token refused by the broker", ends_at=self._token.ends_at)
            self._dead, self._token = text, None

    def _lives(self, left: timedelta) -> bool:
        return self._token is not None and self._clock.now() + left < self._token.ends_at

    def _text(self) -> str:
        if self._token is None:
            raise NotSent("no access token")
        return self._token.text

    async def _fresh(self) -> Token:
        wait = self._must_wait()
        if wait > 0:
            raise NotSent(f"no access token: the next may be asked for in {wait:.0f} s")
        self._asked_at = self._clock.monotonic()
        try:
            failpoint("token.before_issue")
            token = await self._issue()
            failpoint("token.after_issue")
            return token
        except (ReadFailed, Refused) as error:
            self._log.warning("no token issued", error=str(error))
            raise NotSent(f"no access token: {error}") from error

    def _must_wait(self) -> float:
        if self._asked_at is None:
            return 0.0
        return self._asked_at + BETWEEN_S - self._clock.monotonic()

    def _keep(self, token: Token) -> None:
        self._token = token
        self._learned(token.text)
        if token.text == self._dead:
            self._log.warning("the broker issued the token again that it refused")
        if self._store is None:
            return
        failpoint("token.before_keep")
        try:
            self._store.write(
                json.dumps({"token": token.text, "ends_at": token.ends_at.isoformat()})
            )
            failpoint("token.after_keep")
        except OSError as error:
            # The token works all the same; only the next start must ask again.
            self._log.warning("token not kept", error=error.strerror)

    def _load(self) -> None:
        if self._loaded or self._store is None:
            return
        self._loaded = True
        kept = self._store.read()
        if kept is None:
            return
        try:
            data = json.loads(kept)
            ends_at = datetime.fromisoformat(data["ends_at"]).astimezone(UTC)
            self._token = Token(str(data["token"]), ends_at)
        except (ValueError, KeyError, TypeError):
            self._log.warning("kept token is not readable")
            return
        self._learned(self._token.text)
