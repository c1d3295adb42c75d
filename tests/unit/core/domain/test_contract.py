"""Terms of a futures contract, the forms of its symbol, and which orders open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.contract import Contract, second_thursday
from core.domain.exposure import closable, opens
from core.domain.instrument import STOCK_SINCE_2023, Instrument, InstrumentKind
from core.domain.signal import Side
from tests.contexts import CONTRACT, DAY, FUTURE, INSTRUMENT, contracts, intent, position, sale

FORM = {"kind": InstrumentKind.FUTURE, "contract": CONTRACT}


@pytest.mark.parametrize("symbol", ["111V06", "A01603", "1DRV09", "101S3000", "A1169000"])
def test_futures_have_six_or_eight_characters(symbol):
    assert Instrument(symbol, "x", **FORM).is_future


@pytest.mark.parametrize("symbol", ["", "11V06", "B01603955", "KR4111RA0000", "111v06", "１11V06"])
def test_options_standard_codes_and_others_are_no_symbols_of_futures(symbol):
    with pytest.raises(ValueError, match="six or eight"):
        Instrument(symbol, "x", **FORM)


def test_share_has_six_characters_still():
    with pytest.raises(ValueError, match="six characters"):
        Instrument("101S3000", "x")


def test_a_future_has_terms_and_nothing_else_has():
    with pytest.raises(ValueError, match="with contract None"):
        Instrument("111V06", "x", kind=InstrumentKind.FUTURE)
    with pytest.raises(ValueError, match="stock with contract"):
        Instrument("005930", "x", contract=CONTRACT)


def test_a_future_walks_the_ticks_of_its_share():
    assert FUTURE.ladder(DAY) is STOCK_SINCE_2023
    assert (FUTURE.multiplier, INSTRUMENT.multiplier) == (10, 0)


def test_notional_and_margin_are_those_of_the_official_example():
    # Fact sheet 4.1: 110 contracts at 71,800 are 78,980,000 won.
    assert CONTRACT.notional(71_800, 110) == 78_980_000
    assert CONTRACT.notional(71_800, -110) == -78_980_000
    assert CONTRACT.margin_to_open(71_800) == 107_700
    assert CONTRACT.margin_to_keep(71_800, -110) == 7_898_000


def test_margin_is_rounded_up():
    odd = replace(CONTRACT, initial=Decimal("0.12345"), maintenance=Decimal("0.00001"))
    assert odd.margin_to_open(1) == 2
    assert odd.margin_to_keep(1, 1) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"multiplier": 0},
        {"multiplier": -10},
        {"initial": Decimal("1.01")},
        {"maintenance": Decimal(0)},
        {"maintenance": Decimal("0.16")},
    ],
)
def test_terms_that_no_exchange_sets_are_refused(wrong):
    with pytest.raises(ValueError, match="005930"):
        replace(CONTRACT, **wrong)


def test_contract_is_over_the_day_after_its_last():
    assert not CONTRACT.is_over(CONTRACT.expiry)
    assert CONTRACT.is_over(date(2024, 12, 13))


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2024, 12, 12), (2026, 12, 10), (2026, 11, 12), (2026, 10, 8), (2025, 5, 8), (2024, 2, 8)],
)
def test_last_day_is_the_second_thursday(year, month, day):
    assert second_thursday(year, month) == date(year, month, day)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_second_thursday_is_a_thursday_of_the_second_week(day):
    found = second_thursday(day.year, day.month)
    assert (found.weekday(), found.month) == (3, day.month)
    assert 8 <= found.day <= 14


def test_hash_of_contracts_holds_their_multiplier_and_that_of_shares_none():
    assert contracts(1).canon_hash() != contracts(1, multiplier=100).canon_hash()
    assert contracts(1).canon_hash() == contracts(1, margin=0).canon_hash()
    assert intent().canon_hash() == intent(multiplier=0).canon_hash()
    assert (contracts(3).gross, intent(shares=3, price=100).gross) == (1_500_000, 300)


@pytest.mark.parametrize(
    ("held", "side", "number", "waiting", "is_opening"),
    [
        (0, Side.BUY, 1, 0, True),
        (0, Side.SELL, 1, 0, True),
        (3, Side.SELL, 3, 0, False),
        (3, Side.SELL, 4, 0, True),
        (3, Side.SELL, 1, 2, False),
        (3, Side.SELL, 1, 3, True),
        (3, Side.BUY, 1, 0, True),
        (-3, Side.BUY, 3, 0, False),
        (-3, Side.BUY, 4, 0, True),
        (-3, Side.SELL, 1, 0, True),
    ],
)
def test_an_order_opens_unless_the_owners_position_covers_it(
    held, side, number, waiting, is_opening
):
    wish = contracts(number, side=side)
    assert opens(wish, (position(held),), waiting=waiting) is is_opening
    assert opens(wish, (position(held, owner="person"),)) is True


def test_shares_open_by_their_side_alone():
    assert opens(intent(), ())
    assert not opens(sale(), ())


@given(st.integers(-50, 50), st.sampled_from(Side), st.integers(1, 60))
def test_an_exit_makes_the_position_smaller_and_nothing_else_does(held, side, number):
    after = held + (number if side is Side.BUY else -number)
    shrinks = abs(after) < abs(held) and after * held >= 0
    assert opens(contracts(number, side=side), (position(held),)) is not shrinks
    assert closable(contracts(number, side=side), (position(held),)) <= abs(held)


def test_default_multiplier_is_ten_shares():
    assert Contract("005930", DAY, Decimal("0.2"), Decimal("0.1")).multiplier == 10
