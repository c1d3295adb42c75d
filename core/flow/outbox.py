"""Carries stored messages to the faces: CRITICAL first, then in order, none lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from core.clock import Clock
from core.domain.approval import MessageRef
from core.domain.commands import Delivered
from core.domain.journal import Outgoing, OutKind
from core.errors import DeliveryError
from core.failpoint import failpoint
from core.flow.engine import Engine
from core.flow.outbox_line import OutboxLine
from core.ports import ChatFace

_BACK_OFF_S = 30.0
# Drawn from what is stored at that moment: one of them says what all that wait would say.
_EDITS: Final = frozenset({OutKind.CARD_END, OutKind.QUESTION_END, OutKind.UPDATE})


class Deliverer:
    """Delivers outbox rows face by face; what fails holds up nobody else (see OutboxLine)."""

    def __init__(self, engine: Engine, faces: Mapping[str, ChatFace], wall: Clock) -> None:
        self._engine = engine
        self._faces = faces
        self._line = OutboxLine(wall)
        self._locks = {name: asyncio.Lock() for name in faces}
        self._log = structlog.get_logger("outbox")

    def waiting(self, face: str) -> list[Outgoing]:
        """Give one face's undelivered messages in the order they should go.

        Only what is committed: nobody is told what a failed commit may take back.
        """
        return sorted((o for o in self._rows() if o.face == face), key=self._line.turn)

    async def drain(self) -> bool:
        """Deliver what can be delivered now; tells whether anything was done."""
        done = [await self.drain_face(name) for name in self._faces]
        return any(done)

    async def drain_face(self, name: str) -> bool:
        """Deliver one face's messages until it fails or none is left."""
        async with self._locks[name]:
            return await self._drain_face(name)

    async def _drain_face(self, name: str) -> bool:
        worked = False
        # Chosen anew each time: what became urgent meanwhile overtakes a long line.
        while first := self._line.next(self._rows(), name):
            worked = True
            await self._deliver(self._faces[name], first)
        return worked

    async def _deliver(self, face: ChatFace, outgoing: Outgoing) -> None:
        card = outgoing.kind is OutKind.CARD
        merged = self._same_edits(outgoing)
        failpoint("card.before_send" if card else "outbox.before_send")
        try:
            ref = await face.deliver(outgoing)
        except DeliveryError as error:
            await self._failed(face, outgoing, error)
            return
        self._line.went(outgoing, shown=ref is not None)
        failpoint("card.after_send" if card else "outbox.after_send")
        await self._tell(outgoing, ref, merged)
        failpoint("card.after_reference" if card else "outbox.after_delivery")

    async def _tell(
        self, outgoing: Outgoing, ref: MessageRef | None, merged: tuple[str, ...]
    ) -> None:
        await self._engine.ask(Delivered(outgoing.id, ref, merged=merged))

    def _rows(self) -> list[Outgoing]:
        waiting = self._engine.desk.uow.outbox.waiting()
        return [o for o in waiting if o.held_until is None]

    def _same_edits(self, outgoing: Outgoing) -> tuple[str, ...]:
        if outgoing.kind not in _EDITS:
            return ()
        wanted = _edit(outgoing)
        return tuple(o.id for o in self._rows() if _edit(o) == wanted and o.id != outgoing.id)

    async def _failed(self, face: ChatFace, outgoing: Outgoing, error: DeliveryError) -> None:
        self._log.warning("delivery failed", face=face.name, error=str(error), final=error.final)
        wait = error.retry_after_s or min(_BACK_OFF_S, 2.0 ** min(outgoing.tries, 10))
        lasting = False
        if error.final:
            self._line.went(outgoing, shown=False)
        else:
            lasting = self._line.failed(outgoing, wait, error)
        told = Delivered(outgoing.id, error=str(error), final=error.final, lasting=lasting)
        await self._engine.ask(told)


def _edit(outgoing: Outgoing) -> tuple[object, ...]:
    return (outgoing.face, outgoing.chat, outgoing.kind, outgoing.subject, outgoing.fields)
