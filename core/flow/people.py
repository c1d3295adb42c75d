"""Pairing, strategies' plans, delivered messages, reports: what people and faces change."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from core.domain.approval import Approval, MessageRef
from core.domain.commands import Delivered, KeepCursor, KeepReport, Pair, SetStrategy, Warn
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.people import User
from core.domain.plan import Cursor, StrategyPlan
from core.domain.results import Result
from core.errors import InputError, SettingsError
from core.flow.asking import open_questions, show_to
from core.flow.desk import Desk
from core.flow.notify import notice, tell, tell_one
from core.flow.plans import load_params, plan_params
from core.flow.schedule import WEEKLY_REPORT
from core.strategies.base import STRATEGIES, canonical, parse_params


def pair(desk: Desk, command: Pair) -> Result:
    """Remember a person who proved to be the owner, or that they moved to another chat.

    Open cards and questions come to the new chat, and lose their buttons in the old one.
    """
    actor = command.actor
    user = User(actor.face, actor.user, actor.chat, actor.name, command.role, desk.now)
    known = desk.uow.users.get(user.key)
    if known is not None and known.chat == user.chat:
        return Result(False, "pair.already", fields={"name": actor.name})
    desk.uow.users.put(user)
    if known is not None:
        _leave(desk, known)
    for approval in desk.open_cards():
        tell_one(desk, user, OutKind.CARD, approval.id, correlation=approval.intent.correlation)
    show_to(desk, user)
    desk.uow.emit(
        "system",
        "paired",
        correlation=user.key,
        cause="pairing code",
        data={"face": user.face, "user": user.user, "role": user.role.value},
    )
    return Result(True, "pair.done", fields={"name": actor.name})


def set_strategy(desk: Desk, command: SetStrategy) -> Result:
    """Start, stop or change a strategy; bad names and values change nothing."""
    try:
        strategy = STRATEGIES.get(command.name)
        plan = desk.uow.plans.get(command.name) or _blank(desk, command.name)
        params = plan_params(plan)
        if command.parameter:
            given = params.model_dump(mode="json") | {command.parameter: _typed(command.value)}
            params = parse_params(strategy, given)
    except (InputError, SettingsError) as error:
        return Result(False, "strategy.bad", command.name, {"text": str(error)})
    running = plan.running if command.running is None else command.running
    who = command.actor.name or command.actor.user
    changed = StrategyPlan(command.name, running, canonical(params), desk.now, who)
    desk.uow.plans.put(changed)
    _journal_plan(desk, changed)
    load_params(desk)
    return Result(
        True,
        _key(command),
        command.name,
        {"name": strategy.title, "parameter": command.parameter, "value": command.value},
    )


def delivered(desk: Desk, command: Delivered) -> Result:
    """Close an outbox row; a card's message becomes part of its binding."""
    outgoing = desk.uow.outbox.get(command.outgoing_id)
    if outgoing is None or outgoing.delivered_at is not None:
        return Result(False, "done")
    tries = outgoing.tries + 1
    if command.error and not command.final:
        desk.uow.outbox.put(replace(outgoing, tries=tries, error=command.error))
        return Result(True, "done")
    desk.uow.outbox.put(replace(outgoing, tries=tries, error=command.error, delivered_at=desk.now))
    _bind(desk, outgoing, command)
    return Result(True, "done")


def keep_report(desk: Desk, command: KeepReport) -> Result:
    """Store a report once a period, and send it when it is due by schedule."""
    report = command.report
    desk.uow.reports.put(report)
    desk.uow.emit(
        "report.ready",
        report.kind,
        correlation=report.id,
        cause=report.period,
        data={
            "writer": report.writer,
            "dropped": report.dropped,
            "published": int(command.publish),
        },
    )
    if command.publish:
        desk.uow.cursors.put(Cursor(WEEKLY_REPORT, desk.today.isoformat()))
        tell(desk, OutKind.REPORT, report.id, correlation=report.id)
    return Result(True, "report.kept", report.id)


def keep_cursor(desk: Desk, command: KeepCursor) -> Result:
    """Store how far a job came; an older session than the stored one changes nothing."""
    known = desk.uow.cursors.get(command.cursor.name)
    if known is not None and known.value >= command.cursor.value:
        return Result(False, "done")
    desk.uow.cursors.put(command.cursor)
    return Result(True, "done")


def warn(desk: Desk, command: Warn) -> Result:
    """Tell everybody about a trouble outside the engine."""
    notice(desk, command.key, Severity.CRITICAL)
    desk.uow.emit("system", "warning", correlation=command.key, cause="face", data={})
    return Result(True, "done")


def _leave(desk: Desk, old: User) -> None:
    """Take the buttons out of a chat that its person left, unless somebody else is there."""
    if any((u.face, u.chat) == (old.face, old.chat) for u in desk.uow.users.all()):
        return
    shown = [(OutKind.CARD_END, a.id) for a in desk.open_cards()]
    shown += [(OutKind.QUESTION_END, q.id) for q in open_questions(desk)]
    for kind, subject in shown:
        tell_one(desk, old, kind, subject, words={"moved": 1})


def _bind(desk: Desk, outgoing: Outgoing, command: Delivered) -> None:
    ref = command.ref
    if ref is None:
        return
    approval = desk.uow.approvals.get(outgoing.subject) if outgoing.kind is OutKind.CARD else None
    if approval is not None and (ref not in approval.messages or approval.boot != desk.boot):
        desk.uow.approvals.put(replace(_with_message(approval, ref), boot=desk.boot))
    words = dict(outgoing.fields)
    question = desk.uow.questions.get(str(words.get("question", "")))
    if question is not None and ref not in question.messages:
        desk.uow.questions.put(replace(question, messages=(*question.messages, ref)))


def _with_message(approval: Approval, ref: MessageRef) -> Approval:
    known = approval.messages
    return approval if ref in known else replace(approval, messages=(*known, ref))


def _blank(desk: Desk, name: str) -> StrategyPlan:
    return StrategyPlan(name, False, canonical(STRATEGIES.get(name).Params()), desk.now, "gaemi")


def _typed(text: str) -> Any:
    return text.strip().removesuffix("%") if not text.strip().endswith("%") else _percent(text)


def _percent(text: str) -> str:
    number = text.strip().removesuffix("%")
    try:
        return str(Decimal(number) / 100)
    except ArithmeticError:
        return text


def _key(command: SetStrategy) -> str:
    if command.parameter:
        return "strategy.set"
    return "strategy.started" if command.running else "strategy.stopped"


def _journal_plan(desk: Desk, plan: StrategyPlan) -> None:
    desk.uow.emit(
        "system",
        "strategy",
        correlation=plan.name,
        cause=plan.changed_by,
        data={"running": int(plan.running), "params": plan.params},
    )
