"""A press on a button that asks the engine: what it carries, and what is sent along with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import structlog

from bot.context import Context
from bot.forms import FORM, form_of
from bot.quote_now import quote_now
from bot.reply import Code, Paragraph, Reply
from core.domain.approval import ApprovalState, MessageRef
from core.domain.bar import Quote
from core.domain.commands import AnswerQuestion, CancelOrder, Choose, Press, Undo
from core.domain.journal import Severity
from core.domain.results import Result
from core.domain.wanted import Acknowledge
from core.domain.wanted_people import TakeBack

DATA: Final = re.compile(r"(?:([cq])([01])|([kuw])):([A-Za-z0-9_-]{22})|([xa]):([0-9A-Z]{26})")
# What a press is answered with in a message of its own: there is something to type then.
_TO_TYPE: Final = frozenset({"doubt.type_number", "doubt.needs_pin"})
_TO_PROVE: Final = frozenset({"factor.wanted", "factor.none"})
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press is answered with: a short text, and a message when there is more to show.

    `instead` puts that message in place of the pressed one.
    """

    text: str
    ok: bool
    reply: Reply | None = None
    instead: bool = False


class Button(StrEnum):
    """What the pressed button belonged to."""

    CARD = "c"
    QUESTION = "q"
    CHOICE = "k"
    UNDO = "u"
    TAKE_BACK = "w"
    CANCEL = "x"
    SEEN = "a"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A well-formed press: on what, yes or no (else a yes), and in which message.

    `nonce` is the order's id where a cancel was pressed.
    """

    button: Button
    yes: bool
    nonce: str
    at: MessageRef


def parse_press(data: str, at: MessageRef) -> Pressed | None:
    """Read what a button carried; None for anything that no button of ours carries."""
    found = DATA.fullmatch(data)
    if found is None:
        return None
    button = Button(found[1] or found[3] or found[5])
    return Pressed(button, found[2] != "0", found[4] or found[6], at)


def to_type(context: Context, data: str) -> Answer | None:
    """Say what to type where a face has no window for a form; None for every other button."""
    if not data.startswith(FORM):
        return None
    form = form_of(data.removeprefix(FORM), context.words)
    if form is None:
        return Answer(context.t("press.unknown"), ok=False)
    missing = " ".join(f"<{label}>" for _, label in form.entries)
    blocks = (Paragraph(context.t("form.to_type")), Code(f"{form.line} {missing}"))
    return Answer("", ok=True, reply=Reply(blocks=blocks))


async def judge(context: Context, pressed: Pressed) -> Answer:
    """Ask the engine and put its result into words; a yes takes fresh facts along."""
    ask = {
        Button.CARD: _card, Button.QUESTION: _question, Button.CHOICE: _choice,
        Button.CANCEL: _cancel, Button.TAKE_BACK: _take_back, Button.UNDO: _undo,
        Button.SEEN: _seen,
    }  # fmt: skip
    return await ask[pressed.button](context, pressed)


async def _card(context: Context, pressed: Pressed) -> Answer:
    quote = await _fresh_quote(context, pressed.nonce) if pressed.yes else None
    press = Press(pressed.nonce, pressed.yes, context.actor, pressed.at, quote)
    return _told(context, await context.door.ask(press))


async def _question(context: Context, pressed: Pressed) -> Answer:
    checks = await context.checks() if pressed.yes else ()
    red = tuple(c.name for c in checks if not c.ok)
    answer = AnswerQuestion(pressed.nonce, pressed.yes, context.actor, pressed.at, red)
    return _told(context, await context.door.ask(answer))


def _told(context: Context, result: Result) -> Answer:
    told = context.words.said(result.key, result.fields)
    return Answer(told, ok=result.ok, reply=proving(context, result))


def proving(context: Context, result: Result) -> Reply | None:
    """Say what to type where the second factor is asked for; None for every other result."""
    if result.key not in _TO_PROVE:
        return None
    told, how = Paragraph(context.t(result.key)), Code(context.t(f"{result.key}_how"))
    return Reply(blocks=(told, how), severity=Severity.WARNING)


async def _choice(context: Context, pressed: Pressed) -> Answer:
    order_id = _subject(context, pressed.nonce)
    result = await context.door.ask(Choose(pressed.nonce, context.actor, pressed.at))
    told = context.words.said(result.key, result.fields)
    reply = _to_type(context, result.key, told, order_id) if result.key in _TO_TYPE else None
    return Answer(told, ok=result.ok, reply=reply)


async def _take_back(context: Context, pressed: Pressed) -> Answer:
    result = await context.door.ask(TakeBack(pressed.nonce, context.actor, pressed.at))
    return Answer(context.words.said(result.key, result.fields), ok=result.ok)


async def _cancel(context: Context, pressed: Pressed) -> Answer:
    result = await context.door.ask(CancelOrder(pressed.nonce, context.actor))
    return Answer(context.words.said(result.key, result.fields), ok=result.ok)


async def _seen(context: Context, pressed: Pressed) -> Answer:
    result = await context.door.ask(Acknowledge(pressed.nonce, context.actor))
    return Answer(context.words.said(result.key, result.fields), ok=result.ok)


async def _undo(context: Context, pressed: Pressed) -> Answer:
    digest = context.nonces.digest(pressed.nonce)
    result = await context.door.ask(Undo(digest, context.actor, pressed.at))
    return Answer(context.words.said(result.key, result.fields), ok=result.ok)


def _subject(context: Context, nonce: str) -> str:
    digest = context.nonces.digest(nonce)
    hits = (q for q in context.uow.questions.all() if digest in q.choice_shas)
    return next((q.subject for q in hits), "")


def _to_type(context: Context, key: str, told: str, order_id: str) -> Reply:
    """Say what to type where a button is not enough; the toast is gone in a moment."""
    how = Code(context.t(f"{key}_how", id=order_id[-6:]))
    if key == "doubt.needs_pin" and not (context.pins and context.pins.is_set):
        return Reply(blocks=(Paragraph(told), Paragraph(context.t("pin.not_set")), how))
    return Reply(blocks=(Paragraph(told), how))


async def _fresh_quote(context: Context, nonce: str) -> Quote | None:
    digest = context.nonces.digest(nonce)
    asked = (a for a in context.uow.approvals.all() if a.state is ApprovalState.OPEN)
    symbol = next((a.intent.symbol for a in asked if a.nonce_sha == digest), None)
    if symbol is None:
        return None
    return await quote_now(context, symbol)
