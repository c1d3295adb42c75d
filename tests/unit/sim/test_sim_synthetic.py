"""The synthetic market: seeded, legal, and lively enough for the two strategies of the demo."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime
from statistics import mean, stdev

import pytest

from sim import rules
from sim.exchange import Exchange
from sim.ledger import Ledger
from sim.names import FIRST_PRICE, LISTINGS
from sim.sessions import Sessions
from sim.synthetic import DEFAULT_START, HISTORY, SyntheticFeed

END = date(2026, 11, 13)
CODES = [listing.code for listing in LISTINGS]


def signals(feed: SyntheticFeed, sessions: Sessions) -> dict[str, list[int]]:
    """Count entries and exits of the demo's two strategies in the first and the second week.

    Written anew from the strategies' definitions: this is a measure of the market, not a test of
    the product's strategies.
    """
    days = sessions.until(END, 11)
    counts = {"cross_in": [0, 0], "cross_out": [0, 0], "dip_in": [0, 0]}
    for code in CODES:
        bars = feed.bars(code, until=END, count=HISTORY + 10)
        close, volume = [b.close for b in bars], [b.volume for b in bars]
        entry, size = None, len(bars)
        for t in range(size - 11, size):
            week = int(days.index(bars[t].day) > 5)
            if entry and t > entry[1] and _left(bars[t], entry[0]):
                counts["cross_out"][week] += 1
                entry = None
            up = mean(close[t - 49 : t + 1]) > mean(close[t - 199 : t + 1])
            lively = volume[t] > 1.5 * mean(volume[t - 20 : t])
            if entry is None and t + 1 < size and up and lively and bars[t + 1].volume:
                entry = (bars[t + 1].open, t + 1)
                counts["cross_in"][int(days.index(bars[t + 1].day) > 5)] += 1
        for week, t in enumerate((size - 11, size - 6)):
            window = close[t - 19 : t + 1]
            fell = (window[-1] - mean(window)) / stdev(window) < -2
            counts["dip_in"][week] += fell and min(volume[t - 19 : t + 1]) > 0
    return counts


def _left(bar, entry: int) -> bool:
    return bar.volume > 0 and (bar.low <= entry * 0.95 or bar.high >= entry * 1.10)


@pytest.mark.parametrize("seed", range(1, 21))
def test_every_seed_has_trades_in_both_weeks(synthetic, sessions, seed):
    found = signals(synthetic(seed), sessions)
    assert found["cross_in"][0] + found["dip_in"][0] >= 3, found
    assert found["cross_in"][0] >= 1, found
    assert found["dip_in"][0] >= 1, found
    assert sum(found["cross_in"]) >= 3, found
    # A dip bought on Monday is sold by Friday at the latest, so it is an exit of its own week.
    assert found["cross_out"][1] + found["dip_in"][1] >= 1, found


def test_listings_are_thirty_unreal_names():
    assert len(LISTINGS) == len(set(CODES)) == len({listing.name for listing in LISTINGS}) == 30
    assert sorted(CODES) == CODES
    assert all(re.fullmatch(r"9[79][0-9]{2}[0-9A-Z][0-9]", code) for code in CODES)
    assert sum(not code.isdecimal() for code in CODES) == 2
    assert {listing.market for listing in LISTINGS} == {"KOSPI", "KOSDAQ"}
    assert len({listing.sector for listing in LISTINGS}) >= 8


def test_first_prices_meet_every_tick_band():
    ticks = {rules.tick_size(p, DEFAULT_START, market="KOSPI") for p in FIRST_PRICE.values()}
    assert ticks == {1, 5, 10, 50, 100, 500, 1_000}
    for code, price in FIRST_PRICE.items():
        assert rules.floor_tick(price, DEFAULT_START, market="KOSPI") == price, code


@pytest.mark.parametrize("seed", [1, 7])
def test_bars_are_legal(synthetic, seed):
    feed = synthetic(seed)
    moved = halts = 0
    for listing in LISTINGS:
        bars = feed.bars(listing.code, until=END, count=HISTORY + 10)
        assert len(bars) == HISTORY + 10
        before = FIRST_PRICE[listing.code]
        for bar in bars:
            prices = (bar.open, bar.high, bar.low, bar.close)
            upper, lower = rules.daily_limits(before, bar.day, market=listing.market)
            assert lower <= bar.low <= min(prices)
            assert max(prices) <= bar.high <= upper
            for price in prices:
                assert rules.floor_tick(price, bar.day, market=listing.market) == price
            if bar.volume == 0:
                halts += 1
                assert set(prices) == {before}
            moved += abs(bar.close - before) * 20 > before
            before = bar.close
    assert moved > 100
    assert 1 <= halts <= 60


def test_prices_stay_within_a_few_times_of_home(synthetic):
    feed = synthetic(7)
    ratios = [feed.bars(c, until=END, count=1)[0].close / FIRST_PRICE[c] for c in CODES]
    assert 0.2 < min(ratios) < max(ratios) < 5


def test_a_seed_gives_the_same_bars_whatever_is_asked_first(synthetic):
    one, two = synthetic(7), synthetic(7)
    for day in (date(2026, 9, 1), date(2026, 11, 3), END):
        one.bars(CODES[3], until=day, count=1)
    for code in CODES:
        assert one.bars(code, until=END, count=400) == two.bars(code, until=END, count=400)


def test_a_longer_calendar_changes_no_bar(sessions, synthetic):
    # Two more weeks only: a week cut off by the table's end would move its dips.
    short = Sessions.from_rows(r for r in sessions.rows() if r[0] <= date(2026, 11, 27))
    cut = SyntheticFeed(7, sessions=short)
    for code in CODES[:5]:
        assert cut.bars(code, until=END, count=400) == synthetic(7).bars(code, until=END, count=400)


def test_seeds_differ(synthetic):
    closes = {
        seed: [b.close for b in synthetic(seed).bars(CODES[0], until=END, count=50)]
        for seed in range(5)
    }
    assert len({tuple(row) for row in closes.values()}) == 5


def test_bar_of_a_day_without_session_is_none(synthetic):
    feed = synthetic(7)
    assert feed.bar(CODES[0], date(2026, 11, 7)) is None
    assert feed.bar(CODES[0], date(2026, 11, 6)).day == date(2026, 11, 6)
    assert feed.bar(CODES[0], date(2030, 1, 4)) is None


@pytest.mark.parametrize("start", [date(2026, 11, 1), date(2025, 7, 1)])
def test_a_start_without_history_or_session_is_refused(sessions, start):
    with pytest.raises(ValueError, match="start on a session"):
        SyntheticFeed(7, sessions=sessions, start=start)


def test_two_weeks_run_in_seconds(sessions, synthetic):
    begun = time.process_time()
    venue = Exchange(synthetic(7), ledger=Ledger.memory({"A": 1}), sessions=sessions, seed=7)
    opened = time.process_time()
    prints = 0
    while (event := venue.next_event()) and event.date() <= END:
        prints += len(venue.advance(event))
    ended = time.process_time()
    assert prints > 100_000
    assert opened - begun < 2.0, "opening with 300 sessions takes 0.2 s where this was written"
    assert ended - opened < 8.0, "two weeks take 0.4 s where this was written"


def test_the_exchange_prints_the_feeds_bars(sessions, synthetic):
    feed = synthetic(7)
    venue = Exchange(feed, ledger=Ledger.memory({"A": 1}), sessions=sessions, seed=7)
    venue.advance(datetime(2026, 11, 2, 7, 0, tzinfo=UTC))
    for code in CODES:
        quote, bar = venue.quote(code), feed.bar(code, DEFAULT_START)
        assert quote.volume == bar.volume
        assert quote.price == bar.close
        assert quote.halted == (bar.volume == 0)
        if bar.volume:
            assert (quote.open, quote.high, quote.low) == (bar.open, bar.high, bar.low)
        assert venue.daily_bars(code, until=END, count=1) == [bar]
