"""Answers that no outbox row stands behind: sent at once, and once more when asked to wait."""

from __future__ import annotations

import structlog

from bot.delivery import Face
from bot.reply import Reply
from core.clock import real_sleep
from core.errors import DeliveryError
from core.flow.supervise import LONGEST_WAIT_S

_log = structlog.get_logger(__name__)


async def answer(face: Face, chat: str, reply: Reply) -> None:
    """Send an answer; one that fails is retried once when the service says when."""
    try:
        await face.send(chat, reply)
    except DeliveryError as error:
        _log.warning("answer.failed", face=face.name, error=str(error))
        if error.retry_after_s is None or error.retry_after_s > LONGEST_WAIT_S:
            return
        await real_sleep(error.retry_after_s)
        try:
            await face.send(chat, reply)
        except DeliveryError as again:
            _log.error("answer.lost", face=face.name, error=str(again))
