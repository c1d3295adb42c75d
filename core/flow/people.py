"""Pairing, strategies' plans, delivered messages, reports: what people and faces change."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from core.domain.approval import Approval, ApprovalState, MessageRef
from core.domain.commands import Delivered, KeepCursor, Pair, SetStrategy, Warn
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.people import User
from core.domain.plan import StrategyPlan
from core.domain.results import Result
from core.flow.desk import Desk
from core.flow.doubted import doubt_face
from core.flow.elsewhere import give_up, reached
from core.flow.joining import admitted
from core.flow.notify import notice
from core.flow.plans import load_params, plan_params
from core.flow.showing import leave, show_open
from core.strategies.attempt import attempt
from core.strategies.base import (
    STRATEGIES,
    Strategy,
    StrategyParams,
    Trouble,
    canonical,
    check_exits,
    parse_params,
    typed_value,
)


def pair(desk: Desk, command: Pair) -> Result:
    """Remember a person who proved that they may speak, or that they moved to another chat.

    Open cards and questions come to the new chat, and lose their buttons in the old one.
    """
    admission = admitted(desk, command)
    if isinstance(admission, Result):
        return admission
    return _let_in(desk, admission)


def _let_in(desk: Desk, command: Pair) -> Result:
    actor = command.actor
    user = User(
        actor.face, actor.user, actor.chat, actor.name, command.role, desk.now, command.person
    )
    known = desk.uow.users.get(user.key)
    if known is not None and (known.chat, known.role, known.who) == (
        user.chat,
        user.role,
        user.who,
    ):
        return Result(False, "pair.already", fields={"name": actor.name})
    desk.uow.users.put(user)
    if known is not None and known.chat != user.chat:
        leave(desk, known)
    show_open(desk, user)
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
    made = attempt(partial(_changed, desk, command), source="")
    if isinstance(made, Trouble):
        return Result(False, "strategy.bad", command.name, {"text": made.why})
    strategy, plan, params = made
    running = plan.running if command.running is None else command.running
    if running and strategy.bar_seconds:
        minutes = strategy.bar_seconds // 60
        return Result(False, "strategy.no_feed", command.name, {"minutes": minutes})
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


def _changed(
    desk: Desk, command: SetStrategy
) -> tuple[type[Strategy], StrategyPlan, StrategyParams]:
    strategy = STRATEGIES.get(command.name)
    plan = desk.uow.plans.get(command.name) or _blank(desk, command.name)
    params = plan_params(plan)
    if command.parameter:
        given = params.model_dump(mode="json") | {command.parameter: typed_value(command.value)}
        params = parse_params(strategy, given)
        check_exits(params)
    return strategy, plan, params


def delivered(desk: Desk, command: Delivered) -> Result:
    """Close an outbox row; a card's message becomes part of its binding."""
    outgoing = desk.uow.outbox.get(command.outgoing_id)
    if outgoing is None or outgoing.delivered_at is not None:
        return Result(False, "done")
    tries = outgoing.tries + 1
    if command.error and not command.final:
        failed = replace(outgoing, tries=tries, error=command.error)
        desk.uow.outbox.put(failed)
        if command.lasting:
            give_up(desk, failed)
        return Result(True, "done")
    done = replace(outgoing, tries=tries, error=command.error, delivered_at=desk.now)
    if command.ref is not None:
        done = replace(done, message=command.ref.message)
    desk.uow.outbox.put(done)
    if command.error:
        give_up(desk, done)
    else:
        reached(desk, done)
    _bind(desk, outgoing, command)
    for edit in filter(None, map(desk.uow.outbox.get, command.merged)):
        desk.uow.outbox.put(replace(edit, delivered_at=desk.now))
    return Result(True, "done")


def keep_cursor(desk: Desk, command: KeepCursor) -> Result:
    """Store how far a job came; an older session than the stored one changes nothing."""
    known = desk.uow.cursors.get(command.cursor.name)
    if known is not None and known.value >= command.cursor.value:
        return Result(False, "done")
    desk.uow.cursors.put(command.cursor)
    return Result(True, "done")


def warn(desk: Desk, command: Warn) -> Result:
    """Tell everybody about a trouble outside the engine; a face may be in doubt after it."""
    doubt_face(desk, command.key)
    notice(desk, command.key, Severity.CRITICAL)
    desk.uow.emit("system", "warning", correlation=command.key, cause="face", data={})
    return Result(True, "done")


def _bind(desk: Desk, outgoing: Outgoing, command: Delivered) -> None:
    ref = command.ref
    if ref is None:
        return
    approval = desk.uow.approvals.get(outgoing.subject) if outgoing.kind is OutKind.CARD else None
    shown = None if approval is None else _shown(desk, approval, ref)
    if shown is not None and shown != approval:
        desk.uow.approvals.put(shown)
    words = dict(outgoing.fields)
    question = desk.uow.questions.get(str(words.get("question", "")))
    if question is not None and ref not in question.messages:
        desk.uow.questions.put(replace(question, messages=(*question.messages, ref)))


def _shown(desk: Desk, approval: Approval, ref: MessageRef) -> Approval:
    """Bind a card to a message and, while it may be pressed, to the generation that shows it.

    A decided card keeps the generation it was decided in: a message that was still on its way
    when the program died would else write a wrong one beside the grant (INV-09).
    """
    known = approval.messages
    boot = desk.boot if approval.state is ApprovalState.OPEN else approval.boot
    return replace(approval, boot=boot, messages=known if ref in known else (*known, ref))


def _blank(desk: Desk, name: str) -> StrategyPlan:
    return StrategyPlan(name, False, canonical(STRATEGIES.get(name).Params()), desk.now, "gaemi")


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
