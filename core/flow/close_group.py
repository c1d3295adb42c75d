"""Close winners, losers or a strategy: one question lists the orders, its press sends them all.

The lines are those of a flattening, without its stop: nothing is engaged, and what could not be
sent is said and not asked again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.domain.approval import Approval
from core.domain.commands import AnswerQuestion
from core.domain.journal import Severity
from core.domain.people import Question, QuestionState
from core.domain.position import OUTSIDE, Book
from core.domain.results import Result
from core.domain.wanted import CloseGroup
from core.flow.approvals import grant_line
from core.flow.asking import end_question, open_questions
from core.flow.card_facts import presses_needed
from core.flow.closing import closing_intent
from core.flow.desk import Desk
from core.flow.flatten_lines import lines_of, put_line, take_back
from core.flow.notify import notice
from core.flow.press_checks import seen_lately

QUESTION: Final = "close"
WINNERS, LOSERS = "winners", "losers"


def close_group(desk: Desk, command: CloseGroup) -> Result:
    """Put up one question about everything that can be closed now; sends nothing."""
    for quote in command.quotes:
        desk.quotes[quote.symbol] = quote
    if not desk.ready or desk.account is None:
        return Result(False, "propose.starting")
    books = group_of(desk, command.group)
    if not books:
        return Result(False, "close.nothing", fields={"group": command.group})
    _replace_older(desk)
    key = desk.ids.new()
    lines = [line for book in books for line in _line(desk, book, key)]
    fields: dict[str, str | int] = {
        "group": command.group, "count": len(lines), "left": len(books) - len(lines),
    }  # fmt: skip
    if not lines:
        return Result(False, "close.none_now", fields=fields)
    _put_question(desk, command, key, lines)
    return Result(True, "close.asked", key, fields)


def group_of(desk: Desk, group: str) -> list[Book]:
    """Give the holdings of a group, long ones only; others' shares only when named."""
    held = [b for b in desk.uow.books.all() if b.shares > 0]
    if group in (WINNERS, LOSERS):
        sign = 1 if group == WINNERS else -1
        own = [b for b in held if b.owner != OUTSIDE]
        found = [b for b in own if b.profit(desk.mark(b.symbol)) * sign > 0]
    else:
        found = [b for b in held if b.owner == group]
    return sorted(found, key=lambda b: (b.symbol, b.owner))


def send_group(desk: Desk, question: Question, command: AnswerQuestion) -> Result:
    """Send every order that the question lists and that still holds; say how many did not."""
    if not seen_lately(desk):
        return Result(False, "press.stale", question.id)
    lines = lines_of(desk, question.id)
    end_question(desk, question, QuestionState.ANSWERED)
    sent = [grant_line(desk, line, by=command.actor) for line in lines]
    fields: dict[str, str | int] = {"count": sum(sent), "refused": len(sent) - sum(sent)}
    return Result(any(sent), "close.sent", question.id, fields)


def _line(desk: Desk, book: Book, key: str) -> list[Approval]:
    # One flight a symbol, and no second sale of what a card or order sells already.
    if desk.busy(book.symbol) or book.symbol in desk.differs_since:
        return []
    intent = closing_intent(desk, book)
    if intent is None or presses_needed(desk, intent) > 1:
        # One press must not send what several people have to confirm.
        return []
    return put_line(desk, intent, key)


def _replace_older(desk: Desk) -> None:
    for older in [q for q in open_questions(desk) if q.kind == QUESTION]:
        end_question(desk, older, QuestionState.LAPSED)
        take_back(desk, lines_of(desk, older.id))


def _put_question(desk: Desk, command: CloseGroup, key: str, lines: list[Approval]) -> None:
    until = desk.now + timedelta(seconds=desk.limits.card_life_s)
    desk.uow.questions.put(
        Question(
            key, QUESTION, f"group:{command.group}", "", None, desk.now, desk.now, until,
            desk.nonces.digest(desk.nonces.nonce(key)),
        )
    )  # fmt: skip
    gross = sum(line.intent.gross for line in lines)
    notice(
        desk, "notice.close", Severity.WARNING,
        question=key, group=command.group, count=len(lines), value=gross,
    )  # fmt: skip
