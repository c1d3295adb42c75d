"""Won are exact, cut as brokers cut them, and read only when they are whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.domain.money import parse_won, percent_text, ratio_of, share_of, won_text


@pytest.mark.parametrize(
    ("amount", "rate", "unit", "cut"),
    [
        (1_000_000, "0.00015", 10, 150),
        (498_500, "0.00015", 10, 70),
        (533_333, "0.00015", 10, 70),
        (533_334, "0.00015", 10, 80),
        (66_666, "0.00015", 10, 0),
        (66_667, "0.00015", 10, 10),
        (507_000, "0.0018", 1, 912),
        (999_999_999_999, "0.0015", 1, 1_499_999_999),
        (0, "0.5", 1, 0),
    ],
)
def test_share_is_cut_to_the_unit(amount, rate, unit, cut):
    assert share_of(amount, Decimal(rate), unit=unit) == cut


@pytest.mark.parametrize(
    ("part", "whole", "ratio"),
    [
        (1, 4, Decimal("0.25")),
        (-1, 8, Decimal("-0.125")),
        (0, 7, Decimal(0)),
        (5, 0, Decimal(0)),
        (5, -1, Decimal(0)),
    ],
)
def test_ratio_is_exact_and_zero_of_nothing(part, whole, ratio):
    assert ratio_of(part, whole) == ratio


@pytest.mark.parametrize(
    ("rate", "options", "text"),
    [
        ("-0.0125", {}, "-1.25%"),
        ("0.0125", {"sign": True}, "+1.25%"),
        ("0.2", {"digits": 0}, "20%"),
        ("0", {"sign": True}, "0.00%"),
        ("-0.00001", {}, "0.00%"),
        ("-0.00001", {"sign": True}, "0.00%"),
        ("1", {}, "100.00%"),
        ("0.1", {"digits": 1}, "10.0%"),
    ],
)
def test_percentages_have_a_sign_only_where_there_is_something(rate, options, text):
    assert percent_text(Decimal(rate), **options) == text


@pytest.mark.parametrize(
    ("amount", "sign", "text"),
    [
        (1_234_500, False, "1,234,500원"),
        (-1_000, False, "-1,000원"),
        (1_000, True, "+1,000원"),
        (0, False, "0원"),
    ],
)
def test_won_are_written_with_separators(amount, sign, text):
    assert won_text(amount, sign=sign) == text


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("1000", 1_000),
        ("1,000", 1_000),
        (" 12,345,678원 ", 12_345_678),
        ("-5,000 원", -5_000),
        ("0", 0),
    ],
)
def test_won_are_read_with_or_without_separators(text, won):
    assert parse_won(text) == won


@pytest.mark.parametrize(
    "text", ["", "원", "1,00", "1,0000", "1.5", "1e6", "백만", "--1", "1 000", "₩1,000", ",100"]
)
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="write for example 1,000,000"):
        parse_won(text)
