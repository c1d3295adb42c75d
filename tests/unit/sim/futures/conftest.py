"""A futures exchange over the small market of the shares' tests, and short hands for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.futures.exchange import FuturesExchange
from sim.futures.ledger import FuturesLedger
from sim.futures.market import FuturesMarket
from sim.sessions import Sessions

MONDAY = date(2026, 11, 2)
CASH = 20_000_000


class FuturesDesk:
    """One futures exchange over one ledger; the calm share's nearest contract is the usual code."""

    def __init__(self, market: FuturesMarket, ledger: FuturesLedger, clock) -> None:
        self.market, self.ledger, self._clock = market, ledger, clock
        self.venue = FuturesExchange(market, ledger=ledger, seed=1)
        self.code = market.contracts(MONDAY)[0].code

    def at(self, text: str, day: date = MONDAY):
        return self.venue.advance(self._clock(text, day))

    def order(self, side, quantity, price=0, *, code="", account="A", kind=""):
        kind = kind or ("limit" if price else "market")
        return self.venue.place(
            account, code=code or self.code, side=side, kind=kind, quantity=quantity, price=price
        )

    def last(self, account="A"):
        return self.venue.day_orders(account, self.venue.day())[-1]

    def held(self, account="A") -> dict[str, int]:
        return {h.contract.code: h.quantity for h in self.venue.holdings(account)}


@pytest.fixture(scope="session")
def market(small_feed, sessions: Sessions) -> FuturesMarket:
    return FuturesMarket(small_feed, sessions=sessions, seed=1)


@pytest.fixture
def fresh(market, clock):
    """Open a futures market in memory; accounts A and B have 20 million won each."""
    return lambda: FuturesDesk(market, FuturesLedger.memory({"A": CASH, "B": CASH}), clock)


@pytest.fixture
def desk(fresh) -> FuturesDesk:
    return fresh()


@pytest.fixture
def open_desk(market, clock, tmp_path):
    """Open the futures market over a file; calling it again opens the same file again."""

    def build(name: str = "futures.db", folder: Path = tmp_path) -> FuturesDesk:
        ledger = FuturesLedger.open(folder / name, cash={"A": CASH, "B": CASH})
        return FuturesDesk(market, ledger, clock)

    return build
