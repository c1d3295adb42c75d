"""Orders at the exchange: refusals, fills from the book and in auctions, cancels."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sim.values import Placed, Refusal

MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 4))


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


def test_a_locked_share_has_no_seller(desk):
    desk.at("10:00")
    quote = desk.venue.quote("990002")
    assert (quote.price, quote.upper, quote.ask, quote.ask_size) == (13_000, 13_000, 0, 0)
    desk.order("buy", "limit", 10, 13_000, code="990002")
    assert desk.last().filled == 0


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
