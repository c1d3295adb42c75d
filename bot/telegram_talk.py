"""What people do in Telegram, led to the router, and its answers led back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog

from bot.access import Kind, Source, room_of
from bot.answers import answer
from bot.delivery import Face
from bot.lanes import Lanes, Work, finished, is_secret, is_stop, runs_apart
from bot.live_message import LiveMessage
from bot.locale.catalogue import Catalogue
from bot.reply import Reply, plain
from bot.router import Router
from bot.telegram_wire import FACE, TOAST, source_of
from core.clock import Clock
from core.domain.approval import MessageRef
from core.errors import DeliveryError

if TYPE_CHECKING:
    from telegram import Bot, CallbackQuery, Message, Update

# Told at the end of an update's work, unless the program ends before.
Done: TypeAlias = Callable[[], None]
_log = structlog.get_logger(__name__)


class Talk:
    """The conversations over one line; `wall` is the machine's clock, `group` owns the work.

    `saw` is told the chat and number of each message that comes.
    """

    def __init__(
        self, bot: Bot, router: Router, face: Face, words: Catalogue, *, wall: Clock,
        group: asyncio.TaskGroup, saw: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self._bot = bot
        self._router = router
        self._face = face
        self._words = words
        self._wall = wall
        self._lanes = Lanes(group)
        self._saw = saw

    def take(self, update: Update, done: Done) -> None:
        """Put an update in line; never waits."""
        query, message = update.callback_query, update.message
        if message is not None:
            self._saw(message.chat.id, message.message_id)
        if query is not None:
            self._put(partial(self._press, update, query), done, apart=True)
        elif message is not None and message.migrate_to_chat_id:
            new = str(message.migrate_to_chat_id)
            move = partial(self._router.moved, FACE, str(message.chat.id), new)
            self._put(move, done, apart=True)
        elif message is not None and message.text:
            work = partial(self._message, update, message)
            self._put(work, done, apart=runs_apart(message.text))
        else:
            self._put(partial(self._unheard, update), done)

    def knows(self, update: Update) -> bool:
        """Tell whether an update comes from somebody who may be heard."""
        return self._router.knows(source_of(update))

    def is_stop(self, update: Update) -> bool:
        """Tell whether an update is a line that stops trading."""
        return update.message is not None and is_stop(update.message.text or "")

    def written(self, update: Update) -> dict[str, Any] | None:
        """Give an update as it may lie on the disk: of people who are heard, without secrets."""
        text = update.message.text if update.message else None
        if not self.knows(update) or is_secret(text or ""):
            return None
        raw = update.to_dict()
        # All of it: the message that it answers may hold a key.
        return None if self._router.holds_key(json.dumps(raw)) else raw

    def _put(self, work: Work, done: Done, *, apart: bool = False) -> None:
        self._lanes.put(partial(finished, work, done), apart=apart)

    async def _unheard(self, update: Update) -> None:
        """Have edits, posts and pictures authorised like everything; they are never commands."""
        message, source = update.effective_message, source_of(update)
        text = (message.text or message.caption or "") if message else ""
        if message is not None and self._router.pasted(source, text):
            await self._key_pasted(source, message, text)
        elif source.kind is not Kind.MESSAGE:
            await self._router.say(source, text)

    async def _key_pasted(self, source: Source, message: Message, text: str) -> None:
        """Take a key out of the chat before anything else, then say what to do about it."""
        erased = await self._erased(source.chat, message)
        await self._answer(source.chat, self._router.warn_of_key(text, erased=erased))

    async def _message(self, update: Update, message: Message) -> None:
        age_s = (self._wall.now() - message.date).total_seconds()
        source, text, username = source_of(update), message.text or "", self._bot.username
        if self._router.pasted(source, text):
            await self._key_pasted(source, message, text)
            return
        secret = self._router.hides(source, text, username=username)
        hidden = not secret or await self._erased(source.chat, message)
        live = LiveMessage(self._face, source.chat, wall=self._wall)
        reply = await self._router.say(source, text, age_s=age_s, username=username, show=live.show)
        if reply is not None and not await live.finish(reply):
            await self._answer(source.chat, reply)
        if not hidden:
            await self._answer(source.chat, plain(self._words.t("pin.not_erased")))

    async def _erased(self, chat: str, message: Message) -> bool:
        """Take a message with a secret out of the chat; false when Telegram does not let us."""
        from telegram.error import TelegramError

        try:
            return await self._bot.delete_message(int(room_of(chat)), message.message_id)
        except (TelegramError, DeliveryError) as error:
            _log.warning("telegram.not_erased", error=type(error).__name__)
            return False

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        from telegram.error import TelegramError

        source = source_of(update)
        message = str(query.message.message_id) if query.message else ""
        told = await self._router.press(source, query.data or "", message)
        if told is None:
            return
        try:
            # The answer follows the commit (INV-33).
            await self._bot.answer_callback_query(
                query.id, text=told.text[:TOAST] or None, show_alert=not told.ok
            )
        except TelegramError as error:
            # Too old to be answered, or the line is down: the message will say how it ended.
            _log.warning("telegram.answer_failed", error=type(error).__name__)
        if told.reply is not None:
            shown = MessageRef(FACE, source.chat, message) if told.instead else None
            await self._answer(source.chat, told.reply, instead=shown)

    async def _answer(self, chat: str, reply: Reply, *, instead: MessageRef | None = None) -> None:
        if await answer(self._face, chat, reply, instead=instead):
            await self._router.answered(reply)
