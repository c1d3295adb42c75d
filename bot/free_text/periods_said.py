"""Which stretch of time a question or a report is about."""

from __future__ import annotations

import re
from typing import Final

from bot.free_text.marks import Marked

_PERIODS: Final = (
    ("last_month", r"지난\s?달|저번\s?달|전월|last month"),
    ("last_week", r"지난\s?주|저번\s?주|전주|last week"),
    ("yesterday", r"어제|전일|yesterday"),
    ("month", r"이번\s?달|이달|한\s?달|월간|당월|요번\s?달|monthly|month"),
    ("week", r"이번\s?주|금주|주간|한\s?주|일주일|요번\s?주|주보|weekly|week"),
    ("year", r"올해|금년|연간|이번\s?년|올\s?한\s?해|year|ytd"),
    ("day", r"오늘|금일|당일|하루|일일|일간|데일리|today|daily"),
)
_COMPILED: Final = tuple((name, re.compile(pattern)) for name, pattern in _PERIODS)


def period_of(text: str, said: Marked) -> dict[str, str]:
    """Give the period as a note, nothing where none is said."""
    whole = " ".join((text, said.plain))
    for name, pattern in _COMPILED:
        if pattern.search(whole):
            return {"period": name}
    return {}
