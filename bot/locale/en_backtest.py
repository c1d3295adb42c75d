"""English words of `gaemi backtest`."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "backtest.compiles": "Compiling this strategy for the first time takes up to a minute.",
    "backtest.cannot_compile": "This strategy cannot be compiled: slower, with equal results.",
    "backtest.file": "{file} was left out because of line {line}: {why}",
    "backtest.title": "{strategy}, {first} to {last}",
    "backtest.account": "symbol",
    "backtest.portfolio": "all together",
    "backtest.trades": "trades",
    "backtest.won": "won",
    "backtest.change": "return",
    "backtest.equity": "equity",
    "backtest.costs": "costs",
    "backtest.open": "open",
    "backtest.skipped": "Entries left out: {list}",
    "backtest.skipped.size": "{count:,} below one share",
    "backtest.skipped.cash": "{count:,} short of cash",
    "backtest.skipped.slots": "{count:,} with all places taken",
    "backtest.skipped.gap": "{count:,} that opened above the cash",
    "backtest.skipped.untradable": "{count:,} halted or locked at the open",
    "backtest.skipped.lapsed": "{count:,} without a bar at their session",
    "backtest.skipped.limit": "{count:,} limits not reached",
    "backtest.skipped.before_from": "{count:,} whose state began before the period",
    "backtest.skipped.day_loss": "{count:,} after the day's loss limit",
    "backtest.skipped.weight": "{count:,} over the weight limit",
    "backtest.skipped.volume": "{count:,} with too little volume",
    "backtest.skipped.short": "{count:,} short sales of shares",
    "backtest.trimmed": "{count:,} made smaller by the weight limit",
    "backtest.margin_calls": "Contracts closed for lack of margin: {count:,}",
    "backtest.no_bars": "{symbol}: no bars in the period",
    "backtest.rejects": "{file}: {count:,} rows were not taken (line {lines})",
    "backtest.reference": (
        "Assumed: commission {fee} each way, 0.18 % tax on sales, unrounded, the price steps "
        "of 2023, no risk rules."
    ),
    "backtest.in_force": (
        "Assumed: commission {fee}, tax and price steps of each day on {places}, no entry "
        "after a loss of 2 % in a day, at most 20 % in one symbol."
    ),
    "backtest.fee": "{rate} %",
    "backtest.fee.cut": "{rate} % (below {unit} won cut off)",
    "backtest.fee.none": "none",
    "backtest.place": "{place} ({count:,})",
    "backtest.untaxed": " (no tax on sales of {list})",
    "backtest.guessed": (
        "Taken for KOSPI because their market is not known: {list}. Say it with --market, "
        "such as 091990=KOSDAQ."
    ),
    "backtest.past": (
        "Fills are assumed at the prices of daily bars; the past says nothing certain of the "
        "future."
    ),
}
