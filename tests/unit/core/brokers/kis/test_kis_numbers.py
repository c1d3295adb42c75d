"""Texts of the wire are read exactly or refused; a code never becomes another one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.brokers.kis import numbers
from core.brokers.kis.numbers import BadField
from core.domain.calendar import KST

whole = st.integers(-(10**18), 10**18)
codes = st.from_regex(r"\A[0-9A-Z]{6}\Z")


@given(whole, st.integers(0, 4), st.booleans(), st.integers(0, 4))
def test_padding_commas_and_empty_decimals_do_not_change_a_number(value, zeros, commas, decimals):
    digits = f"{abs(value):,}" if commas else "0" * zeros + str(abs(value))
    tail = "." + "0" * decimals if decimals else ""
    sign = "-" if value < 0 else ""
    text = f"  {sign}{digits}{tail} "
    assume(len(text.strip()) <= 24)
    assert numbers.whole({"n": text}, "n") == value


@given(whole.filter(lambda v: v >= 0))
def test_leading_plus_is_no_other_number(value):
    assert numbers.parse_whole(f"+{value}", "n") == value


@given(whole, st.integers(1, 9999))
def test_fraction_is_refused(value, part):
    with pytest.raises(BadField, match="not a"):
        numbers.parse_whole(f"{value}.{part:04d}", "n")


@pytest.mark.parametrize(
    "text",
    ["", "-", "+", ".", "1.", ".5", "1e3", "0x10", "１２", "1,00", "12,34", "1 000", "--1", "NaN",
     "inf", "1_000", "9" * 25, "①"],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(BadField):
        numbers.whole({"n": text}, "n")


@given(st.text(max_size=12))
def test_any_text_reads_as_its_own_number_or_not_at_all(text):
    try:
        value = numbers.parse_whole(text, "n")
    except BadField:
        return
    assert Decimal(text.replace(",", "")) == value


def test_blank_is_zero_only_where_it_may_be():
    assert numbers.whole_or_zero({"n": "   "}, "n") == 0
    assert numbers.whole_or_zero({"n": "-7"}, "n") == -7
    with pytest.raises(BadField):
        numbers.whole({"n": ""}, "n")
    with pytest.raises(BadField, match="missing"):
        numbers.whole_or_zero({}, "n")


@pytest.mark.parametrize("value", [None, 5, 5.0, True, ["5"], {"v": "5"}])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(BadField, match="not text"):
        numbers.whole({"n": value}, "n")


def test_first_name_that_is_there_counts():
    assert numbers.whole({"cncl_cfrm_qty": "3"}, "cnc_cfrm_qty", "cncl_cfrm_qty") == 3
    with pytest.raises(BadField, match="cnc_cfrm_qty is missing"):
        numbers.whole({}, "cnc_cfrm_qty", "cncl_cfrm_qty")


def test_count_is_not_below_zero():
    with pytest.raises(BadField, match="below zero"):
        numbers.count({"n": "-1"}, "n")


@given(codes, st.sampled_from(["", "A", "00000A"]), st.sampled_from(["", "_AL", "_NX"]))
def test_code_survives_prefix_and_suffix(code, prefix, suffix):
    assert numbers.parse_symbol(f"{prefix}{code}{suffix}") == code


@given(st.text("0123456789ABCDEFGHJKLMNPQRSTVWXYZ_", max_size=14))
def test_code_is_never_another_one(text):
    try:
        code = numbers.parse_symbol(text)
    except BadField:
        return
    stripped = text.removesuffix("_NX").removesuffix("_AL")
    assert stripped in (code, f"A{code}", f"00000A{code}")


@pytest.mark.parametrize(
    "text", ["", "5930", "0059301", "00593O0A", "005930.KS", "삼성전자", "А05930", "00ı930", "ßßß"]
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(BadField, match="not a code"):
        numbers.parse_symbol(text)


@pytest.mark.parametrize("code", ["0037T0", "0126Z0", "A05930", "Q500001"])
def test_codes_with_letters_are_codes(code):
    assert numbers.parse_symbol(code) == code


def test_dates_and_times_are_korean():
    row = {"d": "20261103", "t": "090001"}
    on = numbers.day(row, "d")
    assert on == date(2026, 11, 3)
    at = numbers.instant(on, row, "t")
    assert at.astimezone(KST) == datetime(2026, 11, 3, 9, 0, 1, tzinfo=KST)
    assert at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    "text", ["", "2026113", "20261301", "20260230", "2026-1-3", "２０２６１１０３"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(BadField):
        numbers.day({"d": text}, "d")


@pytest.mark.parametrize("text", ["", "9:00", "250000", "096000", "09000", "０９００００"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(BadField):
        numbers.instant(date(2026, 11, 3), {"t": text}, "t")


def test_marks_are_yes_no_or_blank():
    assert [numbers.yes({"m": m}, "m") for m in ("Y", "y", "N", "", " ")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    with pytest.raises(BadField, match="Y or N"):
        numbers.yes({"m": "1"}, "m")


def test_rates_are_exact():
    assert numbers.rate({"r": "135440.2517"}, "r") == Decimal("135440.2517")
    with pytest.raises(BadField):
        numbers.rate({"r": "1e5"}, "r")
