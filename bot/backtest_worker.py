"""The process that runs backtests for chats."""

from __future__ import annotations

from bot.worker import answer

if __name__ == "__main__":
    answer("bot.backtest_work")
