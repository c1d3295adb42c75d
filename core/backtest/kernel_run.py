"""Runs the compiled loop: with a strategy's own functions, over records laid out for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

from core.backtest import kernel_hooks
from core.backtest.compile import Compiled, row_maker
from core.backtest.kernel import HOT, loop
from core.backtest.kernel_book import FILL, ROOM, TRADE, Book, Log
from core.backtest.kernel_layout import Market, book_of, columns_of, dates_of, records
from core.backtest.kernel_outcome import Outcome, figures_of
from core.backtest.link import reads
from core.backtest.settings import Backtest
from core.errors import CannotCompile
from core.strategies.base import Strategy, StrategyParams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Columns = tuple[NDArray[np.float64], ...]


# The functions of a strategy that are given its position.
_HELD_BY = ("decide", "exits_before_close")


def run_kernel(
    strategy: type[Strategy],
    params: StrategyParams,
    market: Market,
    settings: Backtest,
    *,
    folder: Path | None,
    columns: Columns | None = None,
    keeps: bool = True,
) -> Outcome:
    """Run one account over a market in compiled code.

    `folder` is where compiled code is kept (None: nowhere), `columns` the strategy's features
    when the caller has them already. Without `keeps` only the figures are made: nothing grows
    with the length of the market. Raises CannotCompile for a strategy that it cannot take.
    """
    if columns is None:
        columns = columns_of(strategy, params, market)
    book = book_of(strategy, params, market, settings, keeps)
    log = _log(book, keeps)
    scalars = strategy.scalars(params)
    # Everything else is of one type by the way it is laid out.
    kind = (type(scalars), *map(type, scalars))
    given = (market.tape, columns, scalars, book)
    dates = dates_of(settings, market.series[0].scale)
    compiled = kernels(folder).of(strategy)
    while not compiled(kind, *given, dates, log):
        log = _grown(log)
    return Outcome(figures_of(settings.cash5, book), book, log, market, strategy.REASONS)


class Kernels:
    """The loop compiled for each strategy that asked, kept in a folder (None: in memory alone)."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._loops: dict[type[Strategy], Compiled] = {}

    def of(self, strategy: type[Strategy]) -> Compiled:
        """Give the loop with a strategy's own functions; raises CannotCompile for a strange one."""
        if strategy not in self._loops:
            swaps = {
                _plain(getattr(kernel_hooks, name)): _function(strategy, name)
                for name in ("decide", "state_age", "exits_before_close")
            }
            swaps[_plain(kernel_hooks.row_of)] = row_maker(strategy.Row)
            sees = any(reads(_function(strategy, name), "high") for name in _HELD_BY)
            swaps[_plain(kernel_hooks.sees_high)] = _plain(_yes if sees else _no)
            self._loops[strategy] = Compiled(
                strategy.name, _plain(loop), swaps, self._folder, frozenset(HOT)
            )
        return self._loops[strategy]


@cache
def kernels(folder: Path | None) -> Kernels:
    """Give the kernels of a folder, the same ones as long as the process lives."""
    return Kernels(folder)


def _function(strategy: type[Strategy], name: str) -> FunctionType:
    found = getattr(getattr(strategy, name), "__func__", None)
    if not isinstance(found, FunctionType):
        raise CannotCompile(strategy.name, f"{name} is not a class method")
    return found


def _yes() -> bool:
    return True


def _no() -> bool:
    return False


def _plain(function: Any) -> FunctionType:
    if not isinstance(function, FunctionType):
        raise TypeError(f"{function!r} is not a plain function")
    return function


def _log(book: Book, keeps: bool) -> Log:
    import numpy as np

    count = len(book.lanes)
    points = int((book.lanes["last"] - book.lanes["start"]).clip(min=0).sum()) if keeps else 0
    # Memory that nobody writes to costs nothing: few runs come back for more room.
    room = 2 * ROOM * count + points // 8 if keeps else 0
    paths = points if count > 1 else 0
    return Log(
        records(room, FILL, blank=True),
        records(room // 2 + count, TRADE, blank=True),
        np.empty(paths, dtype=np.int64),
        np.empty(paths, dtype=np.int64),
    )


def _grown(log: Log) -> Log:
    import numpy as np

    def doubled(rows: Any) -> Any:
        return np.concatenate([rows, np.empty_like(rows)])

    return log._replace(fills=doubled(log.fills), trades=doubled(log.trades))
