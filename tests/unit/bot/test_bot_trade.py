"""`buy` and `sell`: what reaches the engine, what is asked for, and what stands on the buttons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.access import Kind
from bot.reply import Reply
from core.domain.commands import Press
from core.domain.levels import Aim, Exits
from core.domain.order import OrderState
from core.domain.people import Role, User
from core.domain.position import Book
from core.domain.results import Result
from core.domain.saying import say
from core.domain.signal import Side, Size
from core.domain.wanted import ProposeOrder
from core.settings import load_settings
from tests import fakes_bot as fb


def labels(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [b.label for row in reply.buttons for b in row]


def data(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [b.data for row in reply.buttons for b in row]


def asked(bench: fb.Bench) -> ProposeOrder:
    (one,) = bench.door.of(ProposeOrder)
    return one


@pytest.mark.parametrize(
    ("text", "side", "size", "limit"),
    [
        ("매수 삼전 20만원", Side.BUY, Size(budget=200_000), 0),
        ("매수 005930 10주 53000원", Side.BUY, Size(shares=10), 53_000),
        ("/buy 005930 10 @53000", Side.BUY, Size(shares=10), 53_000),
        ("매도 삼전 절반", Side.SELL, Size(fraction=Decimal("0.5")), 0),
        ("매도 삼전 전량", Side.SELL, Size(fraction=Decimal(1)), 0),
        ("sell 10 005930", Side.SELL, Size(shares=10), 0),
        ("매수 현금 삼전 1%", Side.BUY, None, 0),
    ],
)
async def test_words_reach_the_engine(text: str, side: Side, size: Size | None, limit: int) -> None:
    bench = fb.Bench()
    await bench.say(text)
    if size is None:
        assert bench.door.of(ProposeOrder) == []
        return
    wish = asked(bench)
    assert (wish.symbol, wish.side, wish.size, wish.limit) == ("005930", side, size, limit)
    assert wish.quote is not None
    assert wish.actor.user == fb.OWNER


async def test_the_same_message_has_the_same_key_and_another_message_another() -> None:
    bench = fb.Bench()
    for message in ("7", "7", "8"):
        await bench.say("매수 삼전 10주", message=message)
    first, again, other = (w.key for w in bench.door.of(ProposeOrder))
    assert first == again == "telegram:1001:7"
    assert other != first


async def test_a_face_without_message_ids_says_everything_anew() -> None:
    bench = fb.Bench()
    await bench.say("매수 삼전 10주")
    await bench.say("매수 삼전 10주")
    first, second = (w.key for w in bench.door.of(ProposeOrder))
    assert first != second


async def test_without_a_size_sizes_are_offered_and_nothing_is_asked() -> None:
    bench = fb.Bench()
    reply = await bench.say("매수 삼전")
    assert bench.door.asked == []
    assert "얼마나" in fb.text_of(reply)
    assert labels(reply) == ["100,000원", "500,000원", "1,000,000원", "현금의 10%"]
    assert data(reply)[0] == "p:buy 005930 100000won"
    assert labels(await bench.say("매도 삼전")) == ["50%", "전량", "1주"]


async def test_a_bare_number_in_korean_is_asked_about() -> None:
    bench = fb.Bench()
    reply = await bench.say("매수 삼전 10")
    assert bench.door.asked == []
    assert labels(reply) == ["10주", "100,000원"]


async def test_a_price_off_the_grid_is_answered_with_its_neighbours() -> None:
    bench = fb.Bench()
    reply = await bench.say("매수 삼전 10주 53630원")
    assert bench.door.asked == []
    assert data(reply) == ["p:buy 005930 10shares @53600", "p:buy 005930 10shares @53700"]


async def test_the_ladder_is_the_instruments_own() -> None:
    bench = fb.Bench()
    await bench.say("매수 KODEX 200 10주 32,155원")
    assert asked(bench).limit == 32_155


async def test_a_market_order_is_answered_with_a_limit() -> None:
    bench = fb.Bench()
    reply = await bench.say("매수 삼전 10주 시장가")
    assert bench.door.asked == []
    assert data(reply) == ["p:buy 005930 10shares"]


async def test_a_part_of_a_name_becomes_buttons_that_keep_the_rest() -> None:
    bench = fb.Bench()
    reply = await bench.say("매수 삼성 10주")
    assert bench.door.asked == []
    assert data(reply) == ["p:buy 005930 10주"]
    assert "찾지 못했습니다" in fb.text_of(await bench.say("매수 듣도보도못한 10주"))


async def test_a_sale_without_a_symbol_offers_what_is_held() -> None:
    bench = fb.Bench()
    await bench.put(Book("person", "005930", 3, 160_000, 160_000))
    assert data(await bench.say("매도")) == ["p:sell 005930"]


async def test_whose_shares_becomes_a_button_each_with_no_more_than_each_has() -> None:
    bench = fb.Bench()
    bench.door.results[ProposeOrder] = Result(
        False, "propose.whose", fields={"name": "삼성전자", "owners": "golden_cross=4 outside=20"}
    )
    reply = await bench.say("매도 삼전 10주")
    assert data(reply) == [
        "p:sell 005930 4shares golden_cross", "p:sell 005930 10shares outside",
    ]  # fmt: skip
    assert labels(reply) == ["골든크로스 4주", "앱 밖 거래 10주"]


async def test_a_limit_that_trims_is_offered_as_a_button() -> None:
    bench = fb.Bench()
    fields = {
        "name": "삼성전자", "rule": "order_size", "asked": 100, "allowed": 18,
        "text": say("risk.cash.short", need_won=1, free_won=0).encoded(),
    }  # fmt: skip
    bench.door.results[ProposeOrder] = Result(False, "propose.trimmed", fields=fields)
    reply = await bench.say("매수 삼전 100주")
    assert data(reply) == ["p:buy 005930 18shares"]
    assert "주문 크기" in fb.text_of(reply)


async def test_an_opposite_order_can_be_cancelled_from_the_refusal() -> None:
    bench = fb.Bench()
    await bench.put(fb.order(OrderState.ACCEPTED))
    bench.door.results[ProposeOrder] = Result(
        False, "propose.refused", fields={"rule": "wash", "text": "x", "name": "삼성전자"}
    )
    assert data(await bench.say("매도 삼전 10주")) == [f"x:{fb.order().id}"]
    assert data(await bench.say("매수 삼전 10주")) == []


async def test_a_button_proposes_once_and_never_presses() -> None:
    bench = fb.Bench()
    tap = fb.source(kind=Kind.PRESS)
    for _ in range(2):
        answer = await bench.router.press(tap, "p:buy 005930 10shares", "77")
        assert answer is not None
        assert answer.reply is not None
    first, again = (w.key for w in bench.door.of(ProposeOrder))
    assert first == again
    assert bench.door.of(Press) == []


@pytest.mark.parametrize(
    "made_up", ["p:halt", "p:resume x", "p:cancel", "p:strategy", "p:xyz", "p:"]
)
async def test_made_up_data_gets_no_further_than_a_card(made_up: str) -> None:
    bench = fb.Bench()
    answer = await bench.router.press(fb.source(kind=Kind.PRESS), made_up, "77")
    assert answer is not None
    assert not answer.ok
    assert bench.door.asked == []
    assert bench.halts == []


async def test_a_viewer_neither_says_nor_presses_it() -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, fb.HOME, "손님", Role.VIEWER, fb.NOW))
    await bench.say("매수 삼전 10주")
    answer = await bench.router.press(fb.source(kind=Kind.PRESS), "p:buy 005930 10shares", "77")
    assert answer is not None
    assert not answer.ok
    assert bench.door.asked == []


async def test_an_old_message_orders_nothing() -> None:
    bench = fb.Bench()
    await bench.say("매수 삼전 10주", age_s=61)
    assert bench.door.asked == []


async def test_without_a_price_source_the_engine_judges_what_it_last_saw() -> None:
    bench = fb.Bench()
    bench.data.down = True
    await bench.say("매수 삼전 10주")
    assert asked(bench).quote is None


async def test_market_orders_where_the_setting_takes_them_become_a_limit_at_once() -> None:
    bench = fb.Bench()
    settings = load_settings({"GAEMI_MARKET_ORDERS": "true"})
    bench.router._base = replace(bench.context, settings=settings)
    await bench.say("매수 삼전 10주 시장가")
    assert asked(bench).limit == 0


@pytest.mark.parametrize(
    ("text", "exits"),
    [
        ("매수 삼전 10주 손절 5%", Exits(stop=Aim(ratio=Decimal("0.05")))),
        ("매수 삼전 10주 @53000 손절 50000원 익절 10%",
         Exits(Aim(50_000), Aim(ratio=Decimal("0.1")))),
        ("/buy 005930 10 take @60000", Exits(take=Aim(60_000))),
    ],
)  # fmt: skip
async def test_a_stop_and_a_target_may_belong_to_a_purchase(text: str, exits: Exits) -> None:
    bench = fb.Bench()
    await bench.say(text)
    wish = asked(bench)
    assert (wish.exits, wish.size) == (exits, Size(shares=10))


@pytest.mark.parametrize(
    "text", ["매수 삼전 10주 손절", "매수 삼전 10주 손절 x", "매도 삼전 10주 손절 5%",
             "매수 삼전 10주 손절 5% 손절 3%", "매수 삼전 10주 손절 5"],
)  # fmt: skip
async def test_a_stop_without_a_level_orders_nothing(text: str) -> None:
    bench = fb.Bench()
    await bench.say(text)
    assert bench.door.asked == []


async def test_a_size_that_is_chosen_keeps_the_stop() -> None:
    bench = fb.Bench()
    first = data(await bench.say("매수 삼전 손절 5%"))[0]
    assert first == "p:buy 005930 100000won stop 5.00%"
    await bench.router.press(fb.source(kind=Kind.PRESS), first, "77")
    assert asked(bench).exits == Exits(stop=Aim(ratio=Decimal("0.05")))


@pytest.mark.parametrize("text", ["매수 하닉 10주", "매수 000660 10주"])
async def test_a_stock_of_another_market_is_named_and_the_list_opens(text: str) -> None:
    bench = fb.Bench()
    bench.door.results[ProposeOrder] = Result(False, "propose.unknown", fields={"symbol": "000660"})
    reply = await bench.say(text)
    assert "SK하이닉스(000660)는 이 시장의 종목이 아닙니다" in fb.text_of(reply)
    assert data(reply) == ["r:quote list"]
