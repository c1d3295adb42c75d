"""Orders in doubt, and changes of the kill switch in a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.domain.calendar import trading_date
from core.domain.journal import JournalEntry
from core.domain.order import IN_FLIGHT, Order
from core.report.period import DoubtLine, Period, SwitchLine
from core.report.words import Words


def doubts_of(orders: Iterable[Order], words: Words) -> tuple[DoubtLine, ...]:
    """List the orders whose outcome is not known."""
    return tuple(
        DoubtLine(words.name(i.symbol), i.side.value, i.shares, i.price)
        for i in (o.intent for o in sorted(orders, key=lambda o: o.id) if o.state in IN_FLIGHT)
    )


def switches_of(
    journal: Sequence[JournalEntry], period: Period, words: Words
) -> tuple[SwitchLine, ...]:
    """List the changes of the kill switch, oldest first."""
    found = []
    for entry in journal:
        day = trading_date(entry.at)
        if entry.topic == "switch.state" and period.first <= day <= period.last:
            data = dict(entry.data)
            scope, _, key = str(data.get("scope", "all")).partition(":")
            name = words.name(key) if scope == "symbol" else words.title(key)
            why = str(data.get("reason", ""))
            found.append(SwitchLine(day, scope, name, entry.kind, why, entry.cause))
    return tuple(found)
