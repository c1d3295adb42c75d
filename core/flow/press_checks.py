"""What a press is refused for before any rule is asked; each refusal leaves or ends the card."""

from __future__ import annotations

from core.domain.approval import Approval, ApprovalState, GrantKind
from core.domain.bar import Quote
from core.domain.calendar import trading_date
from core.domain.commands import Press
from core.domain.results import Result
from core.domain.wanted_people import TakeBack
from core.flow.authority import may_press
from core.flow.desk import Desk
from core.flow.doubt.resend import may_replace
from core.flow.doubt.verdict import SKEW_MAX_MS
from core.flow.killswitch import close_card

VIEW_AGE_S = 30


def who(desk: Desk, approval: Approval, command: Press | TakeBack) -> Result | None:
    """Refuse a press of somebody else, or in another message (INV-10, INV-11)."""
    if not may_press(desk, command.actor):
        return Result(False, "press.not_yours")
    actor, message = command.actor, command.message
    same_place = (actor.face, actor.chat) == (message.face, message.chat)
    if not same_place or message not in approval.messages:
        return Result(False, "press.wrong_message", approval.id)
    return None


def still_open(desk: Desk, approval: Approval) -> Result | None:
    """Refuse a press of a card that was decided, is over, or belongs to another generation."""
    if approval.state is not ApprovalState.OPEN:
        order = desk.uow.orders.get(approval.order_id) if approval.order_id else None
        fields: dict[str, str | int] = {"state": approval.state.value, "note": approval.note}
        if order is not None:
            fields["order"] = order.state.value
        return Result(False, "press.already", approval.id, fields)
    same_day = trading_date(desk.now) == trading_date(approval.asked_at)
    if not same_day or desk.now >= approval.expires_at or desk.now < approval.asked_at:
        close_card(desk, approval, ApprovalState.LAPSED)
        return Result(False, "press.lapsed", approval.id)
    if approval.boot != desk.boot:
        return Result(False, "press.restarting", approval.id)
    return None


def fit(desk: Desk, approval: Approval) -> Result | None:
    """Refuse when the card's order does not fit the present: changed, in flight, stale, skewed."""
    intent = approval.intent
    if intent.canon_hash() != approval.canon_hash:
        close_card(desk, approval, ApprovalState.WITHDRAWN, note="hash")
        return Result(False, "press.unknown", approval.id)
    refused = _flight(desk, approval)
    if refused is not None:
        return refused
    quote = desk.quotes.get(intent.symbol)
    if quote is None or not _fresh(desk, quote):
        return Result(False, "press.stale", approval.id)
    if not seen_lately(desk):
        return Result(False, "press.stale", approval.id)
    return _place(desk, approval)


def seen_lately(desk: Desk) -> bool:
    """Tell whether there is a look of today that an order may rest on; none from the future."""
    view = desk.view
    return (
        view is not None
        and view.day == desk.today
        and 0 <= (desk.now - view.at).total_seconds() <= VIEW_AGE_S
    )


def _place(desk: Desk, approval: Approval) -> Result | None:
    if not desk.ready:
        return Result(False, "press.restarting", approval.id)
    if abs(desk.skew_ms) > SKEW_MAX_MS:
        return Result(False, "press.skew", approval.id, {"ms": desk.skew_ms})
    return None


def _flight(desk: Desk, approval: Approval) -> Result | None:
    flying = desk.in_flight(approval.intent.symbol)
    if flying is None and approval.kind is GrantKind.RESEND:
        # What it would have replaced was found, or is over.
        close_card(desk, approval, ApprovalState.WITHDRAWN, note="found")
        fields: dict[str, str | int] = {"state": ApprovalState.WITHDRAWN.value, "note": "found"}
        return Result(False, "press.already", approval.id, fields)
    if flying is not None and not may_replace(desk, approval, flying):
        return Result(False, "press.in_flight", approval.id, {"name": approval.intent.name})
    return None


def _fresh(desk: Desk, quote: Quote) -> bool:
    return quote.price > 0 and 0 <= quote.age_s(desk.now) <= desk.limits.quote_age_s
