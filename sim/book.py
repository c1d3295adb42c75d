"""The order book around the last print: seeded background depth, and how our orders meet it.

Who trades first: better prices, then time. Liquidity is bounded twice: a taker finds `DEPTH` levels
of about a minute's trading each, and of one print our resting orders together get at most
`SHARE_PERCENT`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zlib import crc32

from sim import rules
from sim.market import Tape
from sim.orders import Order

DEPTH = 5
SHARE_PERCENT = 25


class Take(NamedTuple):
    """Hold one fill to be booked: won a share, shares."""

    price: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Match:
    """Pair one of our orders with what a print gives it."""

    order: Order
    price: int
    quantity: int


def best(tape: Tape, day: date) -> tuple[int, int]:
    """Give the background's best (bid, ask); 0 for the side that a limit price has emptied.

    A last price off the grid lies between the two; one on it is either, by the seed.
    """
    grid = {"market": tape.listing.market, "kind": tape.listing.kind}
    bid = rules.floor_tick(tape.last, day, **grid)
    ask = rules.ceil_tick(tape.last, day, **grid)
    if bid == ask:
        bought = crc32(f"{tape.salt}:{tape.step}".encode()) & 1
        if ask >= tape.upper or (bid > tape.lower and not bought):
            ask = rules.step_up(bid, day, **grid)
        else:
            bid = rules.step_down(ask, day, **grid)
    return (bid if bid >= tape.lower else 0), (ask if ask <= tape.upper else 0)


def size_at(tape: Tape, price: int) -> int:
    """Give the background's quantity at a price, less what our orders took since the last print."""
    noise = crc32(f"{tape.salt}:{tape.step}:{price}".encode()) % 250
    return max(0, max(1, tape.unit * (50 + noise) // 100) - tape.taken.get(price, 0))


def walk(tape: Tape, day: date, *, side: str, limit: int, quantity: int) -> list[Take]:
    """Take from the opposite side, best level first, up to `limit` and `DEPTH` levels."""
    grid = {"market": tape.listing.market, "kind": tape.listing.kind}
    bid, ask = best(tape, day)
    price, sign = (ask, 1) if side == "buy" else (bid, -1)
    takes: list[Take] = []
    for _ in range(DEPTH):
        if not quantity or not tape.lower <= price <= tape.upper or price * sign > limit * sign:
            break
        got = min(quantity, size_at(tape, price))
        if got:
            takes.append(Take(price, got))
            quantity -= got
        move = rules.step_up if side == "buy" else rules.step_down
        price = move(price, day, **grid)
    return takes


def top(tape: Tape, day: date, working: Iterable[Order]) -> tuple[int, int, int, int]:
    """Give (bid, size, ask, size) with our resting limits in it, never crossed; 0 for nobody.

    A remainder of ours that stands above the background's ask pushes that ask up, and the reverse.
    """
    ours = [order for order in working if order.kind == "limit"]
    if not ours:
        bid, ask = _standing(tape, day)
        return *_background(tape, bid), *_background(tape, ask)
    buy, sell = max(_prices(ours, "buy"), default=0), min(_prices(ours, "sell"), default=0)
    bid, ask = _standing(tape, day)
    grid = {"market": tape.listing.market, "kind": tape.listing.kind}
    if 0 < ask <= buy:
        ask = rules.step_up(buy, day, **grid)
    if 0 < sell <= bid:
        bid = rules.step_down(sell, day, **grid)
    return *_shown(tape, ours, "buy", bid), *_shown(tape, ours, "sell", ask)


def levels(
    tape: Tape, day: date, working: Iterable[Order], *, count: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Give the best `count` (price, shares) of bids and asks, our resting limits among them."""
    ours = list(working)
    bid, _, ask, _ = top(tape, day, ours)
    return (
        _ladder(tape, day, ours, side="buy", price=bid, count=count),
        _ladder(tape, day, ours, side="sell", price=ask, count=count),
    )


def outranked(order: Order, rivals: Iterable[Order]) -> bool:
    """Tell whether an earlier order of ours waits at as good a price: the new one waits then."""
    return any(
        rival.side == order.side
        and rival.kind in ("limit", "market")
        and (rival.bound >= order.bound if order.side == "buy" else rival.bound <= order.bound)
        for rival in rivals
    )


def queue_ahead(tape: Tape, day: date, *, order: Order, rivals: Iterable[Order]) -> int:
    """Give how many background shares stand before a new resting limit order.

    None before one that improves on the best price; never fewer than before an earlier order of
    ours at the same price, so that time priority holds between them.
    """
    bid, ask = best(tape, day)
    front = bid if order.side == "buy" else ask
    inside = order.price > front if order.side == "buy" else (order.price < front or not front)
    earlier = (r.ahead for r in rivals if r.side == order.side and r.price == order.price)
    return max([0 if inside else size_at(tape, order.price), *earlier])


def cross(orders: Iterable[Order], *, price: int, quantity: int) -> list[Match]:
    """Share one continuous print among our resting orders.

    Market remainders trade at the print; limits better than it trade at their own price, because
    they were hit first; limits at it wait behind their queue, which the print shortens.
    """
    room = quantity * SHARE_PERCENT // 100
    matches: list[Match] = []
    for order in sorted(_reached(orders, price), key=lambda o: _rank(o, price)):
        left = quantity
        if order.kind == "limit" and order.bound == price:
            left = max(0, quantity - order.ahead)
            order.ahead = max(0, order.ahead - quantity)
        got = min(order.remaining, room, left)
        if got:
            paid = order.bound if order.kind == "limit" else price
            matches.append(Match(order, paid, got))
            room -= got
    return matches


def call(orders: Iterable[Order], *, price: int, quantity: int) -> list[Match]:
    """Share a single-price print among our orders: market first, then price, then time."""
    room = quantity * SHARE_PERCENT // 100
    matches: list[Match] = []
    for order in sorted(_reached(orders, price), key=lambda o: _rank(o, price)):
        got = min(order.remaining, room)
        if got:
            matches.append(Match(order, price, got))
            room -= got
    return matches


def _ladder(
    tape: Tape, day: date, ours: list[Order], *, side: str, price: int, count: int
) -> list[tuple[int, int]]:
    grid = {"market": tape.listing.market, "kind": tape.listing.kind}
    move = rules.step_down if side == "buy" else rules.step_up
    background = best(tape, day)[0 if side == "buy" else 1]
    mine = _resting(ours, side)
    found: list[tuple[int, int]] = []
    while price and tape.lower <= price <= tape.upper and len(found) < count:
        behind = price <= background if side == "buy" else 0 < background <= price
        size = mine[price] + size_at(tape, price) * behind
        if size:
            found.append((price, size))
        price = move(price, day, **grid)
    return found


def _resting(ours: list[Order], side: str) -> Counter[int]:
    sizes = Counter[int]()
    for order in ours:
        if order.side == side and order.kind == "limit":
            sizes[order.price] += order.remaining
    return sizes


def _standing(tape: Tape, day: date) -> tuple[int, int]:
    if not tape.taken:
        return best(tape, day)
    bids = walk(tape, day, side="sell", limit=tape.lower, quantity=1)
    asks = walk(tape, day, side="buy", limit=tape.upper, quantity=1)
    return (bids[0].price if bids else 0), (asks[0].price if asks else 0)


def _prices(orders: Iterable[Order], side: str) -> list[int]:
    return [order.price for order in orders if order.side == side]


def _shown(tape: Tape, ours: list[Order], side: str, background: int) -> tuple[int, int]:
    prices = _prices(ours, side)
    if tape.lower <= background <= tape.upper:
        prices.append(background)
    if not prices:
        return 0, 0
    price = max(prices) if side == "buy" else min(prices)
    size = sum(order.remaining for order in ours if order.side == side and order.price == price)
    return price, size + (size_at(tape, price) if price == background else 0)


def _background(tape: Tape, price: int) -> tuple[int, int]:
    return (price, size_at(tape, price)) if tape.lower <= price <= tape.upper else (0, 0)


def _reached(orders: Iterable[Order], price: int) -> list[Order]:
    return [o for o in orders if (o.bound >= price if o.side == "buy" else o.bound <= price)]


def _rank(order: Order, price: int) -> tuple[int, int]:
    # Price first, then time. The bound of a market order is the day's limit: nothing ranks before.
    return -abs(order.bound - price), order.number
