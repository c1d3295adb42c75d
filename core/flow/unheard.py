"""Someone must know (INV-36): an important message that reaches nobody in time stops trading."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from core.clock import Clock
from core.domain.approval import Actor
from core.domain.journal import Outgoing, Severity
from core.domain.results import Result
from core.domain.saying import say
from core.domain.switches import HaltLevel, Scope, Switch, stricter
from core.flow.desk import Desk

HEARD_WITHIN_S: Final = 60
GAEMI: Final = Actor("gaemi", "gaemi", "", "gaemi")
_Key = tuple[str, str, str]
HaltCall = Callable[[Scope, HaltLevel, Actor, str], Awaitable[Result]]


class Unheard:
    """Watches CRITICAL messages by the machine's clock: chat services know no simulated time.

    One that any channel delivered was heard. The same message to several people counts once.
    """

    def __init__(self, desk: Desk, wall: Clock, halt: HaltCall) -> None:
        self._desk = desk
        self._wall = wall
        self._halt = halt
        self._since: dict[_Key, float] = {}

    async def check(self) -> bool:
        """Stop new orders when a message waited too long; tells whether it did so now."""
        now, waiting = self._wall.monotonic(), self._waiting()
        self._since = {key: self._since.get(key, now) for key in waiting}
        if all(now - since < HEARD_WITHIN_S for since in self._since.values()) or self._stopped():
            return False
        why = say("stop.unheard", limit_s=HEARD_WITHIN_S).encoded()
        await self._halt(Scope(), HaltLevel.HALT_NEW, GAEMI, why)
        return True

    def _waiting(self) -> set[_Key]:
        loud = [o for o in self._desk.uow.outbox.all() if o.severity is Severity.CRITICAL]
        heard = {_key(o) for o in loud if o.delivered_at is not None and not o.error}
        return {_key(o) for o in loud if o.delivered_at is None or o.error} - heard

    def _stopped(self) -> bool:
        known = self._desk.uow.switches.get(Scope().name)
        wanted = Switch(Scope(), HaltLevel.HALT_NEW, "", "", self._desk.now)
        return known is not None and stricter(known, wanted) is known


def _key(outgoing: Outgoing) -> _Key:
    if outgoing.event:
        return (outgoing.event, "", "")
    return (outgoing.subject, repr(outgoing.fields), outgoing.made_at.isoformat())
