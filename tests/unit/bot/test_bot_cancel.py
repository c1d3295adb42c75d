"""Cancels from chat: by id, number, symbol or button, and never by an old message."""

from __future__ import annotations

import pytest

from bot.access import Kind
from bot.lanes import is_urgent
from core.domain.commands import CancelOrder
from core.domain.order import OPEN, OrderState
from core.domain.results import Result
from tests import fakes_bot as fb

TAP = fb.source(kind=Kind.PRESS)
ONE, TWO = "01JFZZORDER000000000AAAA11", "01JFZZORDER000000000BBBB11"


async def bench_with(*states: OrderState, result: str = "cancel.asked") -> fb.Bench:
    bench = fb.Bench()
    bench.door.results[CancelOrder] = Result(
        result == "cancel.asked", result, fields={"name": "삼성전자"}
    )
    keys = (ONE, TWO)
    await bench.put(*(
        fb.order(state, id=key, approval_id=key, number=f"000001234{n}")
        for n, (key, state) in enumerate(zip(keys, states, strict=False))
    ))  # fmt: skip
    return bench


def asked(bench: fb.Bench) -> list[str]:
    return [c.order_id for c in bench.door.of(CancelOrder)]


@pytest.mark.parametrize(
    "said",
    ["/cancel AAAA11", "취소 aaaa11", "/cancel 0000012340", f"주문취소 {ONE}"],
)
async def test_an_order_is_cancelled_by_the_end_of_its_id_or_its_number(said: str) -> None:
    bench = await bench_with(OrderState.ACCEPTED, OrderState.ACCEPTED)
    told = fb.text_of(await bench.say(said))
    assert asked(bench) == [ONE]
    assert bench.context.t("cancel.asked", name="삼성전자") in told


@pytest.mark.parametrize("said", ["/cancel 005930", "취소 삼성전자"])
async def test_a_symbol_with_one_open_order_is_enough(said: str) -> None:
    bench = await bench_with(OrderState.PARTIAL, OrderState.FILLED)
    await bench.say(said)
    assert asked(bench) == [ONE]


@pytest.mark.parametrize("said", ["/cancel", "/cancel 005930", "/cancel AA11", "취소"])
async def test_where_several_fit_a_button_each_is_shown_and_nothing_is_done(said: str) -> None:
    bench = await bench_with(OrderState.ACCEPTED, OrderState.UNKNOWN)
    if said.endswith("AA11"):
        bench.uow.orders.put(fb.order(id=TWO[:-4] + "AA11", approval_id="A3", number="9"))
        await bench.uow.commit()
    reply = await bench.say(said)
    assert reply is not None
    assert asked(bench) == []
    data = [b.data for row in reply.buttons for b in row]
    assert len(data) == len(set(data)) == 2
    assert f"x:{ONE}" in data


async def test_a_button_of_the_list_cancels_that_very_order() -> None:
    bench = await bench_with(OrderState.ACCEPTED, OrderState.ACCEPTED)
    reply = await bench.say("/cancel")
    assert reply is not None
    answer = await bench.router.press(TAP, reply.buttons[1][0].data, "99")
    assert answer is not None
    assert answer.ok
    assert asked(bench) == [reply.buttons[1][0].data.removeprefix("x:")]


@pytest.mark.parametrize("said", ["/cancel ZZZZ", "/cancel 069500", "/cancel A"])
async def test_what_is_no_open_order_is_said_and_nothing_is_done(said: str) -> None:
    bench = await bench_with(OrderState.ACCEPTED)
    assert fb.text_of(await bench.say(said))
    assert asked(bench) == []


async def test_an_ended_order_is_left_to_the_engines_words() -> None:
    bench = await bench_with(OrderState.FILLED, result="cancel.not_open")
    told = fb.text_of(await bench.say("/cancel AAAA11"))
    assert bench.context.t("cancel.not_open") in told


async def test_nothing_open_is_said() -> None:
    bench = await bench_with(OrderState.FILLED)
    reply = await bench.say("/cancel")
    assert reply is not None
    assert reply.buttons == ()
    assert bench.context.t("cancel.nothing") in fb.text_of(reply)


@pytest.mark.parametrize("state", list(OrderState))
async def test_an_order_shows_its_cancel_button_while_it_is_open(state: OrderState) -> None:
    bench = await bench_with(state)
    reply = await bench.say("/order AAAA11")
    assert reply is not None
    data = [b.data for row in reply.buttons for b in row]
    assert (f"x:{ONE}" in data) is (state in OPEN)


@pytest.mark.parametrize(
    "data", ["x:", "x:" + "a" * 26, "x:" + "A" * 25, "x:" + "A" * 27, "x1:" + "A" * 26]
)
async def test_a_cancel_that_no_button_carries_is_refused(data: str) -> None:
    bench = await bench_with(OrderState.ACCEPTED)
    answer = await bench.router.press(TAP, data, "99")
    assert answer is not None
    assert not answer.ok
    assert bench.door.asked == []


@pytest.mark.parametrize(
    ("said", "obeyed"),
    [
        ("/halt", True),
        ("정지", True),
        ("/cancel AAAA11", False),
        ("취소", False),
        ("/pin 1", False),
    ],
)
async def test_an_old_halt_is_obeyed_and_an_old_cancel_explained(said: str, obeyed: bool) -> None:
    """INV-20 speaks of limits and locks: an old cancel may mean an order of yesterday."""
    bench = await bench_with(OrderState.ACCEPTED)
    told = fb.text_of(await bench.say(said, age_s=61))
    assert bool(bench.halts) is obeyed
    assert ("분 전에 보낸" in told) is not obeyed
    assert bench.door.asked == []


@pytest.mark.parametrize(
    ("said", "urgent"),
    [("/halt", True), ("취소 AAAA", True), ("/cancel@gaemi_bot", True), ("보고서 주간", False),
     ("/resume x", False), ("/status", False)],
)  # fmt: skip
def test_stops_and_cancels_wait_for_nothing(said: str, urgent: bool) -> None:
    assert is_urgent(said) is urgent
