"""Turns an outbox row into a message of its face, drawn from stored rows at that moment.

A face only sends and edits; what is said, and which messages are edited, is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.locale.catalogue import Catalogue
from bot.order_text import card, card_end, progress
from bot.reply import Button, Reply, plain
from bot.report_text import report_reply
from core.clock import Clock
from core.domain.approval import Approval, ApprovalState, MessageRef
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.order import Mode
from core.domain.people import Question, QuestionState
from core.errors import DeliveryError
from core.ports import Nonces, UnitOfWork
from core.registry import Registry
from core.strategies.base import Strategy


class Face(Protocol):
    """What a way to reach people can do; both raise DeliveryError."""

    name: str

    async def send(self, chat: str, reply: Reply) -> MessageRef:
        """Show a new message and say where it stands."""
        ...

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        """Change a message; one that cannot be changed any more is shown anew."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """One face's part of the outbox; a ChatFace. Reads hot tables, writes nothing."""

    face: Face
    uow: UnitOfWork
    words: Catalogue
    nonces: Nonces
    clock: Clock
    mode: Mode
    strategies: Registry[type[Strategy]]

    @property
    def name(self) -> str:
        """Give the face's name."""
        return self.face.name

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        """Show a message, or edit the ones it ends; raises DeliveryError.

        A subject that is not stored any more is a final error: waiting would not help.
        """
        if outgoing.kind is OutKind.CARD_END:
            return await self._end(outgoing)
        draw: dict[OutKind, Callable[[Outgoing], Reply]] = {
            OutKind.CARD: self._card,
            OutKind.ORDER: self._order,
            OutKind.NOTICE: self._notice,
            OutKind.REPORT: self._report,
        }
        return await self.face.send(outgoing.chat, draw[outgoing.kind](outgoing))

    def _card(self, outgoing: Outgoing) -> Reply:
        approval = self._approval(outgoing)
        # Settled before it could be shown: no live button may appear now.
        if approval.state is not ApprovalState.OPEN:
            return self._ended(approval)
        return card(
            approval,
            self.words,
            nonce=self.nonces.nonce(approval.id),
            now=self.clock.now(),
            strategy=self._title(approval.intent.owner),
        )

    async def _end(self, outgoing: Outgoing) -> MessageRef | None:
        approval = self._approval(outgoing)
        if approval.state is ApprovalState.OPEN:
            return None
        here = [m for m in approval.messages if (m.face, m.chat) == (self.name, outgoing.chat)]
        for ref in here:
            await self.face.edit(ref, self._ended(approval))
        return here[-1] if here else None

    def _ended(self, approval: Approval) -> Reply:
        order = self.uow.orders.get(approval.order_id) if approval.order_id else None
        return card_end(approval, self.words, order=order, fills=tuple(self.uow.fills.all()))

    def _order(self, outgoing: Outgoing) -> Reply:
        order = self.uow.orders.get(outgoing.subject)
        if order is None:
            raise _gone("order", outgoing)
        event = str(dict(outgoing.fields).get("event", ""))
        return progress(order, self.words, fills=tuple(self.uow.fills.all()), event=event)

    def _notice(self, outgoing: Outgoing) -> Reply:
        fields = dict(outgoing.fields)
        text = self.words.said(outgoing.subject, fields)
        loud = outgoing.severity is not Severity.INFO
        title = self.words.t(f"severity.{outgoing.severity.value}") if loud else ""
        reply = plain(text, title=title, severity=outgoing.severity)
        question = self.uow.questions.get(str(fields.get("question", "")))
        buttons = self._question_buttons(question) if question else ()
        return Reply(reply.title, reply.blocks, buttons, reply.severity, self.mode)

    def _question_buttons(self, question: Question) -> tuple[tuple[Button, ...], ...]:
        if question.state is not QuestionState.OPEN:
            return ()
        nonce = self.nonces.nonce(question.id)
        yes = Button(self.words.t("button.resume_yes"), f"q1:{nonce}")
        return ((yes, Button(self.words.t("button.resume_no"), f"q0:{nonce}")),)

    def _report(self, outgoing: Outgoing) -> Reply:
        report = self.uow.reports.get(outgoing.subject)
        if report is None:
            raise _gone("report", outgoing)
        return report_reply(report, self.words, mode=self.mode)

    def _approval(self, outgoing: Outgoing) -> Approval:
        approval = self.uow.approvals.get(outgoing.subject)
        if approval is None:
            raise _gone("approval", outgoing)
        return approval

    def _title(self, owner: str) -> str:
        known = dict(self.strategies)
        return self.words.strategy(owner, known[owner].title) if owner in known else ""


def _gone(kind: str, outgoing: Outgoing) -> DeliveryError:
    return DeliveryError(f"{kind} {outgoing.subject} is not stored any more", final=True)
