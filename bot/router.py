"""Takes every line and every press from every face: may they, what is it, do it, answer.

What fails on the way is told by the guard.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import structlog

from bot.access import (
    CONSOLE,
    Doorman,
    Invitation,
    Role,
    Source,
    authorise,
    may_press,
    may_say,
    room_of,
)
from bot.attempt import collected, guarded, run_command
from bot.commands.base import CommandSpec
from bot.context import Context
from bot.conversation import Conversation, Understood
from bot.pairing import PairingDesk, follow, pair
from bot.parse import Line, read
from bot.presses import Answer, judge, parse_press, to_type
from bot.rates import COMMANDS, Rates, most_of
from bot.reply import DRAFT, PROPOSE, RUN, TURN, Reply, warning
from bot.unknown_words import unknown
from core.clock import Clock
from core.domain.approval import Actor, MessageRef
from core.domain.commands import Delivered
from core.ids import IdSource

STALE_S: Final = 60.0
_log = structlog.get_logger(__name__)


class Router:
    """Stands between the faces and the engine; `wall` is the machine's clock.

    `heard` is told whenever a paired person says or presses something. What holds a key
    goes no further than here. `rates` says how often one person is heard, K10's numbers by default.
    """

    def __init__(
        self,
        context: Context,
        *,
        ids: IdSource,
        wall: Clock,
        pairing: PairingDesk | None = None,
        heard: Callable[[], None] = lambda: None,
        rates: Rates | None = None,
    ) -> None:
        self._base = context
        self._ids = ids
        self._wall = wall
        self._pairing = pairing
        self._heard = heard
        self._doorman = Doorman(wall)
        self._rates = rates or Rates(wall)
        self._told_stale: dict[str, float] = {}
        self._talk = Conversation()
        self._invited: set[str] = set()

    def invite(self, face: str) -> None:
        """Show a pairing code on the server's console while nobody is paired on a face.

        One code serves all faces; each pairing uses it up, and the next face gets another.
        """
        self._invited.add(face)
        missing = self._invited - {user.face for user in self._base.uow.users.all()}
        if self._pairing is not None and missing and not self._pairing.is_open:
            self._pairing.open()

    async def say(
        self,
        source: Source,
        text: str,
        *,
        age_s: float = 0.0,
        username: str = "",
        show: Callable[[Reply], Awaitable[MessageRef | None]] | None = None,
    ) -> Reply | None:
        """Answer one line; None when the person must not, or need not, get an answer.

        `age_s` is how old the message was in real seconds when it arrived, `username` the
        bot's own name, so that a command for another bot of a group is left alone. `show` gets
        what there is so far of an answer that takes its time.
        """
        role = authorise(source, self._base.uow.users)
        if role is None:
            return await self._stranger(source, read(text, username=username))
        self._heard()
        unread = self._base.pasted.answer(self._base.words, source, text)
        if unread is not None:
            return unread
        line = read(text, username=username)
        if _is_not_for_us(source, line):
            return None
        key = self._key(source, source.message)
        context = replace(self._base, actor=source.actor, key=key, show=show or self._base.show)
        heard: list[Understood | None] = []
        failed = await self._guard(
            collected(self._talk.hear(context, line, text), heard), changes=False
        )
        if not heard:
            return failed
        return await self._answer(context, line, heard[0], role=role, age_s=age_s)

    async def _answer(
        self, context: Context, line: Line, meant: Understood | None, *, role: Role, age_s: float
    ) -> Reply | None:
        """Do what a line or a sentence asks for, or say why nothing does it."""
        asked = meant.line if meant is not None and meant.line is not None else line
        said = asked.spec.name if asked.spec else ""
        # A backlog is refused for its age, which must not cost the commands of now.
        if age_s <= STALE_S and not self._rates.may_say(self._person(context.actor), said):
            return self._too_fast(context)
        if meant is not None and meant.line is None:
            return await self._guard(meant.explained(context), changes=False)
        if asked.spec is None:
            return unknown(context, line)
        return await self._obey(context, asked, asked.spec, role=role, age_s=age_s)

    async def answered(self, reply: Reply) -> None:
        """Note that an answer arrived: what it stands for need not be said there again."""
        for row in reply.stands_for:
            await self._guard(collected(self._base.door.ask(Delivered(row)), []), changes=False)

    def knows(self, source: Source) -> bool:
        """Tell whether somebody may be heard here."""
        return authorise(source, self._base.uow.users) is not None

    def moves_home(self, source: Source, text: str) -> bool:
        """Tell whether an owner calls the cards into another room with these words."""
        return source.human and not self.knows(source) and self._moves_home(source, read(text))

    async def moved(self, face: str, old: str, new: str) -> None:
        """Follow a group whose number the service changed: cards and notices go to the new one."""
        await self._guard(follow(self._base, face, old, new), changes=True)

    def hides(self, source: Source, text: str, *, username: str = "") -> bool:
        """Tell whether a line of somebody paired must be taken out of the chat (K03).

        What people of a group say to each other, or to another bot, is left alone.
        """
        line = read(text, username=username)
        if not line.secret or not line.ours or (line.spec is None and _chatter(source, line)):
            return False
        return self.knows(source)

    def pasted(self, source: Source, text: str) -> bool:
        """Tell whether somebody of ours put a key into a chat: it must be taken out at once.

        Edited and forwarded words count too: they are not obeyed, and yet they stand there.
        """
        user = self._base.uow.users.get(f"{source.face}:{source.user}")
        here = source.private or (user and room_of(source.chat) == room_of(user.chat))
        known = user and here and not (source.machine or source.foreign)
        return bool(known) and bool(self._base.pasted.found(text))

    def holds_key(self, text: str) -> bool:
        """Tell whether a text holds a key, whoever wrote it."""
        return bool(self._base.pasted.found(text))

    def warn_of_key(self, text: str, *, erased: bool) -> Reply:
        """Say what to do about a key that stood in a chat."""
        about = "pasted.erased" if erased else "pasted.not_erased"
        return self._base.pasted.warning(self._base.words, text, about)

    async def _obey(
        self, context: Context, line: Line, spec: CommandSpec, *, role: Role, age_s: float
    ) -> Reply | None:
        if age_s > STALE_S and spec.name != "halt":
            return self._stale(context, spec, age_s)
        if not may_say(role, spec.name):
            return warning(context.t("error.role"))
        return await self._guard(run_command(context, spec, line.words), changes=spec.changes)

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
        if not self._rates.may_press(self._person(source.actor), data):
            return Answer(context.t("rate.presses", most=most_of(data)), ok=False)
        form = to_type(context, data)
        if form is not None:
            return form
        if not may_press(role, data):
            return _not_theirs(context, data)
        if data.startswith((RUN, TURN)):
            reply = await self._guard(_from_button(context, data, role), changes=False)
            fits = reply.is_common
            turns = self._turns(source, data, message, fits=fits)
            return Answer("", ok=True, reply=reply, instead=turns)
        if data.startswith((DRAFT, PROPOSE)):
            context = replace(context, key=self._key(source, message, data))
            return await self._propose(context, data, message, role=role)
        pressed = parse_press(data, MessageRef(source.face, source.chat, message))
        if pressed is None:
            return _malformed(context, data)
        answers: list[Answer] = []
        reply = await self._guard(collected(judge(context, pressed), answers), changes=True)
        return answers[0] if answers else Answer(_short(reply), ok=False, reply=reply)

    def _turns(self, source: Source, data: str, message: str, *, fits: bool) -> bool:
        """Tell whether an answer may take a message's place: made-up data writes over no card.

        Buttons that turn pages stand under answers alone, never under what the engine sent. A
        refusal, which does not fit, never takes the place of what was pressed.
        """
        if not fits or not data.startswith(TURN):
            return False
        ref, uow = MessageRef(source.face, source.chat, message), self._base.uow
        cards = (ref in card.messages for card in uow.approvals.all())
        questions = (ref in question.messages for question in uow.questions.all())
        sent = ((o.face, o.chat, o.message) for o in uow.outbox.all())
        return not (any(cards) or any(questions) or (ref.face, ref.chat, ref.message) in sent)

    async def _propose(self, context: Context, data: str, message: str, *, role: Role) -> Answer:
        """Say a command again that ends in a card; only who may say it may press it."""
        words: str | None = data.removeprefix(PROPOSE)
        if data.startswith(DRAFT):
            words = context.drafted(context, data.removeprefix(DRAFT), message)
        if words is None:
            return Answer(context.t("ask.draft_over"), ok=False)
        line = read(words)
        # Whoever makes up data must not get further than a card.
        if line.spec is None or not line.spec.proposes:
            return Answer(context.t("press.unknown"), ok=False)
        if not may_say(role, line.spec.name):
            return Answer(context.t("error.role"), ok=False)
        reply = await self._guard(run_command(context, line.spec, line.words), changes=True)
        return Answer("", ok=True, reply=reply)

    def _person(self, actor: Actor) -> str:
        """Name who is counted, whichever of their faces they speak at."""
        user = self._base.uow.users.get(f"{actor.face}:{actor.user}")
        return user.who if user is not None and actor.face != CONSOLE.face else ""

    def _too_fast(self, context: Context) -> Reply | None:
        if not self._rates.tells(self._person(context.actor)):
            return None
        return warning(context.t("rate.commands", most=COMMANDS))

    def _key(self, source: Source, *parts: str) -> str:
        """Name what is answered: the same message or press again has the same name."""
        named = (source.face, source.chat, *parts) if parts[0] else (source.face, self._ids.new())
        return ":".join(named)

    async def _stranger(self, source: Source, line: Line) -> Reply | None:
        asks = line.spec is not None and line.spec.name in ("pair", "start") and line.ours
        moves = asks and source.human and self._moves_home(source, line)
        code = self._proves(source, line) if asks and source.human and not moves else None
        if moves or code is not None:
            context = replace(self._base, actor=source.actor)
            reply = await self._guard(pair(context, code), changes=True)
            self.invite(source.face)
            return reply
        self._doorman.turn_away(source)
        return None

    def _moves_home(self, source: Source, line: Line) -> bool:
        """Tell whether an owner, paired elsewhere, calls the cards into this group."""
        user = self._base.uow.users.get(f"{source.face}:{source.user}")
        named = line.spec is not None and line.spec.name == "pair" and not line.words
        if not named or source.private or not (line.slash or source.addressed):
            return False
        return user is not None and user.role is Role.ADMIN

    def _proves(self, source: Source, line: Line) -> Invitation | None:
        if self._pairing is None or len(line.words) != 1:
            return None
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
        return warning(text)

    async def _guard(self, work: Awaitable[Reply], *, changes: bool) -> Reply:
        return await guarded(self._base, self._ids.new(), work, changes=changes)


async def _from_button(context: Context, data: str, role: Role) -> Reply:
    line = read(data[len(RUN) :])
    # Buttons of lists only look; whoever makes up data must not get further than that.
    if line.spec is None or not may_say(role, line.spec.name):
        return warning(context.t("press.unknown"))
    if line.spec.changes and not line.spec.own:
        return warning(context.t("press.unknown"))
    return await run_command(context, line.spec, line.words)


def _not_theirs(context: Context, data: str) -> Answer:
    if not may_press(Role.ADMIN, data):
        return _malformed(context, data)
    return Answer(context.t("error.role"), ok=False)


def _malformed(context: Context, data: str) -> Answer:
    _log.warning("press.malformed", user=context.actor.user, size=len(data))
    return Answer(context.t("press.unknown"), ok=False)


def _is_not_for_us(source: Source, line: Line) -> bool:
    return not line.ours or not line.head or (line.spec is None and _chatter(source, line))


def _chatter(source: Source, line: Line) -> bool:
    """Tell whether people of a group merely talk to each other."""
    return not (source.private or source.addressed or line.slash)


def _shown(context: Context, spec: CommandSpec) -> str:
    return spec.ko[0] if context.words.code == "ko" and spec.ko else spec.name


def _short(reply: Reply) -> str:
    texts = [b.text for b in reply.blocks if hasattr(b, "text")]
    return texts[0] if texts else reply.title
