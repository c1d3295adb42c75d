"""Replay: imported days are traded again, exactly, with their flaws."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime

import pytest

from sim.exchange import Exchange
from sim.ledger import Ledger
from sim.replay import ReplayFeed
from sim.sessions import Sessions
from sim.values import Listing, Placed, VenueBar

SHARE = Listing("990001", "고요전자", "KOSPI", "stock", 1, "전기전자")
DAY = date(2026, 11, 2)


def real(shared, code: str) -> list[VenueBar]:
    with (shared / "data" / "krx_daily" / f"{code}.csv").open(encoding="utf-8") as file:
        return [
            VenueBar(
                date.fromisoformat(row["date"]),
                *(int(row[name]) for name in ("open", "high", "low", "close", "volume")),
            )
            for row in csv.DictReader(file)
        ]


def listed(code: str) -> Listing:
    return Listing(code, code, "KOSPI", "stock", 1, "")


def days_of(bars: list[VenueBar], start: date) -> Sessions:
    """Make plain sessions of the days that the bars have, closing at 15:00 as until 2016."""
    return Sessions.from_rows(
        (
            bar.day,
            datetime(bar.day.year, bar.day.month, bar.day.day, tzinfo=UTC),
            datetime(bar.day.year, bar.day.month, bar.day.day, 6, tzinfo=UTC),
        )
        for bar in bars
        if bar.day >= start
    )


def test_real_weeks_are_traded_as_they_were(shared):
    start = date(2018, 1, 8)
    codes = ["005930", "000270", "105560", "035420"]
    feed = ReplayFeed([listed(c) for c in codes], {c: real(shared, c) for c in codes}, start=start)
    sessions = Sessions.from_library(date(2017, 12, 1), date(2018, 2, 1))
    venue = Exchange(feed, ledger=Ledger.memory({"A": 10**9}), sessions=sessions, seed=7)
    seen = 0
    while venue.day() < date(2018, 1, 19) or venue.phase() != "post_close":
        venue.advance(venue.next_event())
        if venue.phase() != "post_close":
            continue
        for code in codes:
            quote, bar = venue.quote(code), feed.bar(code, venue.day())
            assert (quote.open, quote.high, quote.low, quote.price, quote.volume) == (
                bar.open, bar.high, bar.low, bar.close, bar.volume,
            )  # fmt: skip
            seen += 1
    assert seen == 4 * 10


def test_a_demerger_gets_a_new_base_price(shared):
    bars = real(shared, "035420")
    sessions = days_of(bars, date(2013, 7, 25))
    feed = ReplayFeed([listed("035420")], {"035420": bars}, start=date(2013, 8, 28))
    venue = Exchange(feed, ledger=Ledger.memory({"A": 10**9}), sessions=sessions, seed=7)
    venue.advance(datetime(2013, 8, 28, 1, tzinfo=UTC))
    assert venue.quote("035420").halted
    refusal = venue.place("A", code="035420", side="buy", kind="market", quantity=1, price=0)
    assert refusal.code == "halted"
    venue.advance(datetime(2013, 8, 29, 6, tzinfo=UTC))
    quote, bar = venue.quote("035420"), feed.bar("035420", date(2013, 8, 29))
    assert quote.base == bar.open
    assert quote.lower <= bar.low <= bar.high <= quote.upper
    assert bar.close / feed.bar("035420", date(2013, 8, 28)).close > 1.6


def test_prices_off_todays_grid_are_printed_and_refused_in_orders(sessions):
    odd = [VenueBar(date(2026, 10, 30), 6_511, 6_511, 6_473, 6_473, 2_232)]
    odd += [VenueBar(DAY, 6_434, 6_465, 6_427, 6_427, 2_167)]
    feed = ReplayFeed([SHARE], {SHARE.code: odd}, start=DAY)
    venue = Exchange(feed, ledger=Ledger.memory({"A": 10**9}), sessions=sessions, seed=7)
    prints = venue.advance(datetime(2026, 11, 2, 1, tzinfo=UTC))
    assert prints[0].price == 6_434
    refusal = venue.place("A", code="990001", side="buy", kind="limit", quantity=1, price=6_434)
    assert refusal.code == "tick"
    assert "6,430원 또는 6,440원" in refusal.text


def test_a_share_without_a_bar_stands_still(sessions):
    bars = [VenueBar(date(2026, 10, 30), 5_000, 5_100, 4_900, 5_050, 900)]
    feed = ReplayFeed([SHARE], {SHARE.code: bars}, start=DAY)
    venue = Exchange(feed, ledger=Ledger.memory({"A": 10**9}), sessions=sessions, seed=7)
    assert venue.advance(datetime(2026, 11, 2, 6, 30, tzinfo=UTC)) == []
    quote = venue.quote("990001")
    assert (quote.halted, quote.price, quote.base) == (True, 5_050, 5_050)


def test_a_share_not_listed_yet_is_unknown_until_its_first_bar(sessions):
    late = [VenueBar(date(2026, 11, 3), 5_000, 6_900, 4_900, 6_800, 90_000)]
    old = [VenueBar(DAY, 5_000, 5_100, 4_900, 5_050, 900)]
    other = Listing("990002", "새내기", "KOSDAQ", "stock", 1, "")
    feed = ReplayFeed([SHARE, other], {"990001": old, "990002": late}, start=DAY)
    venue = Exchange(feed, ledger=Ledger.memory({"A": 10**9}), sessions=sessions, seed=7)
    venue.advance(datetime(2026, 11, 2, 1, tzinfo=UTC))
    order = {"code": "990002", "side": "buy", "kind": "market", "quantity": 1, "price": 0}
    assert venue.place("A", **order).code == "unknown_code"
    venue.advance(datetime(2026, 11, 3, 1, tzinfo=UTC))
    assert venue.quote("990002").upper >= 6_900
    assert isinstance(venue.place("A", **order), Placed)


def test_history_before_the_start_is_there(sessions):
    bars = [VenueBar(d, 5_000, 5_100, 4_900, 5_050, 900) for d in sessions.until(DAY, 50)]
    feed = ReplayFeed([SHARE], {SHARE.code: bars}, start=DAY)
    venue = Exchange(feed, ledger=Ledger.memory({"A": 1}), sessions=sessions, seed=7)
    assert venue.daily_bars("990001", until=DAY, count=200) == bars[:-1]
    assert venue.daily_bars("990001", until=DAY, count=3) == bars[-4:-1]


@pytest.mark.parametrize(
    ("bars", "complaint"),
    [
        ([], "no bar"),
        ([VenueBar(DAY, 1, 1, 1, 1, 1), VenueBar(DAY, 1, 1, 1, 1, 1)], "one bar a day"),
        ([VenueBar(DAY, 0, 1, 1, 1, 1)], "impossible"),
        ([VenueBar(DAY, 1, 1, 1, 1, -1)], "impossible"),
    ],
)
def test_bad_bars_are_refused(bars, complaint):
    with pytest.raises(ValueError, match=complaint):
        ReplayFeed([SHARE], {SHARE.code: bars}, start=DAY)


def test_a_start_that_is_no_session_is_refused(sessions):
    feed = ReplayFeed(
        [SHARE], {SHARE.code: [VenueBar(DAY, 1, 1, 1, 1, 1)]}, start=date(2026, 11, 1)
    )
    with pytest.raises(ValueError, match="not among the sessions"):
        Exchange(feed, ledger=Ledger.memory({"A": 1}), sessions=sessions, seed=7)
