"""Properties of won, tick grids, costs and hashes."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.costs import Commission, estimate, tax_rate
from core.domain.instrument import (
    ETF_BEFORE_2023_12,
    ETF_SINCE_2023_12,
    KOSDAQ_BEFORE_2023,
    KOSPI_BEFORE_2023,
    STOCK_SINCE_2023,
    InstrumentKind,
    Market,
    TickLadder,
)
from core.domain.money import parse_won, ratio_of, share_of, won_text
from core.domain.order import OrderKind
from core.domain.signal import Side
from tests.contexts import intent

amounts = st.integers(0, 10**13)
rates = st.decimals(0, 1, places=6)
units = st.sampled_from([1, 10, 100])
ladders = st.sampled_from(
    [
        STOCK_SINCE_2023,
        KOSPI_BEFORE_2023,
        KOSDAQ_BEFORE_2023,
        ETF_SINCE_2023_12,
        ETF_BEFORE_2023_12,
    ]
)
near_bounds = st.builds(
    lambda bound, off: max(5, bound + off),
    st.sampled_from([1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000]),
    st.integers(-1_500, 1_500),
)
prices = near_bounds | st.integers(5, 5_000_000)
days = st.dates(date(2005, 1, 1), date(2035, 12, 31))


@given(amount=amounts, rate=rates, unit=units)
def test_share_is_a_multiple_of_the_unit_less_than_one_unit_below_the_exact(amount, rate, unit):
    cut, exact = share_of(amount, rate, unit=unit), Decimal(amount) * rate
    assert cut % unit == 0
    assert cut <= exact < cut + unit


@given(one=amounts, other=amounts, rate=rates, unit=units)
def test_share_grows_with_the_amount_and_parts_never_cost_more(one, other, rate, unit):
    both = share_of(one + other, rate, unit=unit)
    parts = share_of(one, rate, unit=unit) + share_of(other, rate, unit=unit)
    assert both >= share_of(one, rate, unit=unit)
    assert parts <= both <= parts + unit


@given(part=amounts, whole=st.integers(1, 10**13))
def test_ratio_times_the_whole_is_the_part(part, whole):
    assert abs(ratio_of(part, whole) * whole - part) < Decimal("1e-9")


@given(amount=st.integers(-(10**15), 10**15), sign=st.booleans())
def test_written_won_are_read_back(amount, sign):
    text = won_text(amount, sign=sign)
    assert parse_won(text.removeprefix("+")) == amount


@given(ladder=ladders, price=prices)
def test_floor_and_ceil_are_the_nearest_legal_prices(ladder: TickLadder, price: int):
    low, high = ladder.floor(price), ladder.ceil(price)
    assert ladder.is_legal(low)
    assert ladder.is_legal(high)
    assert low <= price <= high
    assert not any(ladder.is_legal(p) for p in range(low + 1, high))
    assert (low == high) == ladder.is_legal(price)


@given(ladder=ladders, price=prices, ticks=st.integers(0, 60))
def test_steps_down_undo_steps_up(ladder: TickLadder, price: int, ticks: int):
    start = ladder.floor(price)
    end = ladder.step(start, ticks)
    assert ladder.is_legal(end)
    assert end >= start + ticks * ladder.tick_above(start)
    assert ladder.step(end, -ticks) == start


@given(ladder=ladders, price=prices, one=st.integers(0, 20), other=st.integers(0, 20))
def test_steps_add_up(ladder: TickLadder, price: int, one: int, other: int):
    start = ladder.floor(price)
    assert ladder.step(ladder.step(start, one), other) == ladder.step(start, one + other)


@given(
    slices=st.lists(st.integers(1, 10**9), min_size=1, max_size=12),
    rate=rates,
    unit=units,
)
def test_fees_of_the_slices_sum_to_the_fee_of_the_whole(slices, rate, unit):
    commission = Commission(rate, unit)
    totals = [sum(slices[:n]) for n in range(len(slices) + 1)]
    fees = [commission.of(after) - commission.of(before) for before, after in pairwise(totals)]
    assert min(fees) >= 0
    assert sum(fees) == commission.of(sum(slices))


@given(
    gross=amounts,
    side=st.sampled_from(Side),
    day=days,
    market=st.sampled_from(Market),
    kind=st.sampled_from(InstrumentKind),
)
def test_net_is_gross_with_costs_against_the_orderer(gross, side, day, market, kind):
    terms = {"commission": Commission(), "market": market, "kind": kind, "settles_on": day}
    costs = estimate(side, gross, **terms)
    assert costs.commission % 10 == 0
    assert costs.tax >= 0
    if side is Side.BUY:
        assert (costs.net, costs.tax) == (-gross - costs.commission, 0)
    else:
        assert costs.net == gross - costs.commission - costs.tax
        assert costs.tax <= gross * costs.tax_rate < costs.tax + 1


@given(day=days, market=st.sampled_from(Market))
def test_tax_lies_between_one_and_three_per_mille(day, market):
    rate = tax_rate(day, market=market, kind=InstrumentKind.STOCK)
    assert Decimal("0.001") <= rate <= Decimal("0.003")


seen = {
    "account": st.text(max_size=12),
    "owner": st.text(max_size=12),
    "symbol": st.text("0123456789ABCXYZ", min_size=6, max_size=6),
    "side": st.sampled_from(Side),
    "shares": st.integers(1, 10**6),
    "kind": st.sampled_from(OrderKind),
    "price": st.integers(1, 10**7),
}


@given(one=st.fixed_dictionaries(seen), other=st.fixed_dictionaries(seen))
def test_two_hashes_are_equal_only_for_the_same_order(one, other):
    assert (intent(**one).canon_hash() == intent(**other).canon_hash()) == (one == other)


@given(values=st.fixed_dictionaries(seen), field=st.sampled_from(sorted(seen)), data=st.data())
def test_hash_changes_with_one_field_and_survives_json(values, field, data):
    order = intent(**values)
    other = data.draw(seen[field].filter(lambda value: value != values[field]))
    assert replace(order, **{field: other}).canon_hash() != order.canon_hash()
    raw = json.loads(json.dumps(asdict(order), default=str))
    back = replace(
        order,
        side=Side(raw["side"]),
        kind=OrderKind(raw["kind"]),
        **{name: raw[name] for name in ("account", "owner", "symbol", "shares", "price")},
    )
    assert back.canon_hash() == order.canon_hash()
