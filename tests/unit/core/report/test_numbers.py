"""What counts as a number in prose, how it is read, and what is left unreadable."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report.numbers import Unit, extract, rounded

W, P, S, C, U = Unit.WON, Unit.PERCENT, Unit.SHARES, Unit.COUNT, Unit.UNKNOWN

READ = [
    ("1,234,500원", [("1234500", W)]),
    ("1234500 원", [("1234500", W)]),
    ("123만 4,500원", [("1234500", W)]),
    ("123만4천5백원", [("1234500", W)]),
    ("1.2억 원", [("120000000", W)]),
    ("1억 2,345만 6,789원", [("123456789", W)]),
    ("3조 2억원", [("3000200000000", W)]),
    ("₩1,000", [("1000", W)]),
    ("KRW 2,000", [("2000", W)]),
    ("2,000 won", [("2000", W)]),
    ("삼백만원", [("3000000", W)]),
    ("이백오십만 원", [("2500000", W)]),
    ("만원", [("10000", W)]),
    ("3천만원", [("30000000", W)]),
    ("1.23%", [("1.23", P)]),
    ("1.23 퍼센트", [("1.23", P)]),
    ("오 퍼센트", [("5", P)]),
    ("7 percent", [("7", P)]),
    ("10주를", [("10", S)]),
    ("열두 주를", [("12", S)]),
    ("1만 2천 주", [("12000", S)]),
    ("120 shares", [("120", S)]),
    ("세 번", [("3", C)]),
    ("두 종목", [("2", C)]),
    ("열세 건", [("13", C)]),
    ("스물두 번", [("22", C)]),
    ("다섯 거래일", [("5", C)]),
    ("13건 중 7건", [("13", C), ("7", C)]),
    ("5일 동안", [("5", C)]),
    ("two trades", [("2", C)]),
    ("7 of the orders, 3 proposals", [("0", U), ("3", C)]),
    ("11월 6일", [("1106", Unit.DATE)]),
    ("2026년 11월 6일", [("20261106", Unit.DATE)]),
    ("2026-11-06", [("20261106", Unit.DATE)]),
    ("11/6", [("1106", Unit.DATE)]),
    ("Nov 6, 2026", [("20261106", Unit.DATE)]),
    ("6 November", [("1106", Unit.DATE)]),
    ("11월 16일부터 20일까지", [("1116", Unit.DATE), ("20", Unit.DATE)]),
    ("2026년 47주차", [("202647", Unit.WEEK)]),
    ("2026-W47", [("202647", Unit.WEEK)]),
]

UNREADABLE = [
    "1,23,400원",
    "1.234.500원",
    "1 234 500",
    "3~5건",
    "3-5%",
    "0.5%p",
    "0.5%포인트",
    "절반",
    "두 배",
    "반토막",
    "3분의 1",
    "전량",
    "대부분",
    "수십",
    "여러",
    "첫째",
    "2배",
    "10x",
    "1.2M",
    "1e5",
    "15:30",
    "50bp",
    "三百",
    "٣",
    "Ⅳ",
    "½",
    "0억 5만원",
    "007원",
    "11월 0일",
    "half",
    "twice",
    "a dozen",
    "three",
    "3도",
    "1/3/5",
]

NOTHING = [
    "이번 주에는 조용했습니다",
    "이 종목은 그대로 두었습니다",
    "이번 한 주 동안 장이 조용했습니다",
    "하나금융지주와 네이버를 보았습니다",
    "한국 시장과 세금 제도",
    "사건이 있었고 조건이 달랐습니다",
    "다시 만회한 뒤 사회 분위기",
    "한 주간 시장을 지켜보았습니다",
    "This week was calm and no one traded",
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_number_is_read_with_its_unit(text: str, expected: list[tuple[str, Unit]]) -> None:
    found = [(n.value, n.unit) for n in extract(text)]
    assert found == [(Decimal(value), unit) for value, unit in expected]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_for_certain_is_unknown(text: str) -> None:
    assert U in {n.unit for n in extract(text)}


@pytest.mark.parametrize("text", NOTHING)
def test_words_that_only_look_like_numbers_are_left_alone(text: str) -> None:
    assert extract(text) == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("-1.2%", -1),
        ("- 1.2%", -1),
        ("마이너스 1.2%", -1),
        ("minus 1.2%", -1),
        ("+1.2%", 1),
        ("플러스 1.2%", 1),
        ("1.2%", 0),
    ],
)
def test_sign_is_read(text: str, sign: int) -> None:
    assert [n.sign for n in extract(text)] == [sign]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("123만 원", "10000"),
        ("1.2억 원", "10000000"),
        ("123만 4,500원", "1"),
        ("123만 4천원", "1000"),
        ("1.2%", "0.1"),
        ("1%", "1"),
        ("1.20%", "0.01"),
    ],
)
def test_shown_precision_is_read(text: str, step: str) -> None:
    assert [n.step for n in extract(text)] == [Decimal(step)]


@given(st.integers(0, 10**13))
def test_every_way_to_write_won_is_read_back(amount: int) -> None:
    eok, rest = divmod(amount, 10**8)
    man, ones = divmod(rest, 10**4)
    parts = [f"{n:,}{u}" for n, u in ((eok, "억"), (man, "만"), (ones, "")) if n]
    texts = [f"{amount}원", f"{amount:,}원", f"₩{amount:,}", f"{amount:,} won"]
    texts += [" ".join(parts) + "원", "".join(parts) + " 원"] if parts else []
    for text in texts:
        read = [(n.value, n.unit) for n in extract(text)]
        assert read == [(Decimal(amount), Unit.WON)], text


@given(st.text(max_size=60))
def test_no_digit_of_any_text_goes_unseen(text: str) -> None:
    seen = "".join(n.text for n in extract(text))
    assert [c for c in text if c.isdigit() and c.isascii()] == [
        c for c in seen if c.isdigit() and c.isascii()
    ]


@given(st.decimals(-1000, 1000, places=4), st.sampled_from(["0.01", "0.1", "1", "10"]))
def test_rounding_is_symmetric_and_close(value: Decimal, step: str) -> None:
    size = Decimal(step)
    assert rounded(-value, size) == -rounded(value, size)
    assert abs(rounded(value, size) - value) <= size / 2
