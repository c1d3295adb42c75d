"""The record of the ten ticks at the edge: the keys and states that the first seed stores."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.lot_record import lot_record
from core.domain.order import OrderState
from core.domain.plan import StrategyPlan
from core.domain.position import Book, Fill
from core.domain.signal import Side
from core.strategies.tick_target import TickTarget
from tests import fakes_bot as fb

OWNER, CODE = "tick_target", "005930"
KEYS = ["code", "status", "매수주문", "매수완료", "매도주문", "매도완료"]


def ours(bench: fb.Bench, state: OrderState, side: Side, key: str, *, filled: int = 0) -> None:
    order = fb.order(state, id=key, approval_id=f"A-{key}", number="77", filled=filled)
    intent = replace(order.intent, owner=OWNER, symbol=CODE, side=side, shares=10, price=50_000)
    bench.uow.orders.put(replace(order, intent=intent))


def booked(bench: fb.Bench, side: Side, shares: int, held: int) -> None:
    at = fb.NOW
    bench.uow.fills.put(
        Fill("O" + side, OWNER, CODE, side, shares, shares * 50_000, 0, 0, shares, at, at.date())
    )
    bench.uow.books.put(Book(OWNER, CODE, held, held * 50_000, held * 50_000, at.date()))


def record(bench: fb.Bench) -> dict[str, object]:
    made = lot_record(bench.uow, OWNER, CODE)
    assert json.loads(json.dumps(made)) == made
    return made


def test_the_keys_are_those_of_the_seed() -> None:
    made = record(fb.Bench())

    assert list(made) == KEYS
    assert made == {key: [] for key in KEYS[2:]} | {"code": CODE, "status": "idle"}


@pytest.mark.parametrize(
    ("state", "side", "held", "status"),
    [
        (OrderState.ACCEPTED, Side.BUY, 0, "buy_ordered"),
        (OrderState.PARTIAL, Side.BUY, 4, "buy_ordered"),
        (OrderState.FILLED, Side.BUY, 10, "buy_completed"),
        (OrderState.ACCEPTED, Side.SELL, 10, "sell_ordered"),
    ],
)
def test_the_status_goes_through_the_stages(
    state: OrderState, side: Side, held: int, status: str
) -> None:
    bench = fb.Bench()
    ours(bench, state, side, "ORDER-1", filled=held if side is Side.BUY else 0)
    if held:
        booked(bench, Side.BUY, held, held)

    made = record(bench)

    assert made["status"] == status
    working = "매수주문" if side is Side.BUY else "매도주문"
    wanted = {"주문번호": "77", "주문수량": 10, "체결수량": held if side is Side.BUY else 0,
              "주문가격": 50_000}  # fmt: skip
    assert made[working] == ([] if state is OrderState.FILLED else [wanted])


def test_after_the_last_sale_the_cycle_is_completed() -> None:
    bench = fb.Bench()
    booked(bench, Side.BUY, 10, 10)
    booked(bench, Side.SELL, 10, 0)

    made = record(bench)

    assert made["status"] == "sell_completed"
    assert [len(made[key]) for key in ("매수완료", "매도완료")] == [1, 1]  # type: ignore[arg-type]


async def test_the_chat_tells_the_stage_of_each_symbol_and_what_is_missing() -> None:
    bench = fb.Bench()
    bench.strategies.add(OWNER)(TickTarget)
    bench.uow.plans.put(StrategyPlan(OWNER, True, "{}", fb.NOW, "gaemi"))
    told = fb.text_of(await bench.say("전략"))
    assert "종목이 없어 사지 않습니다" in told
    given = f'{{"symbols": ["{CODE}"]}}'
    bench.uow.plans.put(StrategyPlan(OWNER, True, given, fb.NOW, "gaemi"))
    ours(bench, OrderState.ACCEPTED, Side.BUY, "ORDER-1")
    await bench.uow.commit()

    assert f"{CODE} 매수 주문 중" in fb.text_of(await bench.say("전략 설정 tick_target"))
    assert "종목이 없어" not in fb.text_of(await bench.say("전략"))
