"""Whether a row of the day list may be an order: exact, loose or nothing (reliability.md 6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.domain.calendar import Phase
from core.domain.commands import BrokerRow
from core.domain.money import Won
from core.domain.order import OrderIntent, OrderKind

API: Final = "api"
UNREADABLE: Final = "unreadable"
OURS_MAYBE: Final = frozenset({API, UNREADABLE})
OPEN_PHASES: Final = frozenset({Phase.PRE_OPEN, Phase.CONTINUOUS, Phase.CLOSING_AUCTION})
# Orders whose row may show any price: what was executed, or the day's limit.
ANY_PRICE: Final = frozenset({"market", "best"})
# A smart order router splits between the two venues of Korea.
ROUTED: Final = {"SOR": frozenset({"KRX", "NXT"})}
EARLY: Final = timedelta(seconds=2)
LATE: Final = timedelta(seconds=60)
_SUFFIXES: Final = ("_AL", "_NX", "_KR")
_CODE: Final = 6


@dataclass(frozen=True, slots=True)
class Window:
    """When the broker can have taken an order, by its own clock.

    `regular` tells that it was sent in a session: outside one, time proves nothing (A13).
    """

    first: datetime
    last: datetime
    regular: bool


def window_of(sent_at: datetime, sent_until: datetime, *, skew_ms: int, regular: bool) -> Window:
    """Give the window of an order from the first byte to the last moment it can have arrived."""
    skew = timedelta(milliseconds=abs(skew_ms))
    return Window(sent_at - skew - EARLY, sent_until + skew + LATE, regular)


def canon_symbol(text: str) -> str:
    """Give the bare code: no A before it, no exchange after it, upper case."""
    code = text.strip().upper()
    for suffix in _SUFFIXES:
        code = code.removesuffix(suffix)
    return code[1:] if len(code) == _CODE + 1 and code.startswith("A") else code


def price_class(kind: str, price: Won) -> Won | None:
    """Give the price that must agree, None for any: a market order's row shows what it cost."""
    return None if kind in ANY_PRICE else price


def type_class(kind: str) -> str:
    """Give the kind that must agree; orders for an auction are limit orders too."""
    limits = {kind.value for kind in OrderKind}
    return "limit" if kind in limits else kind


def venue_class(venue: str) -> frozenset[str]:
    """Give the venues that an order or a row can be at."""
    return ROUTED.get(venue, frozenset({venue}))


def is_exact(intent: OrderIntent, row: BrokerRow, window: Window, *, venue: str = "KRX") -> bool:
    """Tell whether a row is the very order, by a channel that may be ours."""
    return (
        _same_way(intent, row)
        and row.shares == intent.shares
        and type_class(row.kind) == type_class(intent.kind.value)
        and price_class(row.kind, row.price) == price_class(intent.kind.value, intent.price)
        and bool(venue_class(row.venue) & venue_class(venue))
        and row.channel in OURS_MAYBE
        and window.first <= row.placed_at <= window.last
    )


def is_loose(intent: OrderIntent, row: BrokerRow, window: Window) -> bool:
    """Tell whether a row is of the same symbol and side and not older than the order."""
    return _same_way(intent, row) and window.first <= row.placed_at


def adds_up(intent: OrderIntent, rows: tuple[BrokerRow, ...]) -> bool:
    """Tell whether rows of our channel within two seconds make up the order (D3)."""
    times = [row.placed_at for row in rows]
    return (
        len(rows) > 1
        and all(row.channel == API for row in rows)
        and sum(row.shares for row in rows) == intent.shares
        and max(times) - min(times) <= EARLY
    )


def _same_way(intent: OrderIntent, row: BrokerRow) -> bool:
    return canon_symbol(row.symbol) == canon_symbol(intent.symbol) and (
        row.side == intent.side.value
    )
