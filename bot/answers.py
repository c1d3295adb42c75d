"""Answers that no outbox row stands behind: sent at once, and once more when asked to wait."""

from __future__ import annotations

import structlog

from bot.delivery import Face
from bot.reply import Reply
from core.clock import real_sleep
from core.domain.approval import MessageRef
from core.errors import DeliveryError
from core.flow.supervise import LONGEST_WAIT_S

_log = structlog.get_logger(__name__)


async def answer(face: Face, chat: str, reply: Reply, *, instead: MessageRef | None = None) -> bool:
    """Send an answer, or put it in place of a message; a failed one is retried once as told.

    Tells whether it arrived.
    """
    if instead is not None and reply.picture is None and await _turned(face, instead, reply):
        return True
    try:
        await face.send(chat, reply)
    except DeliveryError as error:
        _log.warning("answer.failed", face=face.name, error=str(error))
        if error.retry_after_s is None or error.retry_after_s > LONGEST_WAIT_S:
            return False
        await real_sleep(error.retry_after_s)
        try:
            await face.send(chat, reply)
        except DeliveryError as again:
            _log.error("answer.lost", face=face.name, error=str(again))
            return False
    return True


async def _turned(face: Face, ref: MessageRef, reply: Reply) -> bool:
    try:
        await face.edit(ref, reply)
    except DeliveryError as error:
        _log.warning("answer.not_turned", face=face.name, error=str(error))
        return False
    return True
