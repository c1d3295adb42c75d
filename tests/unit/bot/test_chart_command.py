"""`chart`: what was asked for, the bars and fills it shows, and what is said without a picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from bot.chart_asked import MONEY, WEIGHTS, ChartAsked, understand
from bot.chart_fills import levels_of, marks_of
from bot.chart_guards import Guards, guards_of
from bot.chart_room import ChartRoom
from bot.charts.account_chart import AccountView
from bot.charts.price_chart import PriceView
from bot.commands.base import UsageError
from bot.lanes import runs_apart
from bot.periods import Period
from bot.reply import Reply
from bot.workshop import WorkFailed, WorkLate, Workshop
from core.domain.levels import Levels
from core.domain.order import OrderState
from core.domain.plan import Cursor, StrategyPlan
from core.domain.position import Book, DayMark
from core.domain.signal import Side
from core.errors import ReadFailed
from core.flow.decide import stop_price
from core.memory_bars import MemoryBars
from core.registry import discover
from core.strategies.base import STRATEGIES, canonical
from tests import fakes_bot as fb
from tests.drawing import PNG, Drawer, Walks, bars_of, drawing_bench

discover("core.strategies")
TICKS = fb.SAMSUNG.ladder(fb.DAY)
NAMES = {"005930": "삼성전자", "247540": "에코프로비엠", "069500": "KODEX 200"}
EVE = date(2024, 12, 24)  # the session before the day of the bot's tests


def buttons(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [button.data for row in reply.buttons for button in row]


async def asked(said: str, bench: fb.Bench) -> Reply:
    reply = await bench.say(said)
    assert reply is not None
    return reply


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("삼전", ChartAsked("005930")),
        ("005930 3m", ChartAsked("005930", "", Period(months=3))),
        ("최근 1년 에코프로비엠", ChartAsked("247540", "", Period(months=12))),
        ("KODEX 200 2024", ChartAsked("069500", "", Period(date(2024, 1, 1), date(2024, 12, 31)))),
        ("자산", ChartAsked("", MONEY)),
        ("equity 1y", ChartAsked("", MONEY, Period(months=12))),
        ("비중", ChartAsked("", WEIGHTS)),
        ("", ChartAsked()),
    ],
)
def test_words_in_any_order_are_understood(said: str, meant: ChartAsked) -> None:
    assert understand(tuple(said.split()), NAMES) == meant


@pytest.mark.parametrize(
    ("said", "key"),
    [("없는종목", "chart.no_symbol"), ("005930 1m 2m", "chart.two_periods")],
)
def test_what_is_not_understood_is_named(said: str, key: str) -> None:
    with pytest.raises(UsageError) as refused:
        understand(tuple(said.split()), NAMES)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("said", "buttons_of"),
    [
        ("차트 삼성전 1y", ["r:chart 005930 1y"]),
        ("차트 3개월 삼성전", ["r:chart 005930 3개월"]),
        ("차트 삼성전", ["r:chart 005930"]),
    ],
)
async def test_a_name_that_is_not_certain_is_asked_about_and_keeps_its_period(
    said: str, buttons_of: list[str]
) -> None:
    drawer = Drawer()
    reply = await asked(said, drawing_bench(drawer))
    assert buttons(reply) == buttons_of
    assert reply.picture is None


async def test_the_chart_of_a_symbol_shows_finished_bars_averages_and_the_price_of_now() -> None:
    drawer = Drawer()
    reply = await asked("차트 삼성전자 3개월", drawing_bench(drawer))
    assert reply.picture is not None
    assert reply.picture.png == PNG
    view = drawer.last
    assert isinstance(view, PriceView)
    candles = view.shown.candles
    assert candles.clock[0] >= date(2024, 9, 26)
    assert candles.clock[-1] == EVE
    shown = [bar for bar in bars_of("005930") if date(2024, 9, 27) <= bar.day <= EVE]
    assert candles.close.tolist() == [bar.close for bar in shown]
    short, long = view.shown.averages
    closes = [bar.close for bar in bars_of("005930") if bar.day <= EVE]
    assert (short.sessions, long.sessions) == (20, 60)
    assert (short.first, long.first) == (0, 0)
    assert len(short.values) == len(candles)
    assert short.values[-1] == pytest.approx(np.mean(closes[-20:]))
    assert long.values[-1] == pytest.approx(np.mean(closes[-60:]))
    assert "53,600원" in fb.text_of(reply)
    assert buttons(reply)[1] == "r:chart 005930 3m"


async def test_a_fill_stands_on_its_bar_between_its_stop_and_target() -> None:
    drawer = Drawer()
    bench = drawing_bench(drawer)
    bought = date(2024, 12, 10)
    order = fb.order(OrderState.FILLED, filled=10)
    slices = [
        fb.fill(order, 4, 50_000, day=bought, cumulative=4),
        fb.fill(order, 6, 51_000, day=bought, cumulative=10),
    ]
    plan = StrategyPlan("golden_cross", True, "{}", fb.NOW, "gaemi")
    book = Book("golden_cross", "005930", 10, 506_080, 506_000, bought)
    await bench.put(order, *slices, book, fb.money())
    bench.uow.plans.put(plan)
    await bench.uow.commit()
    reply = await asked("차트 005930 1개월", bench)
    view = drawer.last
    assert isinstance(view, PriceView)
    (mark,) = view.shown.marks
    assert view.shown.candles.clock[int(mark.at)] == bought
    assert (mark.price, mark.buys) == (50_600.0, True)
    assert "10주" in fb.text_of(reply)
    # The test's strategy has neither stop nor target: no line is made up.
    assert view.shown.levels == []


async def test_an_open_holding_shows_what_its_strategy_watches_now() -> None:
    drawer = Drawer()
    bench = drawing_bench(drawer)
    bench.context = replace(bench.context, strategies=STRATEGIES)
    bench.router._base = bench.context
    bought = date(2024, 12, 10)
    order = fb.order(OrderState.FILLED, filled=10)
    book = Book("mean_reversion", "005930", 10, 506_080, 506_000, bought)
    meant = replace(order, intent=fb.intent(owner="mean_reversion"))
    await bench.put(meant, fb.fill(meant, 10, 50_600, day=bought), book, fb.money())
    params = canonical(STRATEGIES.get("mean_reversion").Params())
    bench.uow.plans.put(StrategyPlan("mean_reversion", True, params, fb.NOW, "gaemi"))
    await bench.uow.commit()
    await asked("차트 005930 1개월", bench)
    view = drawer.last
    assert isinstance(view, PriceView)
    days = view.shown.candles.clock
    levels = {level.kind: level for level in view.shown.levels}
    assert {(days[int(v.first)], days[int(v.last)]) for v in levels.values()} == {(bought, EVE)}
    defaults = STRATEGIES.get("mean_reversion").Params()
    assert defaults.stop is not None
    assert levels["stop"].price == stop_price(Decimal(50_600), defaults.stop, TICKS)
    assert levels["stop"].price < 50_600


@pytest.mark.parametrize(
    ("own", "opened", "stop"),
    [(49_000, "2024-12-10", 49_000), (-1, "2024-12-10", None), (49_000, "2024-01-02", None)],
)
def test_a_persons_own_stop_is_the_one_that_is_drawn(
    own: int, opened: str, stop: int | None
) -> None:
    bench = fb.Bench()
    book = Book("person", "005930", 10, 506_080, 506_000, date(2024, 12, 10))
    kept = Levels(stop=own, take=58_000, opened=opened)
    bench.uow.cursors.put(Cursor("levels:person:005930", kept.encoded()))
    # Levels of a holding that is over say nothing of the next one.
    take = 58_000 if opened == "2024-12-10" else None
    assert guards_of(bench.context, book, fb.SAMSUNG) == Guards(stop, take)


def test_a_holding_that_is_over_keeps_the_stop_of_its_card() -> None:
    days = [date(2024, 12, day) for day in (9, 10, 11, 12, 13)]
    order = fb.order(OrderState.FILLED, filled=10)
    bought = fb.fill(order, 10, 50_000, day=days[1], at=fb.NOW - timedelta(days=3))
    sold = replace(bought, order_id="S", side=Side.SELL, day=days[3], at=fb.NOW)
    levels = levels_of([sold, bought], {order.id: order}, days, {})
    assert levels == [(1, 3, order.intent.stop_price, "stop")]
    assert levels_of([sold, bought], {order.id: order}, days[:1], {}) == []


async def test_a_running_session_stands_at_its_price_alone() -> None:
    drawer = Drawer()
    bench = drawing_bench(drawer)
    quotes = bench.data.quotes

    async def traded(symbols):
        return [replace(quote, volume=1_000) for quote in await quotes(symbols)]

    bench.data.quotes = traded  # type: ignore[method-assign]
    await asked("차트 005930 1개월", bench)
    view = drawer.last
    assert isinstance(view, PriceView)
    candles = view.shown.candles
    assert candles.clock[-1] == fb.DAY
    assert (candles.open[-1], candles.close[-1]) == (53_600, 53_600)
    assert "지금 값만" in view.footer


async def test_without_a_quote_the_last_close_is_told_as_such() -> None:
    drawer = Drawer()
    bench = drawing_bench(drawer)
    bench.data.prices.clear()
    reply = await asked("차트 005930", bench)
    assert f"종가 {bars_before(EVE)[-1].close:,}원" in fb.text_of(reply)
    assert "마지막 종가" in drawer.last.footer


def bars_before(day: date):
    return [bar for bar in bars_of("005930") if bar.day <= day]


async def test_stored_bars_are_used_where_they_reach_and_the_market_is_asked_where_not() -> None:
    stored = MemoryBars()
    stored.save(bars_before(EVE))
    walks = Walks()
    room = ChartRoom(stored, walks, Drawer(), made_up=False)  # type: ignore[arg-type]
    found = await room.daily("005930", eve=EVE, count=100)
    assert (len(found), walks.count) == (100, 0)
    late = await room.daily("005930", eve=EVE + timedelta(days=2), count=100)
    assert walks.count == 100
    assert len(late) >= 100


async def test_a_silent_market_leaves_the_stored_bars() -> None:
    stored = MemoryBars()
    stored.save(bars_before(date(2024, 11, 29)))
    walks = Walks(fails=ReadFailed("silent"))
    room = ChartRoom(stored, walks, Drawer(), made_up=False)  # type: ignore[arg-type]
    found = await room.daily("005930", eve=EVE, count=100)
    assert date.fromordinal(int(found.day[-1])) == date(2024, 11, 29)


async def test_bars_of_another_market_under_the_same_code_are_left_alone() -> None:
    stored = MemoryBars()
    stored.save([replace(bar, symbol="005930") for bar in bars_of("247540") if bar.day <= EVE])
    room = ChartRoom(stored, Walks(), Drawer(), made_up=True)  # type: ignore[arg-type]
    found = await room.daily("005930", eve=EVE, count=50)
    assert found.close.tolist() == [bar.close for bar in bars_before(EVE)[-50:]]


@pytest.mark.parametrize("error", [WorkLate(15.0), WorkFailed("ended")])
async def test_without_a_picture_the_figures_are_told(error: Exception) -> None:
    reply = await asked("차트 005930", drawing_bench(Drawer(fails=error)))
    assert reply.picture is None
    told = fb.text_of(reply)
    assert "숫자만 보냅니다" in told
    assert "53,600원" in told


async def test_money_that_was_taken_out_is_neither_change_nor_fall_of_the_account() -> None:
    drawer = Drawer()
    bench = drawing_bench(drawer)
    await bench.put(fb.money(cash=61_000_000))
    bench.uow.marks.put(DayMark("5012345601", EVE, 101_000_000, 0, 0, 0, 0))
    bench.uow.emit(
        "system", "cash", correlation="5012345601", cause="reconcile",
        data={"ours": 40_000_000, "broker": 0, "day": fb.DAY.isoformat()},
    )  # fmt: skip
    await bench.uow.commit()
    told = fb.text_of(await asked("차트 자산", bench))
    for words in ("손익 (입출금 제외)", "+1,000,000원", "+1.00%", "0.00%"):
        assert words in told
    view = drawer.last
    assert isinstance(view, AccountView)
    assert view.equity is not None
    assert view.equity.tolist() == [100_000_000, 101_000_000, 61_000_000]
    assert view.levels is not None
    assert view.levels.tolist() == [100_000_000, 101_000_000, 101_000_000]


async def test_the_money_begins_with_what_the_account_was_opened_with() -> None:
    drawer = Drawer()
    bench = drawing_bench(drawer)
    await bench.put(fb.money(cash=97_000_000))
    for day, equity in ((date(2024, 12, 23), 101_000_000), (EVE, 98_000_000)):
        mark = DayMark("5012345601", day, equity, equity, 0, 0, 0)
        bench.uow.marks.put(mark)
    bench.uow.marks.put(DayMark("another", EVE, 5, 5, 0, 0, 0))
    await bench.uow.commit()
    reply = await asked("차트 자산", bench)
    view = drawer.last
    assert isinstance(view, AccountView)
    assert view.days == [date(2024, 12, 20), date(2024, 12, 23), EVE, fb.DAY]
    assert view.equity is not None
    assert view.equity.tolist() == [100_000_000, 101_000_000, 98_000_000, 97_000_000]
    told = fb.text_of(reply)
    assert "-3.00%" in told
    assert "-3.96%" in told


async def test_an_account_without_a_finished_session_has_no_curve() -> None:
    bench = drawing_bench()
    await bench.put(fb.money())
    assert "아직 그릴 자산 기록이 없습니다" in fb.text_of(await asked("차트 자산", bench))


async def test_weights_add_up_and_the_cash_is_last() -> None:
    drawer = Drawer()
    bench = drawing_bench(drawer)
    books = [
        Book("golden_cross", "005930", 100, 5_000_000, 5_000_000),
        Book("person", "005930", 50, 2_500_000, 2_500_000),
        Book("golden_cross", "247540", 10, 1_000_000, 1_000_000),
    ]
    await bench.put(*books, fb.money(cash=90_000_000))
    await asked("차트 비중", bench)
    view = drawer.last
    assert isinstance(view, AccountView)
    assert [part.name for part in view.parts] == ["삼성전자", "에코프로비엠", "현금"]
    assert sum(Decimal(str(part.weight)) for part in view.parts) == pytest.approx(Decimal(1))
    assert view.parts[0].weight == pytest.approx(150 * 53_600 / (90_000_000 + 9_163_000))
    assert view.parts[-1].cash


async def test_asked_for_nothing_it_offers_what_is_held() -> None:
    bench = drawing_bench()
    await bench.put(Book("golden_cross", "005930", 1, 1, 1), fb.money())
    reply = await asked("차트", bench)
    assert buttons(reply) == ["r:chart 005930", "r:chart equity", "r:chart weights"]


async def test_a_symbol_without_bars_is_told() -> None:
    bench = drawing_bench(walks=Walks(fails=ReadFailed("not listed")))
    assert "005930의 일봉이 없습니다" in fb.text_of(await asked("차트 005930", bench))


async def test_where_nothing_draws_it_says_so() -> None:
    assert "그림을 그릴 수 없습니다" in fb.text_of(await fb.Bench().say("차트 005930"))


async def test_the_picture_is_drawn_by_another_process(tmp_path: Path) -> None:
    shop = Workshop("bot.chart_worker", tmp_path)
    try:
        reply = await asked("차트 005930", drawing_bench(shop))  # type: ignore[arg-type]
        assert reply.picture is not None
        assert reply.picture.png.startswith(b"\x89PNG")
        assert shop.pid is not None
    finally:
        await shop.close()


def test_a_chart_holds_up_no_other_command() -> None:
    assert runs_apart("차트 005930")


def test_sales_are_marked_down() -> None:
    sold = fb.fill(fb.order(intent=fb.intent(side=Side.SELL)), 5, 60_000)
    (mark,) = marks_of([sold], [fb.DAY])
    assert mark == (0, 60_000.0, False)
