"""Takes every line and every press from every face: may they, what is it, do it, answer.

The only place in front of people that catches all errors: a person is told that something
failed, what did not happen, and the id under which the log holds the rest.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import structlog

from bot.access import Doorman, Source, authorise
from bot.commands.base import CommandSpec, UsageError
from bot.context import Context
from bot.pairing import PairingDesk
from bot.parse import Line, nearest, read
from bot.presses import Answer, judge, parse_press
from bot.reply import Button, Reply, plain
from core.clock import Clock
from core.domain.approval import MessageRef
from core.domain.commands import Pair
from core.domain.journal import Severity
from core.domain.people import Role
from core.errors import ReadFailed, Refusal
from core.ids import IdSource
from core.log import correlated

STALE_S: Final = 60.0
RUN: Final = "r:"
_log = structlog.get_logger(__name__)


class Router:
    """Stands between the faces and the engine; `wall` is the machine's clock.

    `heard` is told whenever a paired person says or presses something.
    """

    def __init__(
        self,
        context: Context,
        *,
        ids: IdSource,
        wall: Clock,
        pairing: PairingDesk | None = None,
        heard: Callable[[], None] = lambda: None,
    ) -> None:
        self._base = context
        self._ids = ids
        self._wall = wall
        self._pairing = pairing
        self._heard = heard
        self._doorman = Doorman(wall)
        self._told_stale: dict[str, float] = {}

    def invite(self, face: str) -> None:
        """Show a pairing code on the server's console while nobody is paired on a face."""
        paired = any(user.face == face for user in self._base.uow.users.all())
        if self._pairing is not None and not paired:
            self._pairing.open()

    async def say(
        self, source: Source, text: str, *, age_s: float = 0.0, username: str = ""
    ) -> Reply | None:
        """Answer one line; None when the person must not, or need not, get an answer.

        `age_s` is how old the message was in real seconds when it arrived, `username` the
        bot's own name, so that a command for another bot of a group is left alone.
        """
        line = read(text, username=username)
        role = authorise(source, self._base.uow.users)
        if role is None:
            return await self._stranger(source, line)
        self._heard()
        if not line.ours or not line.head or (line.spec is None and _chatter(source, line)):
            return None
        context = replace(self._base, actor=source.actor)
        if line.spec is None:
            return _unknown(context, line)
        return await self._obey(context, line, line.spec, role=role, age_s=age_s)

    def hides(self, source: Source, text: str, *, username: str = "") -> bool:
        """Tell whether a line of somebody paired must be taken out of the chat (K03).

        What people of a group say to each other, or to another bot, is left alone.
        """
        line = read(text, username=username)
        if not line.secret or not line.ours or (line.spec is None and _chatter(source, line)):
            return False
        return authorise(source, self._base.uow.users) is not None

    async def _obey(
        self, context: Context, line: Line, spec: CommandSpec, *, role: Role, age_s: float
    ) -> Reply | None:
        if age_s > STALE_S and spec.name != "halt":
            return self._stale(context, spec, age_s)
        if spec.role is Role.OWNER and role is not Role.OWNER:
            return plain(context.t("error.role"), severity=Severity.WARNING)
        return await self._guard(_run(context, spec, line.words), changes=spec.changes)

    async def press(self, source: Source, data: str, message: str) -> Answer | None:
        """Answer one press after the engine has.

        A stranger gets an empty answer once an hour, so that their spinner stops, and then None:
        a flood of presses must not use up what Telegram lets us answer to the owner.
        """
        role = authorise(source, self._base.uow.users)
        if role is None:
            return Answer("", ok=True) if self._doorman.turn_away(source) else None
        self._heard()
        context = replace(self._base, actor=source.actor)
        if data.startswith(RUN):
            reply = await self._guard(_from_button(context, data), changes=False)
            return Answer("", ok=True, reply=reply)
        pressed = parse_press(data, MessageRef(source.face, source.chat, message))
        if pressed is None:
            _log.warning("press.malformed", user=source.user, size=len(data))
            return Answer(context.t("press.unknown"), ok=False)
        if role is not Role.OWNER:
            return Answer(context.t("error.role"), ok=False)
        answers: list[Answer] = []
        reply = await self._guard(_collect(judge(context, pressed), answers), changes=True)
        return answers[0] if answers else Answer(_short(reply), ok=False, reply=reply)

    async def _stranger(self, source: Source, line: Line) -> Reply | None:
        asks = line.spec is not None and line.spec.name in ("pair", "start") and line.ours
        if asks and source.human and (self._moves_home(source, line) or self._proves(source, line)):
            context = replace(self._base, actor=source.actor)
            return await self._guard(_pair(context), changes=True)
        self._doorman.turn_away(source)
        return None

    def _moves_home(self, source: Source, line: Line) -> bool:
        """Tell whether an owner, paired elsewhere, calls the cards into this group."""
        user = self._base.uow.users.get(f"{source.face}:{source.user}")
        named = line.spec is not None and line.spec.name == "pair" and not line.words
        if not named or not line.slash or source.private:
            return False
        return user is not None and user.role is Role.OWNER

    def _proves(self, source: Source, line: Line) -> bool:
        if self._pairing is None or len(line.words) != 1:
            return False
        return self._pairing.accepts(source, line.words[0])

    def _stale(self, context: Context, spec: CommandSpec, age_s: float) -> Reply | None:
        """Refuse an old command; a backlog of equal ones is explained once."""
        key = f"{context.actor.face}:{context.actor.user}:{spec.name}"
        now = self._wall.monotonic()
        last = self._told_stale.get(key)
        self._told_stale[key] = now
        if last is not None and now - last < STALE_S:
            return None
        minutes = max(1, round(age_s / 60))
        text = context.t("error.stale", command=_shown(context, spec), minutes=minutes)
        return plain(text, severity=Severity.WARNING)

    async def _guard(self, work: Awaitable[Reply], *, changes: bool) -> Reply:
        context, correlation = self._base, self._ids.new()
        with correlated(correlation):
            try:
                return await work
            except UsageError as error:
                return plain(context.t(error.key, **error.fields), severity=Severity.WARNING)
            except Refusal as error:
                return plain(context.t("error.refused", text=str(error)), severity=Severity.WARNING)
            except ReadFailed:
                _log.warning("read.failed", exc_info=True)
                return plain(context.t("error.no_data"), severity=Severity.WARNING)
            except Exception:  # noqa: BLE001 - one of the three places that may, see the top
                _log.exception("router.failed")
        key = "error.unexpected_change" if changes else "error.unexpected"
        return plain(context.t(key, id=correlation), severity=Severity.CRITICAL)


async def _run(context: Context, spec: CommandSpec, words: tuple[str, ...]) -> Reply:
    try:
        return await spec.handler(context, spec.args.from_words(words))
    except UsageError as error:
        told = context.t(error.key, **error.fields)
        usage = context.t(spec.usage_key)
        text = f"{told}\n{context.t('error.usage', usage=usage)}"
        return plain(text, severity=Severity.WARNING)


async def _from_button(context: Context, data: str) -> Reply:
    line = read(data.removeprefix(RUN))
    # Buttons of lists only look; whoever makes up data must not get further than that.
    if line.spec is None or line.spec.changes:
        return plain(context.t("press.unknown"), severity=Severity.WARNING)
    return await _run(context, line.spec, line.words)


async def _pair(context: Context) -> Reply:
    result = await context.door.ask(Pair(context.actor, Role.OWNER))
    return plain(context.words.said(result.key, result.fields), title=context.t("pair.title"))


async def _collect(work: Awaitable[Answer], answers: list[Answer]) -> Reply:
    answers.append(await work)
    return Reply()


def _unknown(context: Context, line: Line) -> Reply:
    if line.is_answer:
        return plain(context.t("words.not_buttons"))
    if line.is_number:
        return plain(context.t("words.bare_number"), severity=Severity.WARNING)
    korean = context.words.code == "ko"
    close = nearest(line.head, korean=korean)
    if not close:
        return plain(context.t("error.unknown_command", found=line.head))
    row = tuple(Button(name, f"{RUN}{name}") for name in close if _only_looks(name))
    text = context.t("error.did_you_mean", found=line.head, names=", ".join(close))
    return replace(plain(text), buttons=(row,) if row else ())


def _only_looks(name: str) -> bool:
    spec = read(name).spec
    return spec is not None and not spec.changes


def _chatter(source: Source, line: Line) -> bool:
    """Tell whether people of a group merely talk to each other."""
    return not source.private and not line.slash


def _shown(context: Context, spec: CommandSpec) -> str:
    return spec.ko[0] if context.words.code == "ko" and spec.ko else spec.name


def _short(reply: Reply) -> str:
    texts = [b.text for b in reply.blocks if hasattr(b, "text")]
    return texts[0] if texts else reply.title
