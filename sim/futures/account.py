"""The money and contracts of one futures account, folded from its fills and the daily marks."""

from dataclasses import dataclass, field
from datetime import date

from sim.books import Books
from sim.futures.rules import MULTIPLIER
from sim.orders import Order


@dataclass(slots=True)
class Average:
    """Carry a signed number of contracts (short is negative) at an average cost in won.

    `realised` sums what closing has brought. A reduction takes its share of the cost, rounded
    toward zero, and all of it with the last contract.
    """

    quantity: int = 0
    cost: int = 0
    realised: int = 0

    def trade(self, signed: int, amount: int) -> None:
        """Add `signed` contracts traded for `amount` won, which is positive."""
        closing = min(abs(signed), abs(self.quantity)) if self.quantity * signed < 0 else 0
        part = amount * closing // abs(signed)
        if closing:
            share = abs(self.cost) * closing // abs(self.quantity)
            direction = 1 if self.quantity > 0 else -1
            self.realised += direction * (part - share)
            self.cost -= direction * share
            self.quantity -= direction * closing
        opening = abs(signed) - closing
        if opening:
            direction = 1 if signed > 0 else -1
            self.quantity += direction * opening
            self.cost += direction * (amount - part)

    def profit(self, price: int) -> int:
        """Give the won that closing at a price would bring, what was realised left out."""
        return self.quantity * price * MULTIPLIER - self.cost


@dataclass(slots=True)
class Position:
    """Hold one contract of an account over one day.

    `bought` and `sold` goes by purchase prices, `marked` by the last settlement price for what was
    carried; `opening` contracts were carried from the day before at `mark`. Amounts in won.
    """

    bought: Average = field(default_factory=Average)
    marked: Average = field(default_factory=Average)
    opening: int = 0
    mark: int = 0
    buys: int = 0
    buy_amount: int = 0
    sells: int = 0
    sell_amount: int = 0

    @property
    def quantity(self) -> int:
        """Give the net contracts; a short position is negative."""
        return self.marked.quantity

    @property
    def touched(self) -> bool:
        """Tell whether there is something to show or to settle today."""
        return bool(self.opening or self.buys or self.sells)

    def today(self, price: int) -> int:
        """Give the mark-to-market won of today's trades at a settlement price."""
        worth = price * MULTIPLIER
        return self.buys * worth - self.buy_amount + self.sell_amount - self.sells * worth

    def carried(self, price: int) -> int:
        """Give the mark-to-market won of what was carried from the day before."""
        return self.opening * (price - self.mark) * MULTIPLIER


@dataclass(slots=True)
class Statement:
    """Hold what a day came to when it was settled; `day` is that session."""

    day: date | None = None
    today: int = 0
    carried: int = 0
    fee: int = 0
    realised: int = 0


@dataclass(slots=True)
class FuturesBooks(Books):
    """Keep one account: deposit, positions by code, and what falls due on the next session.

    The deposit moves only by settlements: a day's variation less its commission is fixed at the
    close and paid on the session after. `lots` of the share books stays empty.
    """

    positions: dict[str, Position] = field(default_factory=dict)
    fee: int = 0
    statement: Statement = field(default_factory=Statement)

    def post(self, order: Order, *, quantity: int, price: int, costs: int) -> None:
        """Book one fill of an order with the commission that it added."""
        signed = quantity if order.side == "buy" else -quantity
        self.trade(order.code, signed, price=price, costs=costs)

    def trade(self, code: str, signed: int, *, price: int, costs: int) -> None:
        """Book `signed` contracts at a price."""
        position = self.positions.setdefault(code, Position())
        amount = abs(signed) * price * MULTIPLIER
        position.bought.trade(signed, amount)
        position.marked.trade(signed, amount)
        if signed > 0:
            position.buys += signed
            position.buy_amount += amount
        else:
            position.sells -= signed
            position.sell_amount += amount
        self.fee += costs

    def settle_day(self, day: date, prices: dict[str, int], *, final: set[str], due: date) -> None:
        """Settle a session: variation at these prices, and expiring contracts closed.

        The sum is paid on the Korean day `due`.
        """
        done = Statement(day, fee=self.fee)
        for code, position in list(self.positions.items()):
            price = prices[code]
            done.today += position.today(price)
            done.carried += position.carried(price)
            done.realised += position.marked.realised
            self._carry(code, position, price, ends=code in final)
        variation = done.today + done.carried - done.fee
        if variation:
            side = self.pending.setdefault(due, [0, 0])
            side[0 if variation > 0 else 1] += abs(variation)
        self.fee, self.statement = 0, done

    def _carry(self, code: str, position: Position, price: int, *, ends: bool) -> None:
        if ends or not position.quantity:
            del self.positions[code]
            return
        held = position.quantity
        position.marked = Average(held, held * price * MULTIPLIER)
        position.bought.realised = 0
        position.opening, position.mark = held, price
        position.buys = position.buy_amount = position.sells = position.sell_amount = 0
