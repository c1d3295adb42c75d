"""Stops from chat: every level and scope by its words, at once, and never refused for a word."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.halting import scope_of as cli_scope
from core.domain.commands import CancelOrder
from core.domain.instrument import Instrument
from core.domain.order import OrderState
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.errors import InputError
from tests import fakes_bot as fb
from tests.prove.virtual import play

ALL, SAMSUNG = Scope(), Scope(ScopeKind.SYMBOL, "005930")
GOLDEN, KIS = Scope(ScopeKind.STRATEGY, "golden_cross"), Scope(ScopeKind.BROKER, "kis")
HALT, REDUCE, CANCEL = HaltLevel.HALT_NEW, HaltLevel.REDUCE_ONLY, HaltLevel.CANCEL_OPEN


@pytest.mark.parametrize(
    ("said", "level", "scope", "reason"),
    [
        ("/halt", HALT, ALL, ""),
        ("정지 뉴스", HALT, ALL, "뉴스"),
        ("/halt reduce broker kis slow", REDUCE, KIS, "slow"),
        ("정지 축소 증권사 KIS", REDUCE, KIS, ""),
        ("매수정지 005930 급락", REDUCE, SAMSUNG, "급락"),
        ("/매수정지", REDUCE, ALL, ""),
        ("취소정지", CANCEL, ALL, ""),
        ("취소정지 전략 golden_cross", CANCEL, GOLDEN, ""),
        ("/halt cancel all now", CANCEL, ALL, "now"),
        ("/halt cancel-open symbol 005930", CANCEL, SAMSUNG, ""),
        ("정지 주문취소 삼성전자", CANCEL, SAMSUNG, ""),
        ("/halt kis", HALT, KIS, ""),
        ("/halt broker:kis", HALT, KIS, ""),
        ("/halt strategy golden_cross", HALT, GOLDEN, ""),
        # People say this when they want the stop taken back: nothing is cancelled then.
        ("정지 취소", HALT, ALL, "취소"),
        ("/halt broker nobody", HALT, ALL, "broker nobody"),
        ("/halt symbol", HALT, ALL, "symbol"),
    ],
)
async def test_a_stop_is_read_from_its_words(
    said: str, level: HaltLevel, scope: Scope, reason: str
) -> None:
    bench = fb.Bench()
    await bench.say(said)
    ((got, hard, _, why),) = bench.halts
    assert (hard, got) == (level, scope)
    assert why == (reason or bench.context.t("halt.no_reason"))


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=12), max_size=5))
async def test_no_words_keep_a_stop_from_stopping(words: list[str]) -> None:
    bench = fb.Bench()
    assert await bench.say("/halt " + " ".join(words)) is not None
    assert len(bench.halts) == 1


@pytest.mark.parametrize(
    ("said", "like"),
    [
        ("/halt golden_croos", "golden_cross"),
        ("/halt strategy golden", "golden_cross"),
        ("/halt symbol 005931", "005930"),
        ("/halt broker kiss", "kis"),
    ],
)
async def test_what_is_nearly_a_name_stops_everything_and_names_the_nearest(
    said: str, like: str
) -> None:
    bench = fb.Bench()
    told = fb.text_of(await bench.say(said))
    assert [scope for scope, *_ in bench.halts] == [ALL]
    assert like in told.partition("혹시")[2]


async def test_a_reason_is_no_misspelt_name() -> None:
    assert "혹시" not in fb.text_of(await fb.Bench().say("/halt 급락이라서 멈춤"))


class SlowData(fb.FakeData):
    """A source that takes for ever to list what it knows."""

    async def instruments(self) -> Sequence[Instrument]:
        """Never answer."""
        await asyncio.Event().wait()
        return ()


@pytest.mark.parametrize("said", ["/halt 005930", "/halt nonsense", "취소정지 삼성전자"])
def test_a_slow_list_of_names_does_not_hold_up_a_stop(said: str) -> None:
    """INV-16: the stop holds within 50 ms; the words about it may take longer."""
    bench = fb.Bench()
    object.__setattr__(bench.context, "data", SlowData(bench.clock.now))

    async def stop() -> float:
        held: asyncio.Future[float] = asyncio.get_running_loop().create_future()

        async def halt(*what: object, **how: object) -> object:
            held.set_result(asyncio.get_running_loop().time())
            return await bench._halt(*what, **how)  # type: ignore[arg-type]

        object.__setattr__(bench.context, "halt", halt)
        began = asyncio.get_running_loop().time()
        answering = asyncio.ensure_future(bench.say(said))
        took = await held - began
        await asyncio.sleep(0)
        answering.cancel()
        return took

    # In the loop's own time: a busy machine says nothing about what is waited for.
    assert play(stop()) <= 0.05
    assert [scope for scope, *_ in bench.halts] == [ALL]


async def test_a_stop_that_cancels_names_the_orders_it_cannot_cancel_yet() -> None:
    """INV-19: an order without a number is listed, and cancelled when it is found."""
    bench = fb.Bench()
    await bench.put(
        fb.order(OrderState.ACCEPTED, id="01JFZZORDER000000000AAAA11", approval_id="A1"),
        fb.order(
            OrderState.UNKNOWN, id="01JFZZORDER000000000BBBB11", approval_id="A2", number=None
        ),
        fb.order(OrderState.FILLED, id="01JFZZORDER000000000CCCC11", approval_id="A3", number="3"),
    )
    told = fb.text_of(await bench.say("취소정지"))
    assert "2개의 취소를 요청" in told
    assert told.count(bench.context.t("halt.number_unknown")) == 1
    assert bench.door.of(CancelOrder) == []


async def test_a_stop_of_new_orders_cancels_nothing_and_says_so() -> None:
    bench = fb.Bench()
    await bench.put(fb.order(OrderState.ACCEPTED))
    assert "그대로 살아 있습니다" in fb.text_of(await bench.say("/halt"))


@pytest.mark.parametrize("name", ["golden_croos", "Golden", "2026"])
def test_the_command_line_refuses_a_strategy_that_is_not_there(name: str) -> None:
    with pytest.raises(InputError, match="--strategy") as refused:
        cli_scope({"strategy": name})
    assert "golden_cross" in str(refused.value)


def test_the_command_line_knows_own_strategies_without_running_them(tmp_path: Path) -> None:
    text = 'raise SystemExit\n\n\n@STRATEGIES.add("falls")\nclass Falls(Strategy): ...\n'
    (tmp_path / "falls.py").write_text(text)
    scope = Scope(ScopeKind.STRATEGY, "falls")
    assert cli_scope({"strategy": "falls"}, own=tmp_path) == scope
    with pytest.raises(InputError, match="falls"):
        cli_scope({"strategy": "fall"}, own=tmp_path)


def test_the_command_line_takes_a_strategy_that_is_there() -> None:
    assert cli_scope({"strategy": "golden_cross"}) == GOLDEN
