"""Sentences typed in a hurry, spoken into the phone, or in a dialect: the class, not the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.free_text.mood import moods
from bot.free_text.normal import normal
from bot.free_text.said import Kind
from bot.free_text.understand import understand
from tests.free_text.corpus import ORDERS

DIGITS = "일이삼사오육칠팔구"


def spoken(number: int) -> str:
    """Write a number of up to four digits as it is read aloud, one left out before 십 백 천."""
    said = ""
    for size, unit in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit = number // size % 10
        if digit:
            said += ("" if digit == 1 and unit else DIGITS[digit - 1]) + unit
    return said


@given(st.integers(2, 9_999), st.integers(1, 9_999))
def test_a_price_read_aloud_is_the_price_in_digits(high, low):
    won = high * 10_000 + low
    for price in (
        f"{spoken(high)}만{spoken(low)}원",
        f"{high}만{spoken(low)}원",
        f"{high}만{low}원",
    ):
        said = understand(f"곱버스 {price}에 10주 사줘")
        assert (said.kind, said.qty, said.price) == ("buy", 10, won), price


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("곱버스 10주 만이천원에 사줘", 12_000),
        ("곱버스 10주만 이천원에 사줘", 2_000),
        ("곱버스 10주 일만이천원에 사줘", 12_000),
        ("만팔천원에 곱버스 10주 사줘", 18_000),
    ],
)
def test_only_and_ten_thousand_are_told_apart(text, price):
    said = understand(text)
    assert (said.kind, said.qty, said.price) == ("buy", 10, price)


@given(st.integers(2, 999))
def test_the_verb_behind_spoken_won_is_no_digit(count):
    for verb in ("사줘", "사주세요", "팔아줘", "사 주라"):
        said = understand(f"카카오 {spoken(count)}만 {verb}")
        assert (said.kind in ORDERS, said.amount_krw) == (True, count * 10_000), verb


@given(st.integers(1, 999), st.integers(2, 99))
def test_a_number_that_stands_apart_is_never_added_to_words(alone, count):
    said = understand(f"{alone} {spoken(count)}만원으로 네이버 사줘")
    assert said.amount_krw != alone + count * 10_000


@pytest.mark.parametrize(
    ("hasty", "careful"),
    [
        ("삼전 10쥬 사줘", "삼전 10주 사줘"),
        ("삼전 20마넌어치 사줘", "삼전 20만원어치 사줘"),
        ("[매수] 삼성전자 10주", "삼전 10주 사줘"),
        ("삼전 10주 매수해쥬세요", "삼전 10주 사줘"),
        ("삼전 10주 매수하여 주시기 바랍니다", "삼전 10주 사줘"),
        ("삼전 10주 매수 부탁해도 될까요?", "삼전 10주 사줘"),
        ("삼전 10주 매수 원합니다", "삼전 10주 사줘"),
        ("삼전 10주 사주라고!", "삼전 10주 사줘"),
        ("갖고있는 삼전 다 팔아", "삼전 다 팔아줘"),
        ("삼전 다 팔아뿌라", "삼전 다 팔아줘"),
        ("삼전 미련없이 전량매도", "삼전 다 팔아줘"),
        ("all in on samsung electronics", "삼전 몰빵"),
        ("삼전 10주 매수 한번 해줘", "삼전 10주 사줘"),
        ("결심했다 삼전 10주 사줘", "삼전 10주 사줘"),
        ("I'd like you to buy 10 samsung electronics", "삼전 10주 사줘"),
        ("buy a million won of samsung electronics", "삼전 100만원어치 사줘"),
        ("use half my cash to buy samsung electronics", "예수금 절반으로 삼전 사줘"),
        ("close my samsung electronics position", "삼전 다 팔아줘"),
        ("buy 10 kodex leverage", "KODEX 레버리지 10주 사줘"),
        ("buy 500k won of samsung electronics", "삼전 50만원어치 사줘"),
        ("buy 10 samsung electronics at 70k", "삼전 10주 7만원에 사줘"),
    ],
)
def test_the_hasty_form_means_what_the_careful_one_means(hasty, careful):
    assert understand(hasty).row() == understand(careful).row()


@pytest.mark.parametrize("text", ["buy 10k kakao", "pause 5m", "카카오 1m 차트", "buy 1m of naver"])
def test_k_and_m_are_money_only_beside_a_word_for_it(text):
    assert normal(text) == text


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("LG화학우", "051915"),
        ("두산2우B", "000157"),
        ("두산우", "000155"),
        ("두산", "000150"),
        ("CJ4우(전환)", "00104K"),
        ("미래에셋증권2우B", "00680K"),
        ("KODEX 200타겟위클리커버드콜", "498400"),
        ("TIGER 코스닥150레버리지", "233160"),
        ("TIGER 코스닥150", "232080"),
    ],
)
def test_the_longest_listed_name_wins_over_the_shorter_beside_it(name, code):
    said = understand(f"{name} 10주 사줘")
    assert (said.kind, said.symbol, said.qty) == ("buy", code, 10)


@pytest.mark.parametrize(
    "text",
    [
        "하닉 25만원 되는 순간 절반 팔아줘",
        "삼전 7만원 깨진 시점에 10주 사줘",
        "if kakao falls 5% sell all",
        "삼전 시장가 지정가 10주 매수",
        "삼전 5주 사고 차트 보여줘",
        "카카오 다 팔고 자동매매 꺼줘",
        "cancel my orders and buy 10 kakao",
        "삼전 10주 매수하고 카카오 주문은 취소해",
        "하닉 5% 빠지면 손절하고 10주 사줘",
    ],
)
def test_a_condition_or_a_second_act_is_asked_back(text):
    assert understand(text).kind == Kind.AMBIGUOUS


@pytest.mark.parametrize(
    "text", ["하닉 다 팔지는 마", "삼전 10주 사는 건 관둬", "삼전 10주 안 사도 돼"]
)
def test_what_is_not_to_be_done_is_nothing(text):
    assert understand(text).kind == Kind.NONE


@pytest.mark.parametrize("verb", ["물탈까", "담글까", "넘길까", "지를까", "던질까", "사 말아"])
def test_a_verb_that_asks_itself_is_a_question(verb):
    assert "question" in moods(f"10주 {verb}")


@pytest.mark.parametrize(
    ("text", "extra"),
    [
        ("삼전 10주 사고 3% 빠지면 손절해줘", {"stop_pct": "3"}),
        ("삼전 10주 사주고 8만원 넘으면 익절", {"take": "80000"}),
    ],
)
def test_the_exit_of_an_entry_may_be_told_as_a_condition(text, extra):
    said = understand(text)
    assert (said.kind, said.qty, said.extra) == ("buy", 10, extra)


@pytest.mark.parametrize(
    ("text", "kind", "symbol"),
    [
        ("하닉 사달라고 한 거 취소해줘", "cancel", "000660"),
        ("미체결 싹 정리해줘", "cancel", ""),
        ("걸어놓은 주문 다 빼줘", "cancel", ""),
        ("이제 사지말고 팔기만 해", "control", ""),
        ("stop buying", "control", ""),
        ("지금부터 거래 금지", "control", ""),
        ("주간보고", "report", ""),
        ("what is a limit order", "ask", ""),
    ],
)
def test_what_is_asked_without_an_order_is_read_as_what_it_is(text, kind, symbol):
    said = understand(text)
    assert (said.kind, said.symbol) == (kind, symbol)


def test_a_sale_of_one_stock_only_stops_no_trading():
    assert understand("삼전 매도만 해줘 10주").kind != Kind.CONTROL


@pytest.mark.parametrize(
    "text",
    [
        "어제 결심했다 삼전 10주 사줘",
        "삼전 결심했다 10주 사줘",
        "친구가 그랬어 삼전 10주 사줘",
        "결심했다 삼전 10주 매수",
        "벌써 올랐다 삼전 10주 사줘",
    ],
)
def test_only_a_remark_before_a_plain_request_may_be_of_the_past(text):
    assert understand(text).kind not in ORDERS


def test_enough_of_one_stock_stops_no_trading():
    assert understand("카카오 이제 그만 정리하자 전부").kind not in ("control", *ORDERS)
