"""`risk` in chat: what is shown, which words reach the engine, and what is answered to others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.limit_names import NAMES, amount, named
from bot.render_text import render
from bot.text import WIDTH, width
from core.domain.limits import OWN_LIMITS, UNITS, OwnLimit, encoded
from core.domain.plan import Cursor
from core.domain.wanted import SetLimit
from tests import fakes_bot as fb


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("한도 설정 주문금액 50만원", "order_won", "500000"),
        ("한도 주문 금액 500,000원", "order_won", "500000"),
        ("risk set order 500000", "order_won", "500000"),
        ("위험 설정 하루손실 1%", "daily_loss", "0.01"),
        ("risk set daily_loss 0.015", "daily_loss", "0.015"),
        ("한도 설정 비중 30퍼센트", "symbol_weight", "0.3"),
        ("risk set max_positions 5", "max_positions", "5"),
        ("한도 설정 쉬는시간 2분", "cooldown_s", "120"),
        ("한도 설정 주문수량 100주", "order_shares", "100"),
        ("한도 설정 주문금액 기본", "order_won", None),
    ],
)
async def test_words_reach_the_engine(text: str, name: str, value: str | None) -> None:
    bench = fb.Bench()
    await bench.say(text)
    (wish,) = bench.door.of(SetLimit)
    assert (wish.name, wish.value) == (name, None if value is None else Decimal(value))
    assert not wish.withdraw


@pytest.mark.parametrize("text", ["한도", "위험", "한도 얼마나 남았어?", "한도 좀 바꿔줘"])
async def test_a_question_about_limits_shows_them_all(text: str) -> None:
    bench = fb.Bench()
    assert "주문금액" in fb.text_of(await bench.say(text))
    assert bench.door.of(SetLimit) == []


async def test_what_is_pending_is_taken_back_by_word() -> None:
    bench = fb.Bench()
    await bench.say("한도 철회 주문금액")
    (wish,) = bench.door.of(SetLimit)
    assert (wish.name, wish.withdraw) == ("order_won", True)


@pytest.mark.parametrize(
    "text",
    [
        "한도 설정", "한도 설정 몰라 5", "risk set order 10%", "한도 설정 하루손실 50만원",
        "risk set order -5", "risk set order 1e9", "risk withdraw", "한도 설정 주문금액 많이",
    ],
)  # fmt: skip
async def test_what_is_no_limit_or_no_value_asks_nothing_of_the_engine(text: str) -> None:
    bench = fb.Bench()
    reply = await bench.say(text)
    assert bench.door.of(SetLimit) == []
    assert fb.text_of(reply)


async def test_the_list_tells_every_limit_its_source_and_what_is_left() -> None:
    bench = fb.Bench()
    own = OwnLimit("1000000", "주인", "2026-11-03T01:00:00+00:00", "300000")
    pending = OwnLimit(
        "0.02", "주인", "2026-11-03T01:00:00+00:00", next_value="0.03", since="2099-01-02"
    )
    rows = Cursor(OWN_LIMITS, encoded({"order_won": own, "daily_loss": pending}))
    bench.uow.cursors.put(rows)
    await bench.put(fb.money())
    reply = await bench.say("한도")
    assert reply is not None
    text = render(reply, bench.words)
    assert "주문금액 300,000원" in text
    assert "주인 님이 정함" in text
    assert "하루손실 2%" in text
    assert "2099-01-02부터 3%" in text
    assert "남음" in text
    assert max(width(line) for line in text.splitlines()) <= WIDTH


def test_every_limit_has_names_of_its_own() -> None:
    assert set(NAMES) == set(UNITS)
    said = [word for words in NAMES.values() for word in words]
    assert len(said) == len(set(said))
    for name, words in NAMES.items():
        assert all(named((word, "5")) == (name, ("5",)) for word in words)


@pytest.mark.parametrize("text", ["", "five", "5kg", "-1", "1..2", "٣", "½"])
def test_a_value_that_is_none_is_not_guessed(text: str) -> None:
    assert all(amount(name, text) is None for name in UNITS)


@pytest.mark.parametrize(
    ("name", "since"),
    [
        ("하루금액", "오늘"), ("하루주문", "오늘"), ("하루손실", "오늘"),
        ("종목수", "지금"), ("비중", "지금"), ("분당주문", "지금"),
    ],
)  # fmt: skip
async def test_what_is_used_is_of_the_day_only_where_the_day_counts(name: str, since: str) -> None:
    bench = fb.Bench()
    await bench.put(fb.money())
    lines = fb.text_of(await bench.say("한도")).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{name} "))
    assert lines[at + 1].strip().startswith(f"{since} ")
