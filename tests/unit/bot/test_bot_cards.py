"""Golden cards: side x market x state x language, and the special ones; looked at by a person.

Set GAEMI_GOLDEN=write to draw them anew; a change needs a line in the change note.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.locale.catalogue import Catalogue
from bot.order_text import card, card_end, progress
from bot.render_text import render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.brokers.kis.order_body import KINDS, LIMIT
from core.domain.approval import Actor, Approval, ApprovalState
from core.domain.calendar import Phase
from core.domain.instrument import Instrument
from core.domain.order import Mode, OrderKind, OrderState
from core.domain.signal import Side
from tests import fakes_bot as fb

GOLDEN = Path(__file__).parents[2] / "golden" / "cards"
NONCE = "AAAAAAAAAAAAAAAAAAAAAA"
MARKETS = {"kospi": fb.SAMSUNG, "kosdaq": fb.ECOPRO, "etf": fb.KODEX}
STATES = [state.value for state in ApprovalState]
MATRIX = list(product(("ko", "en"), ("buy", "sell"), MARKETS, STATES))
PRESSED = {ApprovalState.GRANTED, ApprovalState.REJECTED}


def _approval(instrument: Instrument, side: Side, state: ApprovalState) -> Approval:
    wanted = fb.intent(instrument, side)
    asked = fb.approval(wanted, instrument=instrument)
    if state is ApprovalState.OPEN:
        return asked
    by = Actor("telegram", "1001", "1001", "김주인") if state in PRESSED else None
    note = "halt:symbol:005930" if state is ApprovalState.WITHDRAWN else ""
    at = fb.NOW + timedelta(seconds=31)
    return replace(asked, state=state, by=by, decided_at=at, note=note)


def _draw(asked: Approval, words: Catalogue) -> Reply:
    if asked.state is ApprovalState.OPEN:
        now = fb.NOW + timedelta(seconds=1)
        return card(asked, words, nonce=NONCE, code="4821", now=now, strategy="골든크로스")
    return card_end(asked, words)


def _page(reply: Reply, words: Catalogue) -> str:
    rows = ["".join(f"[{b.label}]" for b in row) for row in reply.buttons]
    return "\n".join([render(reply, words), *rows]) + "\n"


def _compare(name: str, drawn: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GAEMI_GOLDEN") == "write":
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")
    assert all(width(line) <= WIDTH for line in drawn.splitlines())


@pytest.mark.parametrize(("language", "side", "market", "state"), MATRIX)
def test_card_is_as_it_was_looked_at(language: str, side: str, market: str, state: str) -> None:
    words = Catalogue(language)
    asked = _approval(MARKETS[market], Side(side), ApprovalState(state))
    _compare(f"{language}-{side}-{market}-{state}", _page(_draw(asked, words), words))


def _special(name: str) -> Approval:
    wanted, figures = fb.intent(), fb.figures(fb.intent())
    changes = {
        "live": (replace(wanted, mode=Mode.LIVE), figures),
        "trimmed": (wanted, replace(figures, trimmed_from=14)),
        "vi": (wanted, replace(figures, vi=True, phase=Phase.CONTINUOUS.value)),
        "limit": (replace(wanted, kind=OrderKind.LIMIT), figures),
        "close": (
            replace(wanted, kind=OrderKind.CLOSE),
            replace(figures, phase=Phase.CLOSING_AUCTION.value),
        ),
        "no-stop": (replace(wanted, stop_price=None), replace(figures, loss_at_stop=None)),
        "auction": (wanted, replace(figures, bid=0, ask=0)),
        "one-sided": (wanted, replace(figures, bid=0, phase=Phase.CONTINUOUS.value)),
        "odd-name": (replace(wanted, name="삼성\u202e전자\u200b ✅체결완료\n[확인]"), figures),
        "beaten": (wanted, replace(figures, beaten=("macd", "rsi"), also_held=("envelope",))),
        "long-reason": (replace(wanted, reason="가" * 300), figures),
    }
    meant, drawn = changes[name]
    return fb.approval(meant, canon_hash=meant.canon_hash(), figures=drawn)


SPECIALS = (
    "live", "trimmed", "vi", "limit", "close", "no-stop", "auction", "one-sided", "odd-name",
    "long-reason", "beaten",
)  # fmt: skip


@pytest.mark.parametrize("name", SPECIALS)
def test_special_card_is_as_it_was_looked_at(name: str) -> None:
    words = Catalogue("ko")
    _compare(f"ko-special-{name}", _page(_draw(_special(name), words), words))


@pytest.mark.parametrize("state", list(OrderState))
@pytest.mark.parametrize("language", ["ko", "en"])
def test_progress_is_as_it_was_looked_at(language: str, state: OrderState) -> None:
    words = Catalogue(language)
    filled = {OrderState.FILLED: 10, OrderState.PARTIAL: 4}.get(state, 0)
    placed = fb.order(
        state, intent=fb.intent(side=Side.SELL), filled=filled, amount=filled * 53_600,
        fee=filled * 8, tax=filled * 80, note="APBK0919 장운영시간이 아닙니다"
        if state is OrderState.REJECTED else "",
    )  # fmt: skip
    fills = [fb.fill(replace(placed, filled=0), filled, 53_600, realised=12_345)] if filled else []
    drawn = progress(placed, words, fills=fills, event=state.value)
    _compare(f"{language}-order-{state.value}", _page(drawn, words))


def test_there_are_as_many_golden_files_as_cases() -> None:
    cases = len(MATRIX) + len(SPECIALS) + 2 * len(OrderState)
    assert len(list(GOLDEN.glob("*.txt"))) == cases
    assert cases >= 60


def test_the_buttons_carry_the_nonce_and_nothing_else() -> None:
    reply = _draw(_special("live"), Catalogue("ko"))
    yes_and_no, edit = reply.buttons
    assert [b.data for b in yes_and_no] == [f"c1:{NONCE}", f"c0:{NONCE}"]
    assert [b.data for b in edit] == [f"p:edit {fb.approval().id}"], "says words, presses nothing"


@pytest.mark.parametrize("state", [s for s in ApprovalState if s is not ApprovalState.OPEN])
def test_an_ended_card_has_nothing_to_press(state: ApprovalState) -> None:
    ended = _approval(fb.SAMSUNG, Side.BUY, state)
    assert card_end(ended, Catalogue("ko")).buttons == ()


@pytest.mark.parametrize("event", ["filled", "partial", "late_fill"])
def test_no_fill_is_claimed_that_the_row_does_not_show(event: str) -> None:
    drawn = render(progress(fb.order(), Catalogue("ko"), event=event), Catalogue("ko"))
    assert "체결" not in drawn


def test_no_acceptance_is_claimed_without_a_number() -> None:
    lost = fb.order(OrderState.UNKNOWN, number=None)
    drawn = render(progress(lost, Catalogue("ko"), event="accepted"), Catalogue("ko"))
    assert "결과를 알 수 없음" in drawn.replace("\n", " ")
    assert "접수" not in drawn


@pytest.mark.parametrize("kind", list(OrderKind))
def test_a_price_is_called_the_limit_that_it_is_sent_as(kind: OrderKind) -> None:
    assert KINDS[kind] == LIMIT
    for language, limit in (("ko", "지정가"), ("en", "limit")):
        assert limit in Catalogue(language).t(f"kind.{kind.value}")
