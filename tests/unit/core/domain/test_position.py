"""Books keep the cost to the won, whatever slices a sale arrives in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.domain.position import Book, Fill
from core.domain.signal import Side
from tests.contexts import NOW

MONDAY, TUESDAY, FRIDAY = date(2024, 9, 2), date(2024, 9, 3), date(2024, 9, 6)
FLAT = Book("golden_cross", "005930")


def fill(side: Side, shares: int, amount: int, **changes) -> Fill:
    base = Fill("O1", "golden_cross", "005930", side, shares, amount, 0, 0, shares, NOW, MONDAY)
    return replace(base, **changes)


def buy(shares: int, amount: int, **changes) -> Fill:
    return fill(Side.BUY, shares, amount, **changes)


def sell(shares: int, amount: int, **changes) -> Fill:
    return fill(Side.SELL, shares, amount, **changes)


def test_purchase_adds_price_and_fee_to_the_cost():
    book = FLAT.bought(buy(10, 498_500, fee=70))
    assert (book.shares, book.cost, book.amount) == (10, 498_570, 498_500)
    assert book.average == Decimal(49850)
    assert (book.opened_day, book.closed_day) == (MONDAY, None)


def test_second_purchase_keeps_the_first_day():
    book = FLAT.bought(buy(1, 100)).bought(buy(2, 230, day=TUESDAY))
    assert (book.shares, book.average, book.opened_day) == (3, Decimal(110), MONDAY)


def test_sale_of_everything_realises_the_whole_and_closes():
    # strategies.md section 1: 10 shares 49,850 -> 50,700, broker's rounding.
    held = FLAT.bought(buy(10, 498_500, fee=70))
    book, realised = held.sold(sell(10, 507_000, fee=70, tax=912, day=FRIDAY))
    assert realised == 8_500 - 70 - 70 - 912
    assert book == replace(FLAT, closed_day=FRIDAY)
    assert book.average == 0


def test_part_sale_takes_its_part_of_the_cost_and_leaves_the_days():
    held = FLAT.bought(buy(350, 7_000_000, fee=1_050))
    book, realised = held.sold(sell(175, 3_850_000, fee=570, tax=6_930, day=FRIDAY))
    assert (book.shares, book.cost, book.average) == (175, 3_500_525, Decimal(20_000))
    assert realised == 3_850_000 - 570 - 6_930 - 3_500_525
    assert (book.opened_day, book.closed_day) == (MONDAY, None)


def test_uneven_cost_is_shared_the_dearer_won_first():
    held = FLAT.bought(buy(4, 10))
    book, realised = held.sold(sell(1, 0))
    assert (book.cost, realised) == (7, -3)
    book, realised = book.sold(sell(1, 0))
    assert (book.cost, realised) == (4, -3)
    # One sale of two leaves the same cost.
    assert held.sold(sell(2, 0))[0].cost == 4


def test_average_hardly_moves_on_a_part_sale():
    # strategies.md section 7: 195 shares at 71,319.487; 97 go.
    held = FLAT.bought(buy(76, 5_578_400)).bought(buy(59, 4_194_900)).bought(buy(60, 4_134_000))
    assert round(held.average, 3) == Decimal("71319.487")
    left, _ = held.sold(sell(97, 97 * 75_000))
    assert abs(left.average - held.average) < Decimal("0.011")


def test_bought_again_after_flat_opens_anew():
    flat, _ = FLAT.bought(buy(1, 100)).sold(sell(1, 100, day=TUESDAY))
    book = flat.bought(buy(1, 90, day=FRIDAY))
    assert (book.opened_day, book.closed_day, book.cost) == (FRIDAY, TUESDAY, 90)


@pytest.mark.parametrize("shares", [11, 0, -1])
def test_no_more_is_sold_than_held_and_nothing_is_no_sale(shares):
    held = FLAT.bought(buy(10, 1_000))
    with pytest.raises(ValueError, match="holds 10 005930"):
        held.sold(sell(shares, 1_000))


def test_nothing_is_sold_from_a_flat_book():
    with pytest.raises(ValueError, match="holds 0 005930"):
        FLAT.sold(sell(1, 100))


def test_price_of_a_slice_is_exact():
    assert buy(3, 100).price == Decimal(100) / 3
    assert buy(4, 10).price == Decimal("2.5")
