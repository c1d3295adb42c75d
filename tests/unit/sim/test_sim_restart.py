"""Restarts: an exchange over a reopened file goes on as if nothing had happened."""

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
CODES = ["990001", "990002", "990004", "990005"]
CASH = {"A": 100_000_000, "B": 100_000_000}

steps = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 3, 45, 400, 1_440]),
        st.sampled_from(["A", "B"]),
        st.sampled_from(CODES),
        st.sampled_from(["buy", "buy", "sell"]),
        st.sampled_from(["limit", "market", "close"]),
        st.integers(1, 200),
        st.booleans(),
    ),
    max_size=14,
)


def do(desk, step) -> list:
    """Take one step of a story and give everything that a caller can see of it."""
    minutes, account, code, side, kind, quantity, cancel = step
    prints = desk.venue.advance(desk.venue.now + timedelta(minutes=minutes))
    quote = desk.venue.quote(code)
    touch = quote.ask if quantity % 2 else quote.bid
    price = (touch or quote.price) if kind == "limit" else 0
    answer = desk.order(side, kind, quantity, price, code=code, account=account)
    if cancel and isinstance(answer, Placed):
        answer = desk.venue.cancel(account, answer.number)
    return [answer, prints, look(desk)]


def look(desk) -> list:
    venue = desk.venue
    return [
        venue.now, venue.next_event(), venue.phase(),
        [venue.quote(code) for code in CODES],
        [venue.balance(account) for account in ("A", "B")],
        [venue.day_orders(account, venue.day()) for account in ("A", "B")],
        list(desk.ledger.fills()),
    ]  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps, start=st.sampled_from(["08:40", "09:05", "15:10"]))
def test_reopening_after_each_step_changes_nothing(
    open_desk, tmp_path_factory, clock, story, start
):
    folder = tmp_path_factory.mktemp("restart")
    reopened_at_each_step(open_desk, folder, clock(start), story, do, look)


def test_the_place_in_the_queue_is_kept(open_desk):
    steady, shaken = open_desk("steady.db"), open_desk("shaken.db")
    for desk in (steady, shaken):
        desk.at("10:00")
        desk.order("buy", "limit", 400, desk.venue.quote("990001").bid)
        assert desk.ledger.order(1).ahead > 0
    ahead = []
    while steady.venue.phase() == "continuous":
        to = steady.venue.next_event()
        steady.venue.advance(to)
        shaken.venue.advance(to)
        shaken.ledger.close()
        shaken = open_desk("shaken.db")
        ahead.append(shaken.ledger.order(1).ahead)
        assert ahead[-1] == steady.ledger.order(1).ahead
        assert shaken.last() == steady.last()
        if steady.last().state != "open" or steady.venue.now.minute == 45:
            break
    assert ahead[-1] < ahead[0], "the queue was to move"
    steady.ledger.close()
    shaken.ledger.close()


def test_a_file_market_equals_one_in_memory(open_desk, desk):
    on_file = open_desk()
    story = [(75, "A", "990001", "buy", "limit", 100, False), (30, "A", "990001", "sell", "market",
             40, False), (1_440, "B", "990004", "buy", "limit", 80, False)]  # fmt: skip
    for step in story:
        assert do(on_file, step) == do(desk, step)
    on_file.ledger.close()


@pytest.fixture(scope="module")
def run_trader(root):
    """Run the crashing program on a file; the second value is what it printed."""
    return runs(Path(__file__).with_name("crash_trader.py"), root)


@pytest.fixture(scope="module")
def steady(run_trader, tmp_path_factory):
    return undisturbed(run_trader, tmp_path_factory.mktemp("steady") / "venue.db")


def test_the_crashing_program_trades(steady):
    statements, lines = steady
    assert statements > 100
    assert sum("VenueFill(" in line for line in lines) >= 5
    assert any("cancelled" in line for line in lines)


@pytest.mark.parametrize("portion", range(12))
def test_kill_9_at_any_statement_loses_and_doubles_nothing(run_trader, steady, tmp_path, portion):
    seen = killed_twice(run_trader, tmp_path / "venue.db", steady, portion, 11)
    assert seen == steady[1]


def test_time_is_kept_over_a_restart(open_desk, clock):
    desk = open_desk()
    desk.at("10:17")
    desk.ledger.close()
    assert open_desk().venue.now == clock("10:17")


def test_accounts_keep_their_first_cash_and_new_ones_join(tmp_path):
    Ledger.open(tmp_path / "venue.db", cash={"A": 5}).close()
    ledger = Ledger.open(tmp_path / "venue.db", cash={"A": 9, "C": 7})
    assert [ledger.books(name, MONDAY).cash for name in ledger.accounts()] == [5, 7]
    ledger.close()


def test_a_file_belongs_to_one_seed(open_desk):
    desk = open_desk(seed=1)
    desk.at("09:00")
    desk.ledger.close()
    with pytest.raises(ValueError, match="seed 1 and was opened with 2"):
        open_desk(seed=2)


def test_a_second_writer_is_noticed(open_desk):
    one, two = open_desk(), open_desk()
    one.at("09:30")
    with pytest.raises(LedgerFailedError, match="another process"):
        two.at("09:31")
    with pytest.raises(LedgerFailedError, match="failed before"):
        two.at("09:32")
    one.at("09:33")
    one.ledger.close()
    two.ledger.close()


def test_a_file_that_cannot_be_written_stops_the_exchange(open_desk, clock):
    desk = open_desk()
    desk.at("09:30")
    desk.ledger._store._db.execute("PRAGMA query_only=ON")
    with pytest.raises(LedgerFailedError, match="could not be written"):
        desk.order("buy", "limit", 1, 60_000)
    with pytest.raises(LedgerFailedError):
        desk.at("09:31")
    desk.ledger.close()
    again = open_desk()
    assert again.venue.day_orders("A", MONDAY) == []
    assert again.venue.now == clock("09:30")


def test_orders_wait_for_the_disk_and_time_does_not(open_desk):
    desk = open_desk()
    modes = []

    def note(statement: str) -> None:
        if statement == "BEGIN IMMEDIATE":
            modes.append(desk.ledger._store._durable)

    desk.ledger._store._db.set_trace_callback(note)
    desk.at("09:30")
    desk.order("buy", "limit", 1, 60_000)
    desk.at("09:31")
    desk.venue.cancel("A", desk.last().number)
    assert modes == [False, True, False, True]
    desk.ledger.close()


def test_the_file_is_plain_sqlite_that_others_may_read(open_desk, tmp_path):
    desk = open_desk()
    desk.at("09:30")
    desk.order("buy", "limit", 3, 60_000)
    with sqlite3.connect(f"file:{tmp_path / 'venue.db'}?mode=ro", uri=True) as reader:
        rows = reader.execute("SELECT code, side, quantity, price, state FROM orders").fetchall()
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    reader.close()
    assert rows == [("990001", "buy", 3, 60_000, "open")]
    desk.at("09:31")
    desk.ledger.close()


def test_negative_cash_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        Ledger.memory({"A": -1})
