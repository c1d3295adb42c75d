"""When strategies disagree about one symbol: the exit wins (strategies.md 9, S4-23).

As soon as an exit could be asked, every entry into its symbol, of whichever strategy, is dropped,
its card withdrawn and its order cancelled; while an exit is open none is asked. Strategies that
agree are asked one after the other, each with its own budget: first who holds the symbol already,
then by rank and name. Nobody's shares are netted against another's.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.approval import ApprovalState
from core.domain.calendar import Phase
from core.domain.exposure import opens
from core.domain.order import OrderIntent
from core.domain.position import Book
from core.domain.signal import Signal, SignalState
from core.flow import cancels
from core.flow.desk import Desk
from core.flow.killswitch import close_card
from core.flow.turns import exits, in_the_way, is_due, waiting
from core.flow.wishes import end_signal

BEATEN = "exit_wins"


def let_exits_win(desk: Desk, phase: Phase) -> None:
    """Clear the way of every waiting exit that could be asked in this part of the day."""
    signals = waiting(desk)
    entries = [s for s in signals if not exits(desk, s)]
    contested = {s.symbol for s in entries} | {i.symbol for i in _open_entries(desk)}
    if not contested:
        return  # hundreds of exits may wait: nobody is in their way
    for signal in signals:
        if signal.symbol in contested and exits(desk, signal) and is_due(desk, signal, phase):
            _drop(desk, signal, entries)
            _withdraw(desk, signal)


def gives_way(desk: Desk, signal: Signal) -> bool:
    """Drop an entry that an open exit beats; tell whether the signal has to wait or is over."""
    winner = "" if exits(desk, signal) else _beaten_by(desk, signal)
    if winner:
        end_signal(desk, signal, SignalState.DROPPED, note=f"{BEATEN}:{winner}")
    return bool(winner) or in_the_way(desk, signal)


def _beaten_by(desk: Desk, signal: Signal) -> str:
    """Give the signal of an open exit by another strategy that an entry loses to, or nothing."""
    books = tuple(desk.uow.books.all())
    for intent in _open(desk):
        other = intent.symbol == signal.symbol and intent.owner != signal.strategy
        if other and not opens(intent, books):
            return intent.signal_id or "-"
    return ""


def beaten_owners(desk: Desk, signal_id: str) -> tuple[str, ...]:
    """Give the other strategies whose entries an exit put aside, by name."""
    note, exit_ = f"{BEATEN}:{signal_id}", desk.uow.signals.get(signal_id)
    mine = exit_.strategy if exit_ else ""
    lost = {s.strategy for s in desk.uow.signals.all() if s.note == note}
    cards = {a.intent.owner for a in desk.uow.approvals.all() if a.note == note}
    return tuple(sorted((lost | cards) - {mine}))


def _drop(desk: Desk, signal: Signal, entries: Iterable[Signal]) -> None:
    for entry in [e for e in entries if e.symbol == signal.symbol and _loses(e.strategy, signal)]:
        known = desk.uow.signals.get(entry.id)
        if known is not None and known.state is SignalState.WAITING:
            end_signal(desk, entry, SignalState.DROPPED, note=f"{BEATEN}:{signal.id}")


def _withdraw(desk: Desk, signal: Signal) -> None:
    books = tuple(desk.uow.books.all())
    for card in desk.open_cards():
        if _is_beaten(card.intent, signal, books):
            close_card(desk, card, ApprovalState.WITHDRAWN, note=f"{BEATEN}:{signal.id}")
    for order in desk.open_orders():
        if _is_beaten(order.intent, signal, books):
            cancels.want_cancel(desk, order)


def _is_beaten(intent: OrderIntent, signal: Signal, books: tuple[Book, ...]) -> bool:
    same = intent.symbol == signal.symbol
    return same and opens(intent, books) and _loses(intent.owner, signal)


def _loses(owner: str, signal: Signal) -> bool:
    # A target that rests above its own strategy's purchase is offered beside it.
    return not signal.limit or owner != signal.strategy


def _open(desk: Desk) -> list[OrderIntent]:
    return [a.intent for a in desk.open_cards()] + [o.intent for o in desk.open_orders()]


def _open_entries(desk: Desk) -> list[OrderIntent]:
    books = tuple(desk.uow.books.all())
    return [i for i in _open(desk) if opens(i, books)]
