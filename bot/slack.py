"""The Slack face: messages, buttons and forms of one workspace, by socket or signed requests.

What Slack delivers is acknowledged when it lies on the disk and worked on meanwhile, each thing
once, over restarts too. Nothing here may stop the engine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from bot.lanes import Lanes
from bot.locale.catalogue import Catalogue
from bot.reply import Reply
from bot.router import Router
from bot.slack_app import make_app, make_client
from bot.slack_errors import GONE, NO_PORT, REFUSED_TOKEN, code_of, delivery_error, failures
from bot.slack_lines import Socket, serve
from bot.slack_place import SlackPlace
from bot.slack_send import Line, change, deliver
from bot.slack_talk import Talk, inbox_of
from bot.slack_wire import FACE, Bot
from core.clock import Clock, real_sleep
from core.domain.approval import MessageRef
from core.errors import DeliveryError
from core.flow.supervise import FIRST_WAIT_S, LONGEST_WAIT_S, keep

if TYPE_CHECKING:
    from aiohttp import ClientSession

WATCH_S: Final = 60.0
_log = structlog.get_logger(__name__)


class SlackFace:
    """One workspace. `wall` is the machine's clock; `alarm` gets catalogue keys of troubles.

    `first_wait_s` is the first pause after a failure.
    """

    name = FACE

    def __init__(
        self,
        place: SlackPlace,
        words: Catalogue,
        *,
        wall: Clock,
        alarm: Callable[[str], None] = lambda _key: None,
        first_wait_s: float = FIRST_WAIT_S,
    ) -> None:
        self._place = place
        self._words = words
        self._wall = wall
        self._alarm = alarm
        self._first_wait_s = first_wait_s
        self._line: Line | None = None
        self._inbox = inbox_of(place.folder, alarm)
        self._again = True
        self._up = False
        self._trouble = ""

    @property
    def connected(self) -> bool:
        """Tell whether Slack knows us, reaches us, and took the last look at the token."""
        return self._line is not None and self._up and not self._trouble

    @property
    def trouble(self) -> str:
        """Name what is wrong: a refused token, a port that cannot be had, or the line."""
        if self._trouble in REFUSED_TOKEN:
            return "token"
        if self._place.port is not None and self._trouble in NO_PORT:
            return "port"
        return "line" if self._trouble else ""

    async def run(self, router: Router) -> None:
        """Connect and listen until cancelled; every failure is retried with growing pauses."""
        router.invite(self.name)
        work = partial(self._live, router)
        await keep(self.name, work, clock=self._wall, first_wait_s=self._first_wait_s)

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Send a message, in parts when it is long; the last has the buttons.

        Raises DeliveryError. When a later part fails all parts come again.
        """
        try:
            sent = await deliver(self._open_line(), chat, reply, self._words)
        except failures() as error:
            raise delivery_error(error) from error
        return MessageRef(self.name, chat, sent)

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Change a message; one that cannot be changed any more is sent anew."""
        line = self._open_line()
        try:
            await change(line, ref, reply, self._words)
        except failures() as error:
            if code_of(error) not in GONE:
                raise delivery_error(error) from error
            await self.send(ref.chat, reply)

    async def _live(self, router: Router) -> None:
        """Keep lines open; work that is under way outlives the line that it came over."""
        from aiohttp import ClientSession

        wait, self._again = self._first_wait_s, True
        async with ClientSession(trust_env=False) as session, asyncio.TaskGroup() as group:
            lanes = Lanes(group)
            while True:
                began = self._wall.monotonic()
                try:
                    await self._connect(session, router, group, lanes)
                except failures() as error:
                    self._failed(error)
                    wait = delivery_error(error).retry_after_s or wait
                finally:
                    self._line, self._up = None, False
                await real_sleep(LONGEST_WAIT_S if self._is_refused else wait)
                lasted = self._wall.monotonic() - began
                wait = (
                    self._first_wait_s if lasted > LONGEST_WAIT_S else min(LONGEST_WAIT_S, wait * 2)
                )

    async def _connect(
        self, session: ClientSession, router: Router, group: asyncio.TaskGroup, lanes: Lanes
    ) -> None:
        place = self._place
        client = make_client(session, place.bot_token, place.base_url)
        me = await client.auth_test()
        line = Line(client, Bot(str(me["team_id"]), str(me["user_id"]), str(me.get("bot_id", ""))))
        talk = Talk(
            line, router, self, self._words, wall=self._wall, lanes=lanes, inbox=self._inbox
        )
        app = make_app(client, line.us, signing_secret=place.signing_secret, take=talk.take)
        self._line = line
        if self._again:
            self._again = False
            talk.again()
        watch = group.create_task(self._watch(line))
        try:
            if place.port is not None:
                await serve(
                    app, place.host, place.port, signing_secret=place.signing_secret,
                    up=self._reached,
                )  # fmt: skip
            else:
                socket = Socket(
                    client, place.app_token, session, clock=self._wall, up=self._reached,
                    first_wait_s=self._first_wait_s,
                )  # fmt: skip
                await socket.listen(app, group)
        finally:
            watch.cancel()

    async def _watch(self, line: Line) -> None:
        """Look each minute whether the token still opens; requests to a port would not tell."""
        while True:
            await real_sleep(WATCH_S)
            try:
                await line.client.auth_test()
            except failures() as error:
                self._failed(error)
            else:
                self._recovered()

    def _reached(self) -> None:
        self._up = True
        self._recovered()

    def _open_line(self) -> Line:
        if self._line is None:
            raise DeliveryError("slack is not connected")
        return self._line

    @property
    def _is_refused(self) -> bool:
        return self._trouble in REFUSED_TOKEN

    def _failed(self, error: Exception) -> None:
        """Log a trouble when it starts, not at each try; raise the alarm for a refused token."""
        kind = code_of(error) or type(error).__name__
        if kind == self._trouble:
            return
        self._trouble = kind
        if kind in REFUSED_TOKEN:
            _log.critical("slack.refused", kind=kind)
            self._alarm("notice.slack_token")
        else:
            _log.warning("slack.failing", kind=kind)

    def _recovered(self) -> None:
        if self._trouble:
            _log.info("slack.recovered", after=self._trouble)
            self._trouble = ""
