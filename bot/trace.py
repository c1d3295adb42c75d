"""Collects all stored rows of one decision, and tells them in the order they happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bot.context import Context
from core.domain.approval import Approval
from core.domain.calendar import kst_text, trading_date
from core.domain.decision import RiskDecision
from core.domain.journal import JournalEntry
from core.domain.order import Order
from core.domain.position import Fill
from core.domain.signal import Signal

T = TypeVar("T")
# An order lives one session; its card and signal are at most a long weekend older.
AROUND: Final = timedelta(days=7)
_SHOWN: Final = frozenset({"approval.state", "order.state", "execution.fill"})


@dataclass(frozen=True, slots=True)
class Trace:
    """The rows of one correlation, oldest first; what never came about is missing."""

    correlation: str
    signal: Signal | None
    decisions: tuple[RiskDecision, ...]
    approvals: tuple[Approval, ...]
    orders: tuple[Order, ...]
    fills: tuple[Fill, ...]
    journal: tuple[JournalEntry, ...]


async def gather(context: Context, correlation: str) -> Trace:
    """Collect the rows of a correlation from views and hot tables."""
    journal = await context.views.journal(correlation=correlation)
    times = [entry.at for entry in journal] or [context.now]
    first, last = trading_date(min(times) - AROUND), trading_date(max(times) + AROUND)
    views, uow = context.views, context.uow
    approvals = _of(
        [*await views.approvals(first=first, last=last), *uow.approvals.all()],
        lambda a: a.intent.correlation == correlation, lambda a: (a.asked_at, a.id),
    )  # fmt: skip
    orders = _of(
        [*await views.orders(limit=500, first=first, last=last), *uow.orders.all()],
        lambda o: o.intent.correlation == correlation, lambda o: (o.made_at, o.id),
    )  # fmt: skip
    decisions = _of(
        [*await views.decisions(first=first, last=last), *uow.decisions.all()],
        lambda d: d.intent.correlation == correlation, lambda d: (d.at, d.id),
    )  # fmt: skip
    wanted = {d.intent.signal_id for d in decisions} | {correlation}
    signals = _of(
        [*await views.signals(first=first, last=last), *uow.signals.all()],
        lambda s: s.id in wanted, lambda s: (s.made_at, s.id),
    )  # fmt: skip
    ids = {o.id for o in orders}
    fills = [f for f in await views.fills(first=first, last=last) if f.order_id in ids]
    return Trace(
        correlation, signals[0] if signals else None, decisions, approvals, orders, tuple(fills),
        tuple(journal),
    )  # fmt: skip


def timeline(context: Context, trace: Trace) -> list[str]:
    """Write what happened line by line with the time in Korea, from the journal."""
    return [_line(context, e) for e in trace.journal if e.topic in _SHOWN]


def _line(context: Context, entry: JournalEntry) -> str:
    key = f"event.{entry.topic}.{entry.kind}"
    data = dict(entry.data)
    if "choice" in data:
        choice = str(data["choice"])
        data["choice"] = context.words.either(f"choice.{choice}", choice.partition(":")[2])
    told = context.t(key, **data) if context.words.has(key) else f"{entry.topic} {entry.kind}"
    return f"{kst_text(entry.at)} {told}"


def _of(
    rows: Iterable[T], belongs: Callable[[T], bool], order: Callable[[T], tuple[datetime, str]]
) -> tuple[T, ...]:
    """Keep the rows that belong, once each: later ones (hot tables) win, oldest first."""
    kept = {order(row)[1]: row for row in rows if belongs(row)}
    return tuple(sorted(kept.values(), key=order))


def fills_of(trace: Trace, order: Order) -> Sequence[Fill]:
    """Give the fills of one order, oldest first."""
    return [f for f in trace.fills if f.order_id == order.id]
