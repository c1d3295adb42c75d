"""Strategies whose code failed: stopped for themselves, told once, tried again at a restart."""

from __future__ import annotations

from core.domain.journal import Severity
from core.domain.plan import Cursor
from core.flow.desk import Desk
from core.flow.notify import notice
from core.strategies.base import STRATEGIES, Trouble

_PREFIX = "strategy_failed:"


def failed_name(strategy: str) -> str:
    """Give the cursor that says why a strategy decides nothing now; empty text while it does."""
    return f"{_PREFIX}{strategy}"


def has_failed(desk: Desk, strategy: str) -> bool:
    """Tell whether a strategy's code failed since the start."""
    known = desk.uow.cursors.get(failed_name(strategy))
    return known is not None and bool(known.value)


def fail(desk: Desk, strategy: str, trouble: Trouble, *, symbol: str) -> None:
    """Let a strategy decide nothing more until the next start; its stops are still watched."""
    if has_failed(desk, strategy):
        return
    where = f"{trouble.file}:{trouble.line}"
    desk.uow.cursors.put(Cursor(failed_name(strategy), f"{where}: {trouble.why}"))
    desk.uow.emit(
        "system",
        "strategy_failed",
        correlation=strategy,
        cause=symbol,
        data={"file": trouble.file, "line": trouble.line, "why": trouble.why},
    )
    notice(
        desk, "notice.strategy_failed", Severity.CRITICAL, owner=strategy, symbol=symbol,
        file=trouble.file, line=trouble.line, error=trouble.why,
    )  # fmt: skip


def begin_anew(desk: Desk) -> None:
    """Give every strategy another chance at a start, and tell of files that were not loaded."""
    for strategy in STRATEGIES.names():
        if has_failed(desk, strategy):
            desk.uow.cursors.put(Cursor(failed_name(strategy), ""))
    for trouble in desk.troubles:
        notice(
            desk, "notice.strategy_file", Severity.CRITICAL,
            file=trouble.file, line=trouble.line, error=trouble.why,
        )  # fmt: skip
