"""Cancels (A25): asked once a wish, looked for, asked again a few times, then a person decides.

An order is cancelled only when a complete look shows its row closed (INV-26). Nothing here waits
for rules, stops or cool-downs (INV-20), and nothing here can ask without end (B31).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.domain.calendar import trading_date
from core.domain.commands import CancelAnswered, CancelOrder, Halt
from core.domain.exposure import opens
from core.domain.journal import Severity
from core.domain.order import IN_FLIGHT, OPEN, RESTING, Order, OrderMove, OrderState
from core.domain.people import Question
from core.domain.results import Result
from core.domain.switches import cancels, stops, touches
from core.flow import killswitch
from core.flow.desk import Desk
from core.flow.notify import notice
from core.flow.orders import journal_order, move
from core.flow.waiting_orders import heed_stops, take_back

# How long after each try a look must have been made before it counts as "still open".
PAUSES: Final = (timedelta(seconds=3), timedelta(seconds=10), timedelta(seconds=20))
MOST_TRIES: Final = len(PAUSES)
SELDOM: Final = timedelta(seconds=60)
QUESTION: Final = "cancel"
QUESTION_LIFE: Final = timedelta(minutes=10)


def halt(desk: Desk, command: Halt) -> Result:
    """Engage a stop, and cancel what it wants cancelled.

    Whatever the level, an order that it stops but that may be on the wire is cancelled on sight
    (INV-16); the levels that cancel take every open order in scope (INV-19).
    """
    before = {o.id for o in waiting(desk)}
    result = killswitch.halt(desk, command)
    books = tuple(desk.uow.books.all())
    for order in [o for o in desk.uow.orders.all() if o.state in IN_FLIGHT]:
        opening = opens(order.intent, books)
        if touches(command.scope, order.intent) and stops(
            command.level, order.intent, opening=opening
        ):
            want_cancel(desk, order)
    pursue(desk)
    new = [o for o in waiting(desk) if o.id not in before]
    waits = sum(o.state in IN_FLIGHT for o in new)
    counts: dict[str, str | int] = {"cancels": len(new) - waits, "waits": waits}
    return replace(result, fields=result.fields | {k: n for k, n in counts.items() if n})


def cancel_order(desk: Desk, command: CancelOrder) -> Result:
    """Do a person's wish: cancel now, or as soon as the broker's number is known."""
    order = desk.uow.orders.get(command.order_id)
    if order is None:
        return Result(False, "cancel.none")
    fields: dict[str, str | int] = {"name": order.intent.name, "order": order.state.value}
    if order.state not in OPEN:
        return Result(False, "cancel.not_open", order.id, fields)
    if order.state is OrderState.READY:
        take_back(desk, order)
        return Result(True, "undo.done", order.id, fields)
    if order.number is None or order.state in IN_FLIGHT:
        want_cancel(desk, order)
        return Result(True, "cancel.unknown_number", order.id, fields)
    if not _is_asked(desk, order):
        # A person's word opens a new count: three tries more, never a loop.
        ask_broker(desk, replace(order, cancel_tries=0))
    return Result(True, "cancel.asked", order.id, fields)


def want_cancel(desk: Desk, order: Order) -> Order:
    """Remember that an order shall be cancelled; done at once when its number is known.

    For an order in doubt it is told that its number must be found first (INV-19).
    """
    if order.cancel_wanted or order.state not in OPEN:
        return order
    if order.state is OrderState.READY:
        return take_back(desk, order, note="stop")
    wanted = replace(order, cancel_wanted=True)
    desk.uow.orders.put(wanted)
    journal_order(desk, wanted, "cancel_wanted")
    if order.number is not None and order.state in RESTING:
        return ask_broker(desk, wanted)
    if order.state is not OrderState.UNKNOWN:
        return wanted
    intent = order.intent
    notice(
        desk, "notice.cancel_waits", Severity.WARNING, symbol=intent.symbol, name=intent.name,
        side=intent.side.value, shares=order.remaining, price=intent.price, order_id=order.id,
    )  # fmt: skip
    return wanted


def ask_broker(desk: Desk, order: Order) -> Order:
    """Store that the broker is asked, and ask after the commit (INV-01)."""
    counted = replace(
        order, cancel_wanted=True, cancel_tries=order.cancel_tries + 1, cancel_at=desk.now
    )
    if order.state is OrderState.CANCELLING:
        asked = counted
        desk.uow.orders.put(asked)
        journal_order(desk, asked, "cancelling")
    else:
        asked = move(desk, counted, OrderMove.ASK_CANCEL, "cancelling")
    desk.effects.append(lambda: desk.cancel(asked))
    return asked


def cancel_answered(desk: Desk, command: CancelAnswered) -> Result:
    """Note what the broker said of a cancel; the next complete look says what became of it."""
    order = desk.uow.orders.get(command.order_id)
    if order is None or order.state is not OrderState.CANCELLING:
        return Result(False, "done")
    if command.refused:
        moved = order.moved(OrderMove.CANCEL_REFUSED, note=command.refused, cancel_at=desk.now)
        desk.uow.orders.put(moved)
        journal_order(desk, moved, "cancel_refused")
        return Result(True, "done")
    note = command.in_doubt and f"cancel in doubt: {command.in_doubt}"
    heard = replace(order, note=note, cancel_at=desk.now)
    desk.uow.orders.put(heard)
    journal_order(desk, heard, "cancel_in_doubt" if note else "cancel_accepted")
    return Result(True, "done")


def pursue(desk: Desk) -> None:
    """Go on with every wish to cancel; called after each message that may bring news."""
    heed_stops(desk)
    _sweep(desk)
    for order in [o for o in desk.uow.orders.all() if o.cancel_wanted and o.state in RESTING]:
        if order.number is None:
            continue
        if order.cancel_tries == 0:
            ask_broker(desk, order)
        elif _still_open(desk, order):
            _again(desk, order)


def _sweep(desk: Desk) -> None:
    switches = killswitch.engaged(desk)
    for order in [o for o in desk.uow.orders.all() if o.state in OPEN and not o.cancel_wanted]:
        if any(touches(s.scope, order.intent) and cancels(s.level, order.intent) for s in switches):
            want_cancel(desk, order)


def waiting(desk: Desk) -> list[Order]:
    """Give the orders that shall be cancelled and are not seen closed yet."""
    return [o for o in desk.uow.orders.all() if o.cancel_wanted and o.state in OPEN]


def next_look_s(desk: Desk) -> float | None:
    """Give the seconds until a look would tell what became of a cancel; None when none waits.

    Close together until the person is asked, then as seldom as the looks of the day.
    """
    asked = [o for o in waiting(desk) if o.state in RESTING and o.cancel_at is not None]
    if not asked:
        return None
    youngest = min(desk.now - (o.cancel_at or desk.now) for o in asked)
    return (PAUSES[0] if youngest <= PAUSES[-1] * 2 else SELDOM).total_seconds()


def _is_asked(desk: Desk, order: Order) -> bool:
    # A second press while the first request is under way changes nothing.
    if order.cancel_at is None or order.cancel_tries == 0:
        return False
    return desk.now - order.cancel_at < PAUSES[0] or (
        order.state is OrderState.CANCELLING and order.cancel_tries < MOST_TRIES
    )


def _still_open(desk: Desk, order: Order) -> bool:
    # Only a look that began well after the request counts: brokers' lists lag.
    if order.cancel_at is None or order.sent_at is None:
        return False
    seen = desk.seen_at.get(trading_date(order.sent_at))
    pause = PAUSES[min(order.cancel_tries, MOST_TRIES) - 1]
    return seen is not None and seen >= order.cancel_at + pause


def _again(desk: Desk, order: Order) -> None:
    if order.cancel_tries < MOST_TRIES:
        ask_broker(desk, order)
        return
    if not _was_asked(desk, order):
        _ask_person(desk, order)


def try_again(desk: Desk, order_id: str) -> Result:
    """Ask the broker anew after a person said so; three tries more."""
    order = desk.uow.orders.get(order_id)
    if order is None or order.state not in RESTING:
        state = order.state.value if order else ""
        return Result(False, "cancel.not_open", order_id, {"order": state})
    ask_broker(desk, replace(order, cancel_tries=0))
    return Result(True, "cancel.asked", order_id, {"name": order.intent.name})


def _was_asked(desk: Desk, order: Order) -> bool:
    since = order.cancel_at or desk.now
    mine = (q for q in desk.uow.questions.all() if (q.kind, q.subject) == (QUESTION, order.id))
    return any(q.asked_at >= since for q in mine)


def _ask_person(desk: Desk, order: Order) -> None:
    key, intent = desk.ids.new(), order.intent
    desk.uow.questions.put(
        Question(
            key, QUESTION, order.id, "", None, desk.now, desk.now, desk.now + QUESTION_LIFE,
            desk.nonces.digest(desk.nonces.nonce(key)),
        )
    )  # fmt: skip
    notice(
        desk, "notice.cancel_stuck", Severity.CRITICAL, question=key, order_id=order.id,
        symbol=intent.symbol, name=intent.name, side=intent.side.value, shares=order.remaining,
        price=intent.price, number=order.number or "", tries=order.cancel_tries,
    )  # fmt: skip
