"""The questions about an order in doubt, letter by letter (reliability.md 6.6), and their buttons.

Set GAEMI_GOLDEN=write to draw them anew; a change needs a line in the change note.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doubt_words import cause, clock_text, elapsed, note_text
from bot.locale.catalogue import Catalogue
from bot.question_text import (
    CHOICE,
    choice_buttons,
    choice_labels,
    doubt_ended,
    doubt_text,
    question_end,
)
from bot.render_text import render
from bot.text import width
from core.domain.calendar import utc
from core.domain.commands import BrokerRow
from core.domain.doubt import Doubt, Finding
from core.domain.order import Mode, Order, OrderKind, OrderState
from core.domain.people import Question, QuestionState, choice_subject
from core.nonces import KeyedNonces
from tests import fakes_bot as fb

GOLDEN = Path(__file__).parents[2] / "golden" / "doubts"
NONCES = KeyedNonces(b"k" * 32)
SENT = utc(fb.DAY, 13, 5, 41)
ABSENT = ("keep_looking", "has_number", "absent_resend")
FOUR = ("pick:0001234", "pick:0001239", "neither", "both", "hold")


def order(**changes: object) -> Order:
    wanted = fb.intent(
        account="kis-live-12-01-a1b2c3", mode=Mode.LIVE, price=71_000, kind=OrderKind.LIMIT
    )
    lost = fb.order(
        OrderState.UNKNOWN, intent=wanted, number=None, sent_at=SENT,
        note="sent, but no readable answer: ReadTimeout",
    )  # fmt: skip
    return replace(lost, **changes)  # type: ignore[arg-type]


def row(number: str, second: int, filled: int, channel: str, **changes: object) -> BrokerRow:
    base = BrokerRow(
        number, fb.DAY, "005930", "buy", 10, 71_000, "limit", filled, 0, 0, 0, "accepted",
        utc(fb.DAY, 13, 5, second), channel,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


TWO = (row("0001234", 42, 0, "api"), row("0001239", 44, 10, "영웅문"))


def doubt(**changes: object) -> Doubt:
    base = Doubt(
        "01JFZZORDER000000000ORDER1", SENT, SENT, fb.DAY, Finding.ABSENT_SO_FAR, looks=15,
        first_look_at=SENT, last_look_at=SENT + timedelta(seconds=204), question_id="Q1",
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def question(choices: tuple[str, ...] = ABSENT, **changes: object) -> Question:
    shas = [NONCES.digest(NONCES.nonce(choice_subject("Q1", at))) for at in range(len(choices))]
    base = Question(
        "Q1", "doubt", "01JFZZORDER000000000ORDER1", "", None, SENT, SENT,
        SENT + timedelta(minutes=5), "", choices=choices, choice_shas=tuple(shas),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def page(lost: Order, about: Doubt, asked: Question, words: Catalogue, **how: bool) -> str:
    """Draw the message and, below it, all its buttons in one row."""
    text = render(doubt_text(lost, about, asked, words, **how), words)
    return f"{text}\n{' '.join(f'[{label}]' for label in choice_labels(asked, words))}\n"


# Copied from reliability.md 6.6 by hand; not drawn by the program.
ABSENT_TEXT = """\
⚠️ 주문 결과를 알 수 없습니다  [실전 ****12-01]
삼성전자(005930) 매수 10주 × 71,000원 = 710,000원
13:05:41 전송 · 응답 없음(시간 초과)
3분 24초 동안 15번 전체 조회: 같은 주문 없음, 잔고·예수금 변화 없음
※ 나중에 나타날 수 있습니다. 증권사 앱의 [미체결/체결]도 확인해 주세요.
이 종목의 새 주문은 잠겨 있습니다.
[계속 확인] [앱에 있음 → 번호 입력] [없음 · 새 주문 확인받기]
"""
CHOOSE_TEXT = """\
⚠️ 어느 주문이 이 앱의 것인지 골라 주세요
A) 0001234  13:05:42  10주 71,000원  체결 0  (REST API)
B) 0001239  13:05:44  10주 71,000원  체결 10 (영웅문)
[A가 맞음] [B가 맞음] [둘 다 아님] [둘 다 이 앱 → 초과분 취소] [보류]
"""


def test_an_absent_order_is_asked_about_in_the_exact_words() -> None:
    assert page(order(), doubt(), question(), Catalogue("ko")) == ABSENT_TEXT


def test_a_row_of_more_than_was_confirmed_is_shown_without_a_letter() -> None:
    more = row("0001240", 45, 0, "api", shares=11)
    about = doubt(finding=Finding.ALIKE, candidates=(more,))
    text = page(order(), about, question(("neither", "hold")), Catalogue("ko"))
    assert "- 0001240  13:05:45  11주 71,000원" in text
    assert "확인하신 수량보다 많아" in text
    assert "A)" not in text
    assert text.endswith("[모두 아님] [보류]\n")


def test_several_candidates_are_asked_about_in_the_exact_words() -> None:
    several = doubt(finding=Finding.SEVERAL, candidates=TWO)
    assert page(order(), several, question(FOUR), Catalogue("ko")) == CHOOSE_TEXT


CASES = {
    "absent": (order(), doubt(), question(), True),
    "absent-paper": (
        order(intent=fb.intent(account="kis-paper-12-01-a1b2c3")), doubt(), question(), True
    ),
    "absent-restart": (order(note="restart"), doubt(looks=7), question(), True),
    "absent-sell-etf": (
        order(intent=fb.intent(fb.KODEX, fb.Side.SELL)),
        doubt(last_look_at=SENT + timedelta(hours=2, minutes=3)), question(), True,
    ),
    "moved": (
        order(), doubt(finding=Finding.MOVED), question(("keep_looking", "hold")), True
    ),
    "several": (order(), doubt(finding=Finding.SEVERAL, candidates=TWO), question(FOUR), True),
    "several-of-two-doubts": (
        order(), doubt(finding=Finding.SEVERAL, candidates=TWO), question(FOUR), False
    ),
    "alike-one": (
        order(),
        doubt(finding=Finding.ALIKE, candidates=(row("0001240", 50, 3, "unreadable", shares=9),)),
        question(("pick:0001240", "neither", "hold")), True,
    ),
    "alike-six": (
        order(),
        doubt(
            finding=Finding.ALIKE,
            candidates=tuple(row(f"{n:010d}", 40 + n, n, "hts", price=0) for n in range(1, 7)),
        ),
        question((*(f"pick:{n:010d}" for n in range(1, 7)), "neither", "both", "hold")), True,
    ),
    "split": (
        order(),
        doubt(
            finding=Finding.SPLIT,
            candidates=(
                row("0001241", 42, 4, "api", shares=4), row("0001242", 42, 0, "api", shares=6)
            ),
        ),
        question(("pick:0001241", "pick:0001242", "neither", "both", "hold"), reason="split"),
        True,
    ),
    "candidate-gone": (
        order(), doubt(finding=Finding.SEVERAL, candidates=TWO[:1]), question(FOUR), True
    ),
}  # fmt: skip


@pytest.mark.parametrize(("language", "name"), list(product(("ko", "en"), CASES)))
def test_question_is_as_it_was_looked_at(language: str, name: str) -> None:
    lost, about, asked, alone = CASES[name]
    drawn = page(lost, about, asked, Catalogue(language), alone=alone)
    path = GOLDEN / f"{language}-{name}.txt"
    if os.environ.get("GAEMI_GOLDEN") == "write":
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


def test_there_are_as_many_golden_questions_as_cases() -> None:
    assert len(list(GOLDEN.glob("*.txt"))) == 2 * len(CASES)


def test_two_orders_in_doubt_are_told_apart() -> None:
    drawn = page(*CASES["several-of-two-doubts"][:3], Catalogue("ko"), alone=False)
    assert "삼성전자(005930) 매수 10주 × 71,000원" in drawn
    assert "****12-01" in drawn


def test_buttons_carry_a_nonce_each_and_fit_the_phone_and_the_wire() -> None:
    asked = question(FOUR)
    rows = choice_buttons(asked, Catalogue("ko"), NONCES)
    flat = [button for row_ in rows for button in row_]
    assert [b.data.removeprefix(CHOICE) for b in flat] == [
        NONCES.nonce(f"Q1:{at}") for at in range(len(FOUR))
    ]
    assert len({b.data for b in flat}) == len(FOUR)
    assert [asked.choice_of(NONCES.digest(b.data.removeprefix(CHOICE))) for b in flat] == list(FOUR)
    assert all(sum(width(b.label) for b in row_) <= 26 or len(row_) == 1 for row_ in rows)


@pytest.mark.parametrize("state", [QuestionState.ANSWERED, QuestionState.LAPSED])
def test_a_question_that_is_over_has_nothing_to_press(state: QuestionState) -> None:
    assert choice_buttons(question(state=state), Catalogue("ko"), NONCES) == ()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("state", list(OrderState))
def test_the_end_of_a_question_claims_no_more_than_the_order_shows(
    state: OrderState, language: str
) -> None:
    words = Catalogue(language)
    told = question_end(order(state=state), question(state=QuestionState.ANSWERED), words)
    known = state not in (OrderState.UNKNOWN, OrderState.SENDING)
    assert (words.t(f"order.{state.value}") in told) is known


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("state", [QuestionState.ANSWERED, QuestionState.LAPSED])
def test_each_question_names_itself_when_it_is_over(language: str, state: QuestionState) -> None:
    words, kinds = Catalogue(language), ("resume", "flatten", "close", "cancel", "mode")
    ended = [question_end(None, question(kind=kind, state=state), words) for kind in kinds]
    assert len(set(ended)) == len(kinds)
    for kind, told in zip(kinds, ended, strict=True):
        assert words.t(f"question.about.{kind}") in told


@given(st.timedeltas(timedelta(days=-1), timedelta(days=9)), st.sampled_from(["ko", "en"]))
def test_a_duration_is_written_for_every_span(span: timedelta, language: str) -> None:
    told = elapsed(span, Catalogue(language))
    assert "—" not in told
    assert "-" not in told
    assert told[0].isdigit()


@pytest.mark.parametrize(
    ("note", "key"),
    [
        ("restart", "restart"),
        ("sent, but no readable answer: ReadTimeout", "timeout"),
        ("no answer in time", "timeout"),
        ("sent, but no readable answer: RemoteProtocolError", "broken"),
        ("status 500: nothing readable", "status"),
        ("status 200, success, but no complete order number", "number"),
        ("the answer carries the number 00950-0000000001 of another order", "number"),
        ("number '' proves nothing", "number"),
        ("", "other"),
    ],
)
def test_the_cause_is_told_from_what_was_noted(note: str, key: str) -> None:
    assert cause(note, Catalogue("ko")) == Catalogue("ko").t(f"doubt.cause_{key}")


@given(name=st.text(max_size=40), channel=st.text(max_size=20), number=st.text(max_size=20))
def test_foreign_words_bring_no_line_and_no_hidden_letter(
    name: str, channel: str, number: str
) -> None:
    several = doubt(candidates=(row(number, 42, 0, channel),))
    lost = order(intent=fb.intent(name=name))
    asked = question((f"pick:{number}", "neither", "hold"))
    drawn = render(doubt_text(lost, several, asked, Catalogue("ko"), alone=False), Catalogue("ko"))
    assert len(drawn.split("\n")) == 4
    assert not set("\u202e\u200b\u2066\r\x00") & set(drawn)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_order_in_doubt_tells_its_cause_in_words_and_how_long_it_was_looked_for(
    language: str,
) -> None:
    words = Catalogue(language)
    assert note_text(order(note="no answer in time"), words) == words.t("doubt.cause_timeout")
    told = clock_text(order(), doubt(), words)
    assert elapsed(timedelta(seconds=204), words) in told
    assert "15" in told


@pytest.mark.parametrize("state", [s for s in OrderState if s is not OrderState.UNKNOWN])
def test_an_order_whose_fate_is_known_shows_no_clock(state: OrderState) -> None:
    assert clock_text(order(state=state), doubt(), Catalogue("ko")) == ""


def test_before_the_first_look_there_is_no_clock() -> None:
    assert clock_text(order(), doubt(last_look_at=None), Catalogue("ko")) == ""


@pytest.mark.parametrize("choices", [ABSENT, FOUR])
def test_what_is_left_of_a_question_repeats_no_finding_of_its_time(
    choices: tuple[str, ...],
) -> None:
    drawn = render(doubt_ended(order(), question(choices), Catalogue("ko")), Catalogue("ko"))
    assert "****12-01" in drawn
    assert "005930" in drawn
    assert "전체 조회" not in drawn
    assert "A)" not in drawn


def test_a_question_that_a_newer_one_replaced_does_not_say_that_time_ran_out() -> None:
    words = Catalogue("ko")
    lapsed = question(state=QuestionState.LAPSED)
    assert "시간이 지나" in question_end(order(), lapsed, words)
    again = question_end(order(), lapsed, words, again=True)
    assert again == words.t("question.doubt_again")
