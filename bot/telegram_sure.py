"""Texts over the Bot API, once each: one whose answer was lost is looked for before it is resent.

Telegram has no key that would make a repeated send harmless, and a bot cannot read its chats. But
messages are numbered upwards, and an edit that changes nothing is refused with words of its own:
whoever answers "not modified" is the message we lost sight of. What this cannot tell (a picture,
a program that ended between, a number that was never known) is sent again and may come twice.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import structlog

from bot.telegram_marks import Part, entities
from bot.telegram_wire import Markup

if TYPE_CHECKING:
    from telegram import Bot
    from telegram.error import TelegramError

SAME: Final = "message is not modified"
# How many numbers after the last known one are tried: others may have spoken meanwhile.
REACH: Final = 6
_KEPT: Final = 50
_MOST_ROOMS: Final = 1_000
# Chats below this number count for themselves, the others share the account's one count.
_OWN_COUNT: Final = -(10**12)
_Whole: TypeAlias = tuple[tuple[str, ...], str]
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Lost:
    """A text that may have arrived: which reply it is of, and the last number known before.

    `looked` is the last number that was looked at since.
    """

    part: Part
    keys: Markup | None
    how: Mapping[str, Any]
    whole: _Whole
    base: int
    looked: int


@dataclass(slots=True)
class _Room:
    """One chat: sends one after the other. `begun` has the parts that arrived of broken replies."""

    chat: int
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    lost: _Lost | None = None
    begun: OrderedDict[_Whole, list[int]] = field(default_factory=OrderedDict)
    ours: deque[int] = field(default_factory=lambda: deque(maxlen=_KEPT))


class SureTexts:
    """Sends the texts of one bot; one reply is sent whole before the next in its chat begins."""

    def __init__(self) -> None:
        self._rooms: dict[int, _Room] = {}
        self._last: dict[int, int] = {}

    def saw(self, chat: int, number: int) -> None:
        """Note the number of a message, ours or not: later ones are greater."""
        count = _count_of(chat)
        if len(self._last) >= _MOST_ROOMS and count not in self._last and chat not in self._rooms:
            # Anybody may put a bot into groups without end; those that we write to have a place.
            return
        self._last[count] = max(number, self._last.get(count, 0))

    async def send(
        self, bot: Bot, chat: int, parts: Sequence[Part], keys: Markup | None,
        how: Mapping[str, Any] = MappingProxyType({}),
    ) -> int:  # fmt: skip
        """Send a reply's parts, the last with its buttons, and give that one's number.

        `how` says in which topic, and which message is answered. Raises TelegramError. Called
        again with the same reply, it goes on where it broke off.
        """
        room = self._rooms.setdefault(chat, _Room(chat))
        topic = str(how.get("message_thread_id", ""))
        whole = (tuple(part.text for part in parts), topic + (keys.to_json() if keys else ""))
        async with room.lock:
            await self._find(bot, room)
            done = room.begun.pop(whole, [])
            try:
                for at, part in enumerate(parts[len(done) :], len(done)):
                    last = at == len(parts) - 1
                    base = self._known(chat)
                    lost = _Lost(part, keys if last else None, how, whole, base, base)
                    done.append(await self._one(bot, room, lost))
            finally:
                if len(done) < len(parts):
                    _keep(room, whole, done)
            return done[-1]

    async def _one(self, bot: Bot, room: _Room, lost: _Lost) -> int:
        from telegram.error import BadRequest, NetworkError

        try:
            sent = await bot.send_message(
                chat_id=room.chat,
                text=lost.part.text,
                entities=entities(lost.part),
                reply_markup=lost.keys,
                **lost.how,
                **plain_text(),
            )
        except BadRequest:
            raise
        except NetworkError:
            # A time-out, a broken line or a fault of the server: it may have arrived.
            room.lost = lost if lost.base else None
            raise
        except asyncio.CancelledError:
            room.lost = lost if lost.base else None
            raise
        return self._ours(room, sent.message_id)

    def _ours(self, room: _Room, number: int) -> int:
        self.saw(room.chat, number)
        room.ours.append(number)
        return number

    async def _find(self, bot: Bot, room: _Room) -> None:
        """Find out whether the text that was lost sight of stands in the chat."""
        lost = room.lost
        if lost is None:
            return
        highest = max(lost.base, self._known(room.chat))
        for number in range(lost.looked + 1, highest + REACH + 1):
            if number not in room.ours and await _stands(bot, room.chat, number, lost):
                _log.info("telegram.found", chat=room.chat)
                room.begun.setdefault(lost.whole, []).append(self._ours(room, number))
                break
            lost.looked = number
        room.lost = None

    def _known(self, chat: int) -> int:
        return self._last.get(_count_of(chat), 0)


async def _stands(bot: Bot, chat: int, number: int, lost: _Lost) -> bool:
    """Tell whether a message is the lost text; raises TelegramError when nobody can tell now."""
    from telegram import InlineKeyboardMarkup
    from telegram.error import BadRequest

    keys = lost.keys if isinstance(lost.keys, InlineKeyboardMarkup) else None
    try:
        await bot.edit_message_text(
            lost.part.text, chat_id=chat, message_id=number, reply_markup=keys,
            entities=entities(lost.part), **plain_text(),
        )  # fmt: skip
    except BadRequest as error:
        return is_same(error)
    # It was ours and said something else, which no message of ours that we know does.
    _log.warning("telegram.overwritten", chat=chat, number=number)
    return True


def is_same(error: TelegramError) -> bool:
    """Tell whether an edit was refused because the message says that already."""
    return SAME in error.message.lower()


@lru_cache(maxsize=1)
def plain_text() -> dict[str, Any]:
    """Give the options of every text: no preview of addresses in it."""
    from telegram import LinkPreviewOptions

    return {"link_preview_options": LinkPreviewOptions(is_disabled=True)}


def _count_of(chat: int) -> int:
    return chat if chat < _OWN_COUNT else 0


def _keep(room: _Room, whole: _Whole, done: list[int]) -> None:
    room.begun[whole] = done
    while len(room.begun) > _KEPT:
        room.begun.popitem(last=False)
