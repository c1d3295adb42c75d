"""A program that trades on a file and kills itself before its n-th statement of SQL.

Usage: crash_trader.py FILE N. It goes on where the file stands, so that it can be started again
and again; with N = 0 it lives to the end and prints what the account looks like.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sim.exchange import Exchange
from sim.ledger import Ledger
from sim.replay import ReplayFeed
from sim.sessions import Sessions
from sim.values import Listing, VenueBar

START = date(2026, 11, 2)
SHARE = Listing("990001", "고요전자", "KOSPI", "stock", 1, "전기전자")
STEPS = 60


def market() -> tuple[ReplayFeed, Sessions]:
    days = [START + timedelta(days=n) for n in range(-3, 19)]
    days = [day for day in days if day.weekday() < 5]
    bars = [VenueBar(day, 70_500, 72_000, 69_000, 70_000, 40_000) for day in days]
    opens = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    rows = [(at.date(), at, at + timedelta(hours=6.5)) for at in opens]
    return ReplayFeed([SHARE], {SHARE.code: bars}, start=START), Sessions.from_rows(rows)


def trade(venue: Exchange, ledger: Ledger) -> None:
    """Do step k at the k-th instant: buy or sell, and cancel what is three steps old."""
    first = datetime(2026, 11, 2, 0, 20, tzinfo=UTC)
    for step in range(STEPS):
        at = first + timedelta(minutes=29 * step)
        if venue.now > at:
            continue
        venue.advance(at)
        if venue.phase() != "continuous":
            continue
        orders = [order for n in range(1, 100) if (order := ledger.order(n))]
        if all(order.placed_at < at for order in orders):
            side, price = ("buy", 70_200 - 100 * (step % 7)) if step % 3 else ("sell", 69_500)
            venue.place("A", code=SHARE.code, side=side, kind="limit", quantity=40, price=price)
        # Only older ones: after a crash the new order may stand in the list already.
        placed = [f"{order.number:010d}" for order in orders if order.placed_at < at]
        if len(placed) >= 3:
            venue.cancel("A", placed[-3])


def show(venue: Exchange, ledger: Ledger) -> str:
    orders = [str(ledger.order(n).view()) for n in range(1, 100) if ledger.order(n)]
    fills = [str(fill) for fill in ledger.fills()]
    return "\n".join([str(venue.now), *orders, *fills, str(venue.balance("A"))])


def main() -> None:
    path, at = Path(sys.argv[1]), int(sys.argv[2])
    feed, sessions = market()
    ledger = Ledger.open(path, cash={"A": 20_000_000})
    venue = Exchange(feed, ledger=ledger, sessions=sessions, seed=5)
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
