"""A position's cycle from its fills: orders counted once, corrections and splits understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.booking import booked, taken_back
from core.domain.calendar import utc
from core.domain.cycle import FLAT, Cycle, cycle_of
from core.domain.position import Book, Fill
from core.domain.signal import Side

DAY = date(2026, 11, 3)
BUY, SELL = Side.BUY, Side.SELL


def fill(order: str, side: Side, shares: int, price: int, *, days: int = 0, total: int = 0) -> Fill:
    at = utc(DAY, 10) + timedelta(days=days)
    return Fill(order, "bollinger", "005930", side, shares, shares * price, 0, 0, total or shares,
                at, DAY + timedelta(days=days))  # fmt: skip


def book_of(fills: list[Fill]) -> Book:
    book = Book("bollinger", "005930")
    for one in fills:
        book = (booked if one.shares > 0 else taken_back)(book, one).book
    return book


def cycle(*fills: Fill) -> Cycle:
    return cycle_of(book_of(list(fills)), fills)


def test_the_specified_tranches_average_and_keep_their_average_over_a_sale() -> None:
    bought = [fill("1", BUY, 76, 73_400), fill("2", BUY, 59, 71_100, days=3),
              fill("3", BUY, 60, 68_900, days=5)]  # fmt: skip

    held, sold = cycle(*bought), cycle(*bought, fill("4", SELL, 97, 75_000, days=8))

    assert (held.buys, held.sells, held.last_buy) == (3, 0, 68_900)
    assert float(held.average) == pytest.approx(71_319.487, abs=5e-4)
    assert (sold.buys, sold.sells, sold.average) == (3, 1, held.average)
    assert sold.last_day == DAY + timedelta(days=8)


def test_an_order_filled_in_parts_counts_once_at_its_mean_price() -> None:
    parts = [fill("1", BUY, 4, 50_000), fill("1", BUY, 6, 50_100, total=10)]

    made = cycle(*parts, fill("2", SELL, 2, 51_000), fill("2", SELL, 1, 51_000, total=3))

    assert (made.buys, made.sells, made.last_buy) == (1, 1, Decimal(50_060))
    assert made.high == 50_100


def test_a_cycle_begins_anew_after_flat_even_on_the_same_day() -> None:
    first = [fill("1", BUY, 10, 50_000), fill("2", SELL, 10, 51_000)]

    assert cycle(*first) == FLAT
    assert cycle(*first, fill("3", BUY, 5, 49_000)).average == 49_000


def test_an_order_that_goes_on_after_flat_opens_the_next_cycle_with_its_rest() -> None:
    first = [fill("1", BUY, 4, 50_000), fill("2", SELL, 4, 50_700)]

    made = cycle(*first, fill("1", BUY, 6, 50_000, total=10))

    assert (made.buys, made.sells, made.average) == (1, 0, 50_000)


def test_slices_that_were_taken_back_count_as_never_booked() -> None:
    wrong = [fill("1", BUY, 10, 50_000), fill("2", BUY, 5, 60_000)]
    undone = replace(fill("2", BUY, -5, 60_000), amount=-300_000, cumulative=10)

    assert cycle(*wrong, undone) == cycle(*wrong[:1])
    again = cycle(*wrong, undone, fill("2", BUY, 3, 40_000, total=13))
    assert (again.buys, again.last_buy) == (2, 40_000)


def test_after_a_split_prices_are_those_of_the_new_shares() -> None:
    fills = [fill("1", BUY, 10, 50_000), fill("2", BUY, 10, 48_000, days=1)]
    split = replace(book_of(fills), shares=100)

    made = cycle_of(split, fills)

    assert (made.last_buy, made.average, made.buys) == (9_600, 9_800, 2)


def test_shares_that_somebody_else_sold_change_no_price() -> None:
    fills = [fill("1", BUY, 10, 50_000)]
    less = replace(book_of(fills), shares=4, amount=200_000, cost=200_000)

    assert cycle_of(less, fills).last_buy == 50_000


def test_a_holding_without_fills_has_an_empty_cycle() -> None:
    adopted = Book("bollinger", "005930", 10, 500_000, 500_000, DAY)

    assert cycle_of(adopted, []) == FLAT


def test_contracts_sold_short_enter_by_sales() -> None:
    short = replace(fill("1", SELL, 2, 0), amount=2 * 10 * 70_000, multiplier=10)
    back = replace(fill("2", BUY, 1, 0), amount=10 * 69_000, multiplier=10)

    made = cycle(short, back)

    assert (made.buys, made.sells, made.last_buy) == (1, 1, 70_000)


steps = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.integers(1, 20), st.integers(100, 200)), max_size=12
)


@given(before=steps, after=steps)
def test_what_lies_before_flat_never_matters(
    before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    earlier = list(walked(before, "x"))
    left = book_of(earlier).shares
    earlier += [fill("xend", SELL, left, 150)] if left else []
    later = list(walked(after, "y"))

    assert cycle(*earlier, *later) == cycle(*later)


def walked(steps: list[tuple[str, int, int]], name: str) -> list[Fill]:
    """Buy under some orders and sell under others, never more than is held."""
    held, totals, found = 0, dict[str, int](), []
    for order, shares, price in steps:
        side = BUY if order in "ABC" else SELL
        shares = shares if side is BUY else min(shares, held)
        if shares:
            held += shares if side is BUY else -shares
            totals[order] = totals.get(order, 0) + shares
            found.append(fill(name + order, side, shares, price, total=totals[order]))
    return found
