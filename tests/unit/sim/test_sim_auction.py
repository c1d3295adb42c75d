"""The single price: most shares, smallest surplus, nearest to the reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.auction import uncross

orders = st.lists(st.tuples(st.integers(95, 105), st.integers(1, 50)), max_size=12)


@pytest.mark.parametrize(
    ("bids", "asks", "result"),
    [
        ([], [], (0, 0)),
        ([(100, 10)], [(101, 10)], (0, 0)),
        ([(100, 10)], [(100, 7)], (100, 7)),
        ([(102, 10), (101, 10), (100, 30)], [(100, 15), (101, 10), (103, 9)], (101, 20)),
        ([(105, 10)], [(95, 10)], (105, 10)),  # 95 is as far from 100: the higher wins
        ([(105, 10)], [(98, 10)], (98, 10)),
    ],
)
def test_single_price(bids, asks, result):
    assert uncross(bids, asks, reference=100) == result


@given(bids=orders, asks=orders, reference=st.integers(95, 105))
def test_no_other_price_executes_more(bids, asks, reference):
    price, shares = uncross(bids, asks, reference=reference)

    def executed(at: int) -> int:
        demand = sum(quantity for limit, quantity in bids if limit >= at)
        return min(demand, sum(quantity for limit, quantity in asks if limit <= at))

    assert shares == max(executed(at) for at in range(94, 107))
    assert (price == 0) == (shares == 0)
    assert not price or executed(price) == shares
