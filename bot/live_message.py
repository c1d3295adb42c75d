"""An answer that grows in a chat: one message, edited now and then, whole at the end."""

from __future__ import annotations

from typing import Final, Protocol

import structlog

from bot.reply import Reply
from core.clock import Clock, LiveClock
from core.domain.approval import MessageRef
from core.errors import DeliveryError

# Chat services slow down whoever edits more often.
GAP_S: Final = 1.5
_log = structlog.get_logger(__name__)


class Editable(Protocol):
    """What a face must be able to do; both raise DeliveryError."""

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Show a new message and say where it stands."""
        ...

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Change a message."""
        ...


class LiveMessage:
    """Shows what there is of one answer, at most every `gap_s` real seconds.

    A face on which an edit adds lines instead of replacing them shows the beginning alone (`once`).
    A message that could not be sent or edited ends the showing; the whole answer still comes.
    """

    def __init__(
        self,
        face: Editable,
        chat: str,
        *,
        wall: Clock | None = None,
        gap_s: float = GAP_S,
        once: bool = False,
    ) -> None:
        self._face = face
        self._chat = chat
        self._wall = wall or LiveClock()
        self._gap_s = gap_s
        self._once = once
        self._ref: MessageRef | None = None
        self._shown_at: float | None = None
        self._broken = False

    async def show(self, reply: Reply) -> MessageRef | None:
        """Show an unfinished answer unless the last one is too young; says where it stands."""
        now = self._wall.monotonic()
        early = self._shown_at is not None and now - self._shown_at < self._gap_s
        if self._broken or early or (self._once and self._ref is not None):
            return self._ref
        self._shown_at = now
        try:
            if self._ref is None:
                self._ref = await self._face.send(self._chat, reply)
            else:
                await self._face.edit(self._ref, reply)
        except DeliveryError as error:
            self._broken = True
            _log.warning("live.stopped", error=str(error))
        return self._ref

    async def finish(self, reply: Reply) -> bool:
        """Put the whole answer in place of what was shown; false when it must be sent anew."""
        if self._ref is None or reply.picture is not None:
            return False
        try:
            await self._face.edit(self._ref, reply)
        except DeliveryError as error:
            _log.warning("live.unfinished", error=str(error))
            return False
        return True
