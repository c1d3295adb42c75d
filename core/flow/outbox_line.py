"""Which message of a face goes next, and how long a chat or a face is left alone.

A face that fails rests as a whole; when it goes on, other chats are tried before one that keeps
failing, and while they come through only that one rests. Where a service asks us to wait it does
not say whether it means the chat or the bot: that chat waits, and once it asks in a second chat
too, all of the face. What a message alone is to blame for lets the others of its chat pass; an
outage, however long, changes nobody's turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.clock import Clock
from core.domain.journal import Outgoing, OutKind, Severity
from core.errors import DeliveryError
from core.flow.notify import ANSWERED

PATIENCE: Final = 50
URGENCY: Final = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}
# From then on whoever must know is told on another channel: well within a minute (INV-36).
LASTING_S: Final = 30.0
LASTING_TRIES: Final = 5
# So long an answer may be on its way before what it stands for goes as well.
ANSWER_S: Final = 10.0
# Only these prove that a chat takes messages: the rest may end without a word to the service.
_PROOFS: Final = frozenset({
    OutKind.CARD, OutKind.ORDER, OutKind.NOTICE, OutKind.REPORT, OutKind.DIGEST,
})  # fmt: skip
Chat = tuple[str, str]


class OutboxLine:
    """The order in which messages go; nothing of it is stored: a start begins with fresh trust.

    Pauses go by `wall`: a chat service knows nothing of simulated time.
    """

    def __init__(self, wall: Clock) -> None:
        self._wall = wall
        self._paused: dict[Chat, float] = {}
        self._face_paused: dict[str, float] = {}
        self._failing_since: dict[Chat, float] = {}
        # Until when a service asked us to leave a chat alone.
        self._asked: dict[Chat, float] = {}
        # Chats whose last message came through.
        self._working: set[Chat] = set()
        # Faces of which the last message came through, in whatever chat.
        self._works: set[str] = set()
        # The chat of a face that goes on failing lets every other one be tried once.
        self._yields: dict[str, Chat] = {}
        # Messages that let one other go first, and those that fail while others come through.
        self._aside: dict[str, Chat] = {}
        self._blamed: set[str] = set()
        # Since when an answer may be on its way that stands for a message.
        self._answering: dict[str, float] = {}

    def next(self, rows: Iterable[Outgoing], face: str) -> Outgoing | None:
        """Give the message of a face that goes now; None while there is none, or a pause."""
        now = self._wall.monotonic()
        if now < self._face_paused.get(face, now):
            return None
        rows = self._unanswered(rows, now)
        here = (o for o in rows if o.face == face and now >= self._paused.get(_chat(o), now))
        return min(
            here, key=lambda o: (_chat(o) == self._yields.get(face), self.turn(o)), default=None
        )

    def _unanswered(self, rows: Iterable[Outgoing], now: float) -> list[Outgoing]:
        """Leave out what an answer may stand for that can still arrive."""
        waiting, since = list(rows), self._answering
        self._answering = {o.id: since.get(o.id, now) for o in waiting if o.because == ANSWERED}
        young = {key for key, begun in self._answering.items() if now - begun < ANSWER_S}
        return [o for o in waiting if o.id not in young]

    def turn(self, outgoing: Outgoing) -> tuple[bool, bool, int, bool, str]:
        """Give the sorting key of a message: the least goes first."""
        tick = outgoing.kind is OutKind.CARD_TICK  # a clock lets every other word pass
        blamed, aside = outgoing.id in self._blamed, outgoing.id in self._aside
        return (blamed, aside, URGENCY[outgoing.severity], tick, outgoing.id)

    def went(self, outgoing: Outgoing, *, shown: bool) -> None:
        """Note that a message is done; `shown` when it stands in its chat."""
        self._blamed.discard(outgoing.id)
        self._aside.pop(outgoing.id, None)
        if shown and outgoing.kind in _PROOFS:
            chat = _chat(outgoing)
            self._works.add(outgoing.face)
            self._working.add(chat)
            self._failing_since.pop(chat, None)
            self._yields.pop(outgoing.face, None)
            self._call_back(chat)

    def failed(self, outgoing: Outgoing, wait_s: float, error: DeliveryError) -> bool:
        """Pause after a failure that may pass; true when other channels must be tried by now."""
        chat, now = _chat(outgoing), self._wall.monotonic()
        self._call_back(chat)
        if outgoing.tries + 1 >= PATIENCE:
            self._let_pass(outgoing)
        self._working.discard(chat)
        often = outgoing.tries + 1 >= LASTING_TRIES
        self._pause(chat, wait_s, error, works=often and outgoing.face in self._works)
        self._works.discard(outgoing.face)
        self._yields.pop(outgoing.face, None)
        if often:
            self._yields[outgoing.face] = chat
        since = self._failing_since.setdefault(chat, now)
        return often or now + wait_s - since > LASTING_S

    def _pause(self, chat: Chat, wait_s: float, error: DeliveryError, *, works: bool) -> None:
        face, now = chat[0], self._wall.monotonic()
        until = now + wait_s
        if error.retry_after_s is not None:
            others = [end for at, end in self._asked.items() if at[0] == face and at != chat]
            if any(now < end for end in others):
                self._face_paused[face] = max(until, *others)
            self._asked[chat] = self._paused[chat] = until
        elif error.of_chat or works:
            self._paused[chat] = until
        else:
            self._face_paused[face] = until

    def _let_pass(self, outgoing: Outgoing) -> None:
        """Have another message tried in place of this one, and tell what is to blame by that."""
        if _chat(outgoing) in self._working:
            self._blamed.add(outgoing.id)
        else:
            self._aside[outgoing.id] = _chat(outgoing)

    def _call_back(self, chat: Chat) -> None:
        """Give those of a chat that let another go first their turn again."""
        self._aside = {key: at for key, at in self._aside.items() if at != chat}


def _chat(outgoing: Outgoing) -> Chat:
    return (outgoing.face, outgoing.chat)
