"""Turns an outbox row into a message of its face, drawn from stored rows at that moment.

A face only sends and edits; what is said, and which messages are edited, is decided here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from bot.alarm_text import digest, marked
from bot.card_view import Strategies, asked_now, ended, moved_away, told
from bot.locale.catalogue import Catalogue
from bot.notice_view import NoticeView
from bot.readers import Readers
from bot.reply import Reply
from bot.report_text import as_text
from core.clock import Clock
from core.domain.approval import Approval, ApprovalState, MessageRef
from core.domain.journal import Outgoing, OutKind, Report
from core.domain.order import Mode
from core.domain.people import QuestionState
from core.errors import DeliveryError
from core.ports import Nonces, UnitOfWork

CONSOLE: Final = "console"


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
    """One face's part of the outbox; a ChatFace. Reads hot tables, writes nothing.

    `report` draws a report.
    """

    face: Face
    uow: UnitOfWork
    words: Catalogue
    nonces: Nonces
    clock: Clock
    mode: Mode
    strategies: Strategies
    report: Callable[[Report, Catalogue, Mode], Awaitable[Reply]] = as_text

    @property
    def name(self) -> str:
        """Give the face's name."""
        return self.face.name

    @property
    def _notices(self) -> NoticeView:
        return NoticeView(self.uow, self.words, self.nonces, self.mode)

    @property
    def _readers(self) -> Readers:
        return Readers(self.uow, self.words, self.nonces)

    async def deliver(self, outgoing: Outgoing) -> MessageRef | None:
        """Show a message, or edit the ones it ends; raises DeliveryError.

        A subject that is not stored any more is a final error: waiting would not help.
        """
        if outgoing.kind is OutKind.CARD_END:
            return await self._end(outgoing)
        if outgoing.kind in (OutKind.CARD_TICK, OutKind.CARD_NEWS):
            return await self._redraw(outgoing)
        if outgoing.kind is OutKind.QUESTION_END:
            return await self._end_question(outgoing)
        if outgoing.kind is OutKind.UPDATE:
            return await self._update(outgoing)
        if self._notices.is_late(outgoing):
            return None
        reply = await self._drawn(outgoing)
        reply = self._readers.seen(reply, self.name, outgoing.chat)
        reply = replace(reply, under=self._card_of(outgoing), key=outgoing.id)
        return await self.face.send(outgoing.chat, reply)

    async def _drawn(self, outgoing: Outgoing) -> Reply:
        if outgoing.kind is OutKind.REPORT:
            return await self._report(outgoing)
        if outgoing.kind is OutKind.DIGEST:
            waited = [o for o in self.uow.outbox.all() if o.event == outgoing.id != o.id]
            if not waited:
                raise _gone("message", outgoing)
            return digest(waited, self._said, self.words)
        reply = self._said(outgoing)
        alarm = self.uow.alarms.get(outgoing.event) if outgoing.event else None
        return marked(reply, outgoing, alarm, self.words)

    def _said(self, outgoing: Outgoing) -> Reply:
        draw: dict[OutKind, Callable[[Outgoing], Reply]] = {
            OutKind.CARD: self._card,
            OutKind.ORDER: self._order,
            OutKind.NOTICE: self._notices.drawn,
        }
        return draw[outgoing.kind](outgoing)

    async def _update(self, outgoing: Outgoing) -> MessageRef | None:
        """Draw a message anew where it stands; a question that is over has its own end."""
        row = self.uow.outbox.get(outgoing.subject)
        if row is None:
            raise _gone("message", outgoing)
        asked = self.uow.questions.get(str(dict(row.fields).get("question", "")))
        over = asked is not None and asked.state is not QuestionState.OPEN
        if not row.message or over:
            return None
        ref = MessageRef(self.name, row.chat, row.message)
        await self.face.edit(ref, self._readers.seen(await self._drawn(row), self.name, row.chat))
        return ref

    def _card_of(self, outgoing: Outgoing) -> MessageRef | None:
        """Find the card whose order a message is about; None for a card and all else."""
        if outgoing.kind not in (OutKind.ORDER, OutKind.NOTICE):
            return None
        asked = self.uow.questions.get(str(dict(outgoing.fields).get("question", "")))
        order = self.uow.orders.get(asked.subject if asked else outgoing.subject)
        approval = self.uow.approvals.get(order.approval_id) if order else None
        shown = approval.messages if approval else ()
        return next((m for m in shown if (m.face, m.chat) == (self.name, outgoing.chat)), None)

    def _card(self, outgoing: Outgoing) -> Reply:
        approval = self._approval(outgoing)
        # Settled before it could be shown: no live button may appear now.
        if approval.state not in (ApprovalState.OPEN, ApprovalState.SHOWN):
            return self._ended(approval, int(dict(outgoing.fields).get("undo_s", 0)))
        return asked_now(
            approval,
            self.words,
            nonces=self.nonces,
            now=self.clock.now(),
            strategies=self.strategies,
        )

    async def _redraw(self, outgoing: Outgoing) -> MessageRef | None:
        """Draw an open card anew; of the time alone a console would only repeat it."""
        approval, ticks = self._approval(outgoing), outgoing.kind is OutKind.CARD_TICK
        if approval.state is not ApprovalState.OPEN or (ticks and self.name == CONSOLE):
            return None
        if not approval.asked_at <= self.clock.now() < approval.expires_at:
            return None
        return await self._edit(approval.messages, outgoing.chat, self._card(outgoing))

    async def _end(self, outgoing: Outgoing) -> MessageRef | None:
        approval, moved = self._approval(outgoing), _moved(outgoing)
        if approval.state is ApprovalState.OPEN and not moved:
            return None
        undo_s = int(dict(outgoing.fields).get("undo_s", 0))
        drawn = moved_away(approval, self.words) if moved else self._ended(approval, undo_s)
        return await self._edit(approval.messages, outgoing.chat, drawn)

    async def _edit(
        self, messages: Sequence[MessageRef], chat: str, reply: Reply
    ) -> MessageRef | None:
        here = [m for m in messages if (m.face, m.chat) == (self.name, chat)]
        drawn = self._readers.seen(reply, self.name, chat)
        for ref in here:
            await self.face.edit(ref, drawn)
        return here[-1] if here else None

    def _ended(self, approval: Approval, undo_s: int = 0) -> Reply:
        return ended(approval, self.words, uow=self.uow, nonces=self.nonces, undo_s=undo_s)

    def _order(self, outgoing: Outgoing) -> Reply:
        order = self.uow.orders.get(outgoing.subject)
        if order is None:
            raise _gone("order", outgoing)
        event = str(dict(outgoing.fields).get("event", ""))
        return told(order, self.words, uow=self.uow, event=event)

    async def _end_question(self, outgoing: Outgoing) -> MessageRef | None:
        question, moved = self.uow.questions.get(outgoing.subject), _moved(outgoing)
        if question is None:
            raise _gone("question", outgoing)
        if question.state is QuestionState.OPEN and not moved:
            return None
        ended = self._notices.over(question, moved=moved)
        return await self._edit(question.messages, outgoing.chat, ended)

    async def _report(self, outgoing: Outgoing) -> Reply:
        report = self.uow.reports.get(outgoing.subject)
        if report is None:
            raise _gone("report", outgoing)
        return await self.report(report, self.words, self.mode)

    def _approval(self, outgoing: Outgoing) -> Approval:
        approval = self.uow.approvals.get(outgoing.subject)
        if approval is None:
            raise _gone("approval", outgoing)
        return approval


def _moved(outgoing: Outgoing) -> bool:
    return bool(dict(outgoing.fields).get("moved"))


def _gone(kind: str, outgoing: Outgoing) -> DeliveryError:
    return DeliveryError(f"{kind} {outgoing.subject} is not stored any more", final=True)
