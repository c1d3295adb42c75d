"""The same order in another dress means the same: spaces, courtesy, digits, width, ornaments."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.free_text.said import Said
from bot.free_text.understand import understand
from tests.free_text.corpus import ORDERS, load

ASKED = [s.text for s in load("seen.tsv") if s.kinds == ("buy",) or s.kinds == ("sell",)]
KOREAN = [text for text in ASKED if not text[0].isascii() and " " in text]
BUYING = (
    "사줘",
    "사 줘",
    "사주세요",
    "사 주세요",
    "사줄래?",
    "사줄 수 있어?",
    "사주십시오",
    "매수해줘",
    "매수해 주세요",
    "매수",
    "매수요",
    "매수 부탁드립니다",
    "담아줘",
    "줍줍",
    "사라",
    "사자",
    "사",
    "사주실래요?",
    "사줘ㅋㅋ",
    "사줘!!",
    "사줘~",
    "사줘 🙏",
    "매수 ㄱㄱ",
    "사줄 수 있을까요?",
    "사주시겠어요?",
)
SELLING = (
    "팔아줘",
    "팔아 줘",
    "팔아주세요",
    "팔아줄래?",
    "팔아줄 수 있어?",
    "매도",
    "매도해줘",
    "매도 부탁해요",
    "던져",
    "팔아라",
    "팔자",
    "팔아",
    "정리해줘",
    "팔아주실래요?",
    "매도요",
    "팔아줘ㅠㅠ",
)
TEN = ("10주", "10 주", "열 주", "열주", "１０주", "10개", "십주", "10주만", "10주를")
MONEY = (
    "20만원어치",
    "20만원치",
    "20만 원어치",
    "이십만원어치",
    "200000원어치",
    "200,000원어치",
    "₩200,000어치",
    "２０만원어치",
    "20만원만큼",
    "20만 어치",
)
HALF = ("절반", "반", "반만", "반틈", "50%", "50프로", "50퍼", "50 퍼센트", "1/2", "2분의 1")


def meaning(said: Said) -> Said:
    return replace(said, choices=(), why="")


@pytest.mark.parametrize("verb", BUYING)
@given(st.sampled_from(TEN))
def test_every_way_to_ask_for_a_purchase_is_one(verb, size):
    assert understand(f"삼전 {size} {verb}") == understand("삼전 10주 사줘")


@pytest.mark.parametrize("verb", SELLING)
@given(st.sampled_from(HALF))
def test_every_way_to_ask_for_a_sale_is_one(verb, half):
    said = understand(f"하이닉스 {half} {verb}")
    assert said == understand("하이닉스 절반 팔아줘")


@given(
    st.sampled_from(MONEY),
    st.sampled_from(["삼전", "삼성전자", "삼성 전자", "005930", "A005930", "(005930)"]),
)
def test_every_way_to_say_an_amount_is_one(money, name):
    assert understand(f"{name} {money} 사줘") == understand("삼전 20만원어치 사줘")


@given(st.sampled_from(ASKED))
def test_full_width_and_decomposed_letters_mean_the_same(text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert understand(wide) == understand(text)
    assert understand(unicodedata.normalize("NFD", text)) == understand(text)


@given(st.sampled_from(ASKED), st.sampled_from(["ㅋㅋ", " ㅎㅎ", " 🚀", "!!", " ^^", "~~"]))
def test_ornaments_mean_nothing(text, ornament):
    assert understand(text + ornament) == understand(text)


@given(st.sampled_from(ASKED), st.integers(1, 4))
def test_more_space_means_nothing(text, width):
    assert understand("  " + text.replace(" ", " " * width) + " ") == understand(text)


@given(st.sampled_from(ASKED))
def test_capital_letters_mean_nothing(text):
    assert understand(text.upper()) == understand(text)


@given(
    st.sampled_from(["삼전", "하이닉스", "카카오뱅크", "현대차", "네이버"]), st.integers(1, 9_999)
)
def test_no_space_at_all_means_the_same(name, count):
    for size in (f"{count}주", f"{count}만원어치"):
        for verb in ("사줘", "매수해주세요", "매수", "팔아줘", "매도"):
            assert understand(f"{name}{size}{verb}") == understand(f"{name} {size} {verb}")
            assert understand(f"{name} {size} {verb}").kind in ORDERS


@given(st.integers(1, 10**9), st.integers(1, 10**7))
def test_numbers_come_through_to_the_last_digit(count, price):
    said = understand(f"삼전 {count:,}주 {price:,}원에 매수")
    assert (said.qty, said.price, said.order_type) == (count, price, "limit")
