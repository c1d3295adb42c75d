"""Our side of the backtest bench: the machinery that people use, with a strategy as any other."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

import numpy as np
from _level_cross import CrossParams, LevelCross
from _side import Found, Terms, serve

from core.backtest.costs import in_force
from core.backtest.kernel_layout import Market, market_of
from core.backtest.kernel_outcome import Outcome
from core.backtest.kernel_run import run_kernel
from core.backtest.market import Series, daily, intraday
from core.backtest.settings import REFERENCE, Backtest
from core.market.calendar import KrxCalendar

COLUMNS = ("open", "high", "low", "close", "volume", "day", "clock")
# Where compiled code is kept between processes, as `gaemi` keeps it in its home.
KERNELS = Path(os.environ["GAEMI_BENCH_KERNELS"])


def prepare(terms: Terms) -> tuple[list[Market], Backtest]:
    """Lay the prices out, one market of a portfolio, else one a symbol; and look up the costs."""
    series = [_series(terms, number, span) for number, span in enumerate(terms.spans())]
    parts = [series] if terms.portfolio else [[one] for one in series]
    return [market_of(part) for part in parts], settings_of(terms)


def work(terms: Terms, ready: tuple[list[Market], Backtest]) -> Any:
    """Compute features, run, and leave figures, fills and trades; or sweep through all pairs."""
    markets, plan = ready
    if len(terms.pairs) > 1:
        # Who runs one backtest does not load what sweeps need.
        from _our_sweep import sweep

        return sweep(terms.pairs, markets[0].series, plan, KERNELS)
    (fast, slow) = terms.pairs[0]
    params = CrossParams(fast=fast, slow=slow)
    return [run_kernel(LevelCross, params, market, plan, folder=KERNELS) for market in markets]


def settings_of(terms: Terms) -> Backtest:
    """Give the job's settings: nothing rounded, taxes by date where they differ."""
    plan = replace(
        REFERENCE, cash=terms.cash, portfolio=terms.portfolio, max_positions=len(terms.firsts)
    )
    return replace(plan, taxes=in_force(KrxCalendar()).taxes) if terms.name == "d" else plan


def describe(terms: Terms, made: Any) -> Found:
    """Read what came of it."""
    if len(terms.pairs) > 1:
        return Found([], 0, [(one.change, one.drawdown, one.trades) for one in made])
    fills, cash5 = [], 0
    for number, outcome in enumerate(made):
        fills.append(_fills(outcome, terms.firsts[number]))
        cash5 += int(outcome.book.purses["cash5"][0])
    return Found(np.concatenate(fills), cash5 / 100_000)


def _fills(outcome: Outcome, first: int) -> Any:
    rows = outcome.log.fills[: outcome.figures.fills]
    firsts = np.asarray(outcome.market.firsts)[rows["lane"]]
    return np.stack([first + firsts + rows["at"], rows["signed"], rows["price"]], axis=1)


def _series(terms: Terms, number: int, span: slice) -> Series:
    bars = {name: terms.bars[name][span] for name in COLUMNS}
    prices = (bars["open"], bars["high"], bars["low"], bars["close"])
    symbol = f"{number:06d}"
    if not terms.minutes:
        return daily(symbol, bars["day"], prices, bars["volume"])
    return intraday(
        symbol, bars["day"], bars["clock"], prices, bars["volume"],
        interval=terms.minutes * 60, auction=np.zeros(len(bars["day"]), dtype=bool),
    )  # fmt: skip


if __name__ == "__main__":
    serve(prepare, work, describe)
