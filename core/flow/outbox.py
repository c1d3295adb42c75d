"""Carries stored messages to the faces: CRITICAL first, then in order, none lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

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
# Drawn from what is stored at that moment: one of them says what all that wait would say.
_EDITS: Final = frozenset({OutKind.CARD_END, OutKind.QUESTION_END, OutKind.UPDATE})
# From then on whoever must know is told on another channel: well within a minute (INV-36).
_LASTING_S: Final = 30.0
_LASTING_TRIES: Final = 5


class Deliverer:
    """Delivers outbox rows face by face; a face that fails holds up nobody else.

    Pauses after a failure go by `wall`: a chat service knows nothing of simulated time.
    """

    def __init__(self, engine: Engine, faces: Mapping[str, ChatFace], wall: Clock) -> None:
        self._engine = engine
        self._faces = faces
        self._wall = wall
        self._not_before: dict[str, float] = {}
        self._failing_since: dict[str, float] = {}
        self._locks = {name: asyncio.Lock() for name in faces}
        self._log = structlog.get_logger("outbox")

    def waiting(self, face: str) -> list[Outgoing]:
        """Give one face's undelivered messages in the order they should go.

        Only what is committed: nobody is told what a failed commit may take back.
        """
        return sorted((o for o in self._rows() if o.face == face), key=_turn)

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
        while self._wall.monotonic() >= self._not_before.get(name, 0.0):
            # Chosen anew each time: what became urgent meanwhile overtakes a long line.
            first = min((o for o in self._rows() if o.face == name), key=_turn, default=None)
            if first is None:
                break
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
        self._failing_since.pop(face.name, None)
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
        lasting = self._lasting(face.name, outgoing, wait)
        told = Delivered(outgoing.id, error=str(error), final=error.final, lasting=lasting)
        await self._engine.ask(told)
        if not error.final:
            self._not_before[face.name] = self._wall.monotonic() + wait

    def _lasting(self, face: str, outgoing: Outgoing, wait: float) -> bool:
        """Tell whether a channel has failed so long, or will, that others must be tried."""
        now = self._wall.monotonic()
        since = self._failing_since.setdefault(face, now)
        return outgoing.tries + 1 >= _LASTING_TRIES or now + wait - since > _LASTING_S


def _turn(outgoing: Outgoing) -> tuple[bool, int, bool, str]:
    # What failed very often lets the others pass; it is tried for ever, for it may matter.
    tick = outgoing.kind is OutKind.CARD_TICK  # a clock lets every other word pass
    return (outgoing.tries >= PATIENCE, _URGENCY[outgoing.severity], tick, outgoing.id)


def _edit(outgoing: Outgoing) -> tuple[object, ...]:
    return (outgoing.face, outgoing.chat, outgoing.kind, outgoing.subject, outgoing.fields)
