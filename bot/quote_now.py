"""A look at one price just now, to send along with what is asked of the engine."""

from __future__ import annotations

import asyncio

import structlog

from bot.context import Context
from bot.valuation import DEADLINE_S
from core.domain.bar import Quote
from core.errors import ReadFailed

_log = structlog.get_logger(__name__)


async def quote_now(context: Context, symbol: str) -> Quote | None:
    """Look at the price now; without one the engine judges what it last saw (INV-12)."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            quotes = await context.data.quotes([symbol])
    except (ReadFailed, TimeoutError):
        _log.warning("quote.unread", symbol=symbol, exc_info=True)
        return None
    return next((q for q in quotes if q.symbol == symbol), None)
