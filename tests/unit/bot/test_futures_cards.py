"""What people read about contracts: never shares, never a notional as money to pay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.locale.catalogue import Catalogue
from bot.order_text import card, progress_rows, summary
from bot.render_text import render
from core.domain.contract import Contract
from core.domain.instrument import Instrument, InstrumentKind
from core.domain.order import OrderIntent, OrderState
from core.domain.position import Fill
from core.domain.signal import Side
from tests import fakes_bot as fb
from tests import samples

TERMS = Contract("005930", date(2026, 12, 10), Decimal("0.15"), Decimal("0.10"))
FUTURE = Instrument("A11612", "삼성전자 F 202612", kind=InstrumentKind.FUTURE, contract=TERMS)
BARE = {"multiplier": 10, "shares": 4, "price": 50_000, "margin": 75_000}


def wish(side: Side) -> OrderIntent:
    return replace(fb.intent(side=side), symbol=FUTURE.symbol, name=FUTURE.name, **BARE)


def drawn(language: str, side: Side, held_after: int) -> str:
    asked, words = fb.approval(fb.intent(side=side)), Catalogue(language)
    costs = replace(asked.figures.costs, gross=2_000_000, commission=60, net=-60)
    figures = replace(asked.figures, costs=costs, held_after=held_after, trimmed_from=9)
    asked = replace(asked, intent=wish(side), figures=figures)
    shown = card(asked, words, nonce="A" * 22, code="4821", now=fb.NOW, strategy="골든크로스")
    return render(shown, words)


@pytest.mark.parametrize(("held", "text"), [(-4, "순포지션 -4계약"), (0, "남는 계약 없음")])
def test_card_counts_contracts_and_names_margin_and_notional(held, text):
    shown = " ".join(drawn("ko", Side.SELL, held).split())
    assert text in shown
    assert "4계약 (한도로 9계약에서 줄임)" in shown
    assert "2,000,000원" in shown
    assert "300,000원" in shown
    for word in ("받을 돈", "낼 돈", "4주", "결제"):
        assert word not in shown


def test_english_card_says_the_same():
    shown = " ".join(drawn("en", Side.BUY, 4).split())
    for text in ("net position +4 contracts", "Initial margin", "₩300,000", "Notional"):
        assert text in shown
    assert "shares" not in shown


def test_progress_gives_the_price_of_one_share_and_what_was_realised():
    words = Catalogue("ko")
    order = replace(
        samples.order(state=OrderState.FILLED, filled=4, amount=2_000_400, fee=60),
        intent=wish(Side.BUY),
    )
    fill = Fill(
        order.id, "p", FUTURE.symbol, Side.BUY, 4, 2_000_400, 60, 0, 4, fb.NOW, fb.NOW.date(),
        realised=39_940, multiplier=10,
    )  # fmt: skip
    rows = dict(progress_rows(order, [fill], words))
    assert rows[words.t("order.done")] == "4/4계약"
    assert rows[words.t("order.mean")] == "50,010원"
    assert rows[words.t("order.realised")] == "+39,940원"
    assert summary(order.intent, words).endswith("4계약 × 50,000원")
