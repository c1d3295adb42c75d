"""Sending one reply over the Bot API: a photo with its caption, or text in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import structlog

from bot.access import room_of
from bot.locale.catalogue import Catalogue
from bot.reply import Picture, Reply
from bot.telegram_marks import Part, drawn, entities, parted
from bot.telegram_sure import SureTexts, is_same, plain_text
from bot.telegram_wire import FACE, address, keyboard, keys_of, units
from core.domain.approval import MessageRef

if TYPE_CHECKING:
    from telegram import Bot, Message

# The Bot API's limit for the words under a photo, in UTF-16 units.
LONGEST_CAPTION: Final = 1_024
# The last of them is said of a photo.
_GONE: Final = ("message to edit not found", "message can't be edited", "message_id_invalid",
                "there is no text in the message to edit")  # fmt: skip
_log = structlog.get_logger(__name__)


class Sending:
    """The sends of one bot, of which it remembers what may have arrived."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words
        self._texts = SureTexts()

    def saw(self, chat: int, number: int) -> None:
        """Note the number of a message that came in a chat."""
        self._texts.saw(chat, number)

    async def deliver(self, bot: Bot, chat: str, reply: Reply) -> int:
        """Send a reply and give the number of the message with its buttons; raises TelegramError.

        Words too long for a caption follow their photo as text. A photo that cannot be sent is
        replaced by what it shows in words: its figures must not be lost with it.
        """
        whole = drawn(reply, self._words)
        if reply.picture is None:
            return await self._send(bot, chat, reply, whole)
        said = bool(whole.text.strip())
        caption = whole if said and units(whole.text) <= LONGEST_CAPTION else None
        shown = await _photo(bot, chat, reply, reply.picture, caption)
        if shown is None:
            told = self._words.t("picture.unsent", alt=reply.picture.alt)
            return await self._send(bot, chat, reply, drawn(reply, self._words, note=told))
        self.saw(int(room_of(chat)), shown.message_id)
        if caption or not said:
            return shown.message_id
        return await self._send(bot, chat, reply, whole)

    async def _send(self, bot: Bot, chat: str, reply: Reply, whole: Part) -> int:
        parts, how = parted(whole), _place(reply, chat)
        return await self._texts.send(bot, how.pop("chat_id"), parts, keys_of(reply, chat), how)


async def change(bot: Bot, ref: MessageRef, reply: Reply, words: Catalogue) -> bool:
    """Edit a message's text; false when that cannot be done any more. Raises TelegramError.

    The same again is success.
    """
    from telegram.error import BadRequest

    part = parted(drawn(reply, words))[0]
    try:
        await bot.edit_message_text(
            part.text, chat_id=int(room_of(ref.chat)), message_id=int(ref.message),
            entities=entities(part), reply_markup=keyboard(reply), **plain_text(),
        )  # fmt: skip
    except BadRequest as error:
        if any(gone in error.message.lower() for gone in _GONE):
            return False
        if not is_same(error):
            raise
    return True


async def _photo(
    bot: Bot, chat: str, reply: Reply, picture: Picture, caption: Part | None
) -> Message | None:
    """Send the photo; None when it did not go. Being asked to wait is told to the caller."""
    from telegram.error import RetryAfter, TelegramError

    keys = keys_of(reply, chat) if caption else None
    name = f"{picture.name}.png"
    try:
        return await bot.send_photo(
            photo=picture.png, caption=caption.text if caption else None, filename=name,
            caption_entities=entities(caption) if caption else None, reply_markup=keys,
            **_place(reply, chat),
        )  # fmt: skip
    except RetryAfter:
        raise
    except TelegramError as error:
        # The kind alone: the words of some errors hold the bot's address.
        _log.warning("telegram.photo_failed", error=type(error).__name__)
        return None


def _place(reply: Reply, chat: str) -> dict[str, Any]:
    """Say where a message goes, and which one it answers: news of an order answer its card."""
    from telegram import ReplyParameters

    under, place = reply.under, address(chat)
    if under is None or (under.face, under.chat) != (FACE, chat):
        return dict(place)
    asked = ReplyParameters(int(under.message), allow_sending_without_reply=True)
    return {**place, "reply_parameters": asked}
