"""What people do in Slack, led to the router, and its answers led back; each thing once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from bot.access import Kind
from bot.answers import answer
from bot.delivery import Face
from bot.forms import form_line, form_of, is_half
from bot.inbox import Inbox, inbox_in
from bot.lanes import Lanes, finished, is_secret, is_stop, nothing, runs_apart
from bot.live_message import LiveMessage
from bot.locale.catalogue import Catalogue
from bot.reply import Reply
from bot.router import Router
from bot.slack_forms import not_openly, open_form
from bot.slack_send import Line, can_speak, respond, whisper
from bot.slack_wire import FACE, Body, Bot, Update, update_of
from core.clock import Clock
from core.domain.approval import MessageRef

# When it was said, beside Slack's own fields; commands and presses carry no time.
AT: Final = "gaemi_at"
# What opens something for a moment: worth nothing after a restart, and a secret until then.
PASSING: Final = frozenset({"token", "trigger_id", "response_url", "response_urls"})
_log = structlog.get_logger(__name__)


def inbox_of(folder: Path | None, alarm: Callable[[str], None]) -> Inbox:
    """Make the inbox of a workspace; a socket is read in turn, so nothing lingers there."""
    return inbox_in(folder, alarm=alarm, grace_s=0.0)


class Talk:
    """The conversations over one line; `inbox` outlives it, `wall` is the machine's clock."""

    def __init__(
        self, line: Line, router: Router, face: Face, words: Catalogue, *,
        wall: Clock, lanes: Lanes, inbox: Inbox,
    ) -> None:  # fmt: skip
        self._line = line
        self._router = router
        self._face = face
        self._words = words
        self._wall = wall
        self._lanes = lanes
        self._inbox = inbox

    async def take(self, body: Body) -> None:
        """Start one delivery of Slack, dropping what was taken before; waits for the disk alone."""
        update = update_of(body, self._line.us)
        if not self._inbox.first(update.key):
            _log.info("slack.again", key=update.key.partition(":")[0])
            return
        self._open(update, body)
        await self._inbox.safe([update.key])

    def again(self) -> None:
        """Do what was acknowledged before and not done, stops first."""
        found = [(key, body) for key, body in self._inbox.again()]
        updates = [(_as_it_came(key, body, self._line.us), body) for key, body in found]
        for update, body in sorted(updates, key=lambda one: not is_stop(one[0].text)):
            self._open(update, body)

    def _open(self, update: Update, body: Body) -> None:
        """Put an update in line."""
        said, known = self._filled(update), self._router.knows(update.source)
        written = partial(self._written, said, body)
        done = self._inbox.opened(update.key, written, ours=known) if update.key else nothing
        press = update.source.kind is Kind.PRESS
        work = partial(self._pressed if press else self._said, said)
        apart = press or bool(update.view) or _apart(update)
        self._lanes.put(partial(finished, work, done), apart=apart)

    def _filled(self, update: Update) -> Update:
        """Give an update with the line that a form makes, where it is one."""
        form = form_of(update.text, self._words) if update.view else None
        line = form.filled(update.entered) if form else ""
        return replace(update, text=line) if update.view else update

    def _written(self, update: Update, body: Body) -> Body | None:
        """Give a delivery as it may lie on the disk: of people who are heard, without secrets."""
        if not self._router.knows(update.source) or is_secret(update.text):
            return None
        lasting = {name: part for name, part in body.items() if name not in PASSING}
        if self._router.holds_key(json.dumps(lasting)):
            return None
        said_at = self._wall.now().timestamp() if update.said_at is None else update.said_at
        return {AT: said_at, **lasting}

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
        if await answer(self._face, update.source.chat, placed, instead=instead):
            await self._router.answered(reply)

    def _placed(self, update: Update, reply: Reply) -> Reply:
        """Put a reply where it was asked for: into the thread of the question."""
        thread = update.thread
        under = MessageRef(FACE, update.source.chat, thread) if thread else reply.under
        return replace(reply, under=under)

    def _age(self, said_at: float) -> float:
        return max(0.0, self._wall.now().timestamp() - said_at)


def _as_it_came(key: str, body: Body, us: Bot) -> Update:
    """Read a delivery of a former life under the name that it had then."""
    update = update_of(body, us)
    named = update.source.message or key.partition(":")[2]
    source = replace(update.source, message=named)
    return replace(update, source=source, key=key, said_at=float(body[AT]))


def _apart(update: Update) -> bool:
    opens = bool(update.trigger) and is_half(update.text)
    return opens or runs_apart(update.text)
