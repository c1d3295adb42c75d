"""Trading futures: both sides, margin, daily settlement, expiry, and the street's other side."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.futures.account import FuturesBooks
from sim.futures.ledger import FIRST_NUMBER
from sim.futures.rules import MULTIPLIER, commission
from sim.values import Placed, Refusal

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
WEDNESDAY, EXPIRY, FRIDAY = date(2026, 11, 4), date(2026, 11, 12), date(2026, 11, 13)
CASH = 20_000_000


def refused(answer) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def taken(answer) -> Placed:
    assert isinstance(answer, Placed), answer
    return answer


def test_a_buy_opens_a_long_and_a_sale_closes_it(desk):
    desk.at("10:00")
    ask = desk.venue.quote(desk.code).ask
    number = taken(desk.order("buy", 2, ask)).number
    assert int(number) == FIRST_NUMBER
    assert desk.held() == {desk.code: 2}
    amount = 2 * ask * MULTIPLIER
    assert (desk.last().amount, desk.last().fee, desk.last().tax) == (amount, commission(amount), 0)
    taken(desk.order("sell", 2))
    assert desk.held() == {desk.code: 0}
    assert desk.venue.holdings("A")[0].position.touched


def test_a_sale_without_contracts_opens_a_short_that_gains_when_prices_fall(desk):
    desk.at("10:00")
    taken(desk.order("sell", 3))
    assert desk.held() == {desk.code: -3}
    sold = desk.last().amount
    desk.at("15:50")
    settled = desk.market.settle(desk.market.contract(desk.code), MONDAY)
    stand = desk.venue.standing("A")
    assert stand.today == sold - 3 * settled * MULTIPLIER
    assert stand.equity == CASH + stand.today - desk.last().fee
    desk.at("08:00", TUESDAY)
    assert desk.venue.standing("A").deposit == stand.equity


def test_one_sale_turns_a_long_into_a_short(desk):
    desk.at("10:00")
    taken(desk.order("buy", 2))
    taken(desk.order("sell", 5))
    assert desk.held() == {desk.code: -3}


def test_limits_ticks_and_names_are_checked_as_for_shares(desk):
    desk.at("10:00")
    quote = desk.venue.quote(desk.code)
    assert refused(desk.order("buy", 1, quote.upper + 100)) == "limit"
    assert refused(desk.order("buy", 1, quote.bid + 1)) == "tick"
    assert refused(desk.order("buy", 0, quote.bid)) == "quantity"
    assert refused(desk.order("buy", 1, quote.bid, code="A99999")) == "unknown_code"
    assert refused(desk.order("buy", 1, quote.bid, account="C")) == "account"
    halted = next(c for c in desk.market.contracts(MONDAY) if c.underlying.code == "990003")
    assert refused(desk.order("buy", 1, 5_000, code=halted.code)) == "halted"


def test_outside_the_hours_nothing_is_taken(desk):
    for text, day in (("08:20", MONDAY), ("15:50", MONDAY)):
        desk.at(text, day)
        assert refused(desk.order("buy", 1, 70_000)) == "closed"
    desk.at("08:40", TUESDAY)
    taken(desk.order("buy", 1, 70_000))


def test_margin_bounds_what_may_be_opened(desk):
    desk.at("10:00")
    contract = desk.market.contract(desk.code)
    fits = desk.venue.openable("A", desk.code)
    assert fits == CASH // desk.venue.rates(contract).initial
    bid = desk.venue.depth(desk.code, 5).bids[-1][0]
    assert refused(desk.order("buy", fits + 1, bid)) == "margin"
    taken(desk.order("buy", fits - 1, bid))
    assert desk.venue.openable("A", desk.code) == 1
    assert refused(desk.order("sell", fits + 40, bid + 5_000)) == "margin"
    assert desk.venue.cancel("A", desk.last().number)
    assert desk.venue.openable("A", desk.code) == fits


def test_an_order_that_closes_needs_no_money(desk):
    desk.at("10:00")
    fits = desk.venue.openable("A", desk.code)
    taken(desk.order("buy", fits - 1))
    held = desk.held()[desk.code]
    assert desk.venue.openable("A", desk.code) <= 1
    taken(desk.order("sell", held, desk.venue.quote(desk.code).upper))
    assert desk.venue.closable("A", desk.code, side="sell") == 0
    assert desk.venue.closable("A", desk.code, side="buy") == 0


def test_a_called_account_may_close_and_not_open(desk, clock):
    desk.at("10:00")
    taken(desk.order("sell", 40))
    books = desk.ledger.books("A", MONDAY)
    books.cash = 1_000_000
    stand = desk.venue.standing("A")
    assert stand.called > 0
    assert refused(desk.order("sell", 1)) == "called"
    assert desk.venue.openable("A", desk.code) == 0
    taken(desk.order("buy", 40, desk.venue.quote(desk.code).bid))


def test_orders_live_for_the_day(desk):
    desk.at("10:00")
    low = desk.venue.quote(desk.code).lower
    taken(desk.order("buy", 1, low))
    desk.at("15:46")
    order = desk.venue.day_orders("A", MONDAY)[-1]
    assert (order.state, order.remaining) == ("expired", 0)


def test_an_amendment_is_a_new_order_and_a_partial_cancel_keeps_the_number(desk):
    desk.at("10:00")
    low = desk.venue.quote(desk.code).lower
    first = taken(desk.order("buy", 5, low)).number
    second = taken(desk.venue.amend("A", first, kind="limit", quantity=2, price=low + 100)).number
    states = {o.number: (o.quantity, o.state) for o in desk.venue.day_orders("A", MONDAY)}
    assert states == {first: (3, "open"), second: (2, "open")}
    taken(desk.venue.reduce("A", first, by=1))
    assert desk.venue.day_orders("A", MONDAY)[0].quantity == 2


def test_settlement_goes_by_the_closing_price_of_each_day(desk):
    desk.at("10:00")
    taken(desk.order("buy", 2))
    paid, fee = desk.last().amount, desk.last().fee
    contract = desk.market.contract(desk.code)
    deposit = CASH
    for day, following in ((MONDAY, TUESDAY), (TUESDAY, WEDNESDAY)):
        desk.at("15:50", day)
        worth = 2 * desk.market.settle(contract, day) * MULTIPLIER
        deposit += worth - paid - fee
        paid, fee = worth, 0
        assert desk.venue.standing("A").equity == deposit
        desk.at("00:00", following)
        assert desk.venue.standing("A").deposit == deposit
    assert [mark.day for mark in desk.ledger.marks()] == [MONDAY, TUESDAY]


def test_an_expiring_contract_stops_early_and_is_settled_at_the_close_of_the_share(desk):
    desk.at("10:00", EXPIRY)
    taken(desk.order("sell", 2))
    sold = desk.last()
    desk.at("15:12", EXPIRY)
    assert desk.venue.depth(desk.code, 5).bids == ()
    resting = taken(desk.order("buy", 1, desk.venue.quote(desk.code).lower)).number
    desk.at("15:20", EXPIRY)
    assert desk.venue.phase() == "continuous"
    assert desk.venue.phase_of(desk.code) == "post_close"
    assert refused(desk.order("buy", 1)) == "closed"
    states = {o.number: o.state for o in desk.venue.day_orders("A", EXPIRY)}
    assert states[resting] == "expired"
    other = desk.market.contracts(EXPIRY)[1].code
    taken(desk.order("buy", 1, code=other))
    desk.at("15:50", EXPIRY)
    close = desk.market.spot("990001", EXPIRY).close
    mark = next(m for m in desk.ledger.marks() if m.code == desk.code)
    assert (mark.price, mark.final) == (close, True)
    assert desk.held() == {other: 1}
    desk.at("10:00", FRIDAY)
    assert desk.venue.contract(desk.code) is None
    assert refused(desk.order("buy", 1, 70_000)) == "unknown_code"
    assert sold.amount > 0
    assert desk.code not in [listing.code for listing in desk.venue.listings()]


def test_the_print_hits_resting_orders_by_price_and_time(desk):
    desk.at("09:30")
    low = desk.venue.depth(desk.code, 10).bids[3][0]
    first = taken(desk.order("buy", 3, low)).number
    second = taken(desk.order("buy", 3, low, account="B")).number
    while desk.venue.day_orders("B", MONDAY)[-1].state == "open":
        to = desk.venue.next_event()
        if to is None or desk.venue.phase() == "post_close":
            break
        desk.venue.advance(to)
        one, two = (desk.ledger.order(int(n)) for n in (first, second))
        assert one.filled >= two.filled
    assert desk.ledger.order(int(first)).filled == 3


steps = st.lists(
    st.tuples(
        st.sampled_from([0, 2, 30, 300, 1_440, 4_320]),
        st.sampled_from(["A", "B"]),
        st.integers(0, 3),
        st.sampled_from(["buy", "sell"]),
        st.sampled_from(["touch", "market", "resting"]),
        st.integers(1, 60),
        st.booleans(),
    ),
    max_size=16,
)


def act(desk, step) -> None:
    minutes, account, month, side, how, quantity, cancel = step
    desk.venue.advance(desk.venue.now + timedelta(minutes=minutes))
    contract = desk.market.contracts(desk.venue.day())[month]
    quote = desk.venue.quote(contract.code)
    price = {"touch": quote.ask if side == "buy" else quote.bid, "market": 0,
             "resting": quote.lower if side == "buy" else quote.upper}[how]  # fmt: skip
    placed = desk.order(
        side, quantity, price, code=contract.code, account=account,
        kind="market" if how == "market" else "limit",
    )  # fmt: skip
    if cancel and isinstance(placed, Placed):
        desk.venue.cancel(account, placed.number)


def check(desk) -> None:
    fills = list(desk.ledger.fills())
    final = {mark.code for mark in desk.ledger.marks() if mark.final}
    for account in ("A", "B"):
        stand, held = desk.venue.standing(account), desk.held(account)
        summed: dict[str, int] = {}
        for fill in fills:
            if fill.account == account and fill.code not in final:
                sign = 1 if fill.side == "buy" else -1
                summed[fill.code] = summed.get(fill.code, 0) + sign * fill.quantity
        assert {c: n for c, n in held.items() if n} == {c: n for c, n in summed.items() if n}
        if stand.deposit < 0:
            assert stand.called > 0
        assert stand.orderable >= 0


def by_cash_flow(desk, account: str) -> int:
    """Count the deposit as if every contract were bought and sold for its whole value."""
    marks = {mark.code: mark for mark in desk.ledger.marks()}  # the last one of each contract
    deposit, held = CASH, {}
    for fill in desk.ledger.fills():
        if fill.account == account:
            sign = 1 if fill.side == "buy" else -1
            deposit -= sign * fill.quantity * fill.price * MULTIPLIER + fill.fee
            held[fill.code] = held.get(fill.code, 0) + sign * fill.quantity
    return deposit + sum(n * marks[code].price * MULTIPLIER for code, n in held.items() if n)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_random_orders_keep_every_won(fresh, story):
    desk = fresh()
    desk.at("09:30")
    for step in story:
        act(desk, step)
        check(desk)
    following = desk.market.sessions.after(desk.venue.day()).day
    desk.at("00:30", following)
    fees = sum(fill.fee for fill in desk.ledger.fills())
    deposits = [desk.venue.standing(account).deposit for account in ("A", "B")]
    street: FuturesBooks = desk.ledger.street
    assert sum(deposits) + street.cash + fees == 2 * CASH
    assert street.due() == (0, 0)
    assert deposits == [by_cash_flow(desk, account) for account in ("A", "B")]
    for code in {code for a in ("A", "B") for code in desk.held(a)}:
        mirrored = street.positions[code].quantity if code in street.positions else 0
        assert mirrored + sum(desk.held(a).get(code, 0) for a in ("A", "B")) == 0


def test_every_refusal_leaves_the_books_alone(desk):
    desk.at("10:00")
    before = desk.venue.standing("A")
    for quantity, price in ((0, 70_000), (10_000, 70_000), (1, 70_001)):
        refused(desk.order("buy", quantity, price))
    assert desk.venue.standing("A") == before
    assert desk.venue.day_orders("A", MONDAY) == []


def test_unknown_accounts_and_codes_are_said(desk):
    desk.at("10:00")
    with pytest.raises(KeyError):
        desk.venue.standing("nobody")
    with pytest.raises(KeyError):
        desk.venue.openable("A", "A99999")
