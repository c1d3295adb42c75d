"""The nine rules of "nothing lost" (reliability.md 4.0): our rows against the exchange's books.

A tenth counts who confirmed what several people have to confirm (M6).

Reads only what is stored on both sides; each finding says what is wrong with which row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.locale.catalogue import Catalogue
from bot.order_text import progress
from bot.render_text import render
from core.domain.approval import Approval, ApprovalState
from core.domain.calendar import trading_date
from core.domain.journal import JournalEntry, Outgoing, OutKind
from core.domain.order import RESTING, TERMINAL, Order, OrderState
from core.domain.position import OUTSIDE, Account, Book, Fill
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Switch
from core.ports import UnitOfWork, Views
from sim.ledger import Ledger
from sim.orders import Order as VenueOrder
from tests.sentences import Truth, falsehoods

_EARLY, _LATE = timedelta(seconds=2), timedelta(seconds=60)
_LOOK_BACK = 400
_CONFIRMED = ("seconded", "taken_back", "granted")
_KOREAN = Catalogue("ko")


@dataclass(slots=True)
class Ours:
    """Everything that gaemi stored, as plain lists; a test may falsify any of it."""

    account: Account | None
    orders: list[Order] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    books: list[Book] = field(default_factory=list)
    outbox: list[Outgoing] = field(default_factory=list)
    journal: list[JournalEntry] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    latch: list[Switch] = field(default_factory=list)


async def ours(uow: UnitOfWork, views: Views, latch: Sequence[Switch], *, account: str) -> Ours:
    """Read all that is stored; the outbox only as far as it is hot (a week)."""
    first, last = date(1990, 1, 1), date(2090, 1, 1)
    return Ours(
        account=uow.accounts.get(account),
        orders=list(await views.orders(limit=10**6)),
        approvals=list(await views.approvals(first=first, last=last)),
        fills=list(await views.fills(first=first, last=last)),
        books=list(await views.books()),
        outbox=list(uow.outbox.all()),
        journal=list(await views.journal(limit=10**6)),
        switches=list(uow.switches.all()),
        latch=list(latch),
    )


def check(
    mine: Ours,
    ledger: Ledger,
    *,
    account: str,
    files: Iterable[Path] = (),
    canaries: Sequence[str] = (),
    number: Callable[[VenueOrder], str] = lambda order: f"{order.number:010d}",
) -> list[str]:
    """Give every broken rule as text, nothing when all is well.

    `number` writes an order's number as its broker does.
    """
    theirs = {number(o): o for o in _venue_orders(ledger, account)}
    rules = (
        _no_duplicate(mine, theirs),
        _no_orphan(mine, theirs),
        _no_vanished(mine),
        _no_false_end(mine, theirs),
        _balance(mine, ledger, account, theirs=theirs),
        _no_false_sentence(mine, ledger, theirs),
        _journal_holds(mine),
        _stops_hold(mine, theirs),
        _nothing_leaked(files, canaries),
        _enough_people(mine),
    )
    return [f"rule {n}: {text}" for n, found in enumerate(rules, start=1) for text in found]


def _enough_people(mine: Ours) -> Iterator[str]:
    """Read from the journal alone who confirmed; INV-07 for cards that need several people."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for entry in mine.journal:
        if entry.topic != "approval.state" or entry.kind not in _CONFIRMED:
            continue
        data = dict(entry.data)
        who = {f"{data['face']}:{data['user']}"}
        card = str(data["approval"])
        said[card] = said[card] - who if entry.kind == "taken_back" else said[card] | who
    for approval in mine.approvals:
        short = len(said[approval.id] - {approval.proposer}) < approval.needed
        if approval.state is ApprovalState.GRANTED and approval.needed > 1 and short:
            yield f"card {approval.id} needs {approval.needed} people, the journal shows fewer"


def _venue_orders(ledger: Ledger, account: str) -> list[VenueOrder]:
    today = trading_date(ledger.now or datetime.now(UTC))
    days = (today - timedelta(days=n) for n in range(_LOOK_BACK))
    return [o for day in days for o in ledger.orders_of(account, day)]


def _is_same(order: Order, venue: VenueOrder) -> bool:
    i = order.intent
    wished = (i.symbol, i.side.value, i.shares, i.price)
    if (venue.code, venue.side, venue.quantity, venue.price) != wished or order.sent_at is None:
        return False
    return order.sent_at - _EARLY <= venue.placed_at <= order.sent_at + _LATE


def _no_duplicate(mine: Ours, theirs: dict[str, VenueOrder]) -> Iterator[str]:
    for number, count in Counter(o.number for o in mine.orders if o.number).items():
        if count > 1:
            yield f"{count} orders are tied to number {number}"
    for approval, count in Counter(o.approval_id for o in mine.orders).items():
        if count > 1:
            yield f"card {approval} made {count} orders"
    tied = {o.number for o in mine.orders}
    # What the person placed in the broker's own app is no order of ours, however like one.
    free = [v for n, v in theirs.items() if n not in tied and v.channel == "api"]
    for order in mine.orders:
        twins = sum(_is_same(order, v) for v in free) + (order.number is not None)
        if twins > 1:
            yield f"order {order.id} is at the exchange {twins} times"


def _no_orphan(mine: Ours, theirs: dict[str, VenueOrder]) -> Iterator[str]:
    known = {o.number for o in mine.orders}
    for number, venue in theirs.items():
        if number not in known and venue.channel == "api":
            what = f"{venue.side} {venue.quantity} {venue.code}"
            yield f"exchange order {number} ({what}) is nobody's"


def _no_vanished(mine: Ours) -> Iterator[str]:
    orders = {o.approval_id: o for o in mine.orders}
    listed = {dict(o.fields).get("order") for o in _delivered(mine, "notice.unknown")}
    for approval in mine.approvals:
        if approval.state is not ApprovalState.GRANTED:
            continue
        order = orders.get(approval.id)
        if order is None:
            yield f"card {approval.id} was granted and has no order"
        elif order.state in RESTING and not order.number:
            yield f"order {order.id} rests without a number"
        elif order.state not in TERMINAL | RESTING and order.id not in listed:
            yield f"order {order.id} is {order.state} and nobody was told"
    for order in mine.orders:
        if order.state in (OrderState.READY, OrderState.SENDING):
            yield f"order {order.id} is still {order.state}"


def _delivered(mine: Ours, key: str) -> Iterator[Outgoing]:
    hits = (o for o in mine.outbox if o.kind is OutKind.NOTICE and o.subject == key)
    return (o for o in hits if o.delivered_at is not None and not o.error)


def _no_false_end(mine: Ours, theirs: dict[str, VenueOrder]) -> Iterator[str]:
    for order in mine.orders:
        venue = theirs.get(order.number or "")
        if venue is None:
            if order.number or order.filled:
                yield f"order {order.id} has number {order.number}, which the exchange never gave"
            continue
        said = (order.state.value, order.filled)
        if said != (_state_of(venue), venue.filled):
            yield f"order {order.id} says {said}, exchange {(_state_of(venue), venue.filled)}"


def _state_of(venue: VenueOrder) -> str:
    if venue.state == "open":
        return "partial" if venue.filled else "accepted"
    return venue.state


def _balance(
    mine: Ours, ledger: Ledger, account: str, *, theirs: dict[str, VenueOrder]
) -> Iterator[str]:
    books = ledger.books(account, trading_date(ledger.now or datetime.now(UTC)))
    receivable, payable = books.due()
    d2 = books.cash + receivable - payable
    if mine.account is None or mine.account.cash != d2:
        yield f"cash is {mine.account and mine.account.cash}, exchange {d2}"
    held: Counter[str] = Counter()
    for book in mine.books:
        held[book.symbol] += book.shares
    lots = {code: lot.quantity for code, lot in books.lots.items() if lot.quantity}
    if +held != Counter(lots):
        yield f"holdings are {dict(+held)}, exchange {lots}"
    yield from _fills_balance(mine, theirs)


def _fills_balance(mine: Ours, theirs: dict[str, VenueOrder]) -> Iterator[str]:
    numbers = {o.id: o.number or "" for o in mine.orders}
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    flows: Counter[tuple[str, str]] = Counter()
    for fill in mine.fills:
        parts = (fill.shares, fill.amount, fill.fee, fill.tax)
        total = sums[numbers.get(fill.order_id, "?")]
        total[:] = [a + b for a, b in zip(total, parts, strict=True)]
        flows[fill.owner, fill.symbol] += fill.shares if fill.side is Side.BUY else -fill.shares
    for number, venue in theirs.items():
        truth = [venue.filled, venue.amount, venue.fee, venue.tax]
        if venue.channel == "api" and sums[number] != truth:
            yield f"fills of {number} sum to {sums[number]}, exchange {truth}"
    for book in mine.books:
        if book.owner != OUTSIDE and flows[book.owner, book.symbol] != book.shares:
            yield f"book {book.owner}:{book.symbol} is {book.shares}, not the sum of its fills"


def _no_false_sentence(mine: Ours, ledger: Ledger, theirs: dict[str, VenueOrder]) -> Iterator[str]:
    orders = {o.id: o for o in mine.orders}
    prints: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for fill in ledger.fills():
        prints[fill.number].append((fill.at, fill.quantity))
    for out in [o for o in mine.outbox if o.kind is OutKind.ORDER]:
        order, words = orders.get(out.subject), dict(out.fields)
        if order is None:
            yield f"message {out.id} speaks of order {out.subject}, which is not stored"
            continue
        venue = theirs.get(order.number or "")
        shown = prints[f"{venue.number:010d}"] if venue else []
        done = sum(n for at, n in shown if at <= out.made_at)
        yield from _sentence(str(words["event"]), words, done, order=order, theirs=theirs)
        yield from _drawn(str(words["event"]), order, venue, fills=mine.fills)
    yield from _unsaid(mine)


def _drawn(
    event: str, order: Order, venue: VenueOrder | None, *, fills: Sequence[Fill]
) -> Iterator[str]:
    """Draw the message as a late delivery would, and hold its words against the exchange."""
    text = render(progress(order, _KOREAN, fills=fills, event=event), _KOREAN, columns=200)
    truth = Truth(order.intent.shares, 0, number=False, state=order.state.value)
    if venue is not None:
        truth = Truth(order.intent.shares, venue.filled, number=True, state=_state_of(venue))
    yield from (f"message {event} of order {order.id} {said}" for said in falsehoods(text, truth))


def _sentence(
    event: str, words: dict[str, Any], done: int, *, order: Order, theirs: dict[str, VenueOrder]
) -> Iterator[str]:
    venue = theirs.get(order.number or "")
    if event in ("partial", "filled", "late_fill") and words["cumulative"] > done:
        yield f"order {order.id} was told {words['cumulative']} filled when {done} were"
    if event == "filled" and (venue is None or venue.filled != venue.quantity):
        yield f"order {order.id} was told filled and is not"
    if event in ("accepted", "adopted") and venue is None:
        yield f"order {order.id} was told {event} and is not at the exchange"
    if (
        event in ("cancelled", "expired")
        and order.number
        and (venue is None or venue.state != event)
    ):
        yield f"order {order.id} was told {event}, exchange says {venue and venue.state}"
    if event == "rejected" and venue is not None:
        yield f"order {order.id} was told rejected and is number {order.number}"


def _unsaid(mine: Ours) -> Iterator[str]:
    told = {(o.subject, str(dict(o.fields).get("event"))) for o in mine.outbox}
    ended = {o.subject for o in mine.outbox if o.kind is OutKind.CARD_END}
    told_cards = {o.subject for o in mine.outbox if o.kind is OutKind.CARD}
    for order in mine.orders:
        if order.state in TERMINAL and (order.id, order.state.value) not in told:
            yield f"order {order.id} is {order.state} and nobody was told"
    for approval in mine.approvals:
        # What was never a question has nothing to end, but must have been told.
        known = told_cards if approval.state is ApprovalState.SHOWN else ended
        if approval.state is not ApprovalState.OPEN and approval.id not in known:
            yield f"card {approval.id} is {approval.state} and was never ended in a chat"


def _journal_holds(mine: Ours) -> Iterator[str]:
    seqs = [e.seq for e in mine.journal]
    if seqs != list(range(1, len(seqs) + 1)):
        yield f"the journal's numbers have holes: {len(seqs)} rows up to {max(seqs, default=0)}"
    states: dict[str, str] = {}
    flows: Counter[str] = Counter()
    for entry in mine.journal:
        data = dict(entry.data)
        if entry.topic == "order.state" and entry.kind != "answered":
            states[str(data["order"])] = str(data["state"])
        elif entry.topic == "approval.state":
            states[str(data["approval"])] = entry.kind
        elif entry.topic == "execution.fill":
            flows[entry.cause] += int(data["shares"])
    for row in (*mine.orders, *mine.approvals):
        if states.get(row.id) != row.state.value:
            yield f"the journal says {row.id} is {states.get(row.id)}, the row {row.state}"
    for order in mine.orders:
        if flows[order.id] != order.filled:
            yield f"the journal fills {flows[order.id]} of order {order.id}, the row {order.filled}"


def _stops_hold(mine: Ours, theirs: dict[str, VenueOrder]) -> Iterator[str]:
    rows = {(s.scope.name, s.level) for s in mine.switches if s.level is not HaltLevel.NONE}
    file = {(s.scope.name, s.level) for s in mine.latch}
    if rows != file:
        yield f"stops are {rows} in the rows and {file} in the latch"
    owners = {o.number: o.intent.owner for o in mine.orders}
    for scope, level, since, until in _halts(mine):
        for number, venue in theirs.items():
            names = {"all", f"symbol:{venue.code}", f"strategy:{owners.get(number)}"}
            hit = scope in names and (level == "halt" or venue.side == "buy")
            if hit and venue.channel == "api" and since < venue.placed_at < until:
                yield f"exchange order {number} was placed while {scope} was {level}"


def _halts(mine: Ours) -> Iterator[tuple[str, str, datetime, datetime]]:
    last: dict[str, tuple[str, datetime]] = {}
    for entry in [e for e in mine.journal if e.topic == "switch.state"]:
        before = last.get(entry.correlation)
        if before and before[0] != "none":
            yield entry.correlation, before[0], before[1], entry.at
        last[entry.correlation] = (entry.kind, entry.at)
    for scope, (level, at) in last.items():
        if level != "none":
            yield scope, level, at, datetime.max.replace(tzinfo=UTC)


def _nothing_leaked(files: Iterable[Path], canaries: Sequence[str]) -> Iterator[str]:
    for path in files:
        content = path.read_bytes()
        for canary in canaries:
            if canary.encode() in content:
                yield f"a secret stands in {path.name}"
