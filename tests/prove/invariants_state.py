"""The invariants of what is stored: stops, states, fills, books, messages, journal.

Those of the way to the broker, and how all are asked, stand in `invariants.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from core.domain.order import IN_FLIGHT, TRANSITIONS, OrderState
from core.domain.position import OUTSIDE
from core.domain.signal import Side
from core.flow.undo_end import LATE

if TYPE_CHECKING:
    from tests.prove.machine import Machine


def _reachable() -> dict[OrderState, frozenset[OrderState]]:
    found = {state: {state} for state in OrderState}
    for _ in OrderState:
        for (before, _), after in TRANSITIONS.items():
            for seen in found.values():
                if before in seen:
                    seen.add(after)
    return {state: frozenset(seen) for state, seen in found.items()}


REACHABLE = _reachable()


def inv_18_sticky(m: Machine) -> Iterator[str]:
    """A stop is lifted by an answered question and nothing else."""
    engaged = {s.scope.name for s in m.world.latch.read()}
    if m.step_name != "resume" and m.stops_before - engaged:
        yield f"stops {m.stops_before - engaged} vanished in {m.step_name}"


def inv_21_legal_moves(m: Machine) -> Iterator[str]:
    """States change only along the drawn machine."""
    for order in m.orders:
        before = m.states.get(order.id, OrderState.READY)
        if order.state not in REACHABLE[before]:
            yield f"order {order.id} went from {before} to {order.state}"


def inv_22_bounded_fills(m: Machine) -> Iterator[str]:
    """0 <= filled <= ordered, never less than before."""
    for order in m.orders:
        if not m.filled.get(order.id, 0) <= order.filled <= order.intent.shares:
            yield f"order {order.id}: {order.filled} filled after {m.filled.get(order.id)}"


def inv_23_booked_once(m: Machine) -> Iterator[str]:
    """The slices of an order add up to it."""
    sums: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for fill in m.world.uow.fills.all():
        sums[fill.order_id] += fill.shares
        money[fill.order_id] += fill.amount
    for order in m.orders:
        if (sums[order.id], money[order.id]) != (order.filled, order.amount):
            yield f"order {order.id}: slices {sums[order.id]}, row {order.filled}"


def inv_24_books_are_fills(m: Machine) -> Iterator[str]:
    """An owner's book is the sum of its fills."""
    flows: Counter[tuple[str, str]] = Counter()
    for fill in m.world.uow.fills.all():
        flows[fill.owner, fill.symbol] += fill.shares if fill.side is Side.BUY else -fill.shares
    for book in m.world.uow.books.all():
        if book.owner != OUTSIDE and flows[book.owner, book.symbol] != book.shares:
            yield f"book {book.owner}:{book.symbol} is {book.shares}, its fills {flows}"


def inv_25_absence_is_proved(m: Machine) -> Iterator[str]:
    """No order is called absent that the broker took."""
    for order in m.orders:
        # One that has a number was refused by the exchange later (A09): the broker said so.
        lost = order.state is OrderState.REJECTED and order.number is None
        if lost and order.intent.id in m.broker.taken:
            yield f"order {order.id} is called {order.note or 'rejected'}, the broker has it"


def inv_26_no_claim_without_evidence(m: Machine) -> Iterator[str]:
    """A message of a fill follows its booking, one of an end follows the end."""
    booked = {(f.order_id, f.cumulative) for f in m.world.uow.fills.all()}
    states = {o.id: o.state for o in m.orders}
    for out in m.new_messages:
        words = dict(out.fields)
        event = str(words.get("event", ""))
        if event in ("partial", "filled", "late_fill"):
            if (out.subject, words["cumulative"]) not in booked:
                yield f"message {out.id} tells a fill that is not booked"
        elif event in ("cancelled", "expired", "rejected") and states[out.subject] != event:
            yield f"message {out.id} says {event}, the order is {states[out.subject]}"


def inv_27_nobody_is_left_hanging(m: Machine) -> Iterator[str]:
    """Who is in doubt was told."""
    told = m.told_of_doubt
    for order in m.orders:
        if order.state is OrderState.UNKNOWN and order.id not in told:
            yield f"order {order.id} is in doubt and nobody was told"


def inv_28_exact_numbers(m: Machine) -> Iterator[str]:
    """Quantities and prices are whole and above zero."""
    for order in m.new_orders:
        i = order.intent
        if not (type(i.shares) is int and type(i.price) is int and min(i.shares, i.price) > 0):
            yield f"order {order.id}: {i.shares!r} at {i.price!r}"


def inv_30_mode_is_sealed(m: Machine) -> Iterator[str]:
    """What is sent carries the broker's own mode and account."""
    for approved in m.broker.submits[m.checked_submits :]:
        i = approved.intent
        if (i.mode, i.account) != (m.broker.mode, m.broker.account):
            yield f"{i.id} of {i.mode}/{i.account} met {m.broker.account}"


def inv_32_nothing_half_sent(m: Machine) -> Iterator[str]:
    """After a step nothing is SENDING, and READY only what may still be undone."""
    for order in m.orders:
        waits = m.world.clock.now() - order.made_at <= timedelta(seconds=m.world.undo_s) + LATE
        waits = waits and bool(m.world.undo_s) and m.step_name not in ("restart", "death")
        if order.state is OrderState.READY and waits:
            continue
        if order.state in (OrderState.READY, OrderState.SENDING):
            yield f"order {order.id} is {order.state} after {m.step_name}"


def inv_33_acknowledged_is_durable(m: Machine) -> Iterator[str]:
    """What was answered stands in committed rows."""
    if m.world.uow.dirty and m.step_name != "wish":
        yield f"after {m.step_name} something is staged and not committed"


def inv_35_bounded(m: Machine) -> Iterator[str]:
    """Queues are empty when all is settled."""
    left = len(m.world.runtime.gateway._queue) + len(m.world.runtime.engine._heap)
    if left:
        yield f"{left} things are still queued"


def inv_41_journal_without_holes(m: Machine) -> Iterator[str]:
    """Numbers follow each other."""
    journal = m.world.uow.journal
    if journal and (journal[-1].seq != len(journal) or journal[0].seq != 1):
        yield f"the journal has {len(journal)} entries up to {journal[-1].seq}"


def at_rest(m: Machine) -> Iterator[str]:
    """When everything is healed our rows are the broker's, order by order and in sum."""
    linked = {o.number: o for o in m.orders if o.number}
    for row in m.broker.rows:
        order = linked.get(row.number)
        if order is None:
            yield f"REST: {row.number} is nobody's"
        elif (order.filled, order.amount, order.fee, order.tax) != (
            row.filled, row.amount, row.fee, row.tax,
        ):  # fmt: skip
            yield f"REST: {row.number} has {row.filled} filled, our row {order.filled}"
    held = {s: n for s, n in m.broker.held.items() if n}
    books: Counter[str] = Counter()
    for book in m.world.uow.books.all():
        books[book.symbol] += book.shares
    if dict(+books) != held and not [o for o in m.orders if o.state in IN_FLIGHT]:
        yield f"REST: books {dict(+books)}, broker {held}"
    account = m.world.desk.account
    if account is None or account.cash != m.broker.cash:
        yield f"REST: cash {account and account.cash}, broker {m.broker.cash}"
    for order in m.orders:
        if order.state in IN_FLIGHT and order.intent.id in m.broker.taken:
            yield f"REST: order {order.id} is still {order.state}, the broker has it"
