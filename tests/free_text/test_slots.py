"""Numbers, fractions, times and brackets, read one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.free_text.normal import normal
from bot.free_text.numerals import native, number
from bot.free_text.understand import LONGEST, understand


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20만", 200_000),
        ("이십만", 200_000),
        ("백만", 1_000_000),
        ("100만", 1_000_000),
        ("3백만", 3_000_000),
        ("2백5십만", 2_500_000),
        ("1천5백만", 15_000_000),
        ("1억", 10**8),
        ("1억2천만", 120_000_000),
        ("만", 10_000),
        ("천", 1_000),
        ("7만2천5백", 72_500),
        ("1.5억", 150_000_000),
        ("3.5만", 35_000),
        ("12", 12),
        ("천만", 10_000_000),
        ("십이만삼천", 123_000),
        ("오천", 5_000),
        ("구백구십구", 999),
    ],
)
def test_numbers_are_read_as_koreans_write_them(text, value):
    assert number(text) == value


def test_what_is_no_number_is_none():
    assert number("사과") is None
    for text in ("만만", "백백", "십백", "만억", "일이삼", "1만1만", "천천만"):
        assert number(text) is None
    assert native("사과") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("하나", 1),
        ("두", 2),
        ("열두", 12),
        ("스무", 20),
        ("스물다섯", 25),
        ("서른", 30),
        ("마흔", 40),
        ("쉰 다섯", 55),
        ("아흔아홉", 99),
        ("백", 100),
        ("천", 1_000),
        ("백스무", 120),
        ("백일곱", 107),
        ("이백 스물다섯", 225),
        ("천이백서른", 1_230),
    ],
)
def test_native_numbers_are_read(text, value):
    assert native(text) == value


@given(st.integers(1, 9_999), st.integers(0, 9_999))
def test_myriads_add_up(high, low):
    assert number(f"{high}만{low or ''}") == high * 10_000 + low


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("14:30에", "14:30"),
        ("오후 2시 반에", "14:30"),
        ("2시 반에", "14:30"),
        ("9시에", "09:00"),
        ("3시 20분에", "15:20"),
        ("오전 10시에", "10:00"),
        ("내일", "tomorrow"),
        ("월요일에", "monday"),
        ("모레", "in_two_days"),
        ("이따가", "later"),
        ("열한시에", "11:00"),
    ],
)
def test_a_time_is_kept_and_never_an_order_for_now(text, when):
    said = understand(f"{text} 삼전 10주 사줘")
    assert (said.kind, said.why, said.extra["when"]) == ("ambiguous", "when", when)
    assert (said.symbol, said.qty) == ("005930", 10)


@pytest.mark.parametrize("text", ["2시 반", "1시간 반", "한 시간 반"])
def test_half_of_a_time_is_no_fraction(text):
    assert understand(f"{text} 동안 멈춰줘").fraction is None
    assert understand(f"{text} 뒤에 삼전 팔아줘").fraction is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1시간 반 동안 멈춰", "90m"),
        ("30분만 쉬자", "30m"),
        ("2시간 정지", "120m"),
        ("pause for 15 minutes", "15m"),
        ("halt for an hour", "60m"),
    ],
)
def test_a_pause_has_its_length(text, minutes):
    said = understand(text)
    assert (said.kind, said.extra["act"], said.extra["for"]) == ("control", "pause", minutes)


@pytest.mark.parametrize(
    "text",
    [
        "10주 연속 상승",
        "2주 동안 올랐네",
        "이번 한 주 고생했어",
        "지난 3주간 힘들었다",
        "전주 비빔밥",
        "사주팔자",
        "5주 이동평균",
        "52주 신고가",
        "다음 주에 보자",
        "2주 전에 봤어",
        "3주째 물림",
    ],
)
def test_weeks_are_no_shares(text):
    assert understand(text).qty is None


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("삼전 10주 사고 손절 5%", {"stop_pct": "5"}),
        ("삼전 10주 매수 손절 3% 익절 10%", {"stop_pct": "3", "take_pct": "10"}),
        (
            "삼전 10주 7만원에 사고 6만5천원에 손절, 8만원에 익절",
            {"stop": "65000", "take": "80000"},
        ),
        ("삼전 10주 사고 2.5% 손절 걸어줘", {"stop_pct": "2.5"}),
    ],
)
def test_an_entry_may_bring_its_own_stop_and_target(text, notes):
    said = understand(text)
    assert (said.kind, said.symbol, said.qty, said.extra) == ("buy", "005930", 10, notes)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("삼전 사줘", "size_missing"),
        ("삼전 10 사줘", "unit_missing"),
        ("삼전 7만5에 10주 사줘", "unit_missing"),
        ("삼전 5만5주 사줘", "out_of_range"),
        ("삼전 절반의 절반 팔아줘", "size_contradiction"),
        ("삼전 30%에 절반 팔아줘", "size_contradiction"),
        ("10주 사줘", "symbol_missing"),
        ("삼전 10주 70만원어치 사줘", "size_contradiction"),
        ("삼전 0주 사줘", "out_of_range"),
        ("삼전 시장가 10주 7만원에 매수", "market_with_price"),
        ("삼전 150% 팔아줘", "out_of_range"),
        ("삼전 10주 나눠서 사줘", "split"),
        ("삼전 10주 신용으로 사줘", "credit"),
        ("테슬라 10주 사줘", "foreign"),
        ("삼전 팔고 하이닉스 사줘", "two_orders"),
        ("삼전 7만원 되면 10주 사줘", "condition"),
        ("삼전 10주 최우선지정가로 사줘", "order_type"),
        ("삼전 10주 7만원 근처에서 사줘", "relative_price"),
        ("삼전 비중 10%로 사줘", "of_what"),
        ("삼전 10주", "side_missing"),
        ("삼전 10주 사고 싶어", "wish"),
        ("확인 없이 삼전 10주 사줘", "forced"),
    ],
)
def test_what_is_missing_is_named(text, why):
    said = understand(text)
    assert (said.kind, said.why) == ("ambiguous", why)


@pytest.mark.parametrize("some", ["열댓", "두세", "서너", "대여섯"])
def test_about_how_many_is_no_quantity(some):
    said = understand(f"삼전 {some} 주 사줘")
    assert (said.kind, said.qty) == ("ambiguous", None)


@pytest.mark.parametrize(
    ("size", "qty", "price"),
    [
        ("1천50주", 1_050, None),
        ("2백5주", 205, None),
        ("이백스물다섯 주", 225, None),
        ("사십사 주", 44, None),
        ("100주 중 30주만", 30, None),
        ("10주 2만1천50원에", 10, 21_050),
        ("10주 7만2500에", 10, 72_500),
    ],
)
def test_a_number_is_read_to_its_end(size, qty, price):
    said = understand(f"삼전 {size} 팔아줘")
    assert (said.kind, said.qty, said.price) == ("sell", qty, price)


@pytest.mark.parametrize(
    ("text", "part"),
    [("반의반", "0.25"), ("반의 반만", "0.25"), ("half만", "0.5"), ("all 다", "1")],
)
def test_parts_in_other_words_are_read(text, part):
    said = understand(f"삼전 {text} 팔아줘")
    assert (said.kind, said.fraction) == ("sell", Decimal(part))


def test_a_fraction_is_exact_to_four_digits():
    assert understand("삼전 3분의 1 팔아").fraction == Decimal("0.3333")
    assert understand("삼전 2/3 팔아").fraction == Decimal("0.6667")


def test_nothing_said_is_never_a_market_order():
    assert understand("삼전 10주 사줘").order_type == ""


@given(st.text())
def test_normal_text_is_normal_already(text):
    assert normal(normal(text)) == normal(text)


def test_what_is_too_long_means_nothing():
    said = understand("삼전 10주 사줘 " + "아" * LONGEST)
    assert (said.kind, said.why) == ("none", "too_long")


@pytest.mark.parametrize("word", ["백", "천 ", "만", "이백", "1만", "백스무 ", "일이삼사", "1천50"])
def test_a_long_run_of_numbers_is_no_order_and_comes_to_an_end(word):
    # With two ways to read each 백 the matcher tried 2 to the 490th of them, and never came back.
    run = (word * LONGEST)[: LONGEST - 20]
    assert understand(f"삼전 {run} 사줘").kind == "ambiguous"
