"""The open cards and questions with their check codes (K04), to compare with what a chat shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.find_card import is_open
from bot.locale.catalogue import Catalogue
from bot.order_text import summary
from bot.question_text import closing_lines
from core.domain.approval import Approval
from core.domain.calendar import kst_text
from core.domain.people import Question, QuestionState
from core.flow.check_code import check_code
from core.ports import Nonces

# Questions whose yes sends orders, or lets orders be sent.
CHECKED: Final = frozenset({"close", "flatten", "mode", "resume"})


def open_lines(
    approvals: Iterable[Approval], questions: Iterable[Question], words: Catalogue, nonces: Nonces
) -> list[str]:
    """Give what waits for a press, oldest first: the code, below it the orders and the deadline."""
    every = list(approvals)
    cards = sorted((a for a in every if is_open(a)), key=lambda a: a.id)
    asked = sorted((q for q in questions if is_checked(q)), key=lambda q: q.id)
    lines = [line for card in cards for line in _card(card, words, nonces)]
    return lines + [line for q in asked for line in _question(q, every, words, nonces=nonces)]


def codes(
    approvals: Iterable[Approval], questions: Iterable[Question], nonces: Nonces
) -> list[str]:
    """Give the codes alone, in the order of the list."""
    cards = sorted(a.id for a in approvals if is_open(a))
    asked = sorted(q.id for q in questions if is_checked(q))
    return [check_code(nonces, subject) for subject in (*cards, *asked)]


def is_checked(question: Question) -> bool:
    """Tell whether a question waits and carries a code of its own."""
    return question.state is QuestionState.OPEN and question.kind in CHECKED


def _card(card: Approval, words: Catalogue, nonces: Nonces) -> Iterator[str]:
    yield words.t("cards.code", code=check_code(nonces, card.id))
    yield f"  {summary(card.intent, words)}"
    yield f"  {words.t('cards.until', at=kst_text(card.expires_at))}"


def _question(
    question: Question, approvals: list[Approval], words: Catalogue, *, nonces: Nonces
) -> Iterator[str]:
    yield words.t("cards.code", code=check_code(nonces, question.id))
    yield f"  {words.t(f'cards.{question.kind}')}"
    for line in closing_lines(approvals, question.id, words):
        yield f"  {line}"
    yield f"  {words.t('cards.until', at=kst_text(question.expires_at))}"
