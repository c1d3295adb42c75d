"""What became of a position since it was opened, read off its fills and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.domain.exposure import sign
from core.domain.position import Book, Fill

# A split changes shares and prices by one ratio; rounding of a book's won is far below this.
_SAME = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Cycle:
    """From the first fill out of flat until now; prices in won before costs.

    `buys` and `sells` count the orders that entered and left, a part being enough. `average` is
    the mean of what entered, `last_buy` that of the latest order that did, `high` the highest
    fill. `last_at` and `last_day` are of the latest fill, None while flat.
    """

    buys: int = 0
    sells: int = 0
    average: Decimal = Decimal(0)
    last_buy: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    last_at: datetime | None = None
    last_day: date | None = None


FLAT = Cycle()


def cycle_of(book: Book, fills: Iterable[Fill]) -> Cycle:
    """Give the cycle of a book; `fills` are those of its owner and symbol, oldest first.

    Slices that were taken back count as never booked. After a split the prices are those of the
    shares as they are now. Without fills, as of a holding that was adopted, it is empty.
    """
    if not book.shares:
        return FLAT
    mine = since_flat(book, fills)
    entered = [f for f in mine if sign(f.side) * book.shares > 0]
    if not entered:
        return FLAT
    scale = _scale(book, mine, entered)
    last = [f for f in entered if f.order_id == entered[-1].order_id]
    return Cycle(
        buys=len({f.order_id for f in entered}),
        sells=len({f.order_id for f in mine} - {f.order_id for f in entered}),
        average=_mean(entered) * scale,
        last_buy=_mean(last) * scale,
        high=max(f.price for f in entered) * scale,
        last_at=mine[-1].at,
        last_day=mine[-1].day,
    )


def since_flat(book: Book, fills: Iterable[Fill]) -> list[Fill]:
    """Give the fills since the book was last flat, those left out that were taken back."""
    since = book.opened_day or date.min
    return _from_flat([f for f in _standing(fills) if f.day >= since], book.shares)


def _standing(fills: Iterable[Fill]) -> list[Fill]:
    """Leave out what was taken back: a slice below zero undoes all of its order before it."""
    found: list[Fill] = []
    for fill in fills:
        if fill.shares > 0:
            found.append(fill)
        else:
            found = [f for f in found if f.order_id != fill.order_id]
    return found


def _from_flat(fills: Sequence[Fill], shares: int) -> list[Fill]:
    """Give the fills since the position was last flat, or all when that lies before them."""
    for place in range(len(fills) - 1, -1, -1):
        before = shares - sign(fills[place].side) * fills[place].shares
        if before == 0 or (before > 0) != (shares > 0):
            return list(fills[place:])
        shares = before
    return list(fills)


def _scale(book: Book, mine: Sequence[Fill], entered: Sequence[Fill]) -> Decimal:
    """Give what a split multiplied prices by, 1 without one."""
    held = sum(sign(f.side) * f.shares for f in mine)
    if held == book.shares:
        return Decimal(1)
    by_shares, by_price = Decimal(held) / book.shares, book.average / _mean(entered)
    # Whoever only sold past us changed the number and not the price.
    return by_price if abs(by_shares / by_price - 1) <= _SAME else Decimal(1)


def _mean(fills: Sequence[Fill]) -> Decimal:
    unit = fills[0].multiplier or 1
    return Decimal(sum(f.amount for f in fills)) / (sum(f.shares for f in fills) * unit)
