"""`trades`, `performance`, `balance` and the tables of `pnl` over one small, known history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.history_asked import read_history
from bot.render_text import render
from bot.reply import Reply
from bot.stretch import FIRST_DAY, NAMES, days_of, read_stretch, stretch_of
from bot.text import WIDTH, width
from bot.turning import fitting, page_of
from core.domain.order import Order, OrderState
from core.domain.position import PERSON, Book, DayMark, Fill
from core.domain.saying import say
from core.domain.signal import Side
from tests import fakes_bot as fb

TODAY = fb.DAY
BOUGHT, SOLD = date(2024, 11, 4), date(2024, 12, 24)


def order_of(n: int, side: Side, owner: str, reason: str) -> Order:
    meant = replace(fb.intent(side=side), owner=owner, reason=reason)
    ident = f"01JFZZ{n:04d}00000000ORDER{n}"
    return fb.order(OrderState.FILLED, id=ident, intent=meant, approval_id=f"A{n}")


def slice_of(order: Order, day: date, price: int, realised: int = 0, tax: int = 0) -> Fill:
    days = (day - fb.DAY).days
    return fb.fill(
        order, 10, price, day=day, at=fb.NOW + timedelta(days=days), realised=realised, tax=tax
    )


async def bench_with_history() -> fb.Bench:
    """One trip of a strategy that lost at its stop, one of a person that won, one that is open."""
    bench = fb.Bench()
    stop = say("reason.touch.stop", change_ratio="-0.05").encoded()
    orders = [
        order_of(1, Side.BUY, "golden_cross", ""),
        order_of(2, Side.SELL, "golden_cross", stop),
        order_of(3, Side.BUY, PERSON, say("reason.person").encoded()),
        order_of(4, Side.SELL, PERSON, say("reason.person").encoded()),
        order_of(5, Side.BUY, "golden_cross", ""),
    ]
    fills = [
        slice_of(orders[0], BOUGHT, 50_000),
        slice_of(orders[1], BOUGHT + timedelta(days=7), 47_000, -31_000, 840),
        slice_of(orders[2], BOUGHT + timedelta(days=14), 48_000),
        slice_of(orders[3], SOLD, 53_000, 48_900, 950),
        slice_of(orders[4], TODAY, 53_000),
    ]
    book = Book("golden_cross", "005930", 10, 530_080, 530_000, TODAY)
    marks = [
        DayMark("5012345601", day, 100_000_000 + won, 0, 0, 0, 0)
        for day, won in ((BOUGHT, -80), (BOUGHT + timedelta(days=7), -31_000), (SOLD, 17_900))
    ]
    await bench.put(*orders, *fills, book, fb.money(cash=99_487_820))
    for mark in marks:
        bench.uow.marks.put(mark)
    await bench.uow.commit()
    return bench


async def said(line: str) -> Reply:
    bench = await bench_with_history()
    reply = await bench.say(line)
    assert reply is not None
    assert [x for x in render(reply, bench.words).split("\n") if width(x) > WIDTH] == []
    return reply


def buttons(reply: Reply) -> list[str]:
    return [button.data for row in reply.buttons for button in row]


async def test_trades_lists_what_is_over_newest_first_and_each_opens() -> None:
    reply = await said("매매")
    told = fb.text_of(reply)
    assert "끝난 매매 2" in told
    assert "+17,900원" in told
    assert told.index("+48,900원") < told.index("-31,000원")
    assert "11-18~12-24 +48,900원" in told
    assert buttons(reply)[:2] == [f"r:trades trip 000000ORDER{n}" for n in (4, 2)]


async def test_a_trip_opens_with_prices_costs_and_how_it_ended() -> None:
    bench = await bench_with_history()
    listed = await bench.say("매매")
    assert listed is not None
    opened = await bench.say(buttons(listed)[1].removeprefix("r:"))
    told = fb.text_of(opened)
    for words in ("골든크로스", "50,000원", "47,000원", "-31,000원", "840원", "손절", "160원"):
        assert words in told


async def test_a_trip_that_is_open_says_what_is_left() -> None:
    told = fb.text_of(await said("매매 자세히 ORDER5"))
    assert "남은 수량 10주" in told
    assert "끝난 까닭" not in told


@pytest.mark.parametrize(
    ("line", "count", "realised"),
    [
        ("매매 월", 1, "+48,900원"), ("매매 지난달", 1, "-31,000원"), ("매매 내것", 1, "+48,900원"),
        ("매매 골든크로스 전체", 1, "-31,000원"), ("매매 005930 전체 golden_cross", 1, "-31,000원"),
        ("매매 오늘", 0, "0원"), ("매매 2024-11", 1, "-31,000원"), ("매매 삼전", 2, "+17,900원"),
        ("매매 KODEX 200", 0, "0원"), ("매매 2024-11~2024-12", 2, "+17,900원"),
    ],
)  # fmt: skip
async def test_trades_are_picked_by_period_stock_and_owner(
    line: str, count: int, realised: str
) -> None:
    told = fb.text_of(await said(line))
    assert f"끝난 매매 {count}" in told
    assert f"실현 손익 {realised}" in told


async def test_fills_are_listed_order_by_order() -> None:
    reply = await said("체결내역 월")
    told = fb.text_of(reply)
    assert "체결된 주문 2" in told
    assert "삼성전자 매도 10주 × 53,000원" in told
    assert buttons(reply)[0].startswith("r:order ")


@pytest.mark.parametrize("line", ["매매 없는이름", "성과 누구", "매매 월 주", "매매 1 2"])
async def test_a_word_that_is_nothing_is_named(line: str) -> None:
    assert "이렇게 써 주세요" in fb.text_of(await said(line))


async def test_performance_tells_how_often_and_how_much() -> None:
    told = fb.text_of(await said("성과 전체"))
    for words in (
        "자산 변화 +23,820원", "실현 손익 +17,900원", "이긴 매매 1 (50.0%)",
        "매매 한 번 평균 +8,950원", "손익비(번 돈/잃은 돈) 1.58", "가장 좋은 매매 +48,900원",
        "가장 나쁜 매매 -31,000원", "최대 낙폭 -0.03%", "수수료 400원", "세금 1,790원",
    ):  # fmt: skip
        assert words in told


async def test_performance_without_a_loss_has_no_factor() -> None:
    told = fb.text_of(await said("성과 월"))
    assert "손익비(번 돈/잃은 돈) -" in told


async def test_performance_of_one_stock_or_owner_leaves_the_account_out() -> None:
    told = fb.text_of(await said("성과 전체 내것"))
    assert "내 주문" in told or "직접" in told
    assert "자산 변화" not in told


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("성과 전략별 전체", (("-31,000원", "1", "0%"), ("+48,900원", "1", "100%"))),
        ("성과 종목별 전체", (("+17,900원", "2", "50%"),)),
        ("성과 이유별 전체", (("-31,000원", "1", "0%"), ("+48,900원", "1", "100%"))),
    ],
)
async def test_performance_is_cut_three_ways(line: str, rows: tuple[tuple[str, ...], ...]) -> None:
    told = fb.text_of(await said(line))
    assert all(" ".join(row) in told for row in rows)


async def test_the_profit_table_has_a_row_a_month() -> None:
    told = fb.text_of(await said("손익 월별"))
    assert "2024-12 +54,820 +0.05% 2" in told
    assert "2024-11 -31,000 -0.03% 3" in told


@pytest.mark.parametrize("line", ["손익 일별 0", "손익 일별 x", "손익 주 2", "손익 일별 1 2"])
async def test_a_wrong_page_is_refused_with_the_usage(line: str) -> None:
    assert "이렇게 써 주세요" in fb.text_of(await said(line))


async def test_profit_of_a_past_month_shows_no_open_profit() -> None:
    told = fb.text_of(await said("손익 지난달"))
    assert "-31,000원" in told
    assert "평가 손익 " not in told


async def test_the_balance_tells_what_is_bound_and_whose() -> None:
    bench = await bench_with_history()
    await bench.put(fb.order(OrderState.PARTIAL, filled=4), fb.approval())
    told = fb.text_of(await bench.say("예수금"))
    for words in (
        "예수금(결제 뒤) 99,487,820원", "주문 가능 99,000,000원", "열린 주문에 묶임 321,600원",
        "대기 카드에 묶임 536,000원", "보유 평가 536,000원 (0.5%)", "골든크로스: 536,000원 (0.5%)",
    ):  # fmt: skip
        assert words in told


async def test_the_balance_is_not_invented_before_the_broker_was_seen() -> None:
    assert "아직 증권사를" in fb.text_of(await fb.Bench().say("예수금"))


@pytest.mark.parametrize("word", NAMES)
def test_every_name_of_a_stretch_ends_today_or_before(word: str) -> None:
    found = read_stretch(word, TODAY)
    assert found is not None
    assert FIRST_DAY <= found.first <= found.last <= TODAY


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("어제", "2024-12-25"), ("지난주", "2024-12-16 ~ 2024-12-22"), ("전체", "~ 2024-12-26"),
        ("지난달", "2024-11-01 ~ 2024-11-30"), ("올해", "2024-01-01 ~ 2024-12-26"),
        ("3개월", "2024-09-27 ~ 2024-12-26"), ("2023", "2023-01-01 ~ 2023-12-31"),
    ],
)  # fmt: skip
def test_stretches_are_the_days_that_people_mean(word: str, days: str) -> None:
    found = read_stretch(word, TODAY)
    assert found is not None
    assert days_of(found) == days


@pytest.mark.parametrize("word", ["2030", "세기", "", "2024-13", "0일"])
def test_what_is_no_stretch_or_not_yet_is_none(word: str) -> None:
    assert read_stretch(word, TODAY) is None


def test_what_was_asked_is_written_so_that_it_reads_back() -> None:
    context, names = fb.Bench().context, {one.symbol: one.name for one in fb.LISTED}
    views = {"fills": "fills"}
    for line in ("fills month 005930 golden_cross", "all", "3개월 outside", "2024-03 247540 3"):
        asked = read_history(context, tuple(line.split()), names, usual="all", views=views)
        again = read_history(context, tuple(asked.said().split()), names, usual="day", views=views)
        assert replace(again, page=asked.page) == asked
    assert asked.page == 3
    assert asked.stretch != stretch_of("all", TODAY)


def test_pages_beyond_the_last_show_the_last() -> None:
    page = page_of(range(13), 99, size=6)
    assert (list(page.rows), page.number, page.of) == ([12], 3, 3)
    assert page.titled("T") == "T 3/3"
    assert page_of([], 1, size=6).titled("T") == "T"


def test_a_button_that_would_not_fit_is_left_out() -> None:
    assert fitting("x", "r:" + "y" * 62) != ()
    assert fitting("x", "r:" + "y" * 63) == ()


async def said_after_moves(line: str, *moves: tuple[date, int]) -> str:
    """Ask over the same history, whose equity did not move but by money in and out."""
    bench = await bench_with_history()
    for day, won in moves:
        bench.uow.emit(
            "system", "cash", correlation="5012345601", cause="reconcile",
            data={"ours": 0, "broker": won, "day": day.isoformat()},
        )  # fmt: skip
    await bench.uow.commit()
    reply = await bench.say(line)
    assert reply is not None
    assert [x for x in render(reply, bench.words).split("\n") if width(x) > WIDTH] == []
    return fb.text_of(reply)


@pytest.mark.parametrize("line", ["손익 월", "성과 월"])
async def test_money_that_was_moved_is_told_beside_the_profit_without_it(line: str) -> None:
    told = await said_after_moves(line, (TODAY, 50_000), (SOLD, -1_000))
    # 54,820 is what the assets changed by.
    for words in ("입금 50,000원", "출금 1,000원", "손익 (입출금 제외) +5,820원", "수익률 +0.01%"):
        assert words in told
    assert "자산 변화" not in told


async def test_moves_of_other_months_change_nothing_of_this_one() -> None:
    told = await said_after_moves("손익 월", (BOUGHT, 5_000_000))
    assert "자산 변화 +54,820원" in told
    assert "입금" not in told


async def test_the_profit_table_leaves_moves_out_and_says_them() -> None:
    told = await said_after_moves("손익 월별", (TODAY, 54_820))
    assert "2024-12 0 0.00% 2" in told.replace("+0.00%", "0.00%")
    assert "2024-11 -31,000 -0.03% 3" in told
    assert "입금 54,820원" in told
    assert "입출금은 손익과 수익률에 넣지 않았습니다." in told
