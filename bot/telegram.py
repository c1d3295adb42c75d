"""The Telegram face: polled or delivered updates, plain text, inline buttons.

Both ways are our own: the library's `Updater` ends its polling silently when the token is
refused, and confirms updates it has only queued. Nothing here may stop the engine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from bot.locale.catalogue import Catalogue
from bot.reply import Reply
from bot.router import Router
from bot.telegram_bot import ALARMS, TROUBLES, closed, new_bot
from bot.telegram_line import LOOK_S, line_of
from bot.telegram_menu import introduce
from bot.telegram_place import TelegramPlace
from bot.telegram_send import Sending, change
from bot.telegram_talk import Talk
from bot.telegram_ways import listen
from bot.telegram_wire import FACE, delivery_error
from core.clock import Clock
from core.domain.approval import MessageRef
from core.errors import DeliveryError
from core.flow.supervise import FIRST_WAIT_S, keep

if TYPE_CHECKING:
    from telegram import Bot

POLL_S: Final = 25
_log = structlog.get_logger(__name__)


class TelegramFace:
    """One bot. `wall` is the machine's clock; `alarm` gets catalogue keys of troubles.

    `first_wait_s` and `poll_s` are the first pause after a failure and the length of a poll,
    `look_s` is the pause between looks at the webhook.
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
        look_s: float = LOOK_S,
    ) -> None:
        self._place = place
        self._words = words
        self._wall = wall
        self._alarm = alarm
        self._first_wait_s = first_wait_s
        self._poll_s = poll_s
        self._line = line_of(
            place, self._failed, self._recovered, alarm, wall, first_wait_s=first_wait_s,
            poll_s=poll_s, look_s=look_s,
        )  # fmt: skip
        self._bot: Bot | None = None
        self._router: Router | None = None
        self._trouble = ""
        self._sending = Sending(words)

    @property
    def connected(self) -> bool:
        """Tell whether the bot has introduced itself and the last poll went well."""
        return self._bot is not None and not self._trouble

    @property
    def trouble(self) -> str:
        """Name what is wrong: a refused token, a second reader with it, the port, or the line."""
        return TROUBLES.get(self._trouble, "line") if self._trouble else ""

    async def run(self, router: Router) -> None:
        """Connect and listen until cancelled; every failure is retried with growing pauses."""
        router.invite(self.name)
        self._router = router
        work = partial(self._connect, router)
        await keep(self.name, work, clock=self._wall, first_wait_s=self._first_wait_s)

    async def _connect(self, router: Router) -> None:
        from telegram.error import TelegramError

        bot = new_bot(self._place, self._poll_s)
        try:
            await bot.initialize()
            self._bot = bot
            await self._listen(bot, router)
        except TelegramError as error:
            self._failed(error)
        finally:
            self._bot = None
            await closed(bot)

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Send a message, with its picture, in parts when it is long; the last has the buttons.

        Raises DeliveryError. Sent again after that, it goes on with what did not arrive.
        """
        from telegram.error import ChatMigrated, TelegramError

        try:
            number = await self._sending.deliver(self._connected_bot(), chat, reply)
        except ChatMigrated as error:
            return await self._follow(chat, str(error.new_chat_id), reply)
        except TelegramError as error:
            raise delivery_error(error) from error
        return MessageRef(self.name, chat, str(number))

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Edit a message's text; the same again is success, what cannot be edited is sent anew."""
        from telegram.error import TelegramError

        try:
            edited = await change(self._connected_bot(), ref, reply, self._words)
        except TelegramError as error:
            raise delivery_error(error) from error
        if not edited:
            await self.send(ref.chat, reply)

    async def _follow(self, old: str, new: str, reply: Reply) -> MessageRef:
        """Send to the number that a group has now; raises DeliveryError."""
        if self._router is not None:
            await self._router.moved(self.name, old, new)
        return await self.send(new, reply)

    async def _listen(self, bot: Bot, router: Router) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(introduce(bot, self._words))
            talk = Talk(
                bot, router, self, self._words, wall=self._wall, group=group,
                saw=self._sending.saw,
            )  # fmt: skip
            await listen(bot, talk, self._line, self._place, group)

    def _connected_bot(self) -> Bot:
        if self._bot is None:
            raise DeliveryError("telegram is not connected")
        return self._bot

    def _failed(self, error: Exception) -> None:
        """Log a trouble when it starts, not at each try; tell everybody what people must mend."""
        kind = type(error).__name__
        if kind == self._trouble:
            return
        self._trouble = kind
        if kind in ALARMS:
            _log.critical("telegram.refused", kind=kind)
            self._alarm(ALARMS[kind])
        else:
            _log.warning("telegram.failing", kind=kind)

    def _recovered(self) -> None:
        if self._trouble:
            _log.info("telegram.recovered", after=self._trouble)
            self._trouble = ""
