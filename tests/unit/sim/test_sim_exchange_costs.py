"""What trading costs and ties up, and when the money moves."""

from __future__ import annotations

from datetime import date, timedelta

from sim import rules
from sim.values import Placed

MONDAY = date(2026, 11, 2)
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 4))


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
