"""What a person says about an order in doubt (6.6); nothing here sends an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.approval import Actor
from core.domain.calendar import trading_date
from core.domain.commands import AskDoubt, BrokerRow, MatchNumber, SecondFactor
from core.domain.doubt import Doubt, Finding, LinkKind
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT, Order, OrderState
from core.domain.people import Question, QuestionState, Role
from core.domain.results import Result
from core.flow.asking import end_question
from core.flow.desk import Desk
from core.flow.doubt import choices as c
from core.flow.doubt import links, siblings
from core.flow.doubt.choices import choices_of, may_be_ours
from core.flow.doubt.match import canon_symbol
from core.flow.doubt.opening import ask, person_key, settle
from core.flow.doubt.resend import ask_again
from core.flow.notify import notice
from core.flow.orders import accept, relabel

FACTOR_LIFE: Final = timedelta(minutes=2)
VIEW_AGE: Final = timedelta(seconds=30)

_Doer = Callable[[Desk, Order, Doubt, str], Result]


def chosen(desk: Desk, question: Question, choice: str, actor: Actor) -> Result:
    """Do what a button of the question says; the press itself was judged already."""
    order = desk.uow.orders.get(question.subject)
    doubt = desk.uow.doubts.get(question.subject)
    if order is None or doubt is None or not _is_open(order, doubt):
        end_question(desk, question, QuestionState.LAPSED)
        return Result(False, "doubt.closed", question.subject)
    if choice == c.ABSENT_RESEND:
        if doubt.finding is not Finding.ABSENT_SO_FAR:
            return Result(False, "doubt.closed", order.id)
        desk.awaiting[person_key(actor)] = (question.id, desk.now)
        return Result(True, "doubt.needs_pin", order.id)
    result = _DOERS[choice.partition(":")[0]](desk, order, doubt, choice.partition(":")[2])
    if result.ok:
        end_question(desk, question, QuestionState.ANSWERED)
        _journal(desk, order, choice, actor)
    return result


def second_factor(desk: Desk, command: SecondFactor) -> Result:
    """Let a new card for an absent order come up; its press is what sends (INV-03)."""
    waiting = desk.awaiting.pop(person_key(command.actor), None)
    if waiting is None or desk.now - waiting[1] > FACTOR_LIFE:
        return Result(False, "doubt.no_pin")
    question = desk.uow.questions.get(waiting[0])
    if question is None or question.state is not QuestionState.OPEN:
        return Result(False, "doubt.lapsed")
    if desk.now >= question.expires_at:
        end_question(desk, question, QuestionState.LAPSED)
        return Result(False, "doubt.lapsed")
    result = ask_again(desk, question.subject)
    order = desk.uow.orders.get(question.subject)
    if result.ok and order is not None:
        end_question(desk, question, QuestionState.ANSWERED)
        _journal(desk, order, c.ABSENT_RESEND, command.actor)
    return result


def match_number(desk: Desk, command: MatchNumber) -> Result:
    """Take a typed number when the complete look of just now shows it as this order's kind."""
    if not _is_owner(desk, command.actor):
        return Result(False, "press.not_yours")
    order = desk.uow.orders.get(command.order_id)
    if order is None or order.state is not OrderState.UNKNOWN or order.sent_at is None:
        return Result(False, "doubt.closed", command.order_id)
    view, day = desk.view, trading_date(order.sent_at)
    if view is None or view.day != day or desk.now - view.at > VIEW_AGE:
        return Result(False, "doubt.not_seen", order.id)
    row = _row_of(view.rows, command.number)
    if row is None or row.parent:
        return Result(False, "doubt.not_seen", order.id)
    same = canon_symbol(row.symbol) == order.intent.symbol and row.side == order.intent.side.value
    known = row.number in order.known_numbers or _other_owner(desk, order, row.number)
    if not same or known:
        return Result(False, "doubt.other_order", order.id)
    _adopt(desk, order, row.number)
    _journal(desk, order, f"number:{row.number}", command.actor)
    return Result(True, "doubt.adopted", order.id)


def ask_doubt(desk: Desk, command: AskDoubt) -> Result:
    """Put the question up once more, when a person asks for it."""
    order, doubt = desk.uow.orders.get(command.order_id), desk.uow.doubts.get(command.order_id)
    if order is None or doubt is None or not _is_open(order, doubt):
        return Result(False, "doubt.closed", command.order_id)
    told = doubt.told
    asked = ask(desk, order, doubt, choices_of(doubt))
    desk.uow.doubts.put(replace(asked, told=told or asked.told))
    return Result(True, "doubt.asked", order.id)


def _is_open(order: Order, doubt: Doubt) -> bool:
    # An adopted order is asked about again when a twin or another number turned up.
    return order.state is OrderState.UNKNOWN or (
        not doubt.closed and doubt.finding is Finding.SEVERAL and bool(doubt.candidates)
    )


def _keep_looking(_desk: Desk, order: Order, _doubt: Doubt, _: str) -> Result:
    return Result(True, "doubt.looking", order.id)


def _has_number(_desk: Desk, order: Order, _doubt: Doubt, _: str) -> Result:
    return Result(True, "doubt.type_number", order.id)


def _hold(_desk: Desk, order: Order, _doubt: Doubt, _: str) -> Result:
    return Result(True, "doubt.held", order.id)


def _pick(desk: Desk, order: Order, doubt: Doubt, number: str) -> Result:
    row = next((r for r in doubt.candidates if r.number == number), None)
    if row is None:
        return Result(False, "doubt.not_seen", order.id)
    if _other_owner(desk, order, number):
        return Result(False, "doubt.other_order", order.id)
    again = siblings.living(desk, order)
    back = _adopt(desk, order, number)
    _outside(desk, order, [r for r in doubt.candidates if r.number != number])
    if again and order.state is OrderState.REJECTED:
        siblings.twice(desk, back, row, again)
    return Result(True, "doubt.adopted", order.id)


def _neither(desk: Desk, order: Order, doubt: Doubt, _: str) -> Result:
    _outside(desk, order, [r for r in doubt.candidates if r.number not in links.parts(order)])
    desk.uow.doubts.put(replace(doubt, candidates=(), finding=Finding.LOOKING, told=""))
    return Result(True, "doubt.neither", order.id)


def _both(desk: Desk, order: Order, doubt: Doubt, _: str) -> Result:
    ours = sorted(may_be_ours(doubt), key=lambda r: (-r.filled, r.placed_at, r.number))
    if any(_other_owner(desk, order, r.number) for r in ours):
        return Result(False, "doubt.other_order", order.id)
    _outside(desk, order, [r for r in doubt.candidates if r not in ours])
    if doubt.finding is Finding.SPLIT:
        _adopt(desk, order, links.JOIN.join(sorted(r.number for r in ours)))
        return Result(True, "doubt.both", order.id)
    kept = _adopt(desk, order, ours[0].number)
    for row in ours[1:]:
        siblings.surplus(desk, kept, row)
    return Result(True, "doubt.both", order.id)


_DOERS: Final[dict[str, _Doer]] = {
    c.KEEP_LOOKING: _keep_looking,
    c.HAS_NUMBER: _has_number,
    c.HOLD: _hold,
    c.PICK.removesuffix(":"): _pick,
    c.NEITHER: _neither,
    c.BOTH: _both,
}


def _adopt(desk: Desk, order: Order, number: str) -> Order:
    if order.state in IN_FLIGHT or order.number is None:
        order = accept(desk, order, number, how=LinkKind.HUMAN)
    elif order.number != number:
        links.tie(desk, order, number, LinkKind.HUMAN)
        order = relabel(desk, order, number)
    settle(desk, order, Finding.OURS)
    return order


def _outside(desk: Desk, order: Order, rows: list[BrokerRow]) -> None:
    """Note rows as nobody's here and show them: a wrong pick must not hide an order (A20)."""
    for row in rows:
        if order.sent_at is not None:
            links.tie_outside(desk, trading_date(order.sent_at), row.number)
        notice(
            desk, "notice.external", Severity.WARNING, order=order.id, number=row.number,
            name=desk.name(row.symbol), symbol=row.symbol, side=row.side, shares=row.shares,
            price=row.price, filled=row.filled,
        )  # fmt: skip


def _other_owner(desk: Desk, order: Order, number: str) -> bool:
    if order.sent_at is None or number in links.parts(order):
        return False
    link = links.owner_of(desk, trading_date(order.sent_at), number)
    if link is not None:
        return link.order_id != order.id
    return links.is_taken(desk, trading_date(order.sent_at), number)


def _row_of(rows: tuple[BrokerRow, ...], typed: str) -> BrokerRow | None:
    """Find the row of a typed number; the branch and leading zeros may be left out."""
    text = typed.strip()
    whole = [r for r in rows if r.number == text]
    bare = [r for r in rows if _bare(r.number) == _bare(text)]
    hits = whole or (bare if "-" not in text else [])
    return hits[0] if len(hits) == 1 else None


def _bare(number: str) -> str:
    return number.rpartition("-")[2].lstrip("0")


def _is_owner(desk: Desk, actor: Actor) -> bool:
    user = desk.uow.users.get(person_key(actor))
    return user is not None and user.role is Role.OWNER


def _journal(desk: Desk, order: Order, choice: str, actor: Actor) -> None:
    desk.uow.emit(
        "order.state",
        "answered",
        correlation=order.intent.correlation,
        cause=order.id,
        data={"order": order.id, "choice": choice, "face": actor.face, "user": actor.user},
    )
