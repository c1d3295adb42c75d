"""What an account must keep: margin of positions and of orders, losses of the day, calls.

Orders count as if the worse side filled whole. A day's loss ties up deposit at once, a day's gain
becomes deposit only when it is paid: orderable = deposit - margin, as KIS defines it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sim.futures.account import FuturesBooks, Position, Statement
from sim.orders import Order

Price = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Rates:
    """Hold the won that one contract of a code ties up: for new positions, and to keep them."""

    initial: int
    maintenance: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Show an account in won.

    `deposit` is settled money, `today` and `carried` the day's variation at present prices (fixed
    ones after the close), `fee` the day's commission; all three are paid on the next session.
    `margin` and `maintenance` are for positions and open orders, the day's loss included; `called`
    is what is missing to keep the positions.
    """

    deposit: int
    today: int
    carried: int
    fee: int
    realised: int
    margin: int
    maintenance: int
    called: int

    @property
    def equity(self) -> int:
        """Give the deposit as it will be after the next settlement."""
        return self.deposit + self.today + self.carried - self.fee

    @property
    def orderable(self) -> int:
        """Give the deposit that new positions may still tie up; never below 0."""
        return max(0, self.deposit - self.margin)


def standing(
    books: FuturesBooks,
    orders: Iterable[Order],
    *,
    rates: Mapping[str, Rates],
    price: Price,
    unpaid: Statement | None,
) -> Standing:
    """Add an account up at present prices; `orders` are its open ones.

    `unpaid` is the statement of a session that was settled and is paid on the next one.
    """
    positions, day = books.positions, unpaid or Statement()
    today = day.today + sum(p.today(price(code)) for code, p in positions.items())
    carried = day.carried + sum(p.carried(price(code)) for code, p in positions.items())
    fee = day.fee + books.fee
    loss = max(0, fee - today - carried)
    contracts = at_risk(positions, orders)
    initial = sum(rates[code].initial * count for code, count in contracts.items())
    kept = sum(rates[code].maintenance * abs(p.quantity) for code, p in positions.items())
    return Standing(
        deposit=books.cash,
        today=today,
        carried=carried,
        fee=fee,
        realised=day.realised + sum(p.marked.realised for p in positions.values()),
        margin=initial + loss,
        maintenance=kept + loss,
        called=max(0, kept - (books.cash + today + carried - fee)),
    )


def at_risk(positions: Mapping[str, Position], orders: Iterable[Order]) -> dict[str, int]:
    """Count by code the contracts that may be held when one side of the open orders fills."""
    sums: dict[str, list[int]] = {
        code: [position.quantity, position.quantity] for code, position in positions.items()
    }
    for order in orders:
        pair = sums.setdefault(order.code, [0, 0])
        if order.side == "buy":
            pair[0] += order.remaining
        else:
            pair[1] -= order.remaining
    return {code: max(abs(pair[0]), abs(pair[1])) for code, pair in sums.items()}


def closable(position: Position | None, orders: Iterable[Order], *, side: str) -> int:
    """Give the contracts that an order of this side would close, open orders of it left out."""
    if position is None:
        return 0
    against = -position.quantity if side == "buy" else position.quantity
    promised = sum(order.remaining for order in orders if order.side == side)
    return max(0, against - promised)
