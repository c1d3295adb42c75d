"""Carries stored messages to the faces: first come first told, CRITICAL first, none lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from core.clock import Clock
from core.domain.approval import MessageRef
from core.domain.commands import Delivered
from core.domain.journal import Outgoing, OutKind, Severity
from core.errors import DeliveryError
from core.failpoint import failpoint
from core.flow.engine import Engine
from core.ports import ChatFace

PATIENCE = 50
_URGENCY = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}
_BACK_OFF_S = 30.0


class Deliverer:
    """Delivers outbox rows face by face; a face that fails holds up nobody else.

    Pauses after a failure go by `wall`: a chat service knows nothing of simulated time.
    """

    def __init__(self, engine: Engine, faces: Mapping[str, ChatFace], wall: Clock) -> None:
        self._engine = engine
        self._faces = faces
        self._wall = wall
        self._not_before: dict[str, float] = {}
        self._locks = {name: asyncio.Lock() for name in faces}
        self._log = structlog.get_logger("outbox")

    def waiting(self, face: str) -> list[Outgoing]:
        """Give one face's undelivered messages in the order they should go."""
        rows = self._engine.desk.uow.outbox.all()
        mine = [o for o in rows if o.face == face and o.delivered_at is None]
        # What failed very often lets the others pass; it is tried for ever, for it may matter.
        return sorted(mine, key=lambda o: (o.tries >= PATIENCE, _URGENCY[o.severity], o.id))

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
        if self._wall.monotonic() < self._not_before.get(name, 0.0):
            return False
        for outgoing in self.waiting(name):
            worked = True
            if not await self._deliver(self._faces[name], outgoing):
                break
        return worked

    async def _deliver(self, face: ChatFace, outgoing: Outgoing) -> bool:
        card = outgoing.kind is OutKind.CARD
        failpoint("card.before_send" if card else "outbox.before_send")
        try:
            ref = await face.deliver(outgoing)
        except DeliveryError as error:
            await self._failed(face, outgoing, error)
            return error.final
        failpoint("card.after_send" if card else "outbox.after_send")
        await self._tell(outgoing, ref)
        failpoint("card.after_reference" if card else "outbox.after_delivery")
        return True

    async def _tell(self, outgoing: Outgoing, ref: MessageRef | None) -> None:
        await self._engine.ask(Delivered(outgoing.id, ref))

    async def _failed(self, face: ChatFace, outgoing: Outgoing, error: DeliveryError) -> None:
        self._log.warning("delivery failed", face=face.name, error=str(error), final=error.final)
        await self._engine.ask(Delivered(outgoing.id, error=str(error), final=error.final))
        if not error.final:
            wait = error.retry_after_s or min(_BACK_OFF_S, 2.0 ** min(outgoing.tries, 10))
            self._not_before[face.name] = self._wall.monotonic() + wait
