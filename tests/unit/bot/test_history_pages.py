"""Long histories on a phone: every trade is reached by presses alone; and the index beside them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.access import Kind
from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.reply import Reply
from bot.text import WIDTH, width
from core.domain.order import OrderState
from core.domain.position import DayMark, Fill
from core.domain.signal import Side
from core.report.index import MADE_UP, NONE, IndexDays
from tests import fakes_bot as fb

TRIPS = 200
MESSAGE = "77"
SYMBOLS = tuple(one.symbol for one in fb.LISTED)


def fills_of(n: int) -> tuple[Fill, Fill]:
    """Make the two fills of the n-th trip: one a day, of the listed stocks in turn."""
    made = []
    for at, side in enumerate((Side.BUY, Side.SELL)):
        intent = replace(fb.intent(side=side), symbol=SYMBOLS[n % len(SYMBOLS)])
        order = fb.order(OrderState.FILLED, id=f"01JFZZ0000000000000{n:04d}{at}AB", intent=intent)
        day = fb.DAY - timedelta(days=TRIPS - n)
        when = fb.NOW - timedelta(days=TRIPS - n, minutes=1 - at)
        won = (n - 50) * 10 if at else 0
        made.append(fb.fill(order, 10, 50_000 + won, day=day, at=when, realised=won))
    return made[0], made[1]


async def bench_with_trips(count: int = TRIPS, language: str = "ko") -> fb.Bench:
    bench = fb.Bench(words=Catalogue(language))
    fills = [fill for n in range(count) for fill in fills_of(n)]
    await bench.put(fb.money(), *fills)
    return bench


def buttons(reply: Reply) -> list[str]:
    return [button.data for row in reply.buttons for button in row]


def presses(bench: fb.Bench) -> Callable[[str], Awaitable[Reply]]:
    async def press(data: str) -> Reply:
        # At a person's pace: more than twenty pages a minute are not heard.
        bench.wall.move_by(3)
        answer = await bench.router.press(fb.source(kind=Kind.PRESS), data, MESSAGE)
        assert answer is not None
        assert answer.reply is not None
        return answer.reply

    return press


async def walk(bench: fb.Bench, line: str) -> list[Reply]:
    """Say a line and press the button that turns on until there is none."""
    press, first = presses(bench), await bench.say(line)
    assert first is not None
    pages = [first]
    while len(pages) <= TRIPS:
        label = bench.context.t("button.next")
        onward = [b.data for row in pages[-1].buttons for b in row if b.label == label]
        if not onward:
            return pages
        pages.append(await press(onward[0]))
    raise AssertionError(f"{line} never ends")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("line", "opens", "count"),
    [("trades", "r:trades trip ", TRIPS), ("trades fills", "r:order ", 2 * TRIPS)],
)
async def test_each_of_two_hundred_trades_has_its_own_button(
    language: str, line: str, opens: str, count: int
) -> None:
    bench = await bench_with_trips(language=language)
    pages = await walk(bench, f"/{line}")
    found = [data for page in pages for data in buttons(page) if data.startswith(opens)]
    assert len(found) == len(set(found)) == count
    drawn = [row for page in pages for row in render(page, bench.words).split("\n")]
    assert [row for row in drawn if width(row) > WIDTH] == []
    assert max(len("\n".join(drawn).encode()) // len(pages), 0) < 4096


async def test_a_trade_opens_from_its_button_and_shows_its_own_figures() -> None:
    bench = await bench_with_trips(12)
    press, (first, *_) = presses(bench), await walk(bench, "매매")
    for n, data in zip(range(11, 5, -1), buttons(first), strict=False):
        told = fb.text_of(await press(data))
        assert bench.words.won((n - 50) * 10, sign=True) in told


async def test_a_page_keeps_what_was_asked_for() -> None:
    bench = await bench_with_trips(60)
    pages = await walk(bench, "매매 전체 삼성전자")
    assert len(pages) == 4
    told = "\n".join(fb.text_of(page) for page in pages)
    assert "에코프로비엠" not in told
    assert all("끝난 매매 20" in fb.text_of(page) for page in pages)


async def test_a_part_of_the_performance_opens_its_trades() -> None:
    bench = await bench_with_trips(30)
    parts = await bench.say("성과 종목별 전체")
    assert parts is not None
    opened = await presses(bench)(buttons(parts)[0])
    assert "끝난 매매 10" in fb.text_of(opened)


@pytest.mark.parametrize("data", ["r:trades trip x", "r:trades trip ZZZZ", "r:quote", "r:pnl days"])
async def test_a_button_that_somebody_made_up_is_answered_and_does_nothing(data: str) -> None:
    bench = await bench_with_trips(3)
    assert fb.text_of(await presses(bench)(data))
    assert bench.door.asked == []


def closes(*won: int, until: date = fb.DAY) -> IndexDays:
    days = [until - timedelta(days=len(won) - n) for n in range(1, len(won) + 1)]
    return IndexDays("KOSPI", tuple(zip(days, won, strict=True)))


async def told_beside(index: IndexDays, line: str = "성과 주") -> str:
    bench = await bench_with_trips(3)
    bench.uow.marks.put(DayMark("5012345601", fb.DAY - timedelta(days=7), 99_000_000, 0, 0, 0, 0))
    await bench.uow.commit()

    async def days(until: date) -> IndexDays:
        assert until == fb.DAY
        return index

    bench.router._base = replace(bench.context, index=days)
    return fb.text_of(await bench.say(line))


async def test_performance_stands_beside_the_index_of_the_same_days() -> None:
    # Monday is the 23rd: the last close before it is 2,500, the newest one 2,550.
    told = await told_beside(closes(2_500, 2_480, 2_520, 2_530, 2_550))
    assert Decimal("0.02") == Decimal(2_550 - 2_500) / 2_500
    assert "KOSPI +2.00%" in told


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (IndexDays("KOSPI", why=NONE), "자료 없음"),
        (IndexDays("KOSPI", why=MADE_UP), "가상 시장"),
        (closes(2_500, 2_510, 2_520, 2_530, until=fb.DAY - timedelta(days=1)), "아직 없음"),
    ],
)
async def test_what_cannot_be_compared_says_why(index: IndexDays, words: str) -> None:
    assert words in await told_beside(index)
