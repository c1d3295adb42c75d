"""A doubt from its first moment to its end, without any evidence: opened, asked about, settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from core.domain.approval import Actor
from core.domain.calendar import Phase, trading_date
from core.domain.doubt import Doubt, Finding
from core.domain.journal import Severity
from core.domain.order import Order
from core.domain.people import Question, QuestionState, choice_subject
from core.errors import CalendarRange
from core.flow.asking import end_question
from core.flow.desk import Desk
from core.flow.doubt.match import OPEN_PHASES, Window, window_of
from core.flow.notify import notice

KIND: Final = "doubt"
# Without an answer nothing is sent and the doubt stays (6.6).
QUESTION_LIFE: Final = timedelta(minutes=5)
# How long a request may still have been under way when the process died.
UNDER_WAY: Final = timedelta(seconds=60)


def open_doubt(desk: Desk, order: Order, *, restarted: bool = False) -> Doubt:
    """Begin to look for an order; a doubt that is open goes on as it was."""
    known = desk.uow.doubts.get(order.id)
    if known is not None and not known.closed:
        return known
    sent = order.sent_at or order.made_at
    doubt = Doubt(
        order_id=order.id,
        opened_at=desk.now,
        sent_until=sent + UNDER_WAY if restarted else max(sent, desk.now),
        watch_until=_next_session(desk, trading_date(sent)),
    )
    desk.uow.doubts.put(doubt)
    return doubt


def _next_session(desk: Desk, day: date) -> date:
    try:
        return desk.calendar.next_session(day).day
    except CalendarRange:
        # Beyond the table of sessions a doubt must still be possible.
        return day + timedelta(days=1)


def doubt_of(desk: Desk, order: Order) -> Doubt:
    """Give an order's doubt; one of before doubts were kept is opened as after a restart."""
    known = desk.uow.doubts.get(order.id)
    return known if known is not None else open_doubt(desk, order, restarted=True)


def window(desk: Desk, order: Order) -> Window:
    """Give when the broker can have taken an order."""
    sent = order.sent_at or order.made_at
    doubt = desk.uow.doubts.get(order.id)
    until = doubt.sent_until if doubt else sent + UNDER_WAY
    session = desk.calendar.session(trading_date(sent))
    phase = session.phase(sent) if session else Phase.CLOSED
    return window_of(sent, until, skew_ms=order.skew_ms, regular=phase in OPEN_PHASES)


def ask(desk: Desk, order: Order, doubt: Doubt, choices: tuple[str, ...]) -> Doubt:
    """Put up the question about an order, in place of an older one."""
    end_asking(desk, doubt, QuestionState.LAPSED)
    key = desk.ids.new()
    shas = tuple(
        desk.nonces.digest(desk.nonces.nonce(choice_subject(key, at))) for at in range(len(choices))
    )
    desk.uow.questions.put(
        Question(
            id=key, kind=KIND, subject=order.id, reason=doubt.finding.value, asked_by=None,
            asked_at=desk.now, opens_at=desk.now, expires_at=desk.now + QUESTION_LIFE,
            nonce_sha="", choices=choices, choice_shas=shas,
        )
    )  # fmt: skip
    asked = replace(doubt, question_id=key, told=doubt.finding.value)
    desk.uow.doubts.put(asked)
    notice(desk, "notice.doubt", Severity.CRITICAL, question=key, order=order.id)
    return asked


def end_asking(desk: Desk, doubt: Doubt, state: QuestionState) -> None:
    """End the open question about an order, if there is one: its buttons are dead."""
    question = desk.uow.questions.get(doubt.question_id) if doubt.question_id else None
    if question is not None and question.state is QuestionState.OPEN:
        end_question(desk, question, state)
    for person, (waiting, _) in list(desk.awaiting.items()):
        if waiting == doubt.question_id:
            del desk.awaiting[person]


def settle(desk: Desk, order: Order, finding: Finding | None = None) -> None:
    """Note that an order's fate is known; the watch for siblings goes on (6.5)."""
    doubt = desk.uow.doubts.get(order.id)
    if doubt is None:
        return
    end_asking(desk, doubt, QuestionState.ANSWERED)
    found = finding or doubt.finding
    desk.uow.doubts.put(replace(doubt, finding=found, candidates=(), blind_since=None))


def person_key(actor: Actor) -> str:
    """Give the key of who speaks."""
    return f"{actor.face}:{actor.user}"


def note_answer(desk: Desk, order: Order, choice: str, actor: Actor) -> None:
    """Write down who answered what about an order in doubt."""
    desk.uow.emit(
        "order.state",
        "answered",
        correlation=order.intent.correlation,
        cause=order.id,
        data={"order": order.id, "choice": choice, "face": actor.face, "user": actor.user},
    )
