"""The way from the chat to a supposition: the engine stands still while one is reckoned."""

from __future__ import annotations

from bot.calls import SupposeCall
from bot.supposed import Asked
from core.domain.results import Result
from core.flow import what_if
from core.flow.runtime import Runtime
from core.flow.what_if import Supposed


def supposing(runtime: Runtime) -> SupposeCall:
    """Give the call of a running engine; it stages and stores nothing."""

    async def suppose(asked: Asked) -> Supposed | Result:
        async with runtime.engine.quiet():
            return reckon(runtime, asked)

    return suppose


def reckon(runtime: Runtime, asked: Asked) -> Supposed | Result:
    """Choose what to reckon from what was asked."""
    desk, wish = runtime.desk, asked.wish
    if asked.unsold:
        return what_if.suppose_not_sold(desk, wish)
    if asked.stop:
        return what_if.suppose_stop(desk, wish, asked.stop)
    if asked.weight is not None:
        return what_if.suppose_weight(desk, wish, asked.weight)
    return what_if.suppose_order(desk, wish)
