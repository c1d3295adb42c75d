"""Proves that somebody on a chat may speak: a code that only the server's console shows."""

from __future__ import annotations

import hmac
import random
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from bot.access import Source, room_of
from bot.context import Context
from bot.reply import Reply, plain
from core.clock import Clock
from core.domain.approval import Actor
from core.domain.commands import Pair
from core.domain.people import OPERATOR, Role

# No letters or digits that are easily taken for one another.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 8
LIFE_S: Final = 600.0
TRIES: Final = 5
TRIES_OF_ONE: Final = 3
REMEMBERED: Final = 200


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
        self._by: OrderedDict[str, list[float]] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Tell whether a code waits for somebody."""
        return bool(self._code) and self._clock.monotonic() < self._until

    def open(self) -> None:
        """Make a new code, valid for ten minutes and five tries, and show it on the console."""
        self._code = "".join(self._rng.choice(ALPHABET) for _ in range(LENGTH))
        self._until = self._clock.monotonic() + LIFE_S
        self._tries = 0
        self._announce(self._code)

    def close(self) -> None:
        """Forget the code: somebody has paired."""
        self._code = ""

    def accepts(self, source: Source, text: str) -> bool:
        """Judge one attempt; a right code is used up by it.

        Only people in their private chat are looked at, each at most three times in ten
        minutes; the fifth wrong try of all and an old code are followed by a new code.
        """
        if not self._code or not source.human or not source.private or self._worn_out(source):
            return False
        if self._clock.monotonic() >= self._until:
            self.open()
            return False
        given = text.strip().upper().encode()
        if hmac.compare_digest(given, self._code.encode()):
            self.close()
            return True
        self._tries += 1
        if self._tries >= TRIES:
            self.open()
        return False

    def _worn_out(self, source: Source) -> bool:
        now = self._clock.monotonic()
        key = f"{source.face}:{source.user}"
        tries = [at for at in self._by.get(key, []) if now - at < LIFE_S]
        self._by[key] = [*tries, now][-TRIES_OF_ONE:]
        self._by.move_to_end(key)
        if len(self._by) > REMEMBERED:
            self._by.popitem(last=False)
        return len(tries) >= TRIES_OF_ONE


async def pair(context: Context) -> Reply:
    """Tell the engine who was paired, and give its answer.

    Who is known already moves to this room and stays what they are; who is not read the code at
    the server's console.
    """
    actor = context.actor
    known = context.uow.users.get(f"{actor.face}:{actor.user}")
    role, person = (known.role, known.person) if known else (Role.ADMIN, OPERATOR)
    result = await context.door.ask(Pair(actor, role, person))
    return plain(context.words.said(result.key, result.fields), title=context.t("pair.title"))


async def follow(context: Context, face: str, old: str, new: str) -> Reply:
    """Move everybody whose home was a group to the number that it has now."""
    for user in tuple(context.uow.users.all()):
        if (user.face, room_of(user.chat)) == (face, room_of(old)):
            actor = Actor(face, user.user, new, user.name)
            await context.door.ask(Pair(actor, user.role, user.person))
    return Reply()
