"""What running strategies decide on a closed bar, and by the calendar before the close."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from core.domain.calendar import Session
from core.domain.instrument import Instrument, TickLadder
from core.domain.money import Won
from core.domain.position import Book
from core.domain.signal import SignalState, Timing
from core.flow.considered import Notes
from core.flow.decide import Choice, choose, choose_before_close
from core.flow.desk import Desk
from core.flow.failing import fail, has_failed
from core.flow.held import holding_of
from core.flow.wishes import put_signal, resting_signals
from core.strategies.attempt import attempt, source_of
from core.strategies.base import STRATEGIES, Action, Decision, StrategyParams, Trouble

PRE_OPEN = timedelta(minutes=30)


def decide_all(desk: Desk, day: date) -> None:
    """Let every running strategy of daily bars decide on every symbol that closed that day."""
    upcoming = desk.calendar.next_session(day)
    for name, params in sorted(desk.params.items()):
        if STRATEGIES.get(name).is_daily() and not has_failed(desk, name):
            _decide(desk, name, params, day=day, upcoming=upcoming)


def _decide(desk: Desk, name: str, params: StrategyParams, *, day: date, upcoming: Session) -> None:
    notes = Notes()
    for symbol in sorted(desk.history):
        choice = _choice_of(desk, name, params, symbol, day, notes=notes)
        if isinstance(choice, Trouble):
            fail(desk, name, choice, symbol=symbol)
            return
        if choice is not None:
            _wish(desk, choice, name=name, symbol=symbol, day=day, upcoming=upcoming)
    notes.keep(desk, name, params, day)


def _choice_of(
    desk: Desk, name: str, params: StrategyParams, symbol: str, day: date, *, notes: Notes
) -> Choice | Trouble | None:
    """Decide on a symbol's bar of that day; None when there is nothing that could be done.

    Why there is nothing is noted.
    """
    bars, instrument = list(desk.history[symbol]), desk.instruments.get(symbol)
    if not bars or bars[-1].day != day or instrument is None:
        return None
    if resting_signals(desk, name, symbol):
        notes.resting(symbol)
        return None  # not while an order of the symbol still waits (strategies.md 14.10)
    strategy, book = STRATEGIES.get(name), desk.book(name, symbol)
    held = holding_of(desk, book)
    choice = attempt(
        partial(choose, strategy, params, bars, held, calendar=desk.calendar),
        source=source_of(strategy),
    )
    if choice is None:
        notes.short(symbol, len(bars))
        return None
    if isinstance(choice, Trouble) or _fits(choice.decision.action, book, instrument):
        return choice
    notes.decided(symbol, choice, held)
    return None


def _wish(
    desk: Desk, choice: Choice, *, name: str, symbol: str, day: date, upcoming: Session
) -> None:
    selling = choice.decision.action == Action.SELL
    # An entry lives until the next open; an exit never expires within its day (14.5).
    ends = upcoming.closes_at if selling else upcoming.opens_at
    limit = _limit(choice.decision, desk.instruments[symbol].ladder(upcoming.day))
    if limit:
        ends = _end_of(desk, upcoming, choice.decision.lifetime)
    put_signal(
        desk, choice, strategy=name, symbol=symbol, timing=Timing.OPEN,
        key=f"{day.isoformat()}:{'sell' if selling else 'buy'}",
        window=(upcoming.opens_at - PRE_OPEN, ends), limit=limit,
    )  # fmt: skip


def exit_before_close(desk: Desk, book: Book, params: StrategyParams, session: Session) -> None:
    """Let a holding's strategy sell in the closing auction of a session."""
    strategy = STRATEGIES.get(book.owner)
    week = desk.calendar.week(session.day)
    last = bool(week) and week[-1].day == session.day
    held, price = holding_of(desk, book), desk.mark(book.symbol) or 0
    choice = attempt(
        partial(choose_before_close, strategy, params, held, week_last=last, price=price),
        source=source_of(strategy),
    )
    if isinstance(choice, Trouble):
        fail(desk, book.owner, choice, symbol=book.symbol)
        return
    if choice is None:
        return
    _drop_waiting(desk, book)
    put_signal(
        desk, choice, strategy=book.owner, symbol=book.symbol, timing=Timing.CLOSE,
        key=f"{session.day.isoformat()}:close", window=(desk.now, session.closes_at),
    )  # fmt: skip


def _fits(action: int, book: Book, instrument: Instrument) -> bool:
    """Tell whether a position can do that: leave what is held, open or add on its own side."""
    if action == Action.NOTHING:
        return False
    if action == Action.SELL:
        return book.shares != 0
    if action == Action.SHORT:
        return instrument.is_future and book.shares <= 0
    return book.shares >= 0


def _drop_waiting(desk: Desk, book: Book) -> None:
    for signal in list(desk.uow.signals.all()):
        same = (signal.strategy, signal.symbol) == (book.owner, book.symbol)
        # The exit itself stays when the moment is announced again, as after a restart.
        if same and signal.state is SignalState.WAITING and signal.timing is not Timing.CLOSE:
            desk.uow.signals.put(replace(signal, state=SignalState.DROPPED, note="closing auction"))


def _limit(decision: Decision, ladder: TickLadder) -> Won:
    """Give the price that an entry rests at, never to the orderer's loss; 0 for none."""
    if decision.action not in (Action.BUY, Action.SHORT) or not decision.limit > 0:
        return 0
    price = max(1, int(decision.limit))
    if decision.action == Action.SHORT:
        return ladder.ceil(price + (price < decision.limit))
    return ladder.floor(max(price, ladder.ceil(1)))


def _end_of(desk: Desk, session: Session, lifetime: int) -> datetime:
    """Give the close of the last session that an order of so many bars lives in."""
    for _ in range(lifetime - 1):
        session = desk.calendar.next_session(session.day)
    return session.closes_at
