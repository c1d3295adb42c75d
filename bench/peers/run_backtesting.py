"""The jobs in backtesting.py: one strategy class, its market orders filled at the next open.

It has no tax on sales alone, so that its cash cannot agree, and no account that several symbols
share: of job b it says how long the symbols take one after the other.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from _side import Found, Terms, serve

warnings.filterwarnings("ignore")

from backtesting import Backtest, Strategy  # noqa: E402

COLUMNS = ("open", "high", "low", "close", "volume", "tax", "deciding", "entering", "leaving")


class Cross(Strategy):
    """The level cross of two averages."""

    pair = (10, 30)
    shares = 10

    def init(self) -> None:
        """Compute both averages."""
        close = pd.Series(self.data.Close)
        self.fast = self.I(lambda: close.rolling(self.pair[0]).mean(), plot=False)
        self.slow = self.I(lambda: close.rolling(self.pair[1]).mean(), plot=False)

    def next(self) -> None:
        """Buy above, sell below."""
        at = len(self.data) - 1
        if at < self.pair[1] or not self.data.deciding[-1] or at + 1 >= len(self.marks):
            return
        enters, leaves = self.marks[at + 1]
        if not self.position and self.fast[-1] > self.slow[-1] and enters:
            self.buy(size=self.shares)
        elif self.position and self.fast[-1] < self.slow[-1] and leaves:
            self.position.close()


def prepare(terms: Terms) -> list[pd.DataFrame]:
    """Make one frame a symbol."""
    bars = {name: terms.bars[name] for name in COLUMNS}
    clock = pd.to_datetime(terms.bars["clock"], unit="s")
    return [
        pd.DataFrame(
            {n.capitalize() if n in COLUMNS[:5] else n: bars[n][span] for n in COLUMNS},
            index=clock[span],
        )
        for span in terms.spans()
    ]


def work(terms: Terms, frames: list[pd.DataFrame]) -> list[Any]:
    """Run every symbol for itself, for each pair."""
    return [run(terms, frame, pair) for frame in frames for pair in terms.pairs]


def run(terms: Terms, frame: pd.DataFrame, pair: tuple[int, int]) -> Any:
    """Run one symbol with one pair."""
    test = Backtest(
        frame, Cross, cash=terms.cash, commission=terms.fee / 1e9, finalize_trades=False
    )
    marks = frame[["entering", "leaving"]].to_numpy()
    Cross.marks = marks.tolist()
    return test.run(pair=pair, shares=terms.shares)


def describe(terms: Terms, made: list[Any]) -> Found:
    """Read trades and cash."""
    if len(terms.pairs) > 1:
        each = [
            (one["Return [%]"] / 100, -one["Max. Drawdown [%]"] / 100, one["# Trades"])
            for one in made
        ]
        return Found([], 0, each)
    fills = []
    for number, one in enumerate(made):
        first, trades, strategy = terms.firsts[number], one["_trades"], one["_strategy"]
        for bar, price, sign in (("EntryBar", "EntryPrice", 1), ("ExitBar", "ExitPrice", -1)):
            signed = trades["Size"] * sign
            fills.append(np.stack([trades[bar] + first, signed, trades[price]], axis=1))
        held = [(t.entry_bar + first, t.size, t.entry_price) for t in strategy.trades]
        fills.append(np.array(held, dtype=float).reshape(-1, 3))
    return Found(np.concatenate(fills).round(), float("nan"))


serve(prepare, work, describe)
