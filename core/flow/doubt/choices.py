"""Which buttons the question about an order in doubt has (6.6)."""

from __future__ import annotations

from typing import Final

from core.domain.commands import BrokerRow
from core.domain.doubt import Doubt, Finding
from core.domain.order import Order
from core.flow.doubt.match import OURS_MAYBE

KEEP_LOOKING: Final = "keep_looking"
HAS_NUMBER: Final = "has_number"
ABSENT_RESEND: Final = "absent_resend"
PICK: Final = "pick:"
NEITHER: Final = "neither"
BOTH: Final = "both"
HOLD: Final = "hold"
# As many as fit under a message that a person can still read.
MOST_PICKS: Final = 6


def choices_of(order: Order, doubt: Doubt) -> tuple[str, ...]:
    """Give the choices in the order in which they are shown."""
    if doubt.finding is Finding.ABSENT_SO_FAR:
        return (KEEP_LOOKING, HAS_NUMBER, ABSENT_RESEND)
    if doubt.finding is Finding.MOVED or not doubt.candidates:
        return (KEEP_LOOKING, HOLD)
    rows = [row for row in doubt.candidates if not is_more(order, row)]
    picks = tuple(f"{PICK}{row.number}" for row in rows[:MOST_PICKS])
    both = (BOTH,) if len(may_be_ours(order, doubt)) > 1 else ()
    return (*picks, NEITHER, *both, HOLD)


def may_be_ours(order: Order, doubt: Doubt) -> tuple[BrokerRow, ...]:
    """Give the candidates that may have come by our channel."""
    rows = (row for row in doubt.candidates if row.channel in OURS_MAYBE)
    return tuple(row for row in rows if not is_more(order, row))


def is_more(order: Order, row: BrokerRow) -> bool:
    """Tell whether a row is of more than was confirmed: then it cannot be ours (INV-05).

    One of less may be: a router splits an order, a person lowers it in the broker's app.
    """
    return row.shares > order.intent.shares
