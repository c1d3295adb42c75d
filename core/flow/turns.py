"""Whose turn it is: which waiting signals may be asked now, and in which order."""

from __future__ import annotations

from core.domain.bar import Quote
from core.domain.calendar import Phase
from core.domain.exposure import sign
from core.domain.money import Won
from core.domain.order import OrderIntent
from core.domain.position import PERSON
from core.domain.signal import Side, Signal, SignalState, Timing
from core.flow.desk import Desk

_PHASES = {
    Timing.OPEN: {Phase.PRE_OPEN},
    Timing.NOW: {Phase.CONTINUOUS},
    Timing.CLOSE: {Phase.CLOSING_AUCTION},
}


def waiting(desk: Desk) -> list[Signal]:
    """Give the signals that nobody was asked about yet."""
    return [s for s in desk.uow.signals.all() if s.state is SignalState.WAITING]


def exits(desk: Desk, signal: Signal) -> bool:
    """Tell whether a signal leaves what its strategy holds."""
    # Of shares every sale; of contracts what makes the strategy's position smaller.
    listed = desk.instruments.get(signal.symbol)
    if listed is None or not listed.is_future:
        return signal.side is Side.SELL
    return sign(signal.side) * desk.book(signal.strategy, signal.symbol).shares < 0


def is_due(desk: Desk, signal: Signal, phase: Phase) -> bool:
    """Tell whether a signal could be asked in this part of the day, but for what is open."""
    if not signal.valid_from <= desk.now < signal.expires_at or phase not in _phases(desk, signal):
        return False
    quote = desk.quotes.get(signal.symbol)
    # A live market quotes one symbol after the other: this one's turn may be long past.
    if quote is None or quote.halted or quote.vi or _is_old(desk, quote):
        return False
    if not exits(desk, signal) and desk.rebased(quote):
        return False
    # Holdings that are being waited for say nothing yet about what may be sold.
    return signal.symbol not in desk.differs_since


def in_the_way(desk: Desk, signal: Signal) -> bool:
    """Tell whether a card or an order of the symbol is open that the signal has to wait for.

    A target that rests waits for nothing of its own strategy that it can never meet.
    """
    if not signal.limit or signal.side is not Side.SELL:
        return desk.busy(signal.symbol)
    cards = [a.intent for a in desk.open_approvals()]
    others = cards + [o.intent for o in desk.open_orders()]
    return any(i.symbol == signal.symbol and not _is_apart(i, signal) for i in others)


def rank(desk: Desk, signal: Signal) -> tuple[int, object, int, str]:
    """Order exits, adds and entries; these by score, traded amount, code (strategies.md 14.11)."""
    bars = desk.history.get(signal.symbol)
    traded: Won = bars[-1].close * bars[-1].volume if bars else 0
    adds = desk.book(signal.strategy, signal.symbol).shares != 0
    place = 0 if exits(desk, signal) else 1 if adds else 2
    return (place, -signal.score, -traded, f"{signal.symbol} {signal.strategy}")


def _is_apart(intent: OrderIntent, signal: Signal) -> bool:
    below = intent.side is Side.SELL or intent.price < signal.limit
    return intent.owner == signal.strategy and intent.resting and below


def _phases(desk: Desk, signal: Signal) -> set[Phase]:
    # An exit that found no place before the opening goes on to the session (14.5), and so does
    # what a person asked for while the market was closed.
    if signal.limit:
        return {Phase.PRE_OPEN, Phase.CONTINUOUS}
    late = signal.timing is Timing.OPEN and (exits(desk, signal) or signal.strategy == PERSON)
    return _PHASES[signal.timing] | ({Phase.CONTINUOUS} if late else set())


def _is_old(desk: Desk, quote: Quote) -> bool:
    return quote.age_s(desk.now) > desk.limits.quote_age_s
