"""The last line before the wire: the latch file itself, not what memory knows of it (6.3)."""

from __future__ import annotations

from collections.abc import Iterable

from core.domain.exposure import opens
from core.domain.order import OrderIntent
from core.domain.position import Book
from core.domain.switches import stop_for
from core.ports import Latch


def stopped_by_file(latch: Latch, intent: OrderIntent, books: Iterable[Book]) -> str:
    """Say what stops an order now, or nothing; a file that cannot be read stops everything."""
    switch = stop_for(latch.read(), intent, opening=opens(intent, books))
    return f"halted before sending: {switch.scope.name}" if switch else ""
