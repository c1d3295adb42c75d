"""`whynot` in chat: for every end of a signal its first gate, from stored rows alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.render_text import render
from core.domain.plan import Cursor, StrategyPlan
from core.domain.signal import Side, Signal, SignalState, Size, Timing
from core.domain.switches import HaltLevel, Scope, Switch
from core.flow.considered import row_name
from tests import fakes_bot as fb

SIGNAL = Signal(
    "SIGNAL-0001", "golden_cross", "p" * 64, "005930", Side.BUY, Size(shares=1), Timing.NOW,
    50_000, Decimal(1), "test", (), "key-1", fb.NOW - timedelta(hours=1), fb.NOW,
    fb.NOW + timedelta(hours=1),
)  # fmt: skip


async def asked(bench: fb.Bench, text: str = "왜안샀어 삼전") -> str:
    reply = await bench.say(text)
    assert reply is not None
    return " ".join(render(reply, bench.words).split())


async def bench_with(*rows: object) -> fb.Bench:
    bench = fb.Bench()
    bench.uow.plans.put(StrategyPlan("golden_cross", True, "{}", fb.NOW, "주인"))
    await bench.put(fb.money(), *rows)
    return bench


@pytest.mark.parametrize(
    ("state", "note", "said"),
    [
        (SignalState.DROPPED, "budget below one share", "카드 전에 접었습니다"),
        (SignalState.DROPPED, "exit_wins:X", "카드 전에 접었습니다"),
        (SignalState.EXPIRED, "not shown in time", "때가 지나"),
        (SignalState.REFUSED, "weight_cap", "규칙이 막았습니다"),
        (SignalState.PROPOSED, "", "카드로 물어보았습니다"),
    ],
)
async def test_each_end_of_a_signal_has_its_words(state: SignalState, note: str, said: str) -> None:
    bench = await bench_with(replace(SIGNAL, state=state, note=note))
    assert said in await asked(bench)


async def test_a_stop_is_named_before_everything_else_that_may_wait() -> None:
    stop = Switch(Scope(), HaltLevel.REDUCE_ONLY, "주인", "뉴스", fb.NOW)
    bench = fb.Bench()
    bench.uow.plans.put(StrategyPlan("golden_cross", True, "{}", fb.NOW, "주인"))
    bench.uow.switches.put(stop)
    await bench.put(fb.money(), SIGNAL)
    assert "정지 중입니다" in await asked(bench)


async def test_without_a_signal_the_close_and_its_values_are_told() -> None:
    bench = await bench_with()
    close = {
        "day": "2099-01-02", "params": "{}",
        "rows": {"005930": ["short", 12], "069500": ["resting", 0]},
    }  # fmt: skip
    await bench.put(Cursor(row_name("golden_cross"), json.dumps(close)))
    assert "일봉이 12개뿐" in await asked(bench)
    assert "걸어 둔 주문" in await asked(bench, "whynot 069500")


async def test_a_strategy_that_does_not_run_says_so() -> None:
    bench = fb.Bench()
    await bench.put(fb.money())
    assert "멈춰 있습니다" in await asked(bench, "whynot 005930 golden_cross")
    assert "돌고 있는 전략이 없습니다" in await asked(bench)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("왜안샀어", "어느 종목인지"),
        ("왜안샀어 없는종목", "'없는종목' 종목을 찾지 못했습니다"),
        ("whynot 005930 nothing_like", "'nothing_like'"),
    ],
)
async def test_what_names_nothing_is_asked_back(text: str, told: str) -> None:
    bench = fb.Bench()
    assert told in " ".join((await asked(bench, text)).split())
    assert bench.door.asked == []


async def test_the_sentence_asks_the_same() -> None:
    bench = await bench_with(replace(SIGNAL, state=SignalState.EXPIRED))
    assert "때가 지나" in await asked(bench, "삼전 왜 안 샀어?")


async def test_a_short_name_is_offered_as_buttons() -> None:
    reply = await fb.Bench().say("왜안샀어 에코프로비 golden_cross")
    assert reply is not None
    assert [b.data for row in reply.buttons for b in row] == ["r:whynot 247540 golden_cross"]
