"""Proves that somebody on a chat may speak: a code of the console or an administrator."""

from __future__ import annotations

import hmac
import random
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.access import AT_CONSOLE, Invitation, Source, room_of
from bot.context import Context
from bot.reply import Reply, plain
from core.clock import Clock
from core.domain.approval import Actor
from core.domain.commands import Pair
from core.domain.people import Role

# No letters or digits that are easily taken for one another.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 8
LIFE_S: Final = 600.0
TRIES: Final = 5
TRIES_OF_ONE: Final = 3
REMEMBERED: Final = 200


@dataclass(slots=True)
class _Invite:
    """A code that an administrator asked for, until when it holds, and the wrong tries so far."""

    invitation: Invitation
    until: float
    tries: int = 0


class PairingDesk:
    """Makes codes and judges attempts; says nothing to whoever tries.

    `rng` must be a source fit for secrets (`random.SystemRandom`), `clock` the machine's time.
    `announce` shows a new code on the server's console and nowhere else.
    """

    def __init__(
        self, rng: random.Random, clock: Clock, *, announce: Callable[[str], None]
    ) -> None:
        self._rng = rng
        self._clock = clock
        self._announce = announce
        self._code = ""
        self._until = 0.0
        self._tries = 0
        self._invites: dict[str, _Invite] = {}
        self._by: OrderedDict[str, list[float]] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Tell whether a code waits for somebody."""
        return bool(self._code) and self._clock.monotonic() < self._until

    def open(self) -> None:
        """Make a new code, valid for ten minutes and five tries, and show it on the console."""
        self._code = self._new_code()
        self._until = self._clock.monotonic() + LIFE_S
        self._tries = 0
        self._announce(self._code)

    def close(self) -> None:
        """Forget the code: somebody has paired."""
        self._code = ""

    def invite(self, invitation: Invitation) -> str:
        """Make a code for one person, valid for ten minutes and five wrong tries of anybody."""
        code = self._new_code()
        self._invites[code] = _Invite(invitation, self._clock.monotonic() + LIFE_S)
        return code

    def accepts(self, source: Source, text: str) -> Invitation | None:
        """Judge one attempt: what a right code stands for, once; None for everything else.

        Only people in their private chat are looked at, each at most three times in ten
        minutes; the fifth wrong try of all and an old code are followed by a new code.
        """
        self._drop_old()
        if not (self._code or self._invites) or not source.human or not source.private:
            return None
        if self._worn_out(source):
            return None
        if self._code and self._clock.monotonic() >= self._until:
            # The new one cannot be meant yet; an invitation may be.
            self.open()
        return self._judge(text.strip().upper())

    def _judge(self, given: str) -> Invitation | None:
        # Every code is compared, so that the time tells nothing about any of them.
        mine = [code for code in self._invites if _same(given, code)]
        if self._code and _same(given, self._code):
            self.close()
            return AT_CONSOLE
        if mine:
            return self._invites.pop(mine[0]).invitation
        self._count_wrong()
        return None

    def _count_wrong(self) -> None:
        for invite in self._invites.values():
            invite.tries += 1
        self._drop_old()
        self._tries += 1
        if self._code and self._tries >= TRIES:
            self.open()

    def _drop_old(self) -> None:
        now = self._clock.monotonic()
        kept = {c: i for c, i in self._invites.items() if now < i.until and i.tries < TRIES}
        self._invites = kept

    def _new_code(self) -> str:
        return "".join(self._rng.choice(ALPHABET) for _ in range(LENGTH))

    def _worn_out(self, source: Source) -> bool:
        now = self._clock.monotonic()
        key = f"{source.face}:{source.user}"
        tries = [at for at in self._by.get(key, []) if now - at < LIFE_S]
        self._by[key] = [*tries, now][-TRIES_OF_ONE:]
        self._by.move_to_end(key)
        if len(self._by) > REMEMBERED:
            self._by.popitem(last=False)
        return len(tries) >= TRIES_OF_ONE


def _same(given: str, code: str) -> bool:
    return hmac.compare_digest(given.encode(), code.encode())


async def pair(context: Context, invitation: Invitation | None = None) -> Reply:
    """Tell the engine who was paired by a code, and give its answer.

    Without one, somebody known moves to this room and stays what the engine knows of them.
    """
    actor, code = context.actor, invitation
    asked = (
        Pair(actor, Role.VIEWER, moves=True)
        if code is None
        else Pair(actor, code.role, code.person, code.by, code.joins)
    )
    result = await context.door.ask(asked)
    return plain(context.words.said(result.key, result.fields), title=context.t("pair.title"))


async def follow(context: Context, face: str, old: str, new: str) -> Reply:
    """Move everybody whose home was a group to the number that it has now."""
    for user in tuple(context.uow.users.all()):
        if (user.face, room_of(user.chat)) == (face, room_of(old)):
            actor = Actor(face, user.user, new, user.name)
            await context.door.ask(Pair(actor, user.role, moves=True))
    return Reply()
