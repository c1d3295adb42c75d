"""Draws a notice, a question with its buttons, and how a question ended, from stored rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from bot.alert_notice import SUBJECTS, alert_notice
from bot.locale.catalogue import Catalogue
from bot.open_cards import is_checked
from bot.question_text import choice_buttons, doubt_ended, doubt_text, flatten_lines, question_end
from bot.reply import Button, Paragraph, Reply, plain
from core.domain.approval import ApprovalState
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.order import Mode, OrderState
from core.domain.people import Question, QuestionState
from core.flow.asking import notice_of
from core.flow.check_code import CODE, check_code
from core.ports import Nonces, UnitOfWork

Rows: TypeAlias = tuple[tuple[Button, ...], ...]
DOUBT: Final = "doubt"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What notices and questions of one face look like."""

    uow: UnitOfWork
    words: Catalogue
    nonces: Nonces
    mode: Mode

    def drawn(self, outgoing: Outgoing) -> Reply:
        """Give a notice, with the buttons of the question it asks while that is open."""
        question = self.uow.questions.get(str(dict(outgoing.fields).get("question", "")))
        if question is None:
            return self._told(outgoing)
        asked = self._asked(outgoing, question)
        blocks = (*asked.blocks, *self._code(question))
        return replace(asked, blocks=blocks, buttons=self._buttons(question))

    def is_late(self, outgoing: Outgoing) -> bool:
        """Tell whether a card's code is worth nothing now: it was decided, or went alone."""
        if outgoing.kind is not OutKind.NOTICE or outgoing.subject != CODE:
            return False
        card = self.uow.approvals.get(str(dict(outgoing.fields).get("card", "")))
        return card is None or card.state is not ApprovalState.OPEN

    def over(self, question: Question, *, moved: bool) -> Reply:
        """Give how a question ended, or that it moved to another chat, without its buttons."""
        order = self.uow.orders.get(question.subject)
        words = self.words
        doubt = self.uow.doubts.get(question.subject)
        again = doubt is not None and doubt.question_id not in ("", question.id)
        said = question_end(order, question, words, again=again)
        said = words.t("question.moved") if moved else said
        shown = notice_of(self.uow.outbox.all(), question.id)
        if order is not None and question.kind == DOUBT:
            asked = doubt_ended(order, question, words)
        else:
            asked = self._asked(shown, question) if shown else Reply(mode=self.mode)
        return replace(asked, blocks=(*asked.blocks, Paragraph(said)))

    def _told(self, outgoing: Outgoing) -> Reply:
        if outgoing.subject in SUBJECTS:
            return alert_notice(outgoing, self.uow, self.words, self.mode)
        text = self.words.said(outgoing.subject, dict(outgoing.fields))
        loud = outgoing.severity is not Severity.INFO
        title = self.words.t(f"severity.{outgoing.severity.value}") if loud else ""
        return replace(plain(text, title=title, severity=outgoing.severity), mode=self.mode)

    def _asked(self, outgoing: Outgoing, question: Question) -> Reply:
        """Draw a question without its buttons; one about an order in doubt has its own wording."""
        order = self.uow.orders.get(question.subject)
        doubt = self.uow.doubts.get(question.subject) if question.kind == DOUBT else None
        if order is None or doubt is None:
            told = self._told(outgoing)
            lines = flatten_lines(self.uow.approvals.all(), question.id, self.words)
            return replace(told, blocks=(*told.blocks, *lines))
        unknown = sum(o.state is OrderState.UNKNOWN for o in self.uow.orders.all())
        return doubt_text(order, doubt, question, self.words, alone=unknown <= 1)

    def _code(self, question: Question) -> tuple[Paragraph, ...]:
        if not is_checked(question):
            return ()
        code = check_code(self.nonces, question.id)
        return (Paragraph(self.words.t("cards.code", code=code)),)

    def _buttons(self, question: Question) -> Rows:
        if question.state is not QuestionState.OPEN:
            return ()
        if question.choices:
            return choice_buttons(question, self.words, self.nonces)
        nonce, kind = self.nonces.nonce(question.id), question.kind
        yes = Button(self.words.t(f"button.{kind}_yes"), f"q1:{nonce}")
        return ((yes, Button(self.words.t(f"button.{kind}_no"), f"q0:{nonce}")),)
