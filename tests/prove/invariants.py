"""The invariants of reliability.md section 3 that stored rows and the broker's own rows show.

Each is a function of what is true now and what was true a step ago; it yields what is broken.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from core.domain.approval import LINE, Approval, ApprovalState, GrantKind
from core.domain.journal import OutKind
from core.domain.modes import POLICY
from core.domain.order import IN_FLIGHT, Order
from tests.prove import invariants_state

if TYPE_CHECKING:
    from tests.prove.machine import Machine


def inv_02_at_most_one(m: Machine) -> Iterator[str]:
    """One request an order, and one order a confirmed intent."""
    for intent, count in Counter(s.intent.id for s in m.broker.submits).items():
        if count > 1:
            yield f"intent {intent} was sent {count} times"
    wishes = {o.intent.id: o.coid for o in m.orders}
    again = Counter(a.coid for a in m.approvals
                    if a.kind is GrantKind.RESEND and a.state is ApprovalState.GRANTED)  # fmt: skip
    for wish, count in Counter(wishes.get(s.intent.id) for s in m.broker.submits).items():
        if wish is not None and count > 1 + again[wish]:
            yield f"wish {wish} was sent {count} times, {again[wish]} resends granted"


def inv_05_what_was_seen_is_sent(m: Machine) -> Iterator[str]:
    """The card's hash is the hash of what was sent."""
    cards = {a.intent.id: a for a in m.approvals}
    for approved in m.broker.submits[m.checked_submits :]:
        card = cards.get(approved.intent.id)
        if card is None or card.canon_hash != approved.intent.canon_hash():
            yield f"{approved.intent.id} was sent with another content than its card's"


def inv_06_single_flight(m: Machine) -> Iterator[str]:
    """One order in flight a symbol."""
    flying = Counter(o.intent.symbol for o in m.orders if o.state in IN_FLIGHT)
    for symbol, count in flying.items():
        if count > 1:
            yield f"{count} orders of {symbol} are in flight"


def inv_07_conservation(m: Machine) -> Iterator[str]:
    """Requests sent <= grants used <= confirm presses accepted."""
    granted = sum(a.state is ApprovalState.GRANTED for a in m.approvals)
    if not len(m.broker.submits) <= granted <= m.confirmed:
        yield f"{len(m.broker.submits)} sent, {granted} granted, {m.confirmed} confirmed"


def inv_07_several_people(m: Machine) -> Iterator[str]:
    """A grant that needs several people shows as many different ones, none who asked for it."""
    who = {u.key: u.who for u in m.world.uow.users.all()}
    for card in m.newly_granted:
        people = {who.get(f"{a.face}:{a.user}", "") for a in card.pressed}
        people -= {"", who.get(card.proposer, card.proposer)}
        if card.needed > 1 and len(people) < card.needed:
            yield f"card {card.id} was granted by {len(people)} of {card.needed} people"


def inv_08_single_use(m: Machine) -> Iterator[str]:
    """One grant, one order."""
    for card, count in Counter(o.approval_id for o in m.orders).items():
        if count > 1:
            yield f"card {card} made {count} orders"


def inv_09_fresh(m: Machine) -> Iterator[str]:
    """A grant within its card's life, by the program that showed it."""
    for card in m.newly_granted:
        if card.decided_at is None or not card.asked_at <= card.decided_at < card.expires_at:
            yield f"card {card.id} of {card.asked_at} was granted at {card.decided_at}"
        if card.boot != m.boot_before:
            yield f"card {card.id} was shown by {card.boot} and granted by {m.boot_before}"


def inv_10_bound(m: Machine) -> Iterator[str]:
    """A grant by an owner, in a message of the card's own."""
    asked = {f"{LINE}{q.id}": q.messages for q in m.world.uow.questions.all()}
    for card in m.newly_granted:
        # A line of a question is granted in the question's own message.
        faces = {(r.face, r.chat) for r in asked.get(m.lines.get(card.id, ""), card.messages)}
        if card.by is not None and card.by.face == POLICY:
            yield from _ruled(m, card)
            continue
        if card.by is None or (card.by.face, card.by.chat) not in faces:
            yield f"card {card.id} was granted by {card.by}, it was shown in {faces}"


def _ruled(m: Machine, card: Approval) -> Iterator[str]:
    """A grant without a press is one that a stored rule of a person covers (M12)."""
    stored = m.world.uow.cursors.get(f"mode_rule:{card.by.user}") if card.by else None
    if stored is None or card.intent.gross > json.loads(stored.value)["order_won"]:
        yield f"card {card.id} was granted by {card.by}, no rule covers it"
    names = {"all", f"symbol:{card.intent.symbol}"}
    stopped = any(s.scope.name in names for s in m.world.latch.read())
    if stopped and m.step_name not in ("halt", "flatten", "cancel_open"):
        yield f"card {card.id} went alone while something was stopped"


def inv_12_checked_at_the_press(m: Machine) -> Iterator[str]:
    """A press has a decision of its own, at its time, that allows the whole."""
    judged = {d.id: d for d in m.world.uow.decisions.all()}
    for order in m.new_orders:
        found = judged.get(order.decision_id)
        if found is None or found.stage != "press" or found.allowed != order.intent.shares:
            yield f"order {order.id} has no decision of its press"


def inv_14_hard_caps(m: Machine) -> Iterator[str]:
    """Value and quantity within the limits."""
    limits = m.world.limits
    for order in m.new_orders:
        if order.intent.gross > limits.order_won or order.intent.shares > limits.order_shares:
            yield f"order {order.id} of {order.intent.gross} won passed the limit"


def inv_15_repeat_throttle(m: Machine) -> Iterator[str]:
    """At most three orders of a symbol and side within a minute."""
    for order in m.new_orders:
        key = (order.intent.symbol, order.intent.side)
        since = m.world.clock.now() - timedelta(seconds=m.world.limits.repeat_window_s)
        near = [o for o in m.orders if (o.intent.symbol, o.intent.side) == key
                and o.sent_at is not None and o.sent_at > since]  # fmt: skip
        if len(near) > m.world.limits.repeat_orders:
            yield f"{len(near)} orders of {key} in a minute"


CHECKS: tuple[Callable[[Machine], Iterator[str]], ...] = tuple(
    value
    for name, value in sorted((vars(invariants_state) | globals()).items())
    if name.startswith("inv_")
)


def broken(machine: Machine) -> list[str]:
    """Give every broken invariant by its number."""
    return [
        f"{check.__name__[:6].upper().replace('_', '-')}: {text}"
        for check in CHECKS
        for text in check(machine)
    ]


def newly(now: list[Approval], before: set[str]) -> list[Approval]:
    """Give the cards granted since."""
    return [a for a in now if a.state is ApprovalState.GRANTED and a.id not in before]


def is_doubt_notice(out: object) -> bool:
    """Tell whether a message lists an order in doubt."""
    kind, subject = getattr(out, "kind", None), getattr(out, "subject", "")
    return kind is OutKind.NOTICE and subject in ("notice.unknown", "notice.doubt")


def order_ids(orders: list[Order]) -> set[str]:
    """Give the ids of orders."""
    return {o.id for o in orders}
