"""The jobs in backtrader: a strategy over data feeds, on one account or one account a symbol."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import backtrader as bt
from _side import Found, Terms, serve

COLUMNS = ("open", "high", "low", "close", "volume", "tax", "deciding", "entering", "leaving")


class Costs(bt.CommInfoBase):
    """A commission each way, and a tax on sales."""

    params = (("stocklike", True), ("commtype", bt.CommInfoBase.COMM_PERC), ("fee", 0.0),
              ("tax", 0.0))  # fmt: skip

    def _getcommission(self, size: float, price: float, pseudoexec: bool) -> float:  # noqa: ARG002
        return float(abs(size) * price * (self.p.fee + (self.p.tax if size < 0 else 0)))


class Bars(bt.feed.DataBase):
    """Lists of Python numbers as a feed."""

    def __init__(self, bars: Any) -> None:
        super().__init__()
        self.bars, self.at = bars, 0

    def _load(self) -> bool:
        bars, at = self.bars, self.at
        if at >= len(bars["close"]):
            return False
        self.lines.datetime[0] = bt.date2num(bars["when"][at])
        for name in COLUMNS[:5]:
            getattr(self.lines, name)[0] = bars[name][at]
        self.lines.openinterest[0] = 0.0
        self.at += 1
        return True


class Cross(bt.Strategy):
    """The level cross of two averages, for each feed."""

    params = (("pair", (10, 30)), ("shares", 10), ("fills", None))

    def __init__(self) -> None:
        fast, slow = self.p.pair
        self.averages = [(bt.ind.SMA(d, period=fast), bt.ind.SMA(d, period=slow))
                         for d in self.datas]  # fmt: skip

    def next(self) -> None:
        """Buy above, sell below."""
        for data, (fast, slow) in zip(self.datas, self.averages):  # noqa: B905
            at, bars = len(data) - 1, data.bars
            if not self._may(at, bars):
                continue
            held = self.getposition(data).size
            if not held and fast[0] > slow[0] and bars["entering"][at + 1]:
                self.buy(data=data, size=self.p.shares)
            elif held and fast[0] < slow[0] and bars["leaving"][at + 1]:
                self.close(data=data)

    def _may(self, at: int, bars: Any) -> bool:
        return at >= self.p.pair[1] and at + 1 < len(bars["close"]) and bars["deciding"][at]

    def notify_order(self, order: Any) -> None:
        """Note what was filled."""
        if order.status == order.Completed:
            at, done = order.data.first + len(order.data) - 1, order.executed
            self.p.fills.append((at, done.size, done.price))


def prepare(terms: Terms) -> list[Any]:
    """Make lists a symbol."""
    start = datetime(1970, 1, 1)  # noqa: DTZ001
    when = [start + timedelta(seconds=at) for at in terms.bars["clock"].tolist()]
    return [
        {name: terms.bars[name][span].tolist() for name in COLUMNS} | {"when": when[span]}
        for span in terms.spans()
    ]


def work(terms: Terms, symbols: list[Any]) -> list[Any]:
    """Run all symbols on one account, or each on its own."""
    numbered = list(enumerate(symbols))
    parts = [numbered] if terms.portfolio else [[one] for one in numbered]
    return [run(terms, part, pair) for part in parts for pair in terms.pairs]


def run(terms: Terms, part: list[Any], pair: tuple[int, int]) -> Any:
    """Run some symbols on one account."""
    brain, fills = bt.Cerebro(stdstats=False), []
    brain.broker.setcash(terms.cash)
    tax = part[0][1]["tax"][0] / 1e9
    brain.broker.addcommissioninfo(Costs(fee=terms.fee / 1e9, tax=tax))
    for number, bars in part:
        feed = Bars(bars)
        feed.first = terms.firsts[number]
        brain.adddata(feed)
    brain.addstrategy(Cross, pair=pair, shares=terms.shares, fills=fills)
    brain.addanalyzer(bt.analyzers.DrawDown)
    brain.addanalyzer(bt.analyzers.TradeAnalyzer)
    brain.run()
    return fills, brain.broker.getcash()


def describe(terms: Terms, made: list[Any]) -> Found:
    """Read fills and cash."""
    # One tax for the whole run: of a job with taxes by date the cash cannot agree.
    cash = float("nan") if terms.name == "d" else sum(cash for _, cash in made)
    return Found([one for fills, _ in made for one in fills], cash)


serve(prepare, work, describe)
