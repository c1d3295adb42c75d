"""Flatten: cancel what is open, then close each holding by an order that a person confirmed.

The level that the closing orders pass is engaged first and stays until a person resumes; that
all is closed is said only when the books show it (B43). Nothing here sends without a press.
"""

from __future__ import annotations

from core.domain.commands import AnswerQuestion, Flatten, Halt
from core.domain.order import OPEN
from core.domain.people import Question, QuestionState
from core.domain.results import Result
from core.domain.switches import HaltLevel, Scope, over_flatten, touches
from core.flow import cancels, killswitch
from core.flow.approvals import grant_line
from core.flow.asking import end_question, find_question
from core.flow.closing import to_close
from core.flow.desk import Desk
from core.flow.flatten_cards import propose
from core.flow.flatten_lines import lines_of, put_question, take_back
from core.flow.flatten_plan import keep_plan, plan_of, tell_closed, unasked
from core.flow.press_checks import seen_lately


def flatten(desk: Desk, command: Flatten) -> Result:
    """Engage a flattening; a stop that none of its orders would pass stays and is told instead."""
    scope = command.scope
    harder = over_flatten(desk.uow.switches.all(), scope, account=desk.account_id)
    if harder is not None:
        told: dict[str, str | int] = {"scope": harder.scope.name, "level": harder.level.value}
        return Result(False, "flatten.stopped", scope.name, told)
    stop = Halt(scope, HaltLevel.FLATTEN, command.actor, command.reason, answered=command.answered)
    halted = cancels.halt(desk, stop)
    words = {"ask" if command.at_once else "cards", *(["outside"] if command.outside else [])}
    keep_plan(desk, scope, words)
    books = to_close(desk, scope, outside=command.outside)
    pursue(desk)
    fields = halted.fields | {"holdings": len(books)}
    return Result(True, "flatten.done", scope.name, fields, halted.stands_for)


def pursue(desk: Desk) -> None:
    """Go on with every flattening: ask, propose, or say that all is closed."""
    if desk.account is None or not list(desk.uow.users.all()):
        return
    for switch in killswitch.engaged(desk):
        if switch.level is HaltLevel.FLATTEN:
            _go_on(desk, switch.scope)


def send_all(desk: Desk, question: Question, command: AnswerQuestion) -> Result:
    """Send every order that a question listed: each with its own approval, hash and decision.

    What no longer holds is not sent and asked anew as a card of its own.
    """
    if not seen_lately(desk):
        return Result(False, "press.stale", question.id)
    end_question(desk, question, QuestionState.ANSWERED)
    sent = [grant_line(desk, line, by=command.actor) for line in lines_of(desk, question.id)]
    scope = killswitch.scope_named(question.subject)
    keep_plan(desk, scope, plan_of(desk, scope) - {"ask"} | {"cards"})
    fields: dict[str, str | int] = {"count": sum(sent), "refused": len(sent) - sum(sent)}
    return Result(any(sent), "flatten.sent", question.id, fields)


def symbols_asked(desk: Desk, command: AnswerQuestion) -> list[str]:
    """Give the symbols of the orders that an answer would send; none for any other answer."""
    question = find_question(desk, command.nonce) if command.yes else None
    if question is None:
        return []
    return [line.intent.symbol for line in lines_of(desk, question.id)]


def _go_on(desk: Desk, scope: Scope) -> None:
    plan = plan_of(desk, scope)
    books = to_close(desk, scope, outside="outside" in plan)
    working = [o for o in desk.uow.orders.all() if o.state in OPEN and touches(scope, o.intent)]
    if not books and not working:
        tell_closed(desk, scope, plan)
    elif "ask" not in plan:
        propose(desk, books)
    elif not _still_asked(desk, scope, plan) and all(o.intent.flatten for o in working):
        put_question(desk, scope, books, plan)


def _still_asked(desk: Desk, scope: Scope, plan: frozenset[str]) -> bool:
    key = next((w.removeprefix("asked:") for w in plan if w.startswith("asked:")), "")
    question = desk.uow.questions.get(key)
    if question is None:
        return False
    lines = lines_of(desk, key)
    if question.state is QuestionState.OPEN:
        if lines:
            return True
        # A restart took its lines back: it is asked anew at fresh prices.
        end_question(desk, question, QuestionState.LAPSED)
        keep_plan(desk, scope, unasked(plan))
        return False
    take_back(desk, lines)
    keep_plan(desk, scope, plan - {"ask"} | {"cards"})
    return True
