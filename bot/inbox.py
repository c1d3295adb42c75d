"""What a chat service delivered: each thing once, over restarts too, and nothing lost on the way.

A service forgets what it was told is taken (B60). So that is said only of what is done or lies on
the disk; what may not lie there, as it holds a secret, is answered for when it is done. Work begins
before the disk is asked: a stop waits for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

import structlog

from bot.lanes import Seen
from bot.spool import Body, Spool
from core.failpoint import failpoint

FILE: Final = "inbox"
# So long the disk is spared: what people of a group say to each other is done by then.
GRACE_S: Final = 0.02
# Gives a delivery as it may lie on the disk; None when it may not.
Written: TypeAlias = Callable[[], Body | None]
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Open:
    """One delivery that is not done; what is not `ours` nobody answers for."""

    key: str
    written: Written
    ours: bool
    kept: bool
    ended: asyncio.Future[None] = field(default_factory=asyncio.Future)

    @property
    def is_safe(self) -> bool:
        """Tell whether it may be forgotten elsewhere."""
        return self.kept or not self.ours or self.ended.done()


def inbox_in(
    folder: Path | None, *, alarm: Callable[[str], None], grace_s: float = GRACE_S
) -> Inbox:
    """Make an inbox with its file in a folder; without one nothing is kept."""
    return Inbox(Spool(folder / FILE) if folder else None, alarm=alarm, grace_s=grace_s)


class Inbox:
    """The deliveries of one face; outlives its lines. `alarm` gets catalogue keys of troubles.

    Without a `spool` nothing is kept. `grace_s` is how long work may take before it is written.
    """

    def __init__(
        self, spool: Spool | None, *, alarm: Callable[[str], None], grace_s: float = GRACE_S
    ) -> None:
        self._spool = spool
        self._alarm = alarm
        self._grace_s = grace_s
        self._seen = Seen()
        self._open: dict[str, _Open] = {}
        self._loaded = False
        self._trouble = ""

    def again(self) -> list[tuple[str, Body]]:
        """Give what was taken and not done, because the line or the program ended, oldest first.

        The caller opens each anew.
        """
        if not self._loaded:
            self._loaded = True
            return self._load()
        broken = [(one.key, one.written()) for one in self._open.values()]
        self._open.clear()
        for key, body in broken:
            if body is None:
                # Nobody else has it: whoever sends it again is heard.
                self._seen.forget(key)
        return [(key, body) for key, body in broken if body is not None]

    def first(self, key: str) -> bool:
        """Tell whether a delivery comes for the first time; one without a key always does."""
        return self._seen.first(key)

    def opened(self, key: str, written: Written, *, ours: bool = True) -> Callable[[], None]:
        """Begin a delivery's work; gives what is to be called at its end.

        What strangers send is not `ours`: it may be lost, and must not fill the disk.
        """
        failpoint("inbox.received")
        kept = self._spool is not None and self._spool.holds(key)
        one = self._open[key] = _Open(key, written, ours, kept)
        return lambda: self._end(one)

    async def safe(self, keys: Collection[str]) -> bool:
        """Wait until deliveries are done or on the disk; false when one of them is neither."""
        # Work that was just put in line begins first.
        await asyncio.sleep(0)
        waiting = [one for one in map(self._open.get, keys) if one and not one.is_safe]
        if waiting and self._grace_s:
            await asyncio.wait([one.ended for one in waiting], timeout=self._grace_s)
        return await self._kept([one for one in waiting if not one.is_safe])

    async def stored(self, keys: Collection[str]) -> bool:
        """Write deliveries whose work has not begun; false when one of them is not on the disk."""
        return await self._kept([one for one in map(self._open.get, keys) if one])

    async def answered_for(self, key: str) -> None:
        """Wait until a delivery cannot be lost any more, however long that takes."""
        one = self._open.get(key)
        if one is not None and not await self.safe([key]):
            await asyncio.wait([one.ended])

    @property
    def loose(self) -> list[str]:
        """Give the deliveries that are neither done nor on the disk."""
        return [one.key for one in self._open.values() if not one.is_safe]

    @property
    def failing(self) -> bool:
        """Tell whether the disk took nothing when it was last asked."""
        return bool(self._trouble)

    def _load(self) -> list[tuple[str, Body]]:
        if self._spool is None:
            return []
        found = self._spool.load()
        for key in (*found.done, *found.left):
            self._seen.first(key)
        if found.damaged:
            _log.critical("inbox.damaged", left=len(found.left))
            self._alarm("notice.inbox_damaged")
        self._tried(self._spool.begin)
        return list(found.left.items())

    async def _kept(self, loose: list[_Open]) -> bool:
        """Write deliveries in one go; those that may not lie on the disk stay as they are."""
        await self._keep([one for one in loose if not one.is_safe])
        return all(one.is_safe for one in loose)

    async def _keep(self, loose: list[_Open]) -> None:
        bodies = [(one, one.written()) for one in loose]
        letters = [(one.key, body) for one, body in bodies if body is not None]
        if self._spool is None or not letters:
            return
        try:
            await asyncio.to_thread(self._spool.keep, letters)
        except OSError as error:
            self._failed(error)
            return
        self._recovered()
        for one, body in bodies:
            one.kept = body is not None

    def _end(self, one: _Open) -> None:
        if one.ended.done():
            return
        one.ended.set_result(None)
        if self._open.get(one.key) is one:
            del self._open[one.key]
        if self._spool is not None and one.ours:
            self._tried(partial(self._spool.mark, one.key))

    def _tried(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            self._failed(error)
        else:
            self._recovered()

    def _failed(self, error: OSError) -> None:
        """Say once, while it lasts, that the disk takes nothing; people are heard all the same."""
        if not self._trouble:
            _log.critical("inbox.not_kept", error=type(error).__name__, errno=error.errno)
            self._alarm("notice.inbox_unkept")
        self._trouble = type(error).__name__

    def _recovered(self) -> None:
        if self._trouble:
            _log.info("inbox.kept_again", after=self._trouble)
            self._trouble = ""
