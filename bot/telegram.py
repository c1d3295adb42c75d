"""The Telegram face: long polling, plain text, inline buttons.

The polling loop is our own: the library's `Updater` ends its polling silently when the token
is refused, and confirms updates it has only queued. Nothing here may stop the engine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from bot.access import Kind
from bot.answers import answer
from bot.commands.base import COMMANDS
from bot.lanes import Lanes, runs_apart
from bot.live_message import LiveMessage
from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.reply import Reply, plain
from bot.router import Router
from bot.telegram_send import deliver, plain_text
from bot.telegram_wire import FACE, TOAST, delivery_error, hush, keyboard, source_of, split
from core.clock import Clock, real_sleep
from core.domain.approval import MessageRef
from core.errors import DeliveryError
from core.flow.supervise import FIRST_WAIT_S, LONGEST_WAIT_S, keep

if TYPE_CHECKING:
    from telegram import Bot, CallbackQuery, Message, Update
    from telegram.error import TelegramError

POLL_S: Final = 25
DEADLINE_S: Final = 10.0
# Edits and channel posts are fetched although they are never commands: leaving them out would
# leave the choice of what is heard to a setting on Telegram's side.
UPDATES: Final = ("message", "edited_message", "channel_post", "edited_channel_post",
                  "callback_query")  # fmt: skip
# The last of them is said of a photo.
_GONE: Final = ("message to edit not found", "message can't be edited", "message_id_invalid",
                "there is no text in the message to edit")  # fmt: skip
_SAME: Final = "message is not modified"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TelegramPlace:
    """Where the Bot API is and what opens it; `base_url` ends in ``/bot``. Never logged."""

    token: str
    base_url: str
    base_file_url: str

    def __repr__(self) -> str:
        return "TelegramPlace(token=[redacted])"


class TelegramFace:
    """One bot. `wall` is the machine's clock; `alarm` gets catalogue keys of troubles.

    `first_wait_s` and `poll_s` are the first pause after a failure and the length of a poll.
    """

    name = FACE

    def __init__(
        self,
        place: TelegramPlace,
        words: Catalogue,
        *,
        wall: Clock,
        alarm: Callable[[str], None] = lambda _key: None,
        first_wait_s: float = FIRST_WAIT_S,
        poll_s: float = POLL_S,
    ) -> None:
        self._place = place
        self._words = words
        self._wall = wall
        self._alarm = alarm
        self._first_wait_s = first_wait_s
        self._poll_s = poll_s
        self._bot: Bot | None = None
        self._offset = 0
        self._trouble = ""

    @property
    def connected(self) -> bool:
        """Tell whether the bot has introduced itself and the last poll went well."""
        return self._bot is not None and not self._trouble

    @property
    def trouble(self) -> str:
        """Name what is wrong: a refused token, a second reader with the same one, or the line."""
        kinds = {"InvalidToken": "token", "Conflict": "conflict"}
        return kinds.get(self._trouble, "line") if self._trouble else ""

    async def run(self, router: Router) -> None:
        """Connect and listen until cancelled; every failure is retried with growing pauses."""
        router.invite(self.name)
        work = partial(self._connect, router)
        await keep(self.name, work, clock=self._wall, first_wait_s=self._first_wait_s)

    async def _connect(self, router: Router) -> None:
        from telegram.error import TelegramError

        bot = self._new_bot()
        try:
            await bot.initialize()
            self._bot = bot
            await self._introduce(bot)
            await self._listen(bot, router)
        except TelegramError as error:
            self._failed(error)
        finally:
            self._bot = None
            await _closed(bot)

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Send a message, with its picture, in parts when it is long; the last has the buttons.

        Raises DeliveryError. When a later part fails all parts come again.
        """
        from telegram.error import TelegramError

        try:
            sent = await deliver(self._connected_bot(), int(chat), reply, self._words)
        except TelegramError as error:
            raise delivery_error(error) from error
        return MessageRef(self.name, chat, str(sent.message_id))

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Edit a message's text; the same again is success, what cannot be edited is sent anew."""
        from telegram.error import BadRequest, TelegramError

        text = next(split(render(reply, self._words)), "…")
        try:
            await self._connected_bot().edit_message_text(
                text,
                chat_id=int(ref.chat),
                message_id=int(ref.message),
                reply_markup=keyboard(reply),
                **plain_text(),
            )
        except BadRequest as error:
            told = error.message.lower()
            if _SAME in told:
                return
            if not any(gone in told for gone in _GONE):
                raise delivery_error(error) from error
            await self.send(ref.chat, reply)
        except TelegramError as error:
            raise delivery_error(error) from error

    async def _introduce(self, bot: Bot) -> None:
        """Set the menu of commands; names must be English, so Korean stands beside them."""
        from telegram import BotCommand

        korean = self._words.code == "ko"
        menu = [
            BotCommand(name, f"{'·'.join(spec.ko[:2])} {self._words.t(spec.summary_key)}".strip())
            if korean
            else BotCommand(name, self._words.t(spec.summary_key))
            for name, spec in COMMANDS
        ]
        await bot.set_my_commands(menu)

    async def _listen(self, bot: Bot, router: Router) -> None:
        from telegram.error import InvalidToken, TelegramError

        wait = self._first_wait_s
        async with asyncio.TaskGroup() as group:
            lanes = Lanes(group)
            while True:
                try:
                    updates = await bot.get_updates(
                        offset=self._offset or None,
                        timeout=int(self._poll_s),
                        allowed_updates=UPDATES,
                    )
                except TelegramError as error:
                    self._failed(error)
                    refused = isinstance(error, InvalidToken)
                    await real_sleep(LONGEST_WAIT_S if refused else _pause(error, wait))
                    wait = min(LONGEST_WAIT_S, wait * 2)
                    continue
                wait = self._first_wait_s
                self._recovered()
                for update in updates:
                    self._take(bot, router, lanes, update)
                    self._offset = update.update_id + 1

    def _take(self, bot: Bot, router: Router, lanes: Lanes, update: Update) -> None:
        query, message = update.callback_query, update.message
        if query is not None:
            lanes.put(partial(self._press, bot, router, update, query), apart=True)
        elif message is not None and message.text:
            work = partial(self._message, router, update, message, bot.username)
            lanes.put(work, apart=runs_apart(message.text))
        else:
            # Edits, posts, pictures: authorised like everything, and never commands.
            source = source_of(update)
            if source.kind is not Kind.MESSAGE:
                lanes.put(partial(self._unheard, router, update))

    async def _unheard(self, router: Router, update: Update) -> None:
        text = update.effective_message.text if update.effective_message else None
        await router.say(source_of(update), text or "")

    async def _message(
        self, router: Router, update: Update, message: Message, username: str
    ) -> None:
        age_s = (self._wall.now() - message.date).total_seconds()
        source, text = source_of(update), message.text or ""
        secret = router.hides(source, text, username=username)
        hidden = not secret or await self._erased(source.chat, message)
        live = LiveMessage(self, source.chat, wall=self._wall)
        reply = await router.say(source, text, age_s=age_s, username=username, show=live.show)
        if reply is not None and not await live.finish(reply):
            await answer(self, source.chat, reply)
        if not hidden:
            await answer(self, source.chat, plain(self._words.t("pin.not_erased")))

    async def _erased(self, chat: str, message: Message) -> bool:
        """Take a message with a secret out of the chat; false when Telegram does not let us."""
        from telegram.error import TelegramError

        try:
            return await self._connected_bot().delete_message(int(chat), message.message_id)
        except (TelegramError, DeliveryError) as error:
            _log.warning("telegram.not_erased", error=type(error).__name__)
            return False

    async def _press(self, bot: Bot, router: Router, update: Update, query: CallbackQuery) -> None:
        from telegram.error import TelegramError

        source = source_of(update)
        message = str(query.message.message_id) if query.message else ""
        told = await router.press(source, query.data or "", message)
        if told is None:
            return
        try:
            # The answer follows the commit (INV-33).
            await bot.answer_callback_query(
                query.id, text=told.text[:TOAST] or None, show_alert=not told.ok
            )
        except TelegramError as error:
            # Too old to be answered, or the line is down: the message will say how it ended.
            _log.warning("telegram.answer_failed", error=type(error).__name__)
        if told.reply is not None:
            await answer(self, source.chat, told.reply)

    def _new_bot(self) -> Bot:
        from telegram import Bot
        from telegram.request import HTTPXRequest

        hush()

        def line(read_s: float) -> HTTPXRequest:
            return HTTPXRequest(
                connection_pool_size=8,
                read_timeout=read_s,
                connect_timeout=DEADLINE_S,
                httpx_kwargs={"trust_env": False},
            )

        return Bot(
            self._place.token,
            base_url=self._place.base_url,
            base_file_url=self._place.base_file_url,
            request=line(DEADLINE_S),
            get_updates_request=line(self._poll_s + DEADLINE_S),
        )

    def _connected_bot(self) -> Bot:
        if self._bot is None:
            raise DeliveryError("telegram is not connected")
        return self._bot

    def _failed(self, error: TelegramError) -> None:
        """Log a trouble when it starts, not at each try; raise the alarm for a stolen token."""
        from telegram.error import Conflict, InvalidToken

        kind = type(error).__name__
        if kind == self._trouble:
            return
        self._trouble = kind
        if isinstance(error, Conflict | InvalidToken):
            _log.critical("telegram.refused", kind=kind)
            self._alarm("notice.conflict" if isinstance(error, Conflict) else "notice.token")
        else:
            _log.warning("telegram.failing", kind=kind)

    def _recovered(self) -> None:
        if self._trouble:
            _log.info("telegram.recovered", after=self._trouble)
            self._trouble = ""


def _pause(error: TelegramError, wait: float) -> float:
    after = delivery_error(error).retry_after_s
    return wait if after is None else after


async def _closed(bot: Bot) -> None:
    from telegram.error import TelegramError

    try:
        await bot.shutdown()
    except (TelegramError, RuntimeError) as error:
        _log.warning("telegram.close_failed", error=type(error).__name__)
