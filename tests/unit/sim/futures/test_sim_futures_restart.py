"""Restarts of the futures exchange: the same as if nothing had happened, at any statement."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.ledger import Ledger
from sim.store import LedgerFailedError
from sim.values import Placed
from tests.unit.sim.restarts import killed_twice, reopened_at_each_step, runs, undisturbed

MONDAY = date(2026, 11, 2)

steps = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 45, 400, 1_440]),
        st.sampled_from(["A", "B"]),
        st.integers(0, 3),
        st.sampled_from(["buy", "sell"]),
        st.sampled_from(["limit", "market"]),
        st.integers(1, 30),
        st.booleans(),
    ),
    max_size=10,
)


def do(desk, step) -> list:
    minutes, account, month, side, kind, quantity, cancel = step
    prints = desk.venue.advance(desk.venue.now + timedelta(minutes=minutes))
    code = desk.market.contracts(desk.venue.day())[month].code
    quote = desk.venue.quote(code)
    touch = (quote.ask if side == "buy" else quote.bid) or quote.price
    price = touch if kind == "limit" else 0
    answer = desk.order(side, quantity, price, code=code, account=account, kind=kind)
    if cancel and isinstance(answer, Placed):
        answer = desk.venue.cancel(account, answer.number)
    return [answer, prints, look(desk)]


def look(desk) -> list:
    venue = desk.venue
    return [
        venue.now, venue.next_event(), venue.phase(), desk.ledger.settled(), desk.ledger.marks(),
        [venue.quote(listing.code) for listing in venue.listings()],
        [venue.standing(account) for account in ("A", "B")],
        [venue.holdings(account) for account in ("A", "B")],
        [venue.day_orders(account, venue.day()) for account in ("A", "B")],
        list(desk.ledger.fills()), desk.ledger.street,
    ]  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps, start=st.sampled_from(["08:40", "09:05", "15:40"]))
def test_reopening_after_each_step_changes_nothing(
    open_desk, tmp_path_factory, clock, story, start
):
    folder = tmp_path_factory.mktemp("restart")
    reopened_at_each_step(open_desk, folder, clock(start), story, do, look)


def test_a_position_is_settled_over_days_that_nobody_ran(open_desk):
    shaken, steady = open_desk("shaken.db"), open_desk("steady.db")
    for desk in (shaken, steady):
        desk.at("10:00")
        desk.order("buy", 3)
    shaken.ledger.close()
    shaken = open_desk("shaken.db")
    for day in (2, 3, 4, 5, 6):
        steady.at("16:00", date(2026, 11, day))
    steady.at("09:00", date(2026, 11, 9))
    shaken.at("09:00", date(2026, 11, 9))
    assert look(shaken) == look(steady)
    assert len(shaken.ledger.marks()) == 5
    steady.ledger.close()
    shaken.ledger.close()


@pytest.fixture(scope="module")
def run_trader(root):
    """Run the crashing program on a file; the second value is what it printed."""
    return runs(Path(__file__).with_name("crash_futures.py"), root)


@pytest.fixture(scope="module")
def steady(run_trader, tmp_path_factory):
    return undisturbed(run_trader, tmp_path_factory.mktemp("steady") / "futures.db")


def test_the_crashing_program_trades_and_settles(steady):
    statements, lines = steady
    assert statements > 100
    assert sum("VenueFill(" in line for line in lines) >= 5
    assert sum("Mark(" in line for line in lines) >= 2


@pytest.mark.parametrize("portion", range(8))
def test_kill_9_at_any_statement_loses_and_doubles_nothing(run_trader, steady, tmp_path, portion):
    seen = killed_twice(run_trader, tmp_path / "futures.db", steady, portion, 7)
    assert seen == steady[1]


def test_marks_are_plain_rows_that_others_may_read(open_desk, tmp_path):
    desk = open_desk()
    desk.at("10:00")
    desk.order("sell", 2)
    desk.at("16:00")
    desk.ledger.close()
    with sqlite3.connect(f"file:{tmp_path / 'futures.db'}?mode=ro", uri=True) as reader:
        rows = reader.execute("SELECT day, code, price, final, due, fills FROM marks").fetchall()
    reader.close()
    price = desk.market.settle(desk.market.contract(desk.code), MONDAY)
    assert rows == [("2026-11-02", desk.code, price, 0, "2026-11-03", 1)]


def test_a_failed_disk_stops_the_exchange_and_keeps_the_last_settlement(open_desk, clock):
    desk = open_desk()
    desk.at("10:00")
    desk.order("sell", 2)
    desk.ledger._store._db.execute("PRAGMA query_only=ON")
    with pytest.raises(LedgerFailedError, match="could not be written"):
        desk.at("16:00")
    desk.ledger.close()
    again = open_desk()
    assert again.ledger.marks() == []
    again.at("16:00")
    assert len(again.ledger.marks()) == 1
    again.ledger.close()


def test_a_ledger_of_shares_is_no_futures_account(open_desk, tmp_path):
    desk = open_desk()
    desk.at("10:00")
    desk.ledger.close()
    shares = Ledger.open(tmp_path / "shares.db", cash={"A": 1})
    assert not hasattr(shares.books("A", MONDAY), "positions")
    shares.close()
