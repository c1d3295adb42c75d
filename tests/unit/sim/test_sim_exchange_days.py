"""A day of the exchange as a person meets it: phases, prints, quotes, interruptions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sim.exchange import Exchange
from sim.ledger import Ledger
from sim.replay import ReplayFeed
from sim.values import Listing, Placed, Refusal, VenueBar

MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 4))


def test_time_starts_an_hour_before_the_first_open_and_never_goes_back(desk, clock):
    assert desk.venue.now == clock("08:00")
    desk.at("09:30")
    assert desk.at("09:30") == []
    with pytest.raises(ValueError, match="cannot go back"):
        desk.at("09:29")


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("08:00", "closed"), ("08:30", "pre_open"), ("09:00", "continuous"),
        ("15:20", "closing_auction"), ("15:30", "post_close"),
    ],
)  # fmt: skip
def test_phases_follow_the_clock(desk, text, phase):
    desk.at(text)
    assert desk.venue.phase() == phase
    assert desk.venue.quote("990001").phase == phase


def test_weekend_is_closed_and_belongs_to_friday(desk):
    desk.at("12:00", date(2026, 11, 7))
    assert (desk.venue.phase(), desk.venue.day()) == ("closed", FRIDAY)
    assert desk.order("buy", "market", 1) == Refusal(
        "closed", "지금은 주문을 받지 않습니다. 2026-11-09 08:30부터 주문할 수 있습니다."
    )


def test_next_event_steps_through_the_day(desk, clock):
    seen = []
    while desk.venue.day() == MONDAY and len(seen) < 2_000:
        seen.append(desk.venue.next_event())
        desk.venue.advance(seen[-1])
    assert seen[:3] == [clock("08:30"), clock("09:00"), clock("09:01")]
    assert clock("15:20") in seen
    assert seen[-2:] == [clock("15:30"), clock("08:30", TUESDAY)]


def test_prints_keep_the_days_bar(desk):
    prints = [p for p in desk.at("15:30") if p.code == "990001"]
    prices = [p.price for p in prints]
    assert (prices[0], max(prices), min(prices), prices[-1]) == (70_500, 72_000, 69_000, 70_000)
    assert sum(p.quantity for p in prints) == 400_000
    assert prints[0].auction
    assert prints[-1].auction
    quote = desk.venue.quote("990001")
    assert (quote.open, quote.high, quote.low, quote.price) == (70_500, 72_000, 69_000, 70_000)
    assert quote.volume == 400_000
    assert quote.traded_value == sum(p.price * p.quantity for p in prints)


def test_one_long_step_equals_many_short_ones(desk, small_feed, sessions, clock):
    from_one = desk.at("15:30", FRIDAY)
    other = type(desk)(seed=1, ledger=type(desk.ledger).memory({"A": 1}), feed=small_feed,
                       sessions=sessions)  # fmt: skip
    from_many = []
    while other.venue.now < clock("15:30", FRIDAY):
        from_many += other.venue.advance(other.venue.next_event())
    assert from_many == from_one


def test_quote_before_the_open_shows_the_base_and_limits(desk):
    quote = desk.venue.quote("990001")
    assert (quote.base, quote.price, quote.upper, quote.lower) == (70_000, 70_000, 91_000, 49_000)
    assert (quote.bid, quote.ask, quote.open) == (0, 0, 0)


def test_continuous_quote_is_two_sided_on_the_grid(desk):
    desk.at("10:00")
    quote = desk.venue.quote("990001")
    assert quote.ask - quote.bid == 100
    assert quote.bid <= quote.price <= quote.ask
    assert min(quote.bid_size, quote.ask_size) > 0


def test_a_halted_share_prints_nothing_and_comes_back(desk):
    assert not [p for p in desk.at("15:30") if p.code == "990003"]
    assert desk.venue.quote("990003").halted
    desk.at("10:00", WEDNESDAY)
    assert not desk.venue.quote("990003").halted
    assert desk.venue.quote("990003").base == 5_000


def test_daily_bars_are_finished_days_only(desk):
    desk.at("15:29")
    friday = date(2026, 10, 30)
    assert [b.day for b in desk.venue.daily_bars("990001", until=FRIDAY, count=9)] == [friday]
    desk.at("15:30")
    days = [b.day for b in desk.venue.daily_bars("990001", until=FRIDAY, count=9)]
    assert days == [friday, MONDAY]
    assert desk.venue.daily_bars("990001", until=friday, count=9)[-1].day == friday


def test_unknown_names_raise(desk):
    with pytest.raises(KeyError):
        desk.venue.quote("000000")
    with pytest.raises(KeyError):
        desk.venue.balance("Z")


@pytest.fixture(scope="module")
def stormy(sessions):
    """A share that climbs 28 % in a day, on the first seed whose path is interrupted."""
    share = Listing("990009", "폭풍테크", "KOSDAQ", "stock", 1, "기계")
    bars = [
        VenueBar(date(2026, 10, 30), 10_000, 10_000, 10_000, 10_000, 100_000),
        VenueBar(MONDAY, 10_000, 12_800, 9_900, 12_700, 400_000),
    ]
    feed = ReplayFeed([share], {share.code: bars}, start=MONDAY)
    ledger = Ledger.memory({"A": 100_000_000, "B": 100_000_000})
    return Exchange(feed, ledger=ledger, sessions=sessions, seed=1)


def test_an_interruption_holds_trading_until_its_single_price(stormy):
    while not stormy.quote("990009").vi:
        stormy.advance(stormy.next_event())
        assert stormy.phase() != "post_close", "the day was to be interrupted"
    quote = stormy.quote("990009")
    assert abs(quote.price - quote.open) * 10 >= quote.open
    assert (quote.phase, quote.bid, quote.ask) == ("continuous", 0, 0)
    order = {"code": "990009", "side": "buy", "quantity": 10, "price": 0}
    stormy.place("A", kind="market", **order)
    stormy.place("B", kind="limit", **(order | {"price": quote.lower}))
    stormy.advance(stormy.now + timedelta(minutes=1))
    assert stormy.day_orders("A", MONDAY)[0].filled == 0
    [auction] = stormy.advance(stormy.now + timedelta(minutes=1))
    assert auction.auction
    filled = stormy.day_orders("A", MONDAY)[0]
    assert (filled.state, filled.amount) == ("filled", 10 * auction.price)
    assert stormy.day_orders("B", MONDAY)[0].filled == 0
    after = stormy.quote("990009")
    assert not after.vi
    assert after.bid < after.ask


@pytest.mark.parametrize(
    ("day", "call", "opens", "closes"),
    [
        (date(2025, 11, 13), "09:30", "10:00", "16:30"),
        (date(2026, 1, 2), "09:30", "10:00", "15:30"),
        (date(2026, 1, 5), "08:30", "09:00", "15:30"),
    ],
)
def test_days_that_open_late_print_late(library, clock, day, call, opens, closes):
    share = Listing("990009", "늦은전자", "KOSPI", "stock", 1, "")
    bars = [VenueBar(d, 10_000, 10_200, 9_900, 10_100, 90_000) for d in library.until(day, 2)]
    feed = ReplayFeed([share], {share.code: bars}, start=day)
    venue = Exchange(feed, ledger=Ledger.memory({"A": 10**8}), sessions=library, seed=1)
    order = {"code": "990009", "side": "buy", "kind": "limit", "quantity": 1, "price": 10_000}
    assert venue.next_event() == clock(call, day)
    venue.advance(clock(call, day) - timedelta(minutes=1))
    assert venue.place("A", **order).code == "closed"
    venue.advance(clock(call, day))
    assert isinstance(venue.place("A", **order), Placed)
    prints = venue.advance(clock("18:00", day))
    assert (prints[0].at, prints[-1].at) == (clock(opens, day), clock(closes, day))
    assert prints[-2].at < clock(closes, day) - timedelta(minutes=10)
    assert venue.day_orders("A", day)[0].amount == 10_000
