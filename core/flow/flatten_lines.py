"""One question that sends several closing orders: its lines are approvals of their own."""

from __future__ import annotations

from datetime import timedelta

from core.domain.approval import LINE, Approval, ApprovalState
from core.domain.decision import Verdict
from core.domain.journal import Severity
from core.domain.order import OrderIntent
from core.domain.people import Question
from core.domain.position import Book
from core.domain.switches import Scope
from core.flow.card_facts import card_of
from core.flow.desk import Desk
from core.flow.flatten_cards import next_intent, tell_refused
from core.flow.flatten_plan import keep_plan, unasked
from core.flow.killswitch import close_card
from core.flow.notify import notice
from core.flow.risk_gate import judge_to_fit

QUESTION = "flatten"


def lines_of(desk: Desk, question_id: str) -> list[Approval]:
    """Give the orders that a question lists and that still wait for its press."""
    note = f"{LINE}{question_id}"
    return [a for a in desk.open_approvals() if a.note == note]


def take_back(desk: Desk, lines: list[Approval]) -> None:
    """End lines that no press can send any more."""
    for line in lines:
        close_card(desk, line, ApprovalState.WITHDRAWN)


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
