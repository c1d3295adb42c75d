"""No figure, name or claim passes that the cited rows do not have; many drawn at random."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import measures as m
from bot.assistant.check import Judge, split_cites
from bot.assistant.claims import not_bought, unsupported
from bot.assistant.fact import Claim, Fact
from core.report.figures import ACTIONS

FACTS = {
    "r1": Fact(
        "account", figures=(m.won("cash", 4_321_000), m.won("profit", -87_600)),
        claims=frozenset({Claim.DAY}),
    ),
    "r2": Fact(
        "holding", "삼성전자", "005930", "hold", "",
        (m.shares(31), m.won("price", 53_600), m.percent("weight", m.ratio("0.1234"))),
        claims=frozenset({Claim.HELD}),
    ),
    "r3": Fact(
        "rule", "SK하이닉스", "000660", "buy", f"{ACTIONS['buy']}|막|한도",
        (m.shares(9), m.percent("limit", m.ratio("0.2"))),
        claims=frozenset({Claim.REFUSED, Claim.UNBOUGHT, Claim.WHY}),
    ),
}  # fmt: skip
NAMES = frozenset({"삼성전자", "SK하이닉스", "NAVER", "카카오"})
SECRET = "읽기 전용 도우미입니다 " * 4
JUDGE = Judge(NAMES, lambda text: text.replace("비밀글자", "[redacted]"), SECRET)


def kept(text: str) -> list[str]:
    """Give the sentences that pass."""
    return [k.text for k in JUDGE.check(text, FACTS).kept]


@pytest.mark.parametrize(
    "sentence",
    [
        "The cash is ₩4,321,000 [r1].",
        "Today the loss is ₩87,600 [r1].",
        "삼성전자 31 shares are held [r2].",
        "삼성전자의 비중은 12.34%입니다 [r2].",
        "SK하이닉스는 종목 한도 20%에 막혔습니다 [r3].",
        "SK하이닉스는 사지 않았습니다 [r3].",
        "SK하이닉스 매수는 한도 때문에 거부되었습니다 [r3].",
    ],
)
def test_what_the_rows_carry_passes(sentence: str) -> None:
    assert len(kept(sentence)) == 1, JUDGE.check(sentence, FACTS).dropped


@pytest.mark.parametrize(
    "sentence",
    [
        "The cash is ₩4,321,001 [r1].",
        "Today the gain is ₩87,600 [r1].",
        "삼성전자는 사지 않았습니다 [r2].",
        "SK하이닉스는 팔지 않았습니다 [r3].",
        "SK하이닉스는 사지 않은 것이 아닙니다 [r3].",
        "SK하이닉스 9주를 매수했습니다 [r3].",
        "NAVER 31주를 보유하고 있습니다 [r2].",
        "삼성전자는 비밀글자 31주를 보유하고 있습니다 [r2].",
        f"{SECRET} 현금은 4,321,000원입니다 [r1].",
        "현금은 4,321,000원이고 aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ 입니다 [r1].",
        "현금은 4,321,000원입니다 [r1, r2, r3, r4, r5].",
        "현금은 사백삼십이만 천 원과 조금입니다 [r2].",
    ],
)
def test_what_the_rows_do_not_carry_is_dropped(sentence: str) -> None:
    assert kept(sentence) == []


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(["r1", "r2", "r3"]))
def test_no_other_sum_passes_whatever_row_is_cited(amount: int, row: str) -> None:
    shown = kept(f"현금은 {amount:,}원입니다 [{row}].")
    assert bool(shown) == (amount == 4_321_000 and row == "r1")


@given(st.text(max_size=200), st.sampled_from(["r1", "r2", "r3"]))
def test_no_digits_of_any_text_pass_that_the_rows_do_not_have(text: str, row: str) -> None:
    allowed = {"4,321,000", "87,600", "31", "53,600", "12.34", "9", "20", "4321000", "87600"}
    for sentence in kept(f"{text} [{row}]."):
        bare = re.sub("삼성전자|SK하이닉스", "", sentence)
        assert {n.rstrip(".,") for n in re.findall(r"[0-9][0-9,.]*", bare)} <= allowed


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Z", "C")), max_size=300))
def test_any_text_is_judged_and_what_passes_is_plain(text: str) -> None:
    for sentence in kept(f"현금은 4,321,000원입니다 {text} [r1]."):
        assert not re.search(r"https?:|@|[\[\]<>`|]|\u200b|\u202e", sentence)


@pytest.mark.parametrize(
    ("said", "bare", "rows"),
    [
        ("a [r1].", "a.", ("r1",)),
        ("a [r1, r2] b [r1].", "a b.", ("r1", "r2")),
        ("a.", "a.", ()),
        ("a [R1].", "a [R1].", ()),
    ],
)
def test_row_marks_are_taken_off(said: str, bare: str, rows: tuple[str, ...]) -> None:
    assert split_cites(said) == (bare, rows)


@pytest.mark.parametrize("claim", [c for c in Claim if c is not Claim.UNBOUGHT])
def test_a_state_needs_a_row_that_has_it(claim: Claim) -> None:
    said = {
        Claim.HALTED: "정지 중입니다", Claim.ACCEPTED: "접수되었습니다",
        Claim.FILLED: "체결되었습니다", Claim.CANCELLED: "취소되었습니다",
        Claim.REFUSED: "거부되었습니다", Claim.IN_DOUBT: "확인 중입니다",
        Claim.APPROVED: "승인되었습니다", Claim.LAPSED: "만료되었습니다", Claim.BOUGHT: "샀습니다",
        Claim.SOLD: "팔았습니다", Claim.HELD: "보유합니다", Claim.RUNNING: "실행 중입니다",
        Claim.STOPPED: "꺼져 있습니다", Claim.WHY: "때문입니다", Claim.DAY: "오늘입니다",
        Claim.WEEK: "이번 주입니다", Claim.MONTH: "이번 달입니다",
    }  # fmt: skip
    assert unsupported(said[claim], frozenset()) != ""
    assert unsupported(said[claim], frozenset({claim})) == ""
    assert not not_bought(said[claim], frozenset())
