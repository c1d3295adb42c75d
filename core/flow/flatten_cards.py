"""The closing orders of a flattening one by one: which is next, its card, and its refusal."""

from __future__ import annotations

from core.domain.decision import RiskDecision, Verdict
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT, OrderIntent
from core.domain.plan import Cursor
from core.domain.position import Book
from core.flow.closing import answered, closing_intent
from core.flow.desk import CARDS_AT_ONCE, Desk
from core.flow.notify import notice
from core.flow.proposals import put_card
from core.flow.repeated import refused_lately
from core.flow.risk_gate import first_refusal, judge_to_fit


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


def next_intent(desk: Desk, book: Book) -> OrderIntent | None:
    """Give the order that would close a book now, or None while it has to wait."""
    flying = any(
        o.state in IN_FLIGHT and o.intent.symbol == book.symbol for o in desk.uow.orders.all()
    )
    if flying or desk.busy(book.symbol) or answered(desk, book) or refused_lately(desk, book):
        return None
    return closing_intent(desk, book)


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
