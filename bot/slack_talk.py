"""What people do in Slack, led to the router, and its answers led back; each thing once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import structlog

from bot.access import Kind
from bot.answers import answer
from bot.delivery import Face
from bot.forms import form_line, form_of, is_half
from bot.lanes import Lanes, Seen, runs_apart
from bot.live_message import LiveMessage
from bot.locale.catalogue import Catalogue
from bot.reply import Reply
from bot.router import Router
from bot.slack_forms import not_openly, open_form
from bot.slack_send import Line, can_speak, respond, whisper
from bot.slack_wire import FACE, Body, Update, update_of
from core.clock import Clock
from core.domain.approval import MessageRef

_log = structlog.get_logger(__name__)


class Talk:
    """The conversations over one line; `seen` outlives it, `wall` is the machine's clock."""

    def __init__(
        self, line: Line, router: Router, face: Face, words: Catalogue, *,
        wall: Clock, lanes: Lanes, seen: Seen,
    ) -> None:  # fmt: skip
        self._line = line
        self._router = router
        self._face = face
        self._words = words
        self._wall = wall
        self._lanes = lanes
        self._seen = seen

    def take(self, body: Body) -> None:
        """Put one delivery of Slack in line; never waits, and drops what was taken before."""
        update = update_of(body, self._line.us)
        if not self._seen.first(update.key):
            _log.info("slack.again", key=update.key.partition(":")[0])
            return
        if update.source.kind is Kind.PRESS:
            self._lanes.put(partial(self._pressed, update), apart=True)
        elif update.view:
            form = form_of(update.text, self._words)
            said = replace(update, text=form.filled(update.entered) if form else "")
            self._lanes.put(partial(self._said, said), apart=True)
        else:
            self._lanes.put(partial(self._said, update), apart=_apart(update))

    async def _said(self, update: Update) -> None:
        source, text = update.source, update.text
        if update.trigger and is_half(text):
            await self._form(update, text)
            return
        # What stands in a chat cannot be taken out by a bot: it is not even looked at.
        if not update.trigger and not update.view and self._router.hides(source, text):
            await self._answer(update, not_openly(self._words, private=source.private))
            return
        if not await self._takes_us(update):
            await respond(self._line, update.respond, self._words.t("slack.no_room"))
            return
        age_s = 0.0 if update.said_at is None else self._age(update.said_at)
        live = LiveMessage(self._face, source.chat, wall=self._wall)

        async def show(part: Reply) -> MessageRef | None:
            return await live.show(self._placed(update, part))

        reply = await self._router.say(source, text, age_s=age_s, show=show)
        if reply is not None and not await live.finish(self._placed(update, reply)):
            await self._answer(update, reply)

    async def _takes_us(self, update: Update) -> bool:
        """Tell whether a room can become the home; true for everything else that is said."""
        if not self._router.moves_home(update.source, update.text):
            return True
        return await can_speak(self._line, update.source, self._words.t("slack.room"))

    async def _pressed(self, update: Update) -> None:
        line = form_line(update.data)
        if line:
            await self._form(update, line)
            return
        told = await self._router.press(update.source, update.data, update.message)
        if told is None:
            return
        # The answer follows the commit (INV-33).
        await whisper(self._line, update.source, update.thread, told.text)
        if told.reply is not None:
            shown = MessageRef(FACE, update.source.chat, update.message) if told.instead else None
            await self._answer(update, told.reply, instead=shown)

    async def _form(self, update: Update, line: str) -> None:
        """Open the window for what a line lacks; only for somebody who may be heard."""
        form = form_of(line, self._words)
        if form is None or not self._router.knows(update.source):
            # The router notes a stranger, and says what is wrong to everybody else.
            await self._router.say(update.source, line)
            return
        await open_form(self._line, form, self._words, update)

    async def _answer(
        self, update: Update, reply: Reply, *, instead: MessageRef | None = None
    ) -> None:
        placed = self._placed(update, reply)
        await answer(self._face, update.source.chat, placed, instead=instead)

    def _placed(self, update: Update, reply: Reply) -> Reply:
        """Put a reply where it was asked for: into the thread of the question."""
        thread = update.thread
        under = MessageRef(FACE, update.source.chat, thread) if thread else reply.under
        return replace(reply, under=under)

    def _age(self, said_at: float) -> float:
        return max(0.0, self._wall.now().timestamp() - said_at)


def _apart(update: Update) -> bool:
    opens = bool(update.trigger) and is_half(update.text)
    return opens or runs_apart(update.text)
