"""A program that trades futures on a file and kills itself before its n-th statement of SQL.

Usage: crash_futures.py FILE N. It goes on where the file stands; with N = 0 it lives to the end and
prints what the account looks like.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sim.futures.exchange import FuturesExchange
from sim.futures.ledger import FIRST_NUMBER, FuturesLedger
from sim.futures.market import FuturesMarket
from sim.replay import ReplayFeed
from sim.sessions import Sessions
from sim.values import Listing, VenueBar

START = date(2026, 11, 2)
SHARE = Listing("990001", "고요전자", "KOSPI", "stock", 1, "전기전자")
STEPS = 60


def market() -> FuturesMarket:
    days = [START + timedelta(days=n) for n in range(-3, 19)]
    days = [day for day in days if day.weekday() < 5]
    bars = [VenueBar(day, 70_500, 72_000, 69_000, 70_000, 400_000) for day in days]
    opens = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    rows = [(at.date(), at, at + timedelta(hours=6.5)) for at in opens]
    feed = ReplayFeed([SHARE], {SHARE.code: bars}, start=START)
    return FuturesMarket(feed, sessions=Sessions.from_rows(rows), seed=5)


def trade(venue: FuturesExchange, ledger: FuturesLedger) -> None:
    """Do step k at the k-th instant: buy or sell, and cancel what is three steps old."""
    first = datetime(2026, 11, 2, 0, 20, tzinfo=UTC)
    for step in range(STEPS):
        at = first + timedelta(minutes=53 * step)
        if venue.now > at:
            continue
        venue.advance(at)
        if venue.phase() != "continuous":
            continue
        numbers = range(FIRST_NUMBER, FIRST_NUMBER + 100)
        orders = [order for n in numbers if (order := ledger.order(n))]
        if all(order.placed_at < at for order in orders):
            code = venue.listings()[step % 2].code
            side, price = ("buy", 70_200 - 100 * (step % 7)) if step % 3 else ("sell", 69_500)
            venue.place("A", code=code, side=side, kind="limit", quantity=4, price=price)
        placed = [f"{order.number:010d}" for order in orders if order.placed_at < at]
        if len(placed) >= 3:
            venue.cancel("A", placed[-3])


def show(venue: FuturesExchange, ledger: FuturesLedger) -> str:
    numbers = range(FIRST_NUMBER, FIRST_NUMBER + 100)
    orders = [str(ledger.order(n).view()) for n in numbers if ledger.order(n)]
    fills = [str(fill) for fill in ledger.fills()]
    marks = [str(mark) for mark in ledger.marks()]
    books = [str(venue.standing("A")), str(venue.holdings("A")), str(ledger.street)]
    return "\n".join([str(venue.now), *orders, *fills, *marks, *books])


def main() -> None:
    path, at = Path(sys.argv[1]), int(sys.argv[2])
    ledger = FuturesLedger.open(path, cash={"A": 20_000_000})
    venue = FuturesExchange(market(), ledger=ledger, seed=5)
    seen = 0

    def count(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    ledger._store._db.set_trace_callback(count)
    trade(venue, ledger)
    print(seen)
    print(show(venue, ledger))


if __name__ == "__main__":
    main()
