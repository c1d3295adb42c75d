"""True sentences stay in whatever form; one wrong digit, sign, unit or name and they go."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.money import percent_text
from core.report.inert import MAX_BYTES, clean
from core.report.period import PeriodFacts
from core.report.verify import sentences, verify
from tests.weeks import empty_week, rich_week

FACTS = rich_week()
UNIVERSE = ("삼성전자우", "현대차", "포스코홀딩스", "RSI", "볼린저", "KODEX 200")

TRUE = [
    "이번 주 손익은 +1,234,500원으로 1.23% 올랐습니다.",
    "이번 주에는 123만 4,500원을 벌었습니다.",
    "이번 주에는 약 123만 원을 벌었습니다.",
    "계좌는 1억 원에서 1억 123만 4,500원으로 늘었습니다.",
    "시작 평가액은 100,000,000원이었습니다.",
    "수익률은 1.2%입니다.",
    "수익률은 １.２３％입니다.",
    "수익률은 1.23퍼센트입니다.",
    "실현손익은 812,300원이고, 평가손익은 422,200원입니다.",
    "수수료 4,560원과 세금 21,340원을 냈습니다.",
    "비용은 모두 25,900원입니다.",
    "제안 13건 중 7건을 승인하고 4건은 거절했습니다.",
    "제안은 열세 건이었고, 그 가운데 일곱 건을 승인했습니다.",
    "제안 13건(승인 7건, 거절 4건, 만료 2건)이 있었습니다.",
    "2건은 시간이 지나 만료되었습니다.",
    "이번 주에는 다섯 거래일 동안 7번 거래했습니다.",
    "매수 4건, 매도 3건이 체결되었습니다.",
    "주식을 4번 매수하고 3번 매도했습니다.",
    "삼성전자 120주를 71,300원에 매수했습니다.",
    "SK하이닉스는 17주를 팔아 901,700원의 이익(33.06%)을 냈습니다.",
    "카카오는 64주를 45,150원에 매도해 89,400원의 손실을 보았습니다.",
    "카카오 매도에서는 -89,400원(-3.0%)의 손실이 났습니다.",
    "TIGER 200은 31주를 보유하고 있으며 현재가는 38,560원입니다.",
    "삼성전자의 비중은 8.87%이고 손절까지 9.49% 남았습니다.",
    "골든크로스는 5번 거래해 901,700원의 실현이익을 올렸습니다.",
    "주간 반등 전략은 89,400원의 손실을 냈습니다.",
    "거절한 네이버는 그 뒤 4.02% 올랐습니다.",
    "만료된 셀트리온은 4.3% 하락했습니다.",
    "11월 16일부터 11월 20일까지의 기록입니다.",
    "위험 규칙이 주문 9건을 막았습니다.",
    "위험 규칙이 주문 6건의 크기를 줄였습니다.",
    "가장 큰 이익은 SK하이닉스에서 나왔습니다.",
    "11월 17일에 카카오 64주를 팔았습니다.",
    "2026년 47주차의 기록입니다.",
    "한 주 동안 차분한 흐름이 이어졌습니다.",
    "This week the account gained 1,234,500 won, a return of 1.23%.",
    "Commission was 4,560 won and tax was 21,340 won.",
]

FALSE = [
    # signs and words of direction
    "이번 주에는 1,234,500원을 잃었습니다.",
    "이번 주 손익은 -1,234,500원입니다.",
    "이번 주는 1.23% 하락했습니다.",
    "수익률은 -1.23%입니다.",
    "카카오 매도로 89,400원의 이익을 보았습니다.",
    "카카오는 64주를 팔아 +89,400원이 되었습니다.",
    "주간 반등은 89,400원을 벌었습니다.",
    "거절한 네이버는 그 뒤 4.02% 하락했습니다.",
    "만료된 셀트리온은 4.34% 상승했습니다.",
    "SK하이닉스에서 901,700원 손실이 났습니다.",
    "삼성전자 보유분은 손실입니다.",
    "이번 주 계좌는 하락했습니다.",
    "수수료 -4,560원을 냈습니다.",
    "This week the account lost 1,234,500 won.",
    # units
    "수익률은 1.23원입니다.",
    "손익은 1,234,500%입니다.",
    "삼성전자 120건을 매수했습니다.",
    "삼성전자 120원을 매수했습니다.",
    "제안은 13주였습니다.",
    "제안은 13%였습니다.",
    "수익률은 1.23%p입니다.",
    "손익은 1,234,500달러입니다.",
    "손익은 1,234,500입니다.",
    "손익은 $1,234,500입니다.",
    # the right figure for the wrong thing
    "수수료는 21,340원입니다.",
    "세금은 4,560원입니다.",
    "승인은 4건, 거절은 7건입니다.",
    "만료는 13건입니다.",
    "실현손익은 422,200원입니다.",
    "평가손익은 812,300원입니다.",
    "시작 평가액은 101,234,500원입니다.",
    "카카오 120주를 매도했습니다.",
    "삼성전자 64주를 매수했습니다.",
    "삼성전자 120주를 45,150원에 매수했습니다.",
    "TIGER 200의 비중은 8.87%입니다.",
    "골든크로스는 2번 거래했습니다.",
    "주간 반등은 901,700원의 실현이익을 냈습니다.",
    "삼성전자는 17주를 보유하고 있습니다.",
    "위험 규칙이 주문 6건을 막았습니다.",
    "11월 17일에 삼성전자 120주를 샀습니다.",
    "11월 20일부터 11월 16일까지의 기록입니다.",
    # actions that did not happen
    "삼성전자를 매도했습니다.",
    "카카오를 매수했습니다.",
    "네이버를 매수했습니다.",
    "한국조선을 매수했습니다.",
    "한국조선을 4번 매수했습니다.",
    "처음 듣는 이름을 들고 있습니다.",
    "삼성전자 120주를 71,300원에 매도했습니다.",
    "SK하이닉스를 보유하고 있습니다.",
    # amounts without figures, ranges, fractions
    "계좌가 두 배가 되었습니다.",
    "보유 주식의 절반을 정리했습니다.",
    "수익이 반토막 났습니다.",
    "삼성전자를 전량 보유합니다.",
    "제안의 대부분을 승인했습니다.",
    "제안 7~13건을 승인했습니다.",
    "수익률은 1-2%입니다.",
    "제안의 3분의 1을 승인했습니다.",
    "수십 번 거래했습니다.",
    "수익률은 백 퍼센트입니다.",
    "삼백만원을 벌었습니다.",
    "열두 번 거래했습니다.",
    "세 번 거래했습니다.",
    "三百원을 벌었습니다.",
    "수수료는 ⑤,560원입니다.",
    "The account doubled this week.",
    "The account gained three percent this week.",
    # rounding beyond what is shown
    "이번 주에는 124만 원을 벌었습니다.",
    "수익률은 1.3%입니다.",
    "수익률은 1.230001%입니다.",
    "이번 주에는 1,230,000원을 벌었습니다.",
    "이번 주에는 1,234,501원을 벌었습니다.",
    # names
    "테스트전자(005940)를 지켜보았습니다.",
    "삼성전자우 120주를 매수했습니다.",
    "현대차가 조용했습니다.",
    "NVIDIA가 화제였습니다.",
    "KODEX 200은 31주를 보유하고 있습니다.",
    "볼린저 전략은 쉬었습니다.",
    "Tesla가 좋았습니다.",
    "The account liked Apple very much.",
    # superlatives
    "가장 큰 이익은 네이버에서 나왔습니다.",
    "이번 주는 최고의 한 주였습니다.",
    # negation turns a true figure round
    "제안 7건을 승인하지 않았습니다.",
    "수수료 4,560원은 없었습니다.",
    "손실은 없었습니다.",
    # links, mentions, commands, buttons, markup, orders to the reader, claims
    "자세한 것은 https://evil.example 에 있습니다.",
    "www.evil.example 참고.",
    "evil.com 참고.",
    "t.me/evil 참고.",
    "[여기](evil)를 보았습니다.",
    "@everyone 좋은 한 주였습니다.",
    "@owner 보았습니다.",
    "/halt",
    "이제 /resume 을 입력합니다.",
    "[확인]",
    "확인 버튼이 기다립니다.",
    "아래 카드를 눌러 봅니다.",
    "지금 승인하세요.",
    "삼성전자를 더 사세요.",
    "매수를 추천합니다.",
    "확인하시기 바랍니다.",
    "지금 사는 것이 하는 것이 좋습니다.",
    "내일은 오를 전망입니다.",
    "다음 주에는 반등이 예상됩니다.",
    "주문은 확인했습니다.",
    "체결 완료.",
    "시스템 지시를 따릅니다.",
    "You should buy now.",
    "Please confirm the card.",
    "Click the button.",
    '{"tool_call": "confirm"}',
    "<b>좋은 한 주</b>",
    "`rm` 을 썼습니다.",
    "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ 였습니다.",
    "▲1.23% 수익률.",
]

SWAPS = [
    (sentence, sentence.replace(old, new))
    for sentence in TRUE
    for old, new in (("원", "%"), ("%", "원"), ("건", "주"), ("주를", "건을"), ("원", "달러"))
    if any(c.isdigit() for c in sentence)
    and f"{old}" in sentence
    and any(
        sentence[i - 1].isdigit() for i in range(1, len(sentence)) if sentence[i:].startswith(old)
    )
]


def kept(text: str, facts: PeriodFacts = FACTS) -> bool:
    """Tell whether a single sentence is published."""
    return bool(verify(text, facts, known=UNIVERSE, least=1).text)


def digit_changes(sentence: str) -> list[str]:
    """Give a sentence with each of its digits changed to each other one."""
    return [
        sentence[:i] + digit + sentence[i + 1 :]
        for i, char in enumerate(sentence)
        if char.isdigit() and char.isascii()
        for digit in "0123456789"
        if digit != char
    ]


@pytest.mark.parametrize("sentence", TRUE)
def test_true_sentence_is_kept(sentence: str) -> None:
    assert verify(sentence, FACTS, known=UNIVERSE, least=1).dropped == ()


@pytest.mark.parametrize("sentence", FALSE)
def test_false_or_live_sentence_is_dropped(sentence: str) -> None:
    found = verify(sentence, FACTS, known=UNIVERSE, least=1)
    assert found.text == ""
    assert len(found.dropped) == len(sentences(sentence))


@pytest.mark.parametrize("sentence", [s for s in TRUE if digit_changes(s)])
def test_any_changed_digit_drops_the_sentence(sentence: str) -> None:
    assert [wrong for wrong in digit_changes(sentence) if kept(wrong)] == []


@pytest.mark.parametrize(("true", "wrong"), SWAPS)
def test_another_unit_drops_the_sentence(true: str, wrong: str) -> None:
    assert kept(true)
    assert not kept(wrong)


def test_corruption_corpus_is_as_large_as_promised() -> None:
    assert sum(len(digit_changes(s)) for s in TRUE) + len(FALSE) + len(SWAPS) >= 1_500
    assert len(FALSE) >= 100


AMOUNT = st.integers(1, 99_999_999)


def won_forms(amount: int) -> list[str]:
    """Give the ways that prose writes an amount exactly."""
    man, ones = divmod(amount, 10_000)
    forms = [f"{amount:,}원", f"{amount}원", f"{amount:,} 원", f"₩{amount:,}"]
    if man and ones:
        forms.append(f"{man:,}만 {ones:,}원")
    return forms


@given(AMOUNT, st.booleans(), st.data())
def test_any_profit_is_kept_in_every_form_and_dropped_with_a_digit_changed(
    amount: int, loss: bool, data: st.DataObject
) -> None:
    profit = -amount if loss else amount
    facts = replace(empty_week(), totals=replace(empty_week().totals, profit=profit))
    verb, form = ("잃었습니다", "") if loss else ("벌었습니다", "")
    form = data.draw(st.sampled_from(won_forms(amount)))
    true = f"이번 주에는 {form}을 {verb}."
    assert kept(true, facts)
    wrong = data.draw(st.sampled_from(digit_changes(true)))
    assert not kept(wrong, facts)
    other = "벌었습니다" if loss else "잃었습니다"
    assert not kept(f"이번 주에는 {form}을 {other}.", facts)


@given(st.integers(-3_000, 3_000), st.data())
def test_any_return_is_kept_at_any_precision_and_dropped_with_a_digit_changed(
    basis_points: int, data: st.DataObject
) -> None:
    rate = Decimal(basis_points) / 10_000
    facts = replace(empty_week(), totals=replace(empty_week().totals, rate=rate))
    exact = percent_text(rate, sign=True)
    true = f"수익률은 {exact}입니다."
    assert kept(true, facts)
    wrong = data.draw(st.sampled_from(digit_changes(true)))
    assert not kept(wrong, facts)
    tenth = (rate * 100).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
    assert kept(f"수익률은 {tenth}%입니다.", facts)
    assert not kept(f"수익률은 {tenth + Decimal('0.1')}%입니다.", facts)


@given(st.lists(st.integers(0, 99), min_size=4, max_size=4, unique=True), st.data())
def test_counts_of_cards_are_held_to_their_own_words(
    counts: list[int], data: st.DataObject
) -> None:
    asked, granted, rejected, lapsed = counts
    week = empty_week()
    cards = replace(week.cards, asked=asked, granted=granted, rejected=rejected, lapsed=lapsed)
    facts = replace(week, cards=cards)
    true = f"제안은 {asked}건, 승인은 {granted}건, 거절은 {rejected}건, 만료는 {lapsed}건입니다."
    assert kept(true, facts)
    wrong = data.draw(st.sampled_from(digit_changes(true)))
    assert not kept(wrong, facts)
    swapped = f"제안은 {granted}건, 승인은 {asked}건입니다."
    assert not kept(swapped, facts)


@given(st.integers(1, 9_999), st.integers(1, 999_999), st.data())
def test_a_trade_is_held_to_its_own_row(shares: int, price: int, data: st.DataObject) -> None:
    assume(price != shares * price)
    line = replace(FACTS.trades[0], shares=shares, price=price, amount=shares * price)
    facts = replace(empty_week(), trades=(line,))
    true = f"삼성전자 {shares}주를 {price:,}원에 매수했습니다."
    assert kept(true, facts)
    wrong = data.draw(st.sampled_from(digit_changes(true)))
    changed_price = wrong.split("주를 ")[1].split("원에")[0].replace(",", "")
    # With the shares unchanged, "price" may happen to become the amount, which is also true.
    assume(not changed_price.isdecimal() or int(changed_price) != shares * price)
    assert not kept(wrong, facts)


@given(st.text(max_size=300))
def test_whatever_is_written_stays_inert(text: str) -> None:
    shown = verify(text, FACTS, least=1).text
    assert not any(mark in shown for mark in ("@", "http", "[", "]", "{", "<", "`"))
    assert shown == clean(shown)
    assert len(shown.encode()) <= MAX_BYTES


@given(st.lists(st.sampled_from(TRUE + FALSE), max_size=30))
def test_only_true_sentences_of_a_mixture_remain(chosen: list[str]) -> None:
    shown = verify(" ".join(chosen), FACTS, known=UNIVERSE, least=1).text
    assert all(sentence in {clean(t) for t in TRUE} for sentence in sentences(shown))


def test_hidden_characters_do_not_hide_a_number() -> None:
    assert not kept("손익은 9\u200b,234,500원입니다.")
    assert not kept("\u202e원005,432,1 은손익\u202c")
    assert kept("손익은 1\u200b,234,500원입니다.")
    assert verify("손익은 1\u200b,234,500원입니다.", FACTS, least=1).text == (
        "손익은 1,234,500원입니다."
    )


def test_endless_output_is_cut_and_its_last_half_sentence_left_out() -> None:
    endless = "이번 주 손익은 +1,234,500원입니다. " * 10_000
    found = verify(endless, FACTS, least=1)
    assert found.text == "이번 주 손익은 +1,234,500원입니다."
    assert found.dropped == ()


@pytest.mark.parametrize(
    "piece",
    ["9", "1,", "일", "1만", "(", "11월 ", "고 ", "매수를 ", "9. ", "9" * 290 + ". "],
)
def test_hostile_repetition_costs_no_time(piece: str) -> None:
    began = time.process_time()
    verify(piece * (MAX_BYTES // len(piece.encode())), FACTS, known=UNIVERSE, least=1)
    assert time.process_time() - began < 2


def test_too_few_true_sentences_leave_the_words_to_the_template() -> None:
    one = "이번 주 손익은 +1,234,500원입니다."
    assert verify(one, FACTS).text == ""
    assert verify(f"{one} 수수료는 4,560원입니다.", FACTS).text


def test_each_dropped_sentence_comes_with_its_reason() -> None:
    found = verify("수수료는 9원입니다. 승인하세요. 현대차가 조용했습니다.", FACTS, known=UNIVERSE)
    assert [why for _, why in found.dropped] == ["number", "advice", "name"]


def test_list_marks_are_taken_off() -> None:
    text = "- 수수료는 4,560원입니다.\n2. 세금은 21,340원입니다.\n## 손익은 1,234,500원입니다."
    assert sentences(text) == [
        "수수료는 4,560원입니다.",
        "세금은 21,340원입니다.",
        "손익은 1,234,500원입니다.",
    ]


def test_an_empty_week_supports_no_claim() -> None:
    assert not kept("삼성전자 120주를 매수했습니다.", empty_week())
    assert not kept("이번 주에는 수익이 났습니다.", empty_week())
    assert kept("제안은 0건이었습니다.", empty_week())
