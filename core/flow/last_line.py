"""The last line before the wire: the latch file itself, not what memory knows of it (6.3)."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.exposure import opens
from core.domain.order import OrderIntent
from core.domain.position import Book
from core.domain.switches import HaltLevel, level_for
from core.ports import Latch


def stopped_by_file(latch: Latch, intent: OrderIntent, books: Iterable[Book]) -> str:
    """Say what stops an order now, or nothing; a file that cannot be read stops everything."""
    switch = level_for(latch.read(), strategy=intent.owner, symbol=intent.symbol)
    if switch is None:
        return ""
    if switch.level is HaltLevel.HALT_NEW or opens(intent, books):
        return f"halted before sending: {switch.scope.name}"
    return ""
