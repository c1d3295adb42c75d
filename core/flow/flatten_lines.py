"""The orders of a flattening one by one: the next one for a holding, its line, its refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.approval import LINE, Approval
from core.domain.decision import RiskDecision, Verdict
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT, OrderIntent
from core.domain.people import Question
from core.domain.plan import Cursor
from core.domain.position import Book
from core.domain.switches import Scope
from core.flow.closing import answered, closing_intent
from core.flow.desk import CARDS_AT_ONCE, Desk
from core.flow.intents import card_of
from core.flow.notify import notice
from core.flow.proposals import put_card
from core.flow.risk_gate import first_refusal, judge_to_fit

QUESTION: Final = "flatten"
JUDGE_AGAIN: Final = timedelta(seconds=60)


def lines_of(desk: Desk, question_id: str) -> list[Approval]:
    """Give the orders that a question lists and that still wait for its press."""
    note = f"{LINE}{question_id}"
    return [a for a in desk.open_approvals() if a.note == note]


def next_intent(desk: Desk, book: Book) -> OrderIntent | None:
    """Give the order that would close a book now, or None while it has to wait."""
    flying = any(
        o.state in IN_FLIGHT and o.intent.symbol == book.symbol for o in desk.uow.orders.all()
    )
    if flying or desk.busy(book.symbol) or answered(desk, book) or _judged(desk, book):
        return None
    return closing_intent(desk, book)


def put_line(desk: Desk, intent: OrderIntent, question: str) -> list[Approval]:
    """Store one order of a question as an approval of its own; empty when a rule refuses it."""
    intent, decision, asked = judge_to_fit(desk, intent)
    if decision.verdict is not Verdict.ALLOW:
        tell_refused(desk, intent, decision)
        return []
    key = desk.ids.new()
    line = Approval(
        id=key, intent=intent, decision_id=decision.id, canon_hash=intent.canon_hash(),
        nonce_sha=desk.nonces.digest(desk.nonces.nonce(key)), boot=desk.boot, asked_at=desk.now,
        expires_at=desk.now + timedelta(seconds=desk.limits.card_life_s),
        figures=card_of(desk, intent, trimmed_from=asked),
        note=f"{LINE}{question}",
    )  # fmt: skip
    desk.uow.approvals.put(line)
    return [line]


def tell_refused(desk: Desk, intent: OrderIntent, decision: RiskDecision) -> None:
    """Say once a day and rule why a holding cannot be closed."""
    first = first_refusal(decision)
    rule, text = first.rule, first.text
    name, value = f"flatten:{intent.owner}:{intent.symbol}", f"{desk.today.isoformat()}:{rule}"
    known = desk.uow.cursors.get(name)
    if known is not None and known.value == value:
        return
    desk.uow.cursors.put(Cursor(name, value))
    notice(
        desk, "notice.flatten_refused", Severity.WARNING, symbol=intent.symbol, name=intent.name,
        rule=rule, text=text.encoded(), side=intent.side.value, shares=intent.shares,
    )  # fmt: skip


def _judged(desk: Desk, book: Book) -> bool:
    # A refusal is not repeated with every quote.
    known = [
        d.at
        for d in desk.uow.decisions.all()
        if d.intent.flatten
        and (d.intent.owner, d.intent.symbol) == (book.owner, book.symbol)
        and d.verdict is Verdict.REFUSE
    ]
    return bool(known) and desk.now - max(known) < JUDGE_AGAIN


def propose(desk: Desk, books: list[Book]) -> None:
    """Put up a card for each holding that can be closed now, a few at a time."""
    for book in books:
        if len(desk.open_approvals()) >= CARDS_AT_ONCE:
            return
        intent = next_intent(desk, book)
        if intent is None:
            continue
        intent, decision, asked = judge_to_fit(desk, intent)
        if decision.verdict is Verdict.ALLOW:
            put_card(desk, intent, decision, trimmed_from=asked)
        else:
            tell_refused(desk, intent, decision)


def put_question(desk: Desk, scope: Scope, books: list[Book], plan: frozenset[str]) -> None:
    """Put up one question that sends every order that can be placed now; none, no question."""
    key, lines = desk.ids.new(), []
    for book in books:
        # One flight a symbol: what a second owner holds of it gets a card afterwards.
        intent = next_intent(desk, book)
        if intent is not None:
            lines += put_line(desk, intent, key)
    if not lines:
        return
    until = desk.now + timedelta(seconds=desk.limits.card_life_s)
    switch = desk.uow.switches.get(scope.name)
    desk.uow.questions.put(
        Question(
            key, QUESTION, scope.name, switch.reason if switch else "", None, desk.now, desk.now,
            until, desk.nonces.digest(desk.nonces.nonce(key)),
        )
    )  # fmt: skip
    keep_plan(desk, scope, unasked(plan) | {f"asked:{key}"})
    gross = sum(line.intent.gross for line in lines)
    notice(
        desk, "notice.flatten", Severity.CRITICAL,
        question=key, scope=scope.name, count=len(lines), value=gross,
    )  # fmt: skip


def plan_of(desk: Desk, scope: Scope) -> frozenset[str]:
    """Give the words of what was asked for: cards or ask, outside, closed."""
    known = desk.uow.cursors.get(f"flatten@{scope.name}")
    switch = desk.uow.switches.get(scope.name)
    at = switch.at.isoformat() if switch else ""
    words = known.value.split() if known else []
    # What was planned for an earlier stop of this scope says nothing about this one.
    return frozenset(words[1:]) if words[:1] == [at] else frozenset({"cards"})


def unasked(plan: frozenset[str]) -> frozenset[str]:
    """Give a plan without its question."""
    return frozenset(word for word in plan if not word.startswith("asked:"))


def keep_plan(desk: Desk, scope: Scope, words: frozenset[str] | set[str]) -> None:
    """Store a plan; it holds for the stop that is engaged now."""
    switch = desk.uow.switches.get(scope.name)
    at = switch.at.isoformat() if switch else ""
    desk.uow.cursors.put(Cursor(f"flatten@{scope.name}", " ".join([at, *sorted(words)])))
