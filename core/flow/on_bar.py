"""A closed session: history, day mark, and every running strategy's decision on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.domain.bar import Bar, Gap
from core.domain.calendar import Session
from core.domain.commands import BeforeClose, CloseDay, Evaluate
from core.domain.journal import Severity
from core.domain.plan import Cursor
from core.domain.position import Book, DayMark
from core.domain.results import Result
from core.domain.signal import Side, Signal, SignalState, Size, Timing
from core.flow.decide import Choice, choose, choose_before_close
from core.flow.desk import Desk
from core.flow.notify import notice
from core.flow.schedule import BEFORE_CLOSE, DAY_CLOSE, WEEKLY_REPORT
from core.strategies.base import STRATEGIES, Action, Holding, StrategyParams, params_hash

PRE_OPEN = timedelta(minutes=30)


def close_day(desk: Desk, command: CloseDay) -> Result:
    """Take in a session's bars once: a repeated message changes nothing."""
    cursor = desk.uow.cursors.get(DAY_CLOSE)
    if cursor is not None and cursor.value >= command.day.isoformat():
        return Result(False, "done")
    for gap in command.breaks:
        _break_off(desk, gap)
    for bar in command.bars:
        desk.remember(bar)
    desk.uow.cursors.put(Cursor(DAY_CLOSE, command.day.isoformat()))
    desk.uow.emit(
        "market.bar",
        "day",
        correlation=command.day.isoformat(),
        cause="session",
        data={"day": command.day.isoformat(), "symbols": len(command.bars)},
    )
    _mark(desk, command)
    _decide_all(desk, command.day)
    return Result(True, "done")


def evaluate(desk: Desk, command: Evaluate) -> Result:
    """Decide on the history that was loaded; for the very first start."""
    if desk.uow.cursors.get(DAY_CLOSE) is None:
        for job in (BEFORE_CLOSE, DAY_CLOSE, WEEKLY_REPORT):
            desk.uow.cursors.put(Cursor(job, command.day.isoformat()))
        _decide_all(desk, command.day)
    return Result(True, "done")


def before_close(desk: Desk, command: BeforeClose) -> Result:
    """Let strategies with exits by the calendar speak before the closing auction."""
    session = desk.calendar.session(command.day)
    if session is None:
        return Result(False, "done")
    desk.uow.cursors.put(Cursor(BEFORE_CLOSE, command.day.isoformat()))
    for name, params in sorted(desk.params.items()):
        for book in [b for b in desk.uow.books.all() if b.owner == name and b.shares]:
            _exit_before_close(desk, book, params, session)
    return Result(True, "done")


def holding_of(desk: Desk, book: Book) -> Holding:
    """Give a book as a strategy sees it at the close of the last bar in the history."""
    bars = desk.history.get(book.symbol, ())
    return Holding(
        book.shares,
        float(book.average),
        since_exit=_bars_after(bars, book.closed_day),
        since_entry=_bars_after(bars, book.opened_day),
    )


def put_signal(
    desk: Desk,
    choice: Choice,
    *,
    strategy: str,
    symbol: str,
    timing: Timing,
    key: str,
    window: tuple[datetime, datetime],
) -> None:
    """Store a signal once per (strategy, symbol, key) and journal it."""
    if any(
        s.key == key and s.strategy == strategy and s.symbol == symbol
        for s in desk.uow.signals.all()
    ):
        return
    params = desk.params[strategy]
    selling = choice.decision.action == Action.SELL
    # Strategies say SELL for leaving; a short position is left by a purchase.
    short = desk.book(strategy, symbol).shares < 0
    size = (
        Size(fraction=Decimal(str(choice.decision.fraction)))
        if selling
        else Size(budget=params.budget)
    )
    signal = Signal(
        id=desk.ids.new(),
        strategy=strategy,
        params_hash=params_hash(STRATEGIES.get(strategy), params),
        symbol=symbol,
        side=Side.SELL if selling and not short else Side.BUY,
        size=size,
        timing=timing,
        ref_price=choice.price,
        score=Decimal(str(round(choice.decision.score, 6))),
        reason=choice.reason,
        indicators=choice.indicators,
        key=key,
        made_at=desk.now,
        valid_from=window[0],
        expires_at=window[1],
    )
    desk.uow.signals.put(signal)
    _journal(desk, signal)


def _decide_all(desk: Desk, day: date) -> None:
    upcoming = desk.calendar.next_session(day)
    for name, params in sorted(desk.params.items()):
        for symbol in sorted(desk.history):
            _decide_one(desk, name, params, symbol, day=day, upcoming=upcoming)


def _decide_one(
    desk: Desk, name: str, params: StrategyParams, symbol: str, *, day: date, upcoming: Session
) -> None:
    bars = list(desk.history[symbol])
    if not bars or bars[-1].day != day or symbol not in desk.instruments:
        return
    strategy, book = STRATEGIES.get(name), desk.book(name, symbol)
    choice = choose(strategy, params, bars, holding_of(desk, book), calendar=desk.calendar)
    if choice is None or choice.decision.action == Action.NOTHING:
        return
    selling = choice.decision.action == Action.SELL
    if selling != bool(book.shares) or book.shares < 0:
        return
    # An entry lives until the next open; an exit never expires within its day (14.5).
    ends = upcoming.closes_at if selling else upcoming.opens_at
    put_signal(
        desk, choice, strategy=name, symbol=symbol, timing=Timing.OPEN,
        key=f"{day.isoformat()}:{'sell' if selling else 'buy'}",
        window=(upcoming.opens_at - PRE_OPEN, ends),
    )  # fmt: skip


def _exit_before_close(desk: Desk, book: Book, params: StrategyParams, session: Session) -> None:
    strategy = STRATEGIES.get(book.owner)
    week = desk.calendar.week(session.day)
    last = bool(week) and week[-1].day == session.day
    choice = choose_before_close(
        strategy, params, holding_of(desk, book), week_last=last, price=desk.mark(book.symbol) or 0
    )
    if choice is None:
        return
    _drop_waiting(desk, book)
    put_signal(
        desk, choice, strategy=book.owner, symbol=book.symbol, timing=Timing.CLOSE,
        key=f"{session.day.isoformat()}:close", window=(desk.now, session.closes_at),
    )  # fmt: skip


def _drop_waiting(desk: Desk, book: Book) -> None:
    for signal in list(desk.uow.signals.all()):
        same = (signal.strategy, signal.symbol) == (book.owner, book.symbol)
        # The exit itself stays when the moment is announced again, as after a restart.
        if same and signal.state is SignalState.WAITING and signal.timing is not Timing.CLOSE:
            desk.uow.signals.put(replace(signal, state=SignalState.DROPPED, note="closing auction"))


def _bars_after(bars: Iterable[Bar], day: date | None) -> int:
    return -1 if day is None else sum(1 for bar in bars if bar.day > day)


def _break_off(desk: Desk, gap: Gap) -> None:
    # Averages over a demerger would take it for a return: the strategies warm up anew.
    desk.history.pop(gap.symbol, None)
    desk.uow.emit(
        "market.bar",
        "gap",
        correlation=gap.symbol,
        cause=gap.reason.value,
        data={"symbol": gap.symbol, "first": gap.first.isoformat(), "detail": gap.detail},
    )
    notice(
        desk, "notice.gap", Severity.WARNING,
        symbol=gap.symbol, name=desk.name(gap.symbol), detail=gap.detail,
    )  # fmt: skip


def _mark(desk: Desk, command: CloseDay) -> None:
    account = desk.account
    if account is None:
        return
    equity = desk.equity({bar.symbol: bar.close for bar in command.bars})
    fills = [f for f in desk.uow.fills.all() if f.day == command.day]
    desk.uow.marks.put(
        DayMark(
            account.id, command.day, equity, account.cash,
            sum(f.realised for f in fills), sum(f.fee for f in fills), sum(f.tax for f in fills),
        )
    )  # fmt: skip
    desk.uow.accounts.put(replace(account, day_start_equity=equity, day=command.day))


def _journal(desk: Desk, signal: Signal) -> None:
    desk.uow.emit(
        "signal.out",
        SignalState.WAITING.value,
        correlation=signal.id,
        cause=signal.key,
        data={
            "strategy": signal.strategy,
            "symbol": signal.symbol,
            "side": signal.side.value,
            "params": signal.params_hash[:12],
            "reason": signal.reason,
        },
    )
