"""A person changes how wishes become orders: tighter at once, automatic after a second press."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.approval import Actor, ApprovalState
from core.domain.commands import AnswerQuestion
from core.domain.journal import Severity
from core.domain.modes import EVERYTHING, ModeRule, OrderMode, SetMode, by_rule
from core.domain.order import Mode
from core.domain.people import Question, QuestionState
from core.domain.results import Result
from core.flow.asking import end_question
from core.flow.desk import Desk
from core.flow.killswitch import close_card
from core.flow.modes import end, find, in_force, keep, mode_of, present, rules
from core.flow.notify import notice, notice_others
from core.flow.waiting_orders import held, take_back
from core.strategies.base import STRATEGIES

QUESTION: Final = "mode"
QUESTION_LIFE: Final = timedelta(minutes=5)
BY_MODE: Final = "mode"
_Fields = dict[str, str | int]


def set_mode(desk: Desk, command: SetMode) -> Result:
    """Change a scope's mode; automatic is asked about first, whatever tightens holds at once."""
    if command.scope != EVERYTHING and command.scope not in STRATEGIES.names():
        return Result(False, "mode.unknown", fields={"scope": command.scope})
    rule = _rule(desk, command)
    if rule.mode is OrderMode.AUTO:
        refused = _bad_limits(desk, rule)
        if refused is not None:
            return refused
        now = present(desk, rule.scope)
        if now is None or rule.looser_than(now):
            return _ask(desk, rule, command.actor)
    _take_effect(desk, rule, command.actor)
    return Result(True, "mode.set", rule.id, _said(rule))


def confirm(desk: Desk, question: Question, _command: AnswerQuestion) -> Result:
    """Let an automatic mode begin with the next session, after its second press was judged."""
    rule = find(desk, question.subject)
    if rule is None:
        return Result(False, "press.unknown")
    refused = _bad_limits(desk, rule)
    end_question(desk, question, QuestionState.ANSWERED)
    if refused is not None:
        return refused
    for older in [r for r in in_force(desk.uow, rule.scope) if not r.holds_on(desk.today)]:
        end(desk, older)
    since = desk.calendar.next_session(desk.today).day.isoformat()
    agreed = replace(rule, agreed=True, since=since)
    keep(desk, agreed)
    key, words = _journal(desk, agreed)
    # A button shows its answer for a moment only: here the notice stays in every chat.
    notice(desk, key, Severity.WARNING, **words)
    return Result(True, "mode.from_next", rule.id, _said(agreed))


def _rule(desk: Desk, command: SetMode) -> ModeRule:
    actor = command.actor
    return ModeRule(
        desk.ids.new(), command.scope, command.mode, desk.today.isoformat(), command.order_won,
        command.day_won, actor.face, actor.user, actor.name or actor.user, command.reason,
        desk.now.isoformat(),
    )  # fmt: skip


def _bad_limits(desk: Desk, rule: ModeRule) -> Result | None:
    if desk.mode is Mode.LIVE and not desk.auto_live:
        return Result(False, "mode.not_live")
    most, day = desk.limits.order_won, desk.limits.turnover_won
    if not 0 < rule.order_won <= most or not rule.order_won <= rule.day_won <= day:
        return Result(False, "mode.limits", fields={"most": most, "day": day})
    if not rule.reason:
        return Result(False, "mode.no_reason")
    return None


def _ask(desk: Desk, rule: ModeRule, actor: Actor) -> Result:
    _forget_questions(desk)
    keep(desk, replace(rule, agreed=False))
    key = desk.ids.new()
    desk.uow.questions.put(
        Question(
            key, QUESTION, rule.id, rule.reason, actor, desk.now, desk.now,
            desk.now + QUESTION_LIFE, desk.nonces.digest(desk.nonces.nonce(key)),
        )
    )  # fmt: skip
    notice(desk, "notice.mode_question", Severity.WARNING, question=key, **_said(rule))
    return Result(True, "mode.asked", key, _said(rule))


def _forget_questions(desk: Desk) -> None:
    """End what was asked before: the newest word counts, and its yes must not come later."""
    for older in [q for q in desk.uow.questions.all() if q.state is QuestionState.OPEN]:
        if older.kind == QUESTION:
            end_question(desk, older, QuestionState.LAPSED)


def _take_effect(desk: Desk, rule: ModeRule, actor: Actor) -> None:
    _forget_questions(desk)
    for older in in_force(desk.uow, rule.scope):
        end(desk, older)
    if rule.scope == EVERYTHING:
        # "Everything" is meant: a strategy's own rule stays only where it is stricter.
        for own in [r for r in rules(desk.uow) if not r.ended and r.scope != EVERYTHING]:
            if own.looser_than(rule):
                end(desk, own)
    keep(desk, rule)
    key, words = _journal(desk, rule)
    notice_others(desk, actor, key, Severity.WARNING, **words)
    heed_mode(desk)


def heed_mode(desk: Desk) -> None:
    """Take the buttons off cards that may no longer be pressed, and back what waits alone."""
    for order in held(desk):
        approval = desk.uow.approvals.get(order.approval_id)
        mode = mode_of(desk, order.intent)
        alone = approval is not None and by_rule(approval) and mode is not OrderMode.AUTO
        if alone or mode is OrderMode.SIGNAL:
            take_back(desk, order, note=BY_MODE)
    for card in desk.open_cards():
        if mode_of(desk, card.intent) is OrderMode.SIGNAL:
            close_card(desk, card, ApprovalState.SHOWN, note=BY_MODE)


def _journal(desk: Desk, rule: ModeRule) -> tuple[str, _Fields]:
    """Journal a rule that holds; give the key and the words of its notice."""
    fields = _said(rule)
    data: _Fields = {**fields, "rule": rule.id, "reason": rule.reason}
    desk.uow.emit(
        "mode.state", rule.mode.value, correlation=rule.scope, cause=f"{rule.face}:{rule.user}",
        data=data,
    )  # fmt: skip
    return f"notice.mode_{rule.mode.value}", {**fields, "by": rule.name}


def _said(rule: ModeRule) -> _Fields:
    # The words of a stop's scope serve here too.
    scope = rule.scope if rule.scope == EVERYTHING else f"strategy:{rule.scope}"
    return {
        "scope": scope, "mode": rule.mode.value, "order_won": rule.order_won,
        "day_won": rule.day_won, "since": rule.since,
    }  # fmt: skip
