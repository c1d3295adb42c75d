"""The exchange as a person meets it: phases, refusals, fills, money."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sim import rules
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


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"code": "000000"}, "unknown_code", "000000"),
        ({"account": "Z"}, "account", "Z"),
        ({"side": "short"}, "side", "buy"),
        ({"kind": "stop"}, "kind", "limit"),
        ({"kind": "open", "price": 0}, "kind_phase", "지정가"),
        ({"kind": "market"}, "price", "0으로"),
        ({"channel": "fax"}, "channel", "api"),
        ({"quantity": 0}, "quantity", "1주 이상"),
        ({"quantity": -5}, "quantity", "1주 이상"),
        ({"price": 70_050}, "tick", "70,000원 또는 70,100원"),
        ({"price": 91_100}, "limit", "91,000원"),
        ({"price": 48_900}, "limit", "49,000원"),
        ({"price": 0}, "limit", "49,000원"),
        ({"code": "990003", "price": 5_000}, "halted", "거래정지"),
        ({"quantity": 1_429}, "cash", "1,428주"),
        ({"side": "sell"}, "shares", "0주"),
    ],
)
def test_refusals_name_the_rule_and_the_way_out(desk, asked, code, words):
    desk.at("10:00")
    ask = {"account": "A", "code": "990001", "side": "buy", "kind": "limit", "quantity": 1,
           "price": 70_000} | asked  # fmt: skip
    refusal = desk.venue.place(ask.pop("account"), **ask)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert words in refusal.text
    assert desk.venue.day_orders("A", MONDAY) == []


@pytest.mark.parametrize("text", ["08:29", "15:30", "20:00"])
def test_nothing_is_taken_outside_hours(desk, text):
    desk.at(text)
    assert desk.order("buy", "limit", 1, 70_000).code == "closed"
    assert desk.order("buy", "market", 1).code == "closed"


def test_a_buy_at_the_ask_fills_at_once_with_costs(desk):
    desk.at("10:00")
    ask = desk.venue.quote("990001").ask
    placed = desk.order("buy", "limit", 10, ask)
    assert isinstance(placed, Placed)
    order = desk.last()
    assert (order.number, order.state, order.filled) == (placed.number, "filled", 10)
    assert order.amount == 10 * ask
    assert order.fee == rules.commission(10 * ask)
    assert order.tax == 0
    balance = desk.venue.balance("A")
    assert balance.payable == order.amount + order.fee
    assert balance.orderable == balance.d2 == 100_000_000 - balance.payable
    assert balance.cash == 100_000_000
    [holding] = balance.holdings
    assert (holding.code, holding.quantity, holding.sellable) == ("990001", 10, 10)
    assert holding.cost == order.amount


def test_a_large_order_eats_the_level_and_rests(desk):
    desk.at("10:00")
    quote = desk.venue.quote("990004")
    desk.order("buy", "limit", 100, quote.ask, code="990004")
    first = desk.last()
    assert (first.filled, first.amount) == (quote.ask_size, quote.ask_size * quote.ask)
    assert (first.state, first.remaining) == ("open", 100 - first.filled)
    assert desk.venue.quote("990004").bid == quote.ask
    assert desk.venue.quote("990004").ask > quote.ask
    desk.order("buy", "limit", 1, quote.ask, code="990004", account="B")
    assert desk.last("B").filled == 0  # the level is eaten and A stands before


def test_a_later_order_takes_nothing_while_a_better_one_waits(desk):
    desk.at("09:00")
    desk.order("buy", "limit", 500, 20_150, code="990004")
    prints = []
    while not prints:
        fresh = desk.venue.advance(desk.venue.next_event())
        prints = [p for p in fresh if p.code == "990004"]
    assert desk.last().state == "open"
    desk.order("buy", "limit", 1, 20_150, code="990004", account="B")
    assert desk.last("B").filled == 0
    desk.venue.cancel("A", desk.last().number)
    desk.venue.cancel("B", desk.last("B").number)
    desk.order("buy", "limit", 1, 20_150, code="990004", account="B")
    assert desk.last("B").filled == 1


def test_a_market_order_pays_more_level_by_level(desk):
    desk.at("10:00")
    quote = desk.venue.quote("990004")
    desk.order("buy", "market", 100, code="990004")
    order = desk.last()
    assert quote.ask_size < order.filled < 100
    assert order.amount > order.filled * quote.ask


def test_resting_orders_reserve_money_and_shares(desk):
    desk.at("10:00")
    desk.order("buy", "limit", 100, 60_000)
    reserved = 6_000_000 + rules.commission(6_000_000)
    assert desk.venue.balance("A").orderable == 100_000_000 - reserved
    desk.order("buy", "market", 20)
    desk.order("sell", "limit", 15, 80_000)
    [holding] = desk.venue.balance("A").holdings
    assert (holding.quantity, holding.sellable) == (20, 5)
    assert desk.order("sell", "market", 6).code == "shares"
    desk.venue.cancel("A", desk.last().number)
    assert desk.venue.balance("A").holdings[0].sellable == 20


def test_a_market_buy_must_afford_the_upper_limit(desk):
    desk.at("10:00")
    assert desk.order("buy", "market", 1_099).code == "cash"  # 1,099 x 91,000 won
    assert isinstance(desk.order("buy", "market", 1_098), Placed)


def test_a_bid_below_fills_when_the_market_comes_down_to_it(desk):
    desk.at("09:30")
    desk.order("buy", "limit", 100, 69_200)
    before = desk.last()
    assert before.filled == 0
    desk.at("15:19")
    after = desk.last()
    assert (after.filled, after.amount) == (100, 6_920_000)


def test_cancel_ends_the_rest_once(desk):
    desk.at("10:00")
    number = desk.order("buy", "limit", 10, 60_000).number
    assert desk.venue.cancel("B", number).code == "unknown_order"
    assert desk.venue.cancel("A", number) == Placed(number, desk.venue.now)
    assert desk.venue.cancel("A", number).code == "done"
    assert desk.venue.cancel("A", "없음").code == "unknown_order"
    assert desk.venue.cancel("A", "0000000009").code == "unknown_order"
    order = desk.last()
    assert (order.state, order.remaining, order.filled) == ("cancelled", 0, 0)
    assert desk.venue.balance("A").orderable == 100_000_000


def test_orders_join_the_opening_auction_at_its_price(desk):
    desk.at("08:40")
    desk.order("buy", "open", 10)
    desk.order("buy", "limit", 10, 71_000, account="B")
    desk.order("buy", "limit", 10, 70_000)
    assert desk.last("B").filled == 0
    desk.at("09:00")
    at_open, below = desk.venue.day_orders("A", MONDAY)
    assert (at_open.state, at_open.amount) == ("filled", 705_000)
    assert desk.last("B").amount == 705_000
    assert (below.state, below.filled) == ("open", 0)


def test_the_auction_gives_no_more_than_its_share(desk):
    desk.at("08:40")
    desk.order("buy", "open", 1_000, code="990004")
    desk.at("09:00")
    order = desk.last()
    assert (order.state, order.remaining) == ("expired", 0)
    assert order.filled <= 37 // 4
    assert order.reason


def test_close_orders_wait_for_the_closing_auction(desk):
    desk.at("10:00")
    desk.order("buy", "close", 10)
    desk.at("15:20")
    assert desk.last().filled == 0
    desk.order("buy", "limit", 10, 70_100, account="B")
    desk.at("15:29")
    assert desk.last("B").filled == 0
    desk.at("15:30")
    assert (desk.last().state, desk.last().amount) == ("filled", 700_000)
    assert desk.last("B").amount == 700_000


def test_orders_expire_at_the_close_with_what_they_had(desk):
    desk.at("10:00")
    desk.order("buy", "limit", 10, 60_000)
    desk.at("15:30")
    order = desk.last()
    assert (order.state, order.remaining) == ("expired", 0)
    assert "마감" in order.reason
    assert desk.venue.balance("A").orderable == 100_000_000


def test_money_moves_two_sessions_later(desk):
    desk.at("10:00")
    desk.order("buy", "limit", 10, desk.venue.quote("990001").ask)
    spent = desk.last().amount + desk.last().fee
    desk.at("23:59", TUESDAY)
    assert desk.venue.balance("A").cash == 100_000_000
    desk.at("00:00", WEDNESDAY)
    balance = desk.venue.balance("A")
    assert (balance.cash, balance.payable) == (100_000_000 - spent, 0)


def test_settlement_skips_the_weekend(desk):
    desk.at("10:00", FRIDAY)
    desk.order("buy", "limit", 10, desk.venue.quote("990001").ask)
    desk.at("23:00", date(2026, 11, 9))
    assert desk.venue.balance("A").payable > 0
    desk.at("00:00", date(2026, 11, 10))
    assert desk.venue.balance("A").payable == 0


def test_sale_money_buys_again_at_once(desk):
    desk.at("10:00")
    desk.order("buy", "market", 500)
    bought = desk.last()
    assert bought.state == "filled"
    before = desk.venue.balance("A").orderable
    desk.order("sell", "limit", 500, desk.venue.quote("990001").bid)
    sold = desk.last()
    after = desk.venue.balance("A")
    assert sold.filled > 0
    assert sold.tax == sold.amount * 20 // 10_000
    assert after.receivable == sold.amount - sold.fee - sold.tax
    assert after.orderable == before + after.receivable
    assert after.cash == 100_000_000


def test_an_etf_pays_no_tax(desk):
    desk.at("10:00")
    desk.order("buy", "limit", 10, desk.venue.quote("990005").ask, code="990005")
    desk.order("sell", "limit", 10, desk.venue.quote("990005").bid, code="990005")
    sold = desk.last()
    assert sold.filled == 10
    assert (sold.tax, sold.fee) == (0, rules.commission(sold.amount))


def test_a_locked_share_has_no_seller(desk):
    desk.at("10:00")
    quote = desk.venue.quote("990002")
    assert (quote.price, quote.upper, quote.ask, quote.ask_size) == (13_000, 13_000, 0, 0)
    desk.order("buy", "limit", 10, 13_000, code="990002")
    assert desk.last().filled == 0


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


def test_the_persons_own_hands_are_marked(desk):
    desk.at("10:00")
    desk.order("buy", "limit", 1, 60_000, channel="hts")
    assert desk.last().channel == "hts"


def test_orders_are_listed_by_account_and_day(desk):
    desk.at("10:00")
    first = desk.order("buy", "limit", 1, 60_000).number
    desk.order("buy", "limit", 1, 60_000, account="B")
    desk.at("10:00", TUESDAY)
    second = desk.order("buy", "limit", 1, 60_000).number
    assert [o.number for o in desk.venue.day_orders("A", MONDAY)] == [first]
    assert [o.number for o in desk.venue.day_orders("A", TUESDAY)] == [second]
    assert second > first


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
