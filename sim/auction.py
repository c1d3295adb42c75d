"""Single-price auctions: the price at which most shares change hands."""

from collections.abc import Sequence

Curve = Sequence[tuple[int, int]]


def uncross(bids: Curve, asks: Curve, *, reference: int) -> tuple[int, int]:
    """Give (price, shares) of a call auction over (limit price, quantity) orders.

    The price executes the most shares; among equals it leaves the smallest surplus, then lies
    nearest to `reference`, then is the higher. (0, 0) means that nothing crosses. A market order is
    given with the day's limit price as its own.
    """
    best: tuple[int, int, int, int] | None = None
    for price in {price for price, _ in (*bids, *asks)}:
        demand = sum(quantity for limit, quantity in bids if limit >= price)
        supply = sum(quantity for limit, quantity in asks if limit <= price)
        rank = (min(demand, supply), -abs(demand - supply), -abs(price - reference), price)
        if best is None or rank > best:
            best = rank
    if best is None or best[0] == 0:
        return 0, 0
    return best[3], best[0]
