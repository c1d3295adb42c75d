"""Between the Bot API and our own words: where updates come from, what errors mean, keyboards."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.access import TOPIC, Kind, Source
from bot.reply import Reply
from bot.text import clean
from core.errors import DeliveryError

if TYPE_CHECKING:
    from telegram import (
        Chat,
        InlineKeyboardMarkup,
        MaybeInaccessibleMessage,
        Message,
        ReplyKeyboardMarkup,
        ReplyKeyboardRemove,
        Update,
        User,
    )
    from telegram.error import TelegramError

Markup: TypeAlias = "InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove"
FACE: Final = "telegram"
# The Bot API's limit is 4096 UTF-16 units; letters outside the first plane count twice.
LONGEST: Final = 4_096
TOAST: Final = 200
GROUP_BOT: Final = 1_087_968_824
CHANNEL_BOT: Final = 136_817_688
SERVICE: Final = 777_000
_NOT_PEOPLE: Final = frozenset({GROUP_BOT, CHANNEL_BOT, SERVICE})


def source_of(update: Update) -> Source:
    """Say where an update came from; what is not a plain message or press is marked as such."""
    if update.callback_query is not None:
        query = update.callback_query
        shown = query.message
        # An inline message has no chat: it can be anywhere, so nobody is heard from it.
        chat = shown.chat if shown else None
        return _source(Kind.PRESS, query.from_user, chat, topic=_topic(shown))
    if update.message is not None:
        return _of_message(Kind.MESSAGE, update.message)
    if update.edited_message is not None:
        return _of_message(Kind.EDITED, update.edited_message)
    post = update.channel_post or update.edited_channel_post
    if post is not None:
        return _of_message(Kind.CHANNEL, post)
    return _source(Kind.OTHER, update.effective_user, update.effective_chat)


def _of_message(kind: Kind, message: Message) -> Source:
    return _source(
        kind,
        message.from_user,
        message.chat,
        forwarded=message.forward_origin is not None or bool(message.is_automatic_forward),
        masked=message.sender_chat is not None,
        via=_by_machine(message),
        message=str(message.message_id),
        topic=_topic(message),
    )


def _by_machine(message: Message) -> bool:
    """Tell whether a program wrote in a person's name: through a bot, for a business, while away.

    `is_from_offline` marks greetings, away messages and what was scheduled: nobody says it now.
    """
    through = message.via_bot is not None or message.sender_business_bot is not None
    return through or bool(message.is_from_offline)


def _topic(message: MaybeInaccessibleMessage | None) -> str:
    """Name the topic of a message; replies outside of a forum have a number as well, but none."""
    number = getattr(message, "message_thread_id", None)
    return f"{TOPIC}{number}" if number and getattr(message, "is_topic_message", False) else ""


def address(chat: str) -> dict[str, int]:
    """Say where to send: the chat, and the topic where it has one."""
    room, _, topic = chat.partition(TOPIC)
    return {"chat_id": int(room)} | ({"message_thread_id": int(topic)} if topic else {})


def _source(
    kind: Kind,
    user: User | None,
    chat: Chat | None,
    *,
    forwarded: bool = False,
    masked: bool = False,
    via: bool = False,
    message: str = "",
    topic: str = "",
) -> Source:
    return Source(
        kind=kind,
        face=FACE,
        user=str(user.id) if user else "",
        chat=f"{chat.id}{topic}" if chat else "",
        name=clean(user.full_name, 64) if user else "",
        private=chat is not None and chat.type == "private",
        machine=via or (user is not None and (user.is_bot or user.id in _NOT_PEOPLE)),
        forwarded=forwarded,
        masked=masked,
        message=message,
    )


def delivery_error(error: TelegramError) -> DeliveryError:
    """Say whether a failed call may be made again.

    A time-out is not final although the message may have arrived: a card shown twice is
    harmless (one approval, one grant), a card never shown is not. Only refusals keep their
    words: those of a rejected token or a broken line may hold the token or the address.
    """
    from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

    if isinstance(error, RetryAfter):
        after = error.retry_after
        seconds = after.total_seconds() if isinstance(after, timedelta) else float(after)
        return DeliveryError("telegram asks to wait", retry_after_s=seconds)
    name = type(error).__name__
    final = isinstance(error, BadRequest | ChatMigrated | Forbidden)
    words = f": {clean(error.message, 200)}" if final else ""
    return DeliveryError(f"telegram {name}{words}", final=final)


def hush() -> None:
    """Silence one warning of the library about the type of a field that we read as either type."""
    from telegram.warnings import PTBDeprecationWarning

    warnings.filterwarnings("ignore", ".*`retry_after`.*", category=PTBDeprecationWarning)


def keys_of(reply: Reply, chat: str) -> Markup | None:
    """Draw the buttons of a new message, or the keys under a private chat."""
    from telegram import ReplyKeyboardMarkup, ReplyKeyboardRemove

    if reply.keys is None or chat.startswith("-"):
        return keyboard(reply)
    if not reply.keys:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(reply.keys, resize_keyboard=True, is_persistent=True)


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """Draw the buttons; None takes them away when a message is edited."""
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    rows = [
        [InlineKeyboardButton(clean(b.label, 40), callback_data=b.data) for b in row]
        for row in reply.buttons
        if row
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def split(text: str, limit: int = LONGEST) -> Iterator[str]:
    """Cut a long text at line ends into parts that the Bot API takes; never an empty part."""
    part = ""
    for line in text.split("\n"):
        for at, piece in enumerate(_pieces(line, limit)):
            # A line that was cut goes on; it did not end there.
            end = "" if at or not part else "\n"
            joined = f"{part}{end}{piece}"
            if units(joined) <= limit:
                part = joined
                continue
            yield part
            part = piece
    if part.strip():
        yield part


def _pieces(line: str, limit: int) -> Iterator[str]:
    # Half the limit in letters is never above it in units.
    step = limit // 2
    if units(line) <= limit:
        yield line
        return
    yield from (line[i : i + step] for i in range(0, len(line), step))


def units(text: str) -> int:
    """Count a text as the Bot API does: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
