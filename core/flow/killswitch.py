"""Stops: engaged at once and first in the inbox, lifted only by a person in two steps (INV-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.domain.approval import LINE, Actor, Approval, ApprovalState
from core.domain.calendar import kst_text
from core.domain.commands import AskResume, Halt
from core.domain.exposure import opens
from core.domain.journal import OutKind, Severity
from core.domain.order import OrderIntent
from core.domain.people import Question, QuestionState
from core.domain.results import Result
from core.domain.saying import Saying
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch, stop_for, stricter
from core.flow.alarms import seen_by_cause
from core.flow.asking import end_question
from core.flow.desk import Desk
from core.flow.notify import notice, notice_spare, tell

QUESTION_LIFE = timedelta(minutes=10)


def halt(desk: Desk, command: Halt) -> Result:
    """Store an engaged switch, take back the cards it hits, tell everybody."""
    who = command.actor.name or command.actor.user
    spare = engage(
        desk, command.scope, level=command.level, by=who, reason=command.reason,
        until=command.until, asked=command.actor if command.answered else None,
    )  # fmt: skip
    for told in ("notice.halt", "notice.pause"):
        seen_by_cause(desk, told, command.actor)
    switch = desk.uow.switches.get(command.scope.name)
    level = switch.level if switch else HaltLevel.NONE
    until = switch.until.isoformat() if switch and switch.until else ""
    fields: dict[str, str | int] = {"scope": command.scope.name, "level": level.value}
    fields |= {"until": until} if until else {}
    return Result(True, "halt.done", command.scope.name, fields, stands_for=spare)


def engage(
    desk: Desk,
    scope: Scope,
    *,
    level: HaltLevel,
    by: str,
    reason: str,
    told: bool = False,
    until: datetime | None = None,
    asked: Actor | None = None,
) -> tuple[str, ...]:
    """Engage a switch from inside the engine; the latch file follows the commit.

    A stop never loosens one: what stops more or longer stays (INV-18). `told` when the caller's
    own notice says so. Gives the rows that an answer to `asked` may stand for.
    """
    new, known = (
        Switch(scope, level, by, reason, desk.now, until),
        desk.uow.switches.get(scope.name),
    )
    total = new if known is None else stricter(new, known)
    if total is known and known.level is not level:
        return ()
    # One that repeats a stop makes it anew: a question that would have lifted it is over.
    switch = replace(new, level=total.level, until=total.until)
    desk.uow.switches.put(switch)
    note_switch(desk, switch)
    withdraw_hit(desk)
    keep_latch(desk)
    if told:
        return ()
    words: dict[str, str | int] = {
        "scope": scope.name, "level": level.value, "by": by, "reason": reason,
    }  # fmt: skip
    if switch.until is None:
        return notice_spare(desk, asked, "notice.halt", Severity.CRITICAL, **words)
    words["at"] = kst_text(switch.until)
    return notice_spare(desk, asked, "notice.pause", Severity.CRITICAL, **words)


def freeze(desk: Desk, symbol: str, *, why: Saying) -> None:
    """Stop one symbol until a person lifts it; told once while it lasts.

    The switch and the notice keep `why` as one text; its words are made when it is shown.
    """
    scope = Scope(ScopeKind.SYMBOL, symbol)
    known = desk.uow.switches.get(scope.name)
    if (
        known is not None
        and stricter(known, Switch(scope, HaltLevel.HALT_NEW, "", "", desk.now)) is known
    ):
        return
    engage(desk, scope, level=HaltLevel.HALT_NEW, by="gaemi", reason=why.encoded(), told=True)
    notice(
        desk, "notice.frozen", Severity.CRITICAL,
        symbol=symbol, name=desk.name(symbol), why=why.encoded(),
    )  # fmt: skip


def ask_resume(desk: Desk, command: AskResume) -> Result:
    """Put up the question that may lift a halt; red checks answer instead of it."""
    switch = desk.uow.switches.get(command.scope.name)
    if switch is None or switch.level is HaltLevel.NONE:
        return Result(False, "resume.nothing", fields={"scope": command.scope.name})
    if command.red_checks:
        return Result(False, "resume.red", fields={"checks": ", ".join(command.red_checks)})
    question = _question(desk, command)
    for older in [q for q in desk.uow.questions.all() if q.state is QuestionState.OPEN]:
        if older.subject == question.subject:
            end_question(desk, older, QuestionState.LAPSED)
    desk.uow.questions.put(question)
    notice(desk, "notice.question", question=question.id, scope=command.scope.name)
    return Result(True, "resume.asked", question.id, {"wait": desk.resume_wait_s})


def withdraw_hit(desk: Desk) -> None:
    """Take back every open card that an engaged switch stops."""
    switches = tuple(desk.uow.switches.all())
    for approval in desk.open_approvals():
        switch = _stop_of(desk, switches, approval.intent)
        if switch is not None:
            close_card(desk, approval, ApprovalState.WITHDRAWN, note=f"halt:{switch.scope.name}")


def close_card(desk: Desk, approval: Approval, state: ApprovalState, *, note: str = "") -> None:
    """End a card without an order and edit it in every chat."""
    desk.uow.approvals.put(replace(approval, state=state, note=note, decided_at=desk.now))
    desk.uow.emit(
        "approval.state",
        state.value,
        correlation=approval.intent.correlation,
        cause=approval.id,
        data={"approval": approval.id, "symbol": approval.intent.symbol, "note": note},
    )
    # One that was only a line of a question has no card to edit.
    if not approval.note.startswith(LINE):
        tell(desk, OutKind.CARD_END, approval.id, correlation=approval.intent.correlation)


def keep_latch(desk: Desk, *, lifted: Scope | None = None) -> None:
    """Write the latch file after the commit: all our stops and those set there from outside."""

    desk.effects.append(lambda: desk.latch.change(*engaged(desk), lifted=lifted))


def scope_named(name: str) -> Scope:
    """Give the scope of a switch's key, such as ``symbol:005930``."""
    kind, _, key = name.partition(":")
    return Scope(ScopeKind(kind), key)


def engaged(desk: Desk) -> tuple[Switch, ...]:
    """Give all engaged switches."""
    return tuple(s for s in desk.uow.switches.all() if s.level is not HaltLevel.NONE)


def _stop_of(desk: Desk, switches: tuple[Switch, ...], intent: OrderIntent) -> Switch | None:
    return stop_for(switches, intent, opening=opens(intent, desk.uow.books.all()))


def _question(desk: Desk, command: AskResume) -> Question:
    key = desk.ids.new()
    return Question(
        id=key,
        kind="resume",
        subject=command.scope.name,
        reason=command.reason,
        asked_by=command.actor,
        asked_at=desk.now,
        opens_at=desk.now + timedelta(seconds=desk.resume_wait_s),
        expires_at=desk.now + QUESTION_LIFE,
        nonce_sha=desk.nonces.digest(desk.nonces.nonce(key)),
    )


def lift(desk: Desk, question: Question, actor: Actor) -> Result:
    """Lift the stop that a question is about, after its press was judged."""
    switch = desk.uow.switches.get(question.subject)
    if switch is None:
        return Result(False, "resume.nothing", fields={"scope": question.subject})
    who = actor.name or actor.user
    take_off(desk, switch, by=who, reason=question.reason)
    end_question(desk, question, QuestionState.ANSWERED)
    notice(
        desk, "notice.resume", Severity.WARNING,
        scope=question.subject, by=who, reason=question.reason,
    )  # fmt: skip
    return Result(True, "resume.done", fields={"scope": question.subject})


def take_off(desk: Desk, switch: Switch, *, by: str, reason: str) -> None:
    """Store and journal that a stop is over; the latch file follows the commit."""
    lifted = Switch(switch.scope, HaltLevel.NONE, by, reason, desk.now)
    desk.uow.switches.put(lifted)
    note_switch(desk, lifted)
    keep_latch(desk, lifted=switch.scope)


def note_switch(desk: Desk, switch: Switch) -> None:
    """Journal what a switch is now."""
    data: dict[str, str | int] = {"scope": switch.scope.name, "reason": switch.reason}
    if switch.until is not None:
        data["until"] = switch.until.isoformat()
    desk.uow.emit(
        "switch.state",
        switch.level.value,
        correlation=switch.scope.name,
        cause=switch.by,
        data=data,
    )
