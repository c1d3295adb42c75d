"""Answers a person's question: rows by tools, sentences by a model, and only those that hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.assistant.answer import fallback, partial, row_reply, whole, with_draft
from bot.assistant.check import Judge
from bot.assistant.dialogue import Dialogue
from bot.assistant.draft import Drafts
from bot.assistant.growing import Growing, look_around
from bot.assistant.ledger import Ledger, Shelf
from bot.assistant.rules import opening, rules
from bot.assistant.stored import Stored, Trials, no_trials, stored_of
from bot.assistant.toolbox import Toolbox
from bot.commands.base import UsageError
from bot.context import Context
from bot.reply import Reply
from core.clock import Clock
from core.domain.approval import Actor
from core.errors import DeliveryError

DAY_S: Final = 86_400.0
# How often the growing text is held against the rows, real seconds.
LOOK_S: Final = 0.5
_log = structlog.get_logger(__name__)


@dataclass
class _Person:
    """What is kept of one person: the rows of their answers and when they asked."""

    shelf: Shelf = field(default_factory=Shelf)
    asked: deque[float] = field(default_factory=deque)
    busy: bool = False


class Assistant:
    """One for the whole program. `dialogue` is None where no model is set up: rows alone then.

    `hide` blanks secrets in whatever leaves for the server, `per_day` bounds the questions of a
    person in 24 real hours. Nothing of a question is kept for the next one but its rows.
    """

    def __init__(
        self,
        dialogue: Dialogue | None,
        *,
        wall: Clock,
        hide: Callable[[str], str],
        per_day: int,
        trials: Trials = no_trials,
    ) -> None:
        self._dialogue = dialogue
        self._wall = wall
        self._hide = hide
        self._per_day = per_day
        self._trials = trials
        self._people: dict[str, _Person] = {}
        self._drafts = Drafts(wall)

    async def answer(self, context: Context, question: str) -> Reply:
        """Answer one question; raises UsageError for one too many."""
        person = self._person(context.actor)
        self._admit(person)
        person.busy = True
        try:
            return await self._answer(context, question, person)
        finally:
            person.busy = False

    def cited(self, context: Context, row: str) -> Reply | None:
        """Show a row of the person's own answers; None when it is unknown."""
        fact = self._person(context.actor).shelf.get(row)
        if fact is None:
            return None
        return row_reply(row, fact, context.words, mode=context.mode, hide=self._hide)

    def drafted(self, context: Context, key: str, message: str) -> str | None:
        """Give the words of a draft to whom it was made for, once, in its message and in time."""
        return self._drafts.take(key, person=_name(context.actor), message=message)

    def _person(self, actor: Actor) -> _Person:
        return self._people.setdefault(_name(actor), _Person())

    def _admit(self, person: _Person) -> None:
        if person.busy:
            raise UsageError("ask.busy")
        now = self._wall.monotonic()
        while person.asked and now - person.asked[0] >= DAY_S:
            person.asked.popleft()
        if len(person.asked) >= self._per_day:
            raise UsageError("ask.too_many", count=self._per_day)
        person.asked.append(now)

    async def _answer(self, context: Context, question: str, person: _Person) -> Reply:
        stored, ledger = stored_of(context, self._trials), Ledger(person.shelf)
        toolbox = Toolbox(stored, ledger, question, hide=self._hide)
        asking = Growing(context, ledger, await self._judge(stored), self._wall)
        shown = await context.show(partial((), context.words, mode=context.mode))
        reply = await self._told(context, question, toolbox, asking)
        return self._suggested(context, reply, toolbox, message=shown.message if shown else "")

    async def _told(
        self, context: Context, question: str, toolbox: Toolbox, asking: Growing
    ) -> Reply:
        ledger = asking.ledger
        try:
            text = await self._text(context, question, toolbox, asking)
        except DeliveryError as error:
            _log.warning("assistant.failed", error=str(error))
            await look_around(toolbox, ledger)
            why = "ask.failed"
            return fallback(ledger.given, context.words, why=why, mode=context.mode)
        checked = await asking.check(text)
        if not checked.kept and toolbox.draft is None:
            await look_around(toolbox, ledger)
        return whole(checked, ledger.given, context.words, mode=context.mode)

    def _suggested(
        self, context: Context, reply: Reply, toolbox: Toolbox, *, message: str
    ) -> Reply:
        if toolbox.draft is None:
            return reply
        wish = toolbox.draft
        key = self._drafts.keep(wish.words, person=_name(context.actor), message=message)
        return with_draft(reply, wish, context.words, key=key)

    async def _text(
        self, context: Context, question: str, toolbox: Toolbox, asking: Growing
    ) -> str:
        if self._dialogue is None:
            raise DeliveryError("no model is set up")
        told = opening(self._hide(question), lang=context.words.code, now=context.now)
        return await self._dialogue.run(told, toolbox, asking.heard)

    async def _judge(self, stored: Stored) -> Judge:
        known = {*(await stored.names()).values(), *stored.titles.values()}
        secret = rules(stored.words.code)
        return Judge(frozenset(n for n in known if len(n) > 1), self._hide, secret)


def _name(actor: Actor) -> str:
    return f"{actor.face}:{actor.user}"
