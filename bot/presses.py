"""A press on a button that asks the engine: what it carries, and what is sent along with it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Final

import structlog

from bot.context import Context
from bot.reply import Reply
from core.domain.approval import ApprovalState, MessageRef
from core.domain.bar import Quote
from core.domain.commands import AnswerQuestion, Press
from core.errors import ReadFailed

QUOTE_DEADLINE_S: Final = 3.0
DATA: Final = re.compile(r"([cq])([01]):([A-Za-z0-9_-]{22})")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press is answered with: a short text, and a message when there is more to show."""

    text: str
    ok: bool
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A well-formed press: on a card or a question, yes or no, and in which message."""

    card: bool
    yes: bool
    nonce: str
    at: MessageRef


def parse_press(data: str, at: MessageRef) -> Pressed | None:
    """Read what a button carried; None for anything that no button of ours carries."""
    found = DATA.fullmatch(data)
    if found is None:
        return None
    return Pressed(found[1] == "c", found[2] == "1", found[3], at)


async def judge(context: Context, pressed: Pressed) -> Answer:
    """Ask the engine and put its result into words; a yes takes fresh facts along."""
    ask = _card if pressed.card else _question
    return await ask(context, pressed)


async def _card(context: Context, pressed: Pressed) -> Answer:
    quote = await _fresh_quote(context, pressed.nonce) if pressed.yes else None
    press = Press(pressed.nonce, pressed.yes, context.actor, pressed.at, quote)
    result = await context.door.ask(press)
    return Answer(context.words.said(result.key, result.fields), ok=result.ok)


async def _question(context: Context, pressed: Pressed) -> Answer:
    checks = await context.checks() if pressed.yes else ()
    red = tuple(c.name for c in checks if not c.ok)
    answer = AnswerQuestion(pressed.nonce, pressed.yes, context.actor, pressed.at, red)
    result = await context.door.ask(answer)
    return Answer(context.words.said(result.key, result.fields), ok=result.ok)


async def _fresh_quote(context: Context, nonce: str) -> Quote | None:
    """Look at the price now; without one the engine refuses the press as stale (INV-12)."""
    digest = context.nonces.digest(nonce)
    asked = (a for a in context.uow.approvals.all() if a.state is ApprovalState.OPEN)
    symbol = next((a.intent.symbol for a in asked if a.nonce_sha == digest), None)
    if symbol is None:
        return None
    try:
        async with asyncio.timeout(QUOTE_DEADLINE_S):
            quotes = await context.data.quotes([symbol])
    except (ReadFailed, TimeoutError):
        _log.warning("press.no_quote", symbol=symbol, exc_info=True)
        return None
    return next((q for q in quotes if q.symbol == symbol), None)
