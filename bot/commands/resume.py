"""`resume`: ask to lift a halt; a reason, green checks and a button are needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from bot.commands.base import Args, UsageError, command
from bot.context import Context
from bot.doctor_text import rows
from bot.reply import Lines, Reply, plain
from bot.scopes import scope_of
from core.domain.commands import AskResume
from core.domain.journal import Severity
from core.domain.switches import HaltLevel, Scope


class ResumeArgs(Args):
    """Words that may name a scope first, and must give a reason."""

    words: tuple[str, ...] = ()

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Take the words as they are; the handler knows the names of scopes."""
        return cls(words=words)


@command("resume", ko=("재개", "해제"), args=ResumeArgs, changes=True)
async def handle(context: Context, args: ResumeArgs) -> Reply:
    """Check everything and put up the question; nothing is lifted here."""
    scope, reason = await _read(context, args.words)
    if not reason:
        raise UsageError("resume.no_reason")
    checks = await context.checks()
    red = tuple(c.name for c in checks if not c.ok)
    result = await context.door.ask(
        AskResume(scope, context.actor, " ".join(reason), red_checks=red)
    )
    fields = {"scope": scope.name, **result.fields}
    reply = plain(
        context.words.said(result.key, fields),
        title=context.t("resume.title"),
        severity=Severity.INFO if result.ok else Severity.WARNING,
    )
    if result.key != "resume.red":
        return reply
    shown = Lines(tuple(rows(context, checks, only_red=True)))
    return replace(reply, blocks=(*reply.blocks, shown))


async def _read(context: Context, words: tuple[str, ...]) -> tuple[Scope, tuple[str, ...]]:
    if not words:
        return Scope(), ()
    scope, reason = await scope_of(context, words)
    return (_only_one(context) or scope, reason) if reason == words else (scope, reason)


def _only_one(context: Context) -> Scope | None:
    """Give the one scope that is stopped, when nobody need say which."""
    stopped = [s.scope for s in context.uow.switches.all() if s.level is not HaltLevel.NONE]
    return stopped[0] if len(stopped) == 1 else None
