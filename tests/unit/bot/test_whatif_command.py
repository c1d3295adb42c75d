"""`whatif` in chat: which words ask what, what is shown, and that nothing reaches the engine."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.render_text import render
from bot.supposed import Asked
from core.domain.position import PERSON, Book
from core.domain.results import Result
from core.domain.signal import Side, Size
from core.flow.what_if import After, Supposed
from tests import fakes_bot as fb

AFTER = After("005930", 90_000_000, 99_000_000, (("005930", Decimal("0.09")),), 900_000)


def bench_that_hears(asked: list[Asked], answer: Supposed | Result) -> fb.Bench:
    async def suppose(what: Asked) -> Supposed | Result:
        asked.append(what)
        return answer

    return fb.Bench(suppose=suppose)


@pytest.mark.parametrize(
    ("text", "side", "size", "more"),
    [
        ("만약 매수 삼전 10주", Side.BUY, Size(shares=10), {}),
        ("만약 매도 삼전 절반", Side.SELL, Size(fraction=Decimal("0.5")), {}),
        ("가정 매수 삼전 20만원", Side.BUY, Size(budget=200_000), {}),
        ("whatif buy 005930 10shares", Side.BUY, Size(shares=10), {}),
        ("만약 비중 삼전 30%", Side.SELL, Size(fraction=Decimal("0.3")), {"weight": "0.3"}),
        ("만약 손절 삼전 47000원", Side.SELL, Size(budget=47_000), {"stop": 47_000}),
        ("만약 손절 삼전 5%", Side.SELL, Size(fraction=Decimal("0.05")), {"stop": 47_500}),
        ("만약 안팔았으면 삼전", Side.SELL, Size(shares=1), {"unsold": True}),
        ("만약 삼전 10주 매수", Side.BUY, Size(shares=10), {}),
        ("만약 삼전 10주 손절 5% 매수", Side.BUY, Size(shares=10), {}),
    ],
)
async def test_words_ask_what_they_say(
    text: str, side: Side, size: Size, more: dict[str, object]
) -> None:
    asked: list[Asked] = []
    bench = bench_that_hears(asked, Supposed(None, None, AFTER))
    await bench.put(Book(PERSON, "005930", 10, 500_000, 500_000))
    reply = await bench.say(text)
    assert reply is not None
    assert "계산만 했습니다" in render(reply, bench.words)
    (one,) = asked
    assert (one.wish.side, one.wish.size) == (side, size)
    found = {"weight": str(one.weight) if one.weight else None, "stop": one.stop or None}
    found |= {"unsold": one.unsold or None}
    assert {name: value for name, value in found.items() if value} == more
    assert bench.door.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "만약", "만약 삼전", "만약 매수", "만약 삼전 매수", "만약 매수 삼전",
        "만약 매수 없는종목 10주",
        "만약 비중 삼전", "만약 비중 삼전 10주", "만약 손절 삼전", "만약 팔까 삼전 10주",
    ],
)  # fmt: skip
async def test_what_says_too_little_is_asked_back(text: str) -> None:
    asked: list[Asked] = []
    bench = bench_that_hears(asked, Supposed(None, None, AFTER))
    reply = await bench.say(text)
    assert reply is not None
    assert (asked, bench.door.asked) == ([], [])


async def test_an_answer_that_cannot_be_reckoned_is_told() -> None:
    refused = Result(False, "whatif.never_sold", fields={"name": "삼성전자"})
    bench = bench_that_hears([], refused)
    assert "판 기록이 없습니다" in fb.text_of(await bench.say("만약 안팔았으면 삼전"))
