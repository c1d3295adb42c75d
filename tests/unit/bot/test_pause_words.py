"""`정지 30분`, `pause 30m`, `정지 14:30까지`: which words say an end, and which only a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.pause_words import end_of, split_end
from bot.render_text import render
from core.domain.calendar import KST
from core.domain.switches import HaltLevel, Scope, ScopeKind
from tests import fakes_bot as fb

NOW = datetime(2026, 11, 3, 13, 0, tzinfo=KST)


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=KST)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("30분", at(13, 30)), ("30분만", at(13, 30)), ("30 분 동안", at(13, 30)),
        ("30m", at(13, 30)), ("30min", at(13, 30)), ("30 minutes", at(13, 30)),
        ("for 30m", at(13, 30)), ("1시간", at(14)), ("1시간 30분", at(14, 30)),
        ("1시간 반", at(14, 30)), ("2h", at(15)), ("1h 5m", at(14, 5)), ("90분간", at(14, 30)),
        ("14:30까지", at(14, 30)), ("until 14:30", at(14, 30)), ("2시 반까지", at(14, 30)),
        ("오후 3시까지", at(15)), ("3시까지", at(15)), ("until 3pm", at(15)),
        ("2:30까지", at(14, 30)), ("15시 20분까지", at(15, 20)), ("24시까지", at(0, 0, 4)),
        ("9:30까지", at(21, 30)),
        ("1440분", at(13, 0, 4)),
    ],
)  # fmt: skip
def test_an_end_is_read(text: str, end: datetime) -> None:
    assert end_of(text, NOW) == end


@pytest.mark.parametrize(
    "text",
    [
        "", "급락", "30", "14:30", "3시", "반", "0분", "0시간", "1441분", "25시간", "13:00 급락",
        "25:00까지", "14:61까지", "30분봉", "30분 전", "내일까지", "until", "until noon", "-5분",
        "오전 9시까지", "1시간 30", "30초", "３０분 전", "시간 30분 전",
    ],
)  # fmt: skip
def test_what_says_no_end_gives_none(text: str) -> None:
    assert end_of(text, NOW) is None


def test_the_longest_beginning_counts_and_the_rest_is_the_reason() -> None:
    assert split_end(("1시간", "30분", "점심", "먹고"), NOW) == (at(14, 30), ("점심", "먹고"))
    assert split_end(("급락", "30분"), NOW) == (None, ("급락", "30분"))


@pytest.mark.parametrize(
    ("text", "scope", "level", "minutes"),
    [
        ("정지 30분", Scope(), HaltLevel.HALT_NEW, 30),
        ("정지 30분만 점심", Scope(), HaltLevel.HALT_NEW, 30),
        ("pause 30m", Scope(), HaltLevel.HALT_NEW, 30),
        ("일시정지 1시간", Scope(), HaltLevel.HALT_NEW, 60),
        ("정지 축소 30분", Scope(), HaltLevel.REDUCE_ONLY, 30),
        ("정지 30분 축소 뉴스", Scope(), HaltLevel.REDUCE_ONLY, 30),
        ("매수정지 10분", Scope(), HaltLevel.REDUCE_ONLY, 10),
        ("정지 005930 30분", Scope(ScopeKind.SYMBOL, "005930"), HaltLevel.HALT_NEW, 30),
        ("정지 30분 005930", Scope(ScopeKind.SYMBOL, "005930"), HaltLevel.HALT_NEW, 30),
        ("30분만 멈춰", Scope(), HaltLevel.HALT_NEW, 30),
        ("30분 동안 매수만 막아", Scope(), HaltLevel.REDUCE_ONLY, 30),
        ("삼전 10분만 멈춰", Scope(ScopeKind.SYMBOL, "005930"), HaltLevel.HALT_NEW, 10),
        ("정지", Scope(), HaltLevel.HALT_NEW, None),
        ("정지 급락 30분", Scope(), HaltLevel.HALT_NEW, None),
        ("정지 14:30 급락", Scope(), HaltLevel.HALT_NEW, None),
        ("전부 멈춰", Scope(), HaltLevel.HALT_NEW, None),
    ],
)
async def test_a_stop_goes_out_with_its_end(
    text: str, scope: Scope, level: HaltLevel, minutes: int | None
) -> None:
    bench = fb.Bench()
    await bench.say(text)
    assert [halt[:2] for halt in bench.halts] == [(scope, level)]
    assert bench.ends == [None if minutes is None else fb.NOW + timedelta(minutes=minutes)]


async def test_the_answer_says_when_it_ends_and_on_what_conditions() -> None:
    bench = fb.Bench()
    reply = await bench.say("정지 30분 점심")
    assert reply is not None
    text = render(reply, bench.words)
    assert "언제까지" in text
    assert "저절로 풀립니다" in text.replace("\n", " ")


async def test_a_stop_that_holds_already_is_said_to_stay() -> None:
    bench = fb.Bench(held=HaltLevel.CANCEL_OPEN)
    reply = await bench.say("정지 30분")
    assert reply is not None
    text = " ".join(render(reply, bench.words).split())
    assert "저절로 풀리지 않습니다" in text
    assert "언제까지" not in text
