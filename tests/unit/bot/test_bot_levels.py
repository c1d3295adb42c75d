"""`levels` and `close` in chat: which words reach the engine, and what is asked back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.parse import read
from core.domain.levels import Levels
from core.domain.plan import Cursor
from core.domain.position import OUTSIDE, PERSON, Book
from core.domain.results import Result
from core.domain.wanted import CloseGroup, SetLevel
from tests import fakes_bot as fb


@pytest.mark.parametrize(
    ("text", "kind", "figures"),
    [
        ("손절 삼전 5%", "stop", {"ratio": Decimal("0.05")}),
        ("손절 삼전 47000원", "stop", {"price": 47_000}),
        ("손절 삼전 @47000", "stop", {"price": 47_000}),
        ("/stoploss 005930 5%", "stop", {"ratio": Decimal("0.05")}),
        ("손절 삼전 없음", "stop", {"off": True}),
        ("익절 삼전 80000원", "take", {"price": 80_000}),
        ("익절 KODEX 200 10%", "take", {"ratio": Decimal("0.1"), "symbol": "069500"}),
        ("본전 삼전", "breakeven", {}),
        ("levels breakeven 005930", "breakeven", {}),
        ("손절 삼전 5% 밖", "stop", {"ratio": Decimal("0.05"), "owner": OUTSIDE}),
        ("본전 삼전 golden_cross", "breakeven", {"owner": "golden_cross"}),
    ],
)
async def test_words_reach_the_engine(text: str, kind: str, figures: dict[str, Any]) -> None:
    bench = fb.Bench()
    await bench.say(text)
    (wish,) = bench.door.of(SetLevel)
    assert wish.kind == kind
    assert wish.symbol == figures.pop("symbol", "005930")
    plain = {"price": 0, "ratio": None, "off": False, "owner": ""}
    assert {name: getattr(wish, name) for name in plain} == plain | figures


@pytest.mark.parametrize(
    "text",
    [
        "손절", "손절 삼전", "손절 삼전 5", "손절 삼전 10주", "손절 삼전 전량",
        "손절 삼전 5% 47000원",
        "손절 없는종목 5%", "손절 삼성 5%", "levels 삼전 5%", "levels stop", "익절 삼전 x",
    ],
)  # fmt: skip
async def test_what_says_no_level_asks_nothing_of_the_engine(text: str) -> None:
    bench = fb.Bench()
    assert await bench.say(text) is not None
    assert bench.door.asked == []


async def test_the_holders_are_named_where_there_are_several() -> None:
    bench = fb.Bench()
    fields = {"name": "삼성전자", "owners": f"{PERSON}=4 golden_cross=10"}
    bench.door.results[SetLevel] = Result(False, "levels.whose", fields=fields)
    told = fb.text_of(await bench.say("손절 삼전 5%"))
    assert "직접 주문 4주, 골든크로스 10주" in told


async def test_the_list_shows_what_is_set_and_what_comes() -> None:
    bench = fb.Bench()
    assert "없습니다" in fb.text_of(await bench.say("손절선"))
    levels = Levels(47_000, 80_000, "2024-12-02", -1, "2024-12-27")
    await bench.put(Book(PERSON, "005930", 3, 160_000, 160_000))
    bench.uow.cursors.put(Cursor(f"levels:{PERSON}:005930", levels.encoded()))
    await bench.uow.commit()
    told = fb.text_of(await bench.say("손절선"))
    assert "손절 47,000원" in told
    assert "익절 80,000원" in told
    assert "2024-12-27부터 손절 없음" in told


def test_a_stop_of_a_holding_is_not_a_stop_of_everything() -> None:
    assert read("손절 삼전 5%").spec is not read("정지").spec
    assert read("정리 손실").spec is not read("청산").spec


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("정리 이익", "winners"), ("정리 손실", "losers"), ("/close winners", "winners"),
        ("정리 golden_cross", "golden_cross"), ("정리 골든크로스", "golden_cross"),
        ("정리 밖", OUTSIDE), ("정리 내것", PERSON),
    ],
)  # fmt: skip
async def test_a_group_reaches_the_engine_with_fresh_prices(text: str, group: str) -> None:
    bench = fb.Bench()
    await bench.put(Book(PERSON, "005930", 3, 160_000, 160_000))
    await bench.say(text)
    (wish,) = bench.door.of(CloseGroup)
    assert wish.group == group
    assert [q.symbol for q in wish.quotes] == ["005930"]


@pytest.mark.parametrize("text", ["정리", "정리 전부", "정리 삼전", "정리 golden_croos"])
async def test_nothing_said_or_unknown_never_means_everything(text: str) -> None:
    bench = fb.Bench()
    await bench.say(text)
    assert bench.door.asked == []


async def test_holdings_are_shown_with_what_is_set_for_them() -> None:
    bench = fb.Bench()
    await bench.put(Book(PERSON, "005930", 3, 160_000, 160_000), fb.money())
    assert "손절" not in fb.text_of(await bench.say("잔고"))
    bench.uow.cursors.put(Cursor(f"levels:{PERSON}:005930", Levels(47_000).encoded()))
    await bench.uow.commit()
    assert "손절 47,000원" in fb.text_of(await bench.say("잔고"))


@pytest.mark.parametrize(("said", "symbol"), [("에코프로비", "247540"), ("KODEX", "069500")])
async def test_a_short_name_is_answered_with_the_lines_to_write(said: str, symbol: str) -> None:
    bench = fb.Bench()
    told = await bench.say(f"손절 {said} 5%")
    assert told is not None
    assert f"손절 {symbol} 5%" in fb.text_of(told)
    assert (bench.door.asked, told.buttons) == ([], ())
    await bench.say(f"손절 {symbol} 5%")
    assert [wish.symbol for wish in bench.door.of(SetLevel)] == [symbol]
