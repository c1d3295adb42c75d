"""The process that draws pictures for chats and reports."""

from __future__ import annotations

from bot.worker import answer

if __name__ == "__main__":
    answer("bot.chart_work")
