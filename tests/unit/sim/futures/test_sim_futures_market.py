"""Prices of futures: they follow the share with carry, keep to ticks and limits, and settle."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import rules as stock_rules
from sim.futures import rules
from sim.futures.market import FuturesMarket, futures_sessions
from sim.futures.path import (
    EARLY_MINUTES,
    SpotDay,
    Terms,
    fair_price,
    futures_path,
)
from sim.sessions import KST
from sim.synthetic import SyntheticFeed

MONDAY, EXPIRY = date(2026, 11, 2), date(2026, 11, 12)
MINUTES = 420


def spot(prices: list[int], *, before: int = 70_000, volume: int = 4_000) -> SpotDay:
    return SpotDay(before, prices[-1], tuple(prices), tuple(volume for _ in prices))


def terms(*, base: int = 70_000, settle: int = 70_000, days: int = 10, final: bool = False):
    return Terms(MONDAY, "KOSPI", base, settle, days, (0.0, 0.0), nearest=True, final=final)


@pytest.fixture(scope="module")
def lively(sessions) -> FuturesMarket:
    feed = SyntheticFeed(3, sessions=sessions)
    return FuturesMarket(feed, sessions=sessions, seed=3)


def days(market: FuturesMarket, first: date, count: int) -> list[date]:
    return [row[0] for row in market.sessions.rows() if row[0] >= first][:count]


def test_hours_reach_a_quarter_before_and_after_the_shares(sessions):
    session = futures_sessions(sessions).get(MONDAY)
    hours = [session.call_opens, session.open, session.call_closes, session.close]
    assert [at.astimezone(KST).strftime("%H:%M") for at in hours] == [
        "08:30", "08:45", "15:35", "15:45",
    ]  # fmt: skip


def test_the_six_most_traded_shares_have_futures(lively, market):
    assert len(lively.underlyings) == 6
    codes = [share.code for share in lively.underlyings]
    assert codes == sorted(codes)
    assert [share.code for share in market.underlyings] == [
        "990001", "990002", "990003", "990004",
    ]  # fmt: skip


def test_every_price_of_a_fortnight_is_legal_and_touches_its_bar(lively):
    seen = 0
    for day in days(lively, MONDAY, 9):
        for contract in lively.contracts(day):
            path, bar = lively.path(contract, day), lively.bar(contract.code, day)
            prices = [tick.price for tick in path.ticks]
            grid = {stock_rules.floor_tick(p, day, market="KOSPI") for p in prices}
            if day != contract.last_day:
                assert set(prices) == grid
                assert path.settle == prices[-1]
            assert (bar.open, bar.close) == (prices[0], prices[-1])
            assert (bar.high, bar.low) == (max(prices), min(prices))
            assert bar.volume == sum(tick.quantity for tick in path.ticks)
            _, upper, lower = path.limits[-1]
            assert lower <= bar.low <= bar.high <= upper
            assert path.ticks[0].auction
            assert path.ticks[-1].auction
            seen += 1
    assert seen == 9 * 24


def test_the_base_is_the_settlement_price_of_the_day_before(lively):
    first, second = days(lively, MONDAY, 2)
    for contract in lively.contracts(second):
        assert lively.base(contract, second) == lively.settle(contract, first)


def test_a_future_stays_near_its_share_and_the_far_month_is_worth_more(lively):
    for day in days(lively, MONDAY, 8):
        for contract in lively.contracts(day):
            share = lively.spot(contract.underlying.code, day)
            if share.halted:
                continue
            fair = fair_price(share.close, (contract.last_day - day).days)
            assert abs(lively.settle(contract, day) - fair) < 0.01 * fair
    assert fair_price(70_000, 365) == pytest.approx(72_100)


def test_on_the_last_day_the_settlement_price_is_the_close_of_the_share(lively):
    ending = [c for c in lively.contracts(EXPIRY) if c.last_day == EXPIRY]
    assert len(ending) == 6
    for contract in ending:
        close = lively.spot(contract.underlying.code, EXPIRY).close
        assert lively.settle(contract, EXPIRY) == close
        path = lively.path(contract, EXPIRY)
        assert path.minutes == MINUTES - 25
        assert max(tick.minute for tick in path.ticks) == path.minutes


def test_a_new_month_is_listed_after_an_expiry(lively):
    after = lively.sessions.after(EXPIRY).day
    before, then = lively.contracts(EXPIRY), lively.contracts(after)
    assert len(before) == len(then) == 24
    assert {c.month for c in then} - {c.month for c in before} == {(2027, 2)}
    assert [lively.rank(c, after) for c in then[:4]] == [1, 2, 3, 4]
    gone = next(c for c in before if c.last_day == EXPIRY)
    assert lively.rank(gone, after) == 0
    assert lively.bar(gone.code, after) is None


def test_the_same_seed_draws_the_same_market_whatever_is_asked_first(sessions):
    feed = SyntheticFeed(5, sessions=sessions)
    one, two = (FuturesMarket(feed, sessions=sessions, seed=5) for _ in range(2))
    contract = one.contracts(EXPIRY)[1]
    forward = [one.path(contract, day) for day in days(one, MONDAY, 6)]
    backward = [two.path(contract, day) for day in reversed(days(two, MONDAY, 6))]
    assert forward == backward[::-1]
    other = FuturesMarket(feed, sessions=sessions, seed=6)
    assert [other.path(contract, day) for day in days(one, MONDAY, 6)] != forward


def test_bars_reach_back_to_the_listing_day(lively):
    contract = lively.contracts(MONDAY)[0]
    bars = lively.bars(contract.code, until=MONDAY, count=400)
    assert bars[0].day == contract.since
    assert bars[-1].day == MONDAY
    assert [bar.day for bar in bars] == sorted({bar.day for bar in bars})


def test_a_halted_share_halts_its_futures_and_keeps_the_last_settlement(market):
    contract = next(c for c in market.contracts(MONDAY) if c.underlying.code == "990003")
    assert market.path(contract, MONDAY).ticks == []
    bar = market.bar(contract.code, MONDAY)
    assert (bar.volume, bar.open, bar.close) == (0, bar.close, market.base(contract, MONDAY))


def test_limits_open_step_by_step_while_the_price_presses_on_them():
    calm, jump = [70_000] * 30, [60_000] * 361
    path = futures_path(spot(calm + jump), terms(settle=60_200), key="steps", minutes=MINUTES)
    assert [limits[1:] for limits in path.limits] == [
        rules.stage_limits(70_000, MONDAY, stage=n, market="KOSPI") for n in (0, 1)
    ]
    opened = path.limits[1][0]
    touched = next(t.minute for t in path.ticks if t.price == 63_000)
    assert opened - touched == rules.STAGE_MINUTES
    assert all(t.price >= 63_000 for t in path.ticks if t.minute < opened)
    assert min(t.price for t in path.ticks) < 60_500


def test_the_widest_step_is_thirty_percent():
    path = futures_path(
        spot([70_000] * 5 + [49_000] * 386), terms(settle=49_100), key="fall", minutes=MINUTES
    )
    assert len(path.limits) == 3
    assert path.limits[-1][1:] == (91_000, 49_000)
    assert path.ticks[-1].price == path.settle == 49_100


def test_the_closing_price_is_never_held_back():
    path = futures_path(spot([70_000] * 391), terms(settle=52_000), key="gap", minutes=MINUTES)
    assert path.ticks[-1].price == 52_000
    _, upper, lower = path.limits[-1]
    assert lower <= 52_000 <= upper


@given(base=st.integers(100, 2_000_000), stage=st.integers(0, 2))
def test_limits_lie_inside_their_percentage_on_the_grid(base, stage):
    base = stock_rules.floor_tick(base, MONDAY, market="KOSPI")
    upper, lower = rules.stage_limits(base, MONDAY, stage=stage, market="KOSPI")
    percent = rules.STAGES[stage]
    assert upper * 100 <= base * (100 + percent)
    assert lower * 100 >= base * (100 - percent)
    for price in (upper, lower):
        assert price == stock_rules.floor_tick(price, MONDAY, market="KOSPI")


@given(price=st.floats(1, 2_000_000))
def test_the_nearest_tick_is_at_most_half_a_tick_away(price):
    found = rules.nearest_tick(price, MONDAY, market="KOSPI")
    tick = stock_rules.tick_size(max(1, round(price)), MONDAY, market="KOSPI")
    assert found == stock_rules.floor_tick(found, MONDAY, market="KOSPI")
    assert abs(found - price) <= tick / 2 + 0.5


def test_before_the_shares_open_futures_walk_toward_their_first_price():
    day = spot([72_000] * 391)
    early = [day.at(minute, eagerness=0.5) for minute in range(EARLY_MINUTES + 1)]
    assert early[0] == 71_000
    assert early == sorted(early)
    assert early[-1] == 72_000


def test_margin_rates_are_fixed_by_share_and_maintenance_is_two_thirds():
    for number in range(50):
        code = f"{970_000 + number}"
        assert 1_000 <= rules.initial_bp(code) <= 3_000
        assert rules.maintenance_bp(code) == rules.initial_bp(code) * 2 // 3
    assert rules.margin(70_000, 1_500) == 105_000


def test_commission_is_cut_to_ten_won_and_nothing_is_taxed():
    assert rules.commission(7_000_000) == 210
    assert rules.commission(6_999_000) == 200


def test_a_share_without_bars_before_the_start_has_no_futures(sessions, small_feed):
    class Young:
        start = small_feed.start

        def listings(self):
            return small_feed.listings()

        def bar(self, code, day):
            return small_feed.bar(code, day)

        def bars(self, code, *, until, count):
            found = small_feed.bars(code, until=until, count=count)
            return [bar for bar in found if code != "990001" or bar.day >= self.start]

    market = FuturesMarket(Young(), sessions=sessions, seed=1)
    assert "990001" not in {share.code for share in market.underlyings}
    with pytest.raises(ValueError, match="trading days only"):
        market.spot("990002", MONDAY - timedelta(days=1))
