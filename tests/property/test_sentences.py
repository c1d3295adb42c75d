"""No stored state of an order makes a false sentence, in either language (INV-26)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.order_text import card_end, progress
from bot.question_text import doubt_text, question_end
from bot.render_text import render
from bot.reply import Reply, plain
from core.domain.approval import ApprovalState
from core.domain.doubt import Doubt, Finding
from core.domain.order import OPEN, Order, OrderState
from core.domain.people import Question, QuestionState
from core.domain.signal import Side
from tests import fakes_bot as fb
from tests.sentences import Claim, Truth, claims, falsehoods

_FILLED = {OrderState.PARTIAL, OrderState.CANCELLING, OrderState.CANCELLED, OrderState.EXPIRED}
_NUMBERED = {OrderState.ACCEPTED, OrderState.FILLED, *_FILLED}
EVENTS = ("", "accepted", "adopted", "partial", "filled", "late_fill", "cancelled", "expired",
          "rejected", "unknown", "cancelling", "sending", "ready")  # fmt: skip
Drawn = Callable[[Order, Catalogue, str], Reply]


@st.composite
def stored(draw: st.DrawFn) -> Order:
    """Draw an order as the table of moves can leave it."""
    state, shares = draw(st.sampled_from(OrderState)), draw(st.integers(1, 10_000))
    filled = {OrderState.FILLED: shares}.get(state, 0)
    if state in _FILLED and shares > 1:
        filled = draw(st.integers(state is OrderState.PARTIAL, shares - 1))
    if state is OrderState.PARTIAL and shares == 1:
        state = OrderState.ACCEPTED
    wanted = draw(st.booleans())
    return fb.order(
        state,
        intent=replace(fb.intent(side=draw(st.sampled_from(Side))), shares=shares, reason=""),
        number="0000012345" if state in _NUMBERED else None,
        filled=filled, amount=filled * 53_600, fee=filled * 8,
        note=draw(st.sampled_from(["", "restart", "absent", "no answer in time", "day over"])),
        cancel_wanted=wanted, cancel_tries=draw(st.integers(0, 3)) if wanted else 0,
    )  # fmt: skip


def _fills(order: Order) -> list[fb.Fill]:
    return [fb.fill(replace(order, filled=0), order.filled, 53_600)] if order.filled else []


def _progress(order: Order, words: Catalogue, event: str) -> Reply:
    return progress(order, words, fills=_fills(order), event=event)


def _card(order: Order, words: Catalogue, _event: str) -> Reply:
    asked = fb.approval(order.intent, state=ApprovalState.GRANTED, order_id=order.id)
    return card_end(asked, words, order=order, fills=_fills(order))


def _question(order: Order, *choices: str) -> Question:
    return Question(
        "Q1", "doubt", order.id, "", None, fb.NOW, fb.NOW, fb.NOW, "",
        QuestionState.ANSWERED, choices=choices, choice_shas=choices,
    )  # fmt: skip


def _end(order: Order, words: Catalogue, _event: str) -> Reply:
    return plain(question_end(order, _question(order), words))


def _doubt(order: Order, words: Catalogue, _event: str) -> Reply:
    found = Doubt(order.id, fb.NOW, fb.NOW, fb.DAY, Finding.ABSENT_SO_FAR, looks=5)
    found = replace(found, last_look_at=fb.NOW + timedelta(seconds=200))
    return doubt_text(order, found, _question(order, "absent_resend"), words)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("drawn", [_progress, _card, _end, _doubt])
@settings(max_examples=400, deadline=None)
@given(order=stored(), event=st.sampled_from(EVENTS))
def test_no_stored_state_makes_a_false_sentence(
    drawn: Drawn, language: str, order: Order, event: str
) -> None:
    words = Catalogue(language)
    text = render(drawn(order, words, event), words, columns=200)
    truth = Truth(order.intent.shares, order.filled, order.number is not None, order.state.value)
    assert list(falsehoods(text, truth)) == []


@given(order=stored(), event=st.sampled_from(EVENTS))
def test_what_is_not_known_is_said_to_be_looked_for(order: Order, event: str) -> None:
    words = Catalogue("ko")
    text = render(_progress(order, words, event), words, columns=200)
    said = claims(text) & {Claim.ALL_FILLED, Claim.CANCELLED, Claim.REFUSED, Claim.EXPIRED}
    if order.state is OrderState.UNKNOWN:
        assert "확인 중" in text
    if order.state in OPEN:
        assert not said


@pytest.mark.parametrize(
    ("text", "filled", "number", "state"),
    [
        ("체결 완료 · 삼성전자 매수", 4, True, "partial"),
        ("일부 체결 · 삼성전자", 0, True, "accepted"),
        ("상태: 취소됨", 0, True, "cancelling"),
        ("주문 거부됨", 0, False, "unknown"),
        ("상태: 접수됨", 0, False, "sending"),
        ("만료됨", 0, True, "accepted"),
        ("체결 수량: 5/10주", 4, True, "partial"),
        ("상태: 전량 체결", 9, True, "cancelled"),
        ("Order cancelled", 0, True, "cancelling"),
        ("State: accepted", 0, False, "unknown"),
    ],
)
def test_a_false_sentence_is_found(text: str, filled: int, number: bool, state: str) -> None:
    assert list(falsehoods(text, Truth(10, filled, number, state)))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("state", "filled", "claim"),
    [
        (OrderState.FILLED, 10, Claim.ALL_FILLED),
        (OrderState.PARTIAL, 4, Claim.SOME_FILLED),
        (OrderState.CANCELLED, 0, Claim.CANCELLED),
        (OrderState.REJECTED, 0, Claim.REFUSED),
        (OrderState.EXPIRED, 0, Claim.EXPIRED),
        (OrderState.ACCEPTED, 0, Claim.AT_BROKER),
        (OrderState.UNKNOWN, 0, Claim.OPEN_QUESTION),
    ],
)
def test_the_reader_knows_the_words_of_every_end(
    language: str, state: OrderState, filled: int, claim: Claim
) -> None:
    order = fb.order(state, filled=filled, amount=filled * 53_600)
    words = Catalogue(language)
    text = render(_progress(order, words, state.value), words, columns=200)
    assert claim in claims(text)
