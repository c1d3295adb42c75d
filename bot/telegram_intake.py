"""Leads updates of Telegram, polled or delivered, through the inbox to their work; stops first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import structlog

from bot.inbox import Inbox
from bot.spool import Body
from bot.telegram_talk import Done, Talk

if TYPE_CHECKING:
    from telegram import Bot, Update

# An update whose work has not begun, and what is told of its end.
Held: TypeAlias = "tuple[Update, Done]"
_log = structlog.get_logger(__name__)


class Intake:
    """The updates of one line; `inbox` outlives it."""

    def __init__(self, bot: Bot, talk: Talk, inbox: Inbox) -> None:
        self._bot = bot
        self._talk = talk
        self._inbox = inbox

    def again(self) -> list[Held]:
        """Obey the stops among what was taken before and not done, and give the rest."""
        found = [self._update(body) for _, body in self._inbox.again()]
        return self._opened(update for update in found if update is not None)

    def delivered(self, raw: Body) -> None:
        """Start the work of one update as it came over the wire."""
        update = self._update(raw)
        if update is not None:
            self.start([(update, self._open(update))])

    def polled(self, updates: Sequence[Update], *, behind: Sequence[Held]) -> list[Held]:
        """Obey the stops among updates and give the rest; what was here before is left out.

        `behind` is what came earlier and has not begun.
        """
        news = [update for update in updates if self._inbox.first(str(update.update_id))]
        if behind or len(news) > 1:
            return self._opened(news)
        # Nothing stands before what comes alone: its words need not be read twice.
        return [(update, self._open(update)) for update in news]

    def start(self, held: Iterable[Held]) -> None:
        """Start work in the order of its arrival; never waits."""
        for update, done in held:
            self._talk.take(update, done)

    async def safe(self, updates: Iterable[Update], *, begun: bool) -> None:
        """Wait until updates are done or on the disk, as far as they can be soon.

        `begun` tells whether their work was started.
        """
        keys = [str(update.update_id) for update in updates]
        await (self._inbox.safe(keys) if begun else self._inbox.stored(keys))

    @property
    def failing(self) -> bool:
        """Tell whether the disk takes nothing."""
        return self._inbox.failing

    @property
    def loose(self) -> list[int]:
        """Give the numbers of updates that would be lost if Telegram forgot them now."""
        return [int(key) for key in self._inbox.loose]

    def _opened(self, updates: Iterable[Update]) -> list[Held]:
        stops: list[Held] = []
        rest: list[Held] = []
        for update in updates:
            held = (update, self._open(update))
            (stops if self._talk.is_stop(update) else rest).append(held)
        self.start(stops)
        return rest

    def _open(self, update: Update) -> Done:
        written = partial(self._talk.written, update)
        key, known = str(update.update_id), self._talk.knows(update)
        return self._inbox.opened(key, written, ours=known)

    def _update(self, raw: Body) -> Update | None:
        from telegram import Update

        try:
            return Update.de_json(dict(raw), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            # It would come for ever if it were refused.
            _log.warning("telegram.unreadable", error=type(error).__name__)
            return None
