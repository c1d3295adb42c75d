"""English words of the chat command `backtest`."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "backtest.shorter": (
        "Too few bars are stored: this is not since {since} but {first} ~ {last}, {count} sessions."
    ),
    "help.backtest": "a strategy on past bars",
    "usage.backtest": "backtest <strategy> [symbols ...] [3y/6m/2024/2020-2023] [name=value]",
    "backtest.off": "No backtests here; use gaemi backtest in a terminal.",
    "backtest.which": "Which strategy? There are {known}",
    "backtest.no_strategy": 'No known strategy in "{found}". There are {known}',
    "backtest.no_symbol": (
        '"{found}" is no known symbol and no period. Write a symbol by name or code (005930), '
        "a period as 3y, 6m, 2024, 2020-2023 or all."
    ),
    "backtest.several": '"{found}" may mean {several}. Write the code.',
    "backtest.two_periods": "There are two periods. Write one (3y, 2020-2023).",
    "backtest.too_many": (
        "These are {found:,} symbols; {most:,} are possible at once. For more use gaemi "
        "backtest in a terminal."
    ),
    "backtest.nothing_stored": (
        "No daily bars are stored. Put daily CSV files in with gaemi import in a terminal."
    ),
    "backtest.not_stored": (
        "No daily bars of {found} are stored. There are {count:,}: {known}. Put more in with "
        "gaemi import in a terminal."
    ),
    "backtest.refused": "It cannot run like this: {text}",
    "backtest.no_session": (
        "There are no bars in that period. The stored ones go from {first} to {last}."
    ),
    "backtest.busy": "Your last backtest is still running. Ask again when its answer has come.",
    "backtest.late": (
        "It was not done within {seconds:,} s and was given up. Take fewer symbols or a "
        "shorter period, or use gaemi backtest in a terminal."
    ),
    "strategy.said.golden_cross": "ma, moving average",
    "strategy.said.mean_reversion": "z, zscore",
    "strategy.said.bollinger": "bollinger bands",
}
