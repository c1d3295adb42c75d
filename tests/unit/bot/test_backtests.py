"""A backtest asked for in a chat: another process, one a person, its try counted, a picture."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.backtest_words import figures
from bot.backtests import Backtests
from bot.lanes import runs_apart
from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.workshop import Workshop
from core.clock import LiveClock
from core.domain.people import Role, User
from core.memory_bars import MemoryBars
from core.memory_trials import MemoryTrials
from core.registry import discover
from core.strategies.base import STRATEGIES
from core.strategies.own import load_own
from tests import fakes_bot as fb
from tests.backtests import story_of_bars
from tests.series import walk
from tests.unit.bot.test_bot_telegram import wired

discover("core.strategies")
EVER = {"first": date.min, "last": date.max}


@dataclass
class Asking:
    """A chat whose backtests run for real over made-up bars."""

    bench: fb.Bench
    bars: MemoryBars
    trials: MemoryTrials
    workshop: Workshop

    async def say(self, text: str, **how: Any) -> str:
        """Say a line and give the answer's words."""
        reply = await self.bench.say(text, **how)
        return "" if reply is None else render(reply, self.bench.words, columns=400)


@asynccontextmanager
async def asking(folder: Path, *codes: str, count: int = 500, **how: Any) -> AsyncIterator[Asking]:
    bars, trials = MemoryBars(), MemoryTrials()
    for seed, code in enumerate(codes):
        bars.save(replace(one, symbol=code) for one in walk(seed, count))
    own = how.pop("own", None)
    workshop = Workshop(how.pop("module", "bot.backtest_worker"), folder, **how)
    runs = Backtests(bars, lambda: nullcontext(trials), workshop, LiveClock(), own=own)
    bench = fb.Bench(backtest=runs.run)
    bench.context = replace(bench.context, strategies=STRATEGIES)
    bench.router._base = bench.context
    try:
        yield Asking(bench, bars, trials, workshop)
    finally:
        await runs.close()


async def test_a_sentence_is_answered_with_card_and_picture(tmp_path) -> None:
    async with asking(tmp_path, "005930") as it:
        reply = await it.bench.say("백테스트 볼린저 삼전 1년")
        text = render(reply, it.bench.words, columns=400)
        assert "백테스트: 볼린저 %B" in text
        assert "삼성전자 (005930)" in text
        assert "2021-01-07 ~ 2022-01-06" in text
        assert "수익률:" in text
        assert "점검:" in text
        assert reply.picture.png.startswith(b"\x89PNG")
        assert "삼성전자 (005930): 수익률" in reply.picture.alt
        (tried,) = it.trials.of("bollinger", **EVER)
        assert tried.first >= date(2021, 1, 7)
        assert it.workshop.pid not in (None, os.getpid())


async def test_a_run_of_less_than_was_asked_for_says_so_first(tmp_path) -> None:
    async with asking(tmp_path, "005930") as it:
        short = await it.bench.say("백테스트 볼린저 삼전 3년")
        told = short.blocks[0].text
        assert told.startswith("저장된 일봉이 모자라 2019-01-")
        assert "~ 2022-01-06" in told
        whole = await it.say("백테스트 볼린저 삼전 1년")
        assert "모자라" not in whole


async def test_the_same_again_is_the_same_try_and_another_setting_another(tmp_path) -> None:
    async with asking(tmp_path, "005930") as it:
        for line in ("backtest rsi 005930 2020", "/백테스트 2020 rsi 삼성전자", "백테 rsi 2020"):
            assert "RSI" in await it.say(line)
        assert len(it.trials.of("rsi", **EVER)) == 1
        assert "RSI" in await it.say("백테스트 rsi 2020 period=10")
        assert len(it.trials.of("rsi", **EVER)) == 2


async def test_an_own_strategy_runs_in_the_other_process_too(tmp_path, root) -> None:
    guide = (root / "docs" / "strategies.md").read_text(encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "falls.py").write_text(guide.split("```python\n")[1].split("```")[0])
    assert load_own(own) == ()
    try:
        async with asking(tmp_path, "005930", own=own) as it:
            assert "연속 하락" in await it.say("백테스트 falls 005930 1년")
    finally:
        load_own(None)


async def test_without_symbols_all_that_are_stored_run_together_up_to_twenty(tmp_path) -> None:
    codes = [f"{n:06d}" for n in range(10, 35)]
    async with asking(tmp_path, *codes, "KOSPI", count=300) as it:
        text = await it.say("백테스트 mean_reversion_daily 전체")
        assert "20종목" in text
        assert "저장된 25종목 가운데" in text
        english = replace(it.bench.context, words=Catalogue("en"))
        it.bench.router._base = english
        assert "20 symbols" in await it.say("backtest mean_reversion_daily all")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("백테스트", ("어느 전략", "골든크로스(golden_cross)", "백테스트 <전략>")),
        ("백테스트 볼링", ("볼링", "볼린저 %B(bollinger)")),
        ("백테스트 볼린저 삼숑", ("삼숑", "005930", "3년")),
        ("백테스트 볼린저 하이닉스", ("000660", "005930", "gaemi import")),
        ("백테스트 볼린저 삼전 1999", ("2020-01-02", "2022-01-06")),
        ("백테스트 볼린저 삼전 speed=3", ("speed", "budget, period")),
        ("백테스트 볼린저 삼전 period=0", ("period=0", "2 이상", "정수")),
        ("백테스트 볼린저 삼전 period=", ("이름=값",)),
    ],
)
async def test_wrong_words_are_answered_with_what_is_allowed(tmp_path, said, told) -> None:
    async with asking(tmp_path, "005930") as it:
        text = await it.say(said)
        for words in told:
            assert words in text
        assert it.trials.of("bollinger", **EVER) == []


async def test_nothing_stored_says_how_to_store(tmp_path) -> None:
    async with asking(tmp_path) as it:
        assert "gaemi import" in await it.say("백테스트 볼린저")
        assert it.workshop.pid is None


async def test_a_place_without_backtests_says_where_they_are() -> None:
    bench = fb.Bench()
    reply = await bench.say("백테스트 볼린저")
    assert "gaemi backtest" in render(reply, bench.words, columns=400)


async def test_one_person_has_one_at_a_time_and_another_their_own(tmp_path) -> None:
    async with asking(tmp_path, "005930") as it:
        await it.bench.put(User("telegram", "2002", "2002", "손님", Role.VIEWER, fb.NOW))
        first = asyncio.create_task(it.say("백테스트 볼린저 삼전"))
        await asyncio.sleep(0)
        again, viewer = await asyncio.gather(
            it.say("백테스트 rsi 삼전"), it.say("백테스트 macd 삼전", user="2002", chat="2002")
        )
        assert "아직 돌고 있습니다" in again
        assert "MACD" in viewer
        assert "볼린저" in await first
        assert "RSI" in await it.say("백테스트 rsi 삼전")


async def test_what_takes_too_long_is_given_up_and_told(tmp_path) -> None:
    async with asking(tmp_path, "005930", deadline_s=0.01) as it:
        text = await it.say("백테스트 볼린저 삼전")
        assert "초 안에 끝나지 않아" in text
        assert it.workshop.pid is None
        assert it.trials.of("bollinger", **EVER) == []


async def test_a_process_that_breaks_is_a_defect_with_an_id_and_not_the_end(tmp_path) -> None:
    async with asking(tmp_path, "005930", module="tests.no_such_worker") as it:
        assert "오류 번호" in await it.say("백테스트 볼린저 삼전")
        assert "명령" in await it.say("도움말")


def test_a_backtest_holds_up_no_other_command() -> None:
    assert runs_apart("백테스트 볼린저 삼전 3년")
    assert runs_apart("/backtest rsi")
    assert not runs_apart("상태")
    assert runs_apart("정지")


async def test_other_commands_are_answered_while_one_runs(tmp_path) -> None:
    async with asking(tmp_path, "005930") as it:
        running = asyncio.create_task(it.say("백테스트 볼린저 삼전"))
        await asyncio.sleep(0)
        assert "명령" in await it.say("도움말")
        assert not running.done()
        assert "볼린저" in await running


async def test_a_phone_gets_the_photo_with_the_card_as_its_caption(tmp_path) -> None:
    async with asking(tmp_path, "005930") as it, wired() as phone:
        reply = await it.bench.say("백테스트 볼린저 삼전 1년")
        await phone.face.send("1001", reply)
        (sent,) = phone.api.of("sendPhoto")
        name, png = sent["photo"]
        assert name == "backtest-bollinger.png"
        assert png == reply.picture.png
        told = sent.get("caption") or phone.api.of("sendMessage")[0]["text"]
        assert "수익률" in told


@pytest.mark.parametrize("seed", [3, 141, 592])
async def test_the_chat_s_run_is_the_command_line_s(tmp_path, seed) -> None:
    bars = [replace(one, symbol="005930") for one in walk(seed, 600)]
    async with asking(tmp_path) as it:
        it.bars.save(bars)
        text = await it.say("백테스트 macd 삼전 2021")
    run = story_of_bars("macd", bars, since=date(2021, 1, 1), until=date(2021, 12, 31))
    for key in ("change", "fall", "closed", "open", "trades"):
        shown = figures(run, Catalogue("ko"))[key]
        assert f"{shown.label}: {shown.value}" in text
