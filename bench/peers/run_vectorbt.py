"""The jobs in vectorbt: arrays of signals, one column a symbol or a pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import vectorbt as vbt
from _side import Found, Terms, serve

COLUMNS = ("open", "close", "tax", "deciding", "entering", "leaving")


def prepare(terms: Terms) -> list[dict[str, Any]]:
    """Take the bars as one table of a portfolio, else as one column a symbol."""
    bars = {name: terms.bars[name] for name in COLUMNS}
    if terms.portfolio:
        count, width = len(terms.firsts) - 1, terms.firsts[1]
        tables = [{name: bars[name].reshape(count, width).T for name in COLUMNS}]
    else:
        tables = [{name: bars[name][span, None] for name in COLUMNS} for span in terms.spans()]
    for table in tables:
        table["close"] = pd.DataFrame(table["close"].astype(np.float64))
        table["open"] = table["open"].astype(np.float64)
    return tables


def work(terms: Terms, tables: list[dict[str, Any]]) -> list[Any]:
    """Make signals, run them and ask for return, deepest fall and trades."""
    return [run(terms, table) for table in tables]


def run(terms: Terms, table: dict[str, Any]) -> tuple[Any, ...]:
    """Run one table: a column a symbol, or a column a pair."""
    close = table["close"]
    fast, slow = ([pair[k] for pair in terms.pairs] for k in (0, 1))
    averages = [vbt.MA.run(close, windows).ma.to_numpy() for windows in (fast, slow)]
    fasts, slows = averages
    starts = np.arange(len(close))[:, None] >= np.resize(slow, fasts.shape[1])[None, :]
    starts &= table["deciding"]
    entries = later((fasts > slows) & starts) & table["entering"]
    exits = later((fasts < slows) & starts) & table["leaving"]
    fees = np.where(exits, (terms.fee + table["tax"]) / 1e9, terms.fee / 1e9)
    shared = {"cash_sharing": True, "group_by": True} if terms.portfolio else {}
    done = vbt.Portfolio.from_signals(
        close if terms.portfolio else close[0], entries, exits, size=terms.shares,
        price=table["open"], fees=fees, init_cash=terms.cash,
        freq=f"{terms.minutes or 1440}min", **shared,
    )  # fmt: skip
    return done, done.total_return(), done.drawdowns.max_drawdown(), done.trades


def later(signals: Any) -> Any:
    """Move signals to the bar after."""
    moved = np.zeros_like(signals)
    moved[1:] = signals[:-1]
    return moved


def describe(terms: Terms, made: list[Any]) -> Found:
    """Read orders and cash; of many pairs what each brought."""
    if len(terms.pairs) > 1:
        ((_, change, fall, trades),) = made
        each = zip(change, -fall, trades.closed.count(), strict=True)
        return Found([], 0, list(each))
    fills, cash = [], 0.0
    for number, (done, *_) in enumerate(made):
        rows = done.orders.records
        width = len(done.wrapper.index)
        base = rows["col"].to_numpy() * width + terms.firsts[number]
        signed = np.where(rows["side"] == 0, 1, -1) * rows["size"]
        at = base + rows["idx"].to_numpy()
        fills.append(np.stack([at, signed, rows["price"]], axis=1))
        cash += float(np.ravel(done.cash().to_numpy())[-1])
    return Found(np.concatenate(fills).round(), cash)


serve(prepare, work, describe)
