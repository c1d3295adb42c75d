"""Sending one reply to Slack: a picture first, then words in one message or several."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import structlog

from bot.access import Source
from bot.locale.catalogue import Catalogue
from bot.reply import Paragraph, Picture, Reply
from bot.slack_blocks import escape, fallback, pages
from bot.slack_errors import delivery_error, failures
from bot.slack_wire import FACE, Bot
from core.domain.approval import MessageRef
from core.domain.journal import Severity

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

HOOKS: Final = "hooks.slack.com"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """An open line to one workspace; `homes` are the private chats by their people."""

    client: AsyncWebClient
    us: Bot
    homes: dict[str, str] = field(default_factory=dict)

    async def channel(self, chat: str) -> str:
        """Give the channel of a chat; a person's private chat is asked for once."""
        if not chat.startswith(("U", "W")):
            return chat
        if chat not in self.homes:
            opened = await self.client.conversations_open(users=chat)
            found: Any = opened.get("channel", {})
            self.homes[chat] = str(found["id"])
        return self.homes[chat]


async def deliver(line: Line, chat: str, reply: Reply, words: Catalogue) -> str:
    """Send a reply and give the number of the message with its buttons; raises what a call may.

    A picture that cannot be sent is replaced by what it shows in words: its figures must not be
    lost with it.
    """
    channel, thread = await line.channel(chat), thread_of(reply, chat)
    if reply.picture is not None and not await _pictured(line, channel, thread, reply.picture):
        told = Paragraph(words.t("picture.unsent", alt=reply.picture.alt))
        reply = replace(reply, blocks=(*reply.blocks, told))
    text, sent = fallback(reply, words), ""
    for blocks in pages(reply, words):
        answer = await line.client.chat_postMessage(
            channel=channel, text=text, blocks=blocks, unfurl_links=False, unfurl_media=False,
            **_in_thread(reply, thread),
        )  # fmt: skip
        sent = str(answer["ts"])
    return sent


async def change(line: Line, ref: MessageRef, reply: Reply, words: Catalogue) -> None:
    """Put a reply into the place of a message; raises what a call may."""
    await line.client.chat_update(
        channel=await line.channel(ref.chat), ts=ref.message, text=fallback(reply, words),
        blocks=pages(reply, words)[0],
    )  # fmt: skip


async def whisper(line: Line, source: Source, thread: str, text: str) -> None:
    """Say a short text to one person where they pressed; a failure is only logged."""
    if not text:
        return
    try:
        await line.client.chat_postEphemeral(
            channel=await line.channel(source.chat), user=source.user, text=escape(text),
            thread_ts=thread or None,
        )  # fmt: skip
    except failures() as error:
        # The message itself will say how it ended.
        _log.warning("slack.answer_failed", error=str(delivery_error(error)))


async def can_speak(line: Line, source: Source, text: str) -> bool:
    """Tell whether a room takes words of ours, by saying some to one person there."""
    try:
        await line.client.chat_postEphemeral(channel=source.chat, user=source.user, text=text)
    except failures() as error:
        _log.warning("slack.no_room", error=str(delivery_error(error)))
        return False
    return True


async def respond(line: Line, address: str, text: str) -> None:
    """Answer whoever typed a command in a room that takes nothing else; a failure is logged."""
    hosts = (HOOKS, urlsplit(line.client.base_url).hostname)
    session = line.client.session
    if session is None or urlsplit(address).hostname not in hosts:
        return
    said = {"response_type": "ephemeral", "text": escape(text)}
    try:
        async with session.post(address, json=said) as answer:
            _log.info("slack.responded", status=answer.status)
    except failures() as error:
        _log.warning("slack.not_responded", error=type(error).__name__)


def thread_of(reply: Reply, chat: str) -> str:
    """Give the message in whose thread a reply belongs; empty when it stands for itself."""
    under = reply.under
    here = under is not None and (under.face, under.chat) == (FACE, chat)
    return under.message if under is not None and here else ""


def _in_thread(reply: Reply, thread: str) -> dict[str, Any]:
    if not thread:
        return {}
    # What must be seen stands in the channel too: nobody is told of news in a thread they left.
    return {"thread_ts": thread, "reply_broadcast": reply.severity is not Severity.INFO}


async def _pictured(line: Line, channel: str, thread: str, picture: Picture) -> bool:
    """Upload a picture; false when it did not go. Being asked to wait is told to the caller."""
    try:
        await line.client.files_upload_v2(
            channel=channel, content=picture.png, filename=f"{picture.name}.png",
            title=picture.alt[:200], alt_txt=picture.alt[:1_000], thread_ts=thread or None,
        )  # fmt: skip
    except failures() as error:
        if delivery_error(error).retry_after_s is not None:
            raise
        _log.warning("slack.picture_failed", error=str(delivery_error(error)))
        return False
    return True
