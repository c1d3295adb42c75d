"""The futures half of the server: its world, its desk, and the handlers, opened on first use."""

from collections.abc import Callable
from functools import cached_property

from sim.kis.desk import Desk, Listener
from sim.kis.futures_balance import FuturesBalances
from sim.kis.futures_charts import FuturesCharts
from sim.kis.futures_inquiries import FuturesInquiries
from sim.kis.futures_orders import FuturesOrders
from sim.kis.futures_quotes import FuturesQuotes
from sim.kis.futures_world import FuturesWorld, beside
from sim.kis.gateway import Call, Handlers
from sim.kis.orders import Orders
from sim.kis.replies import Answer
from sim.kis.world import World
from sim.values import Placed, Refusal


class FuturesSide:
    """Answer futures calls; `listen` connects a stream once the market is opened."""

    def __init__(self, world: World, desk: Desk, orders: Orders) -> None:
        self._shares_desk, self._shares_orders = desk, orders
        self._listeners: list[tuple[Callable[[str], None], Listener]] = []
        self.unopened = FuturesWorld(world)

    @property
    def world(self) -> FuturesWorld:
        """Give the market, opened and at the present instant."""
        if not self.unopened.opened:
            self.unopened.open()
            for on_trade, on_notice in self._listeners:
                self.unopened.on_trades.append(on_trade)
                self.desk.listeners.append(on_notice)
        return self.unopened

    def resume(self) -> None:
        """Open at once what an earlier run left: resting orders go on without being asked for."""
        path = self.unopened.shares.options.ledger
        if path is not None and beside(path).exists():
            self.unopened.shares.catch_up()
            self.world.catch_up(self.unopened.shares.exchange.now)

    @cached_property
    def desk(self) -> Desk:
        """Give the desk; what faults hide, they hide here as well."""
        return Desk(self.world, hidden=self._shares_desk.hidden)

    def listen(self, on_trade: Callable[[str], None], on_notice: Listener) -> None:
        """Tell trades and own-order events from the moment that the market is opened."""
        self._listeners.append((on_trade, on_notice))

    def tell_fills(self) -> None:
        """Tell the executions since the last call."""
        if self.unopened.opened:
            self.desk.tell_fills()

    def hts_order(self, code: str, *, side: str, quantity: int, price: int) -> Placed | Refusal:
        """Place a futures order with the person's own hands; price 0 is a market order."""
        world = self.world
        placed = world.exchange.place(
            world.account,
            code=code,
            side=side,
            kind="limit" if price else "market",
            quantity=quantity,
            price=price,
            channel="hts",
        )
        order = self.desk.find(placed.number) if isinstance(placed, Placed) else None
        if order:
            self.desk.tell_order(order)
            self.desk.tell_fills()
        return placed

    def handlers(self) -> Handlers:
        """Name every handler as the catalogue names its route."""
        return {
            f"futures/{name}": self._bound(name)
            for name in (
                "order", "order-rvsecncl", "inquire-ccnl", "inquire-balance", "inquire-psbl-order",
                "inquire-deposit", "margin-rate", "inquire-price", "inquire-asking-price",
                "inquire-daily-fuopchartprice", "inquire-time-fuopchartprice",
            )
        }  # fmt: skip

    @cached_property
    def _open(self) -> Handlers:
        world = self.world
        orders = FuturesOrders(world, self.desk, shares=self._shares_orders)
        asks, balances = FuturesInquiries(world, self.desk), FuturesBalances(world)
        quotes = FuturesQuotes(world)
        charts = FuturesCharts(world, quotes)
        return {
            "order": orders.place,
            "order-rvsecncl": orders.change,
            "inquire-ccnl": asks.ccnl,
            "inquire-balance": balances.balance,
            "inquire-psbl-order": asks.psbl_order,
            "inquire-deposit": asks.deposit,
            "margin-rate": asks.margin_rate,
            "inquire-price": quotes.price,
            "inquire-asking-price": quotes.book,
            "inquire-daily-fuopchartprice": charts.daily,
            "inquire-time-fuopchartprice": charts.minutes,
        }

    def _bound(self, name: str) -> Callable[[Call], Answer]:
        def answer(call: Call) -> Answer:
            return self._open[name](call)  # the market opens here, not when the server starts

        return answer
