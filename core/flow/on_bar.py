"""A closed session: history, day mark, and every running strategy's decision on it."""

from __future__ import annotations

from dataclasses import replace

from core.domain.bar import Gap
from core.domain.commands import BeforeClose, CloseDay, Evaluate
from core.domain.journal import Severity
from core.domain.plan import Cursor
from core.domain.position import DayMark
from core.domain.results import Result
from core.flow.alerts.finished import catch_up, judge_day
from core.flow.alerts.looking import lapse_rebased
from core.flow.deciding import decide_all, exit_before_close
from core.flow.desk import Desk
from core.flow.notify import notice
from core.flow.schedule import BEFORE_CLOSE, DAY_CLOSE, REPORT_JOBS
from core.flow.wishes import renew


def close_day(desk: Desk, command: CloseDay) -> Result:
    """Take in a session's bars once: a repeated message changes nothing."""
    cursor = desk.uow.cursors.get(DAY_CLOSE)
    if cursor is not None and cursor.value >= command.day.isoformat():
        return Result(False, "done")
    for gap in command.breaks:
        _break_off(desk, gap)
        lapse_rebased(desk, gap.symbol, command.day)
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
    judge_day(desk, command.day)
    _mark(desk, command)
    renew(desk)
    decide_all(desk, command.day)
    return Result(True, "done")


def evaluate(desk: Desk, command: Evaluate) -> Result:
    """Decide on the history that was loaded, at the very first start; alerts at every start."""
    catch_up(desk)
    if desk.uow.cursors.get(DAY_CLOSE) is None:
        for job in (BEFORE_CLOSE, DAY_CLOSE, *REPORT_JOBS):
            desk.uow.cursors.put(Cursor(job, command.day.isoformat()))
        decide_all(desk, command.day)
    return Result(True, "done")


def before_close(desk: Desk, command: BeforeClose) -> Result:
    """Let strategies with exits by the calendar speak before the closing auction."""
    session = desk.calendar.session(command.day)
    if session is None:
        return Result(False, "done")
    desk.uow.cursors.put(Cursor(BEFORE_CLOSE, command.day.isoformat()))
    for name, params in sorted(desk.params.items()):
        for book in [b for b in desk.uow.books.all() if b.owner == name and b.shares]:
            exit_before_close(desk, book, params, session)
    return Result(True, "done")


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
