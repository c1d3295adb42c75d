"""Sending one reply over the Bot API: a photo with its caption, or text in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import structlog

from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.reply import Picture, Reply
from bot.telegram_wire import keyboard, split, units
from core.domain.approval import MessageRef

if TYPE_CHECKING:
    from telegram import Bot, Message

# The Bot API's limit for the words under a photo, in UTF-16 units.
LONGEST_CAPTION: Final = 1_024
# The last of them is said of a photo.
_GONE: Final = ("message to edit not found", "message can't be edited", "message_id_invalid",
                "there is no text in the message to edit")  # fmt: skip
_SAME: Final = "message is not modified"
_log = structlog.get_logger(__name__)


async def deliver(bot: Bot, chat: int, reply: Reply, words: Catalogue) -> Message:
    """Send a reply and give the message that carries its buttons; raises TelegramError.

    Words too long for a caption follow their photo as text. A photo that cannot be sent is
    replaced by what it shows in words: its figures must not be lost with it.
    """
    text = render(reply, words)
    if reply.picture is None:
        return await _texts(bot, chat, reply, text)
    caption = text if text.strip() and units(text) <= LONGEST_CAPTION else None
    shown = await _photo(bot, chat, reply, reply.picture, caption)
    if shown is None:
        told = words.t("picture.unsent", alt=reply.picture.alt)
        return await _texts(bot, chat, reply, f"{text}\n{told}")
    return shown if caption or not text.strip() else await _texts(bot, chat, reply, text)


async def change(bot: Bot, ref: MessageRef, reply: Reply, words: Catalogue) -> bool:
    """Edit a message's text; false when that cannot be done any more. Raises TelegramError.

    The same again is success.
    """
    from telegram.error import BadRequest

    text = next(split(render(reply, words)), "…")
    try:
        await bot.edit_message_text(
            text, chat_id=int(ref.chat), message_id=int(ref.message),
            reply_markup=keyboard(reply), **plain_text(),
        )  # fmt: skip
    except BadRequest as error:
        told = error.message.lower()
        if any(gone in told for gone in _GONE):
            return False
        if _SAME not in told:
            raise
    return True


async def _photo(
    bot: Bot, chat: int, reply: Reply, picture: Picture, caption: str | None
) -> Message | None:
    """Send the photo; None when it did not go. Being asked to wait is told to the caller."""
    from telegram.error import RetryAfter, TelegramError

    keys = keyboard(reply) if caption else None
    name = f"{picture.name}.png"
    try:
        return await bot.send_photo(
            chat, picture.png, caption=caption, filename=name, reply_markup=keys
        )
    except RetryAfter:
        raise
    except TelegramError as error:
        # The kind alone: the words of some errors hold the bot's address.
        _log.warning("telegram.photo_failed", error=type(error).__name__)
        return None


async def _texts(bot: Bot, chat: int, reply: Reply, text: str) -> Message:
    parts = list(split(text)) or ["…"]
    for part in parts[:-1]:
        await bot.send_message(chat_id=chat, text=part, **plain_text())
    return await bot.send_message(
        chat_id=chat, text=parts[-1], reply_markup=keyboard(reply), **plain_text()
    )


def plain_text() -> dict[str, Any]:
    """Give the options of every text: no preview of addresses in it."""
    from telegram import LinkPreviewOptions

    return {"link_preview_options": LinkPreviewOptions(is_disabled=True)}
