"""Stop and take prices: exact decimals, on the grid, and when a quote reaches them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.instrument import STOCK_SINCE_2023
from core.flow.decide import stop_price, take_price, touched

LADDER = STOCK_SINCE_2023
AVERAGES = st.decimals(min_value=100, max_value=2_000_000, places=3)
RATIOS = st.decimals(min_value="0.001", max_value="0.5", places=3)


def reached(price: int, average: str, stop: str | None, take: str | None) -> str | None:
    return touched(
        price,
        Decimal(average),
        stop=Decimal(stop) if stop else None,
        take=Decimal(take) if take else None,
        ladder=LADDER,
    )


def test_targets_are_exact_where_binary_floats_are_not() -> None:
    assert take_price(Decimal(10_000), Decimal("0.1"), LADDER) == 11_000
    assert take_price(Decimal(10_000), Decimal("0.11"), LADDER) == 11_100
    assert 10_000 * 1.11 > 11_100  # a binary float would have asked a tick more


@pytest.mark.parametrize(
    ("average", "stop", "take"),
    [("10000", 9_500, 11_000), ("10003.5", 9_500, 11_010), ("52300", 49_650, 57_600)],
)
def test_stops_round_down_and_targets_up_to_the_grid(average: str, stop: int, take: int) -> None:
    assert stop_price(Decimal(average), Decimal("0.05"), LADDER) == stop
    assert take_price(Decimal(average), Decimal("0.1"), LADDER) == take


@pytest.mark.parametrize(("price", "touch"), [(9_710, None), (9_700, "stop"), (9_690, "stop")])
def test_the_stop_includes_its_level(price: int, touch: str | None) -> None:
    assert reached(price, "10000", "0.03", None) == touch


def test_the_stop_compares_with_the_unrounded_level() -> None:
    # 5 % below 10,003 is 9,502.85: the level, not the grid price 9,500, decides.
    assert reached(9_503, "10003", "0.05", None) is None
    assert reached(9_502, "10003", "0.05", None) == "stop"


@pytest.mark.parametrize(("price", "touch"), [(11_005, None), (11_010, "take"), (11_020, "take")])
def test_the_target_waits_for_its_price_on_the_grid(price: int, touch: str | None) -> None:
    assert reached(price, "10003", None, "0.1") == touch


def test_without_stop_and_take_nothing_is_reached() -> None:
    assert reached(1, "10000", None, None) is None


@given(average=AVERAGES, ratio=RATIOS)
def test_exit_prices_are_the_nearest_legal_ones(average: Decimal, ratio: Decimal) -> None:
    stop, take = stop_price(average, ratio, LADDER), take_price(average, ratio, LADDER)

    assert LADDER.is_legal(stop)
    assert LADDER.is_legal(take)
    assert stop <= average * (1 - ratio) < LADDER.step(stop, 1)
    assert LADDER.step(take, -1) < average * (1 + ratio) <= take


@given(price=st.integers(100, 2_000_000), average=AVERAGES, stop=RATIOS, take=RATIOS)
def test_a_quote_never_reaches_both(
    price: int, average: Decimal, stop: Decimal, take: Decimal
) -> None:
    touch = touched(price, average, stop=stop, take=take, ladder=LADDER)

    assert (touch == "stop") == (price <= average * (1 - stop))
    assert (touch == "take") == (price >= take_price(average, take, LADDER))
