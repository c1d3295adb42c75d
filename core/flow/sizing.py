"""How many shares and at which price: exact arithmetic, no looking and no deciding."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from core.domain.costs import Commission
from core.domain.instrument import PriceLimits, TickLadder
from core.domain.money import Rate, Won
from core.domain.signal import Side, Size
from core.risk.base import whole_lots

OFFSET = Decimal("0.01")


def size_entry(budget: Won, ref_price: Won, *, lot: int = 1, multiplier: int = 0) -> int:
    """Give the whole lots that a budget buys at a price; the fee is paid from free cash.

    Contracts are sized by their notional, not by their margin: a budget never buys leverage.

    Zero when the budget does not reach. Source: strategies.md 9 and 14.2.
    Raises ValueError when the price or the lot is not positive.
    """
    _positive(price=ref_price, lot=lot)
    return whole_lots(max(0, budget) // (ref_price * (multiplier or 1)), lot)


def size_paid(money: Won, price: Won, *, lot: int, commission: Commission) -> int:
    """Give the whole lots that an amount pays for with their commission; 0 when it buys none.

    Raises ValueError when the price or the lot is not positive.
    """
    shares = size_entry(money, price, lot=lot)
    while shares and shares * price + commission.of(shares * price) > money:
        shares -= lot
    return shares


def size_exit(size: Size, held: int, *, lot: int = 1) -> int:
    """Give the shares to sell, never more than held; fractions round down to whole lots.

    A fraction sells one lot at the least (strategies.md 6), the whole holding (fraction 1) goes
    with its odd lot. Raises ValueError for a size in
    won: a sale is sized in shares or as a fraction.
    """
    _positive(lot=lot)
    if size.fraction is not None:
        wanted = int((size.fraction * held).to_integral_value(rounding=ROUND_FLOOR))
        return held if wanted == held else min(held, max(lot, whole_lots(wanted, lot)))
    if size.shares is not None:
        return min(whole_lots(size.shares, lot), held)
    raise ValueError(f"a sale cannot be sized by {size.budget} won; give shares or a fraction")


def limit_price(
    side: Side, ref_price: Won, *, ladder: TickLadder, limits: PriceLimits, offset: Rate = OFFSET
) -> Won:
    """Move a price in the marketable direction and onto the ladder, within the day's limits.

    Purchases round down and sales up, never to the orderer's loss (strategies.md 0.4). Limits
    that hold no legal price are left to the rule `tradable`, which refuses.
    Raises ValueError when the reference is not positive.
    """
    _positive(price=ref_price)
    if side is Side.BUY:
        exact = (ref_price * (1 + offset)).to_integral_value(rounding=ROUND_FLOOR)
        price = ladder.floor(int(exact))
    else:
        exact = (ref_price * (1 - offset)).to_integral_value(rounding=ROUND_CEILING)
        price = ladder.ceil(int(exact))
    return _clipped(price, ladder=ladder, limits=limits)


def _clipped(price: Won, *, ladder: TickLadder, limits: PriceLimits) -> Won:
    if limits.holds(price) or limits.upper < ladder.ceil(1):
        return price
    low = max(1, limits.lower)
    edge = ladder.floor(limits.upper) if price > limits.upper else ladder.ceil(low)
    return edge if limits.holds(edge) else price


def _positive(**values: int) -> None:
    for name, value in values.items():
        if value <= 0:
            raise ValueError(f"{name} is {value}; it must be above zero")
