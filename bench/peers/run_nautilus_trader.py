"""The jobs in nautilus_trader: its low-level engine, one strategy a symbol, market orders.

Left alone, it fills an order at the very close that it was decided at. So each bar has a quote of
its open before it, orders wait until the last of the next bar's quotes, and bars fill nothing.
Bars are numbered by minutes from 1970, whatever their day: the wait is one and the same length.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _side import Found, Terms, serve
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.models import FeeModel, LatencyModel
from nautilus_trader.config import (
    BacktestEngineConfig,
    LoggingConfig,
    RiskEngineConfig,
    StrategyConfig,
)
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import Currency
from nautilus_trader.model.data import Bar, BarType, QuoteTick
from nautilus_trader.model.enums import AccountType, CurrencyType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

MINUTE = 60_000_000_000
VENUE = Venue("XKRX")
# Its own won has no decimals and would round each fee.
WON = Currency("WON", 5, 0, "won", CurrencyType.FIAT)
COLUMNS = ("open", "high", "low", "close", "volume", "tax", "deciding", "entering", "leaving")


class Costs(FeeModel):
    """A commission each way, and on sales the tax of the bar that fills them."""

    def __init__(self, fee: int, taxes: list[int]) -> None:
        super().__init__()
        self.fee, self.taxes = fee, taxes

    def get_commission(self, order: Any, quantity: Any, price: Any, instrument: Any) -> Money:  # noqa: ARG002
        """Give it in won."""
        # An order of bar i comes at (i + 1) minutes and is filled at bar i + 1.
        tax = self.taxes[order.ts_init // MINUTE] if order.side == OrderSide.SELL else 0
        return Money(int(quantity) * int(price) * (self.fee + tax) / 1e9, WON)


class Cross(Strategy):
    """The level cross of two averages."""

    def __init__(self, number: int, kind: BarType, terms: Terms, marks: list[list[bool]]) -> None:
        super().__init__(StrategyConfig(strategy_id=f"CROSS-{number}", order_id_tag=str(number)))
        ((fast, slow),) = terms.pairs
        self.kind, self.slowest, self.marks = kind, slow, marks
        self.shares = Quantity.from_int(terms.shares)
        self.averages = SimpleMovingAverage(fast), SimpleMovingAverage(slow)
        self.at, self.held, self.fills = -1, 0, []

    def on_start(self) -> None:
        """Ask for bars, and for both averages to be kept."""
        for average in self.averages:
            self.register_indicator_for_bars(self.kind, average)
        self.subscribe_bars(self.kind)

    def on_bar(self, bar: Bar) -> None:  # noqa: ARG002
        """Buy above, sell below."""
        self.at = at = self.at + 1
        if at < self.slowest or at + 1 >= len(self.marks) or not self.marks[at][0]:
            return
        fast, slow = (average.value for average in self.averages)
        _, enters, leaves = self.marks[at + 1]
        if not self.held and fast > slow and enters:
            self.order(OrderSide.BUY)
        elif self.held and fast < slow and leaves:
            self.order(OrderSide.SELL)

    def order(self, side: OrderSide) -> None:
        """Send a market order."""
        self.submit_order(self.order_factory.market(self.kind.instrument_id, side, self.shares))

    def on_order_filled(self, event: Any) -> None:
        """Note what was filled."""
        signed = int(event.last_qty) * (1 if event.order_side == OrderSide.BUY else -1)
        self.held += signed
        self.fills.append((event.ts_event // MINUTE, signed, int(event.last_px)))


def prepare(terms: Terms) -> list[tuple[BacktestEngine, list[Cross]]]:
    """Make an engine of all symbols, or one of each, with its objects of bars and quotes in it."""
    bars = {name: terms.bars[name] for name in COLUMNS}
    spans = terms.spans()
    return [engine(terms, bars, part) for part in ([spans] if terms.portfolio else zip(spans))]


def engine(terms: Terms, bars: Any, spans: Any) -> tuple[BacktestEngine, list[Cross]]:
    """Make an engine with one account."""
    risk = RiskEngineConfig(max_order_submit_rate="1000000/00:00:01")
    made = BacktestEngine(
        BacktestEngineConfig(
            logging=LoggingConfig(bypass_logging=True), risk_engine=risk, run_analysis=False
        )
    )
    made.add_venue(
        VENUE, OmsType.NETTING, AccountType.CASH, [Money(terms.cash, WON)], base_currency=WON,
        fee_model=Costs(terms.fee, bars["tax"][spans[0]].tolist()),
        latency_model=LatencyModel(base_latency_nanos=MINUTE - 1), bar_execution=False,
    )  # fmt: skip
    width, symbols = spans[0].stop - spans[0].start, len(spans)
    feed: list[Any] = [None] * (2 * width * symbols)
    strategies = []
    for number, span in enumerate(spans):
        share = instrument(number)
        made.add_instrument(share)
        kind = BarType.from_str(f"{share.id}-1-MINUTE-LAST-EXTERNAL")
        columns = {name: bars[name][span] for name in COLUMNS}
        feed[number :: 2 * symbols] = quotes(columns["open"], share.id, symbols - number)
        feed[symbols + number :: 2 * symbols] = objects(columns, kind)
        marks = np.stack([columns[name] for name in COLUMNS[-3:]], axis=1).tolist()
        strategies.append(Cross(number, kind, terms, marks))
    made.add_data(feed, sort=False)
    made.add_strategies(strategies)
    return made, strategies


def instrument(number: int) -> Equity:
    """Make a share whose prices are whole won."""
    symbol = Symbol(f"{number:06d}")
    one = Quantity.from_int(1)
    return Equity(InstrumentId(symbol, VENUE), symbol, WON, 0, Price.from_str("1"), one, 0, 0)


def quotes(opens: Any, share: InstrumentId, before: int) -> list[QuoteTick]:
    """Make a quote of each open, so many nanoseconds before its bar."""
    price, size = opens.astype(np.float64), np.full(len(opens), 1e6)
    at = clock(len(opens)) - np.uint64(before)
    return QuoteTick.from_raw_arrays_to_list(share, 0, 0, price, price, size, size, at, at)


def objects(columns: Any, kind: BarType) -> list[Bar]:
    """Make the bars."""
    prices = [columns[name].astype(np.float64) for name in COLUMNS[:5]]
    at = clock(len(prices[0]))
    return Bar.from_raw_arrays_to_list(kind, 0, 0, *prices, at, at)


def clock(count: int) -> Any:
    """Give the nanosecond at which each bar is complete."""
    return np.arange(1, count + 1, dtype=np.uint64) * np.uint64(MINUTE)


def work(terms: Terms, parts: list[Any]) -> list[Any]:  # noqa: ARG001
    """Run each engine, once only: nobody asks such a slow side twice."""
    for made, _ in parts:
        made.run()
    return parts


def describe(terms: Terms, parts: list[Any]) -> Found:
    """Read fills and cash."""
    strategies = [one for _, group in parts for one in group]
    fills = [
        (first + at, signed, price)
        for first, one in zip(terms.firsts, strategies)  # noqa: B905
        for at, signed, price in one.fills
    ]
    cash = sum(made.portfolio.account(VENUE).balance_total(WON).as_double() for made, _ in parts)
    return Found(fills, cash)


serve(prepare, work, describe)
