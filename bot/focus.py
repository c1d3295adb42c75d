"""Which symbols something depends on now: cards, orders, holdings and signals that wait."""

from __future__ import annotations

from collections.abc import Collection

from core.domain.commands import Look
from core.domain.signal import SignalState
from core.flow.desk import Desk
from core.flow.runtime import Runtime
from core.ports import MarketData


def in_focus(desk: Desk, symbols: Collection[str]) -> list[str]:
    """Give what depends on a price now, each once; of holdings those that may be traded."""
    now = desk.now
    found = [a.intent.symbol for a in desk.open_approvals()]
    found += [o.intent.symbol for o in desk.open_orders()]
    found += [b.symbol for b in desk.uow.books.all() if b.shares and b.symbol in symbols]
    found += [
        s.symbol
        for s in desk.uow.signals.all()
        if s.state is SignalState.WAITING and s.valid_from <= now < s.expires_at
    ]
    return list(dict.fromkeys(found))


async def quote_focus(runtime: Runtime, data: MarketData, symbols: Collection[str]) -> None:
    """Quote everything that anything depends on, one symbol after the other; raises ReadFailed."""
    for symbol in in_focus(runtime.desk, symbols):
        await runtime.engine.ask(Look(tuple(await data.quotes([symbol]))))
