"""The console: lines in from any kind of input, messages out, numbers that are never reused."""

from __future__ import annotations

import asyncio
import os
import pty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pytest

from bot.access import Source
from bot.console import Console, read_lines
from bot.presses import Answer
from bot.reply import Button, Fields, Paragraph, Reply
from bot.router import Router
from bot.text import WIDTH, width
from core.domain.approval import MessageRef
from core.domain.commands import Delivered, Pair, Press
from core.domain.journal import Severity
from core.domain.order import Mode
from core.domain.people import Role, User
from core.domain.results import Result
from core.errors import DeliveryError
from tests import fakes_bot as fb
from tests.e2e.process import until

DEADLINE_S = 60.0
CONSOLE = ("console", "local")


@dataclass
class Wired:
    """A console with a pipe as its keyboard."""

    bench: fb.Bench
    console: Console
    shown: list[str]
    typed: int
    task: asyncio.Task[None]
    keyboard: TextIO

    def type(self, text: str) -> None:
        """Type text."""
        os.write(self.typed, text.encode())

    async def until(self, words: str) -> str:
        """Wait until something was shown."""
        async with asyncio.timeout(DEADLINE_S):
            while not any(words in text for text in self.shown):  # noqa: ASYNC110 - no sleep
                await asyncio.sleep(0)
        return next(t for t in self.shown if words in t)


@asynccontextmanager
async def _wired(*, stop_at_end: bool | None = True) -> AsyncIterator[Wired]:
    bench = fb.Bench(paired=False)
    await bench.put(fb.money())
    shown: list[str] = []
    console = Console(bench.words, boot="b1", write=shown.append, colour=False)
    out, typed = os.pipe()
    with os.fdopen(out, encoding="utf-8") as stream:
        run = console.run(bench.router, bench.door, stream=stream, stop_at_end=stop_at_end)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(run)
            wired = Wired(bench, console, shown, typed, task, stream)
            try:
                yield wired
            finally:
                task.cancel()
                if wired.typed >= 0:
                    os.close(typed)


CARD = Reply(
    "카드",
    (Paragraph("글"),),
    ((Button("확인", "c1:" + "A" * 22), Button("거절", "c0:" + "A" * 22)),),
)


async def test_the_keyboard_is_paired_and_a_line_is_answered() -> None:
    async with _wired() as it:
        it.type("상태\n")
        told = await it.until("현황")
        assert "모의투자" in told
        assert [c.actor.user for c in it.bench.door.of(Pair)] == ["local"]


async def test_typing_a_number_presses_its_button() -> None:
    async with _wired() as it:
        it.bench.door.results[Press] = Result(True, "press.granted")
        ref = await it.console.send("console", CARD)
        assert "[1] 확인  [2] 거절" in it.shown[-1]
        it.type("1\n")
        await it.until("확인했습니다. 주문을 접수하는 중입니다.")
        (press,) = it.bench.door.of(Press)
        assert (press.nonce, press.yes, press.message) == ("A" * 22, True, ref)


async def test_numbers_count_up_and_are_never_reused() -> None:
    shown: list[str] = []
    console = Console(fb.Bench().words, write=shown.append, colour=False)
    for _ in range(3):
        await console.send("console", CARD)
    assert ["[1] 확인" in shown[0], "[3] 확인" in shown[1], "[5] 확인" in shown[2]] == [True] * 3


@pytest.mark.parametrize("number", ["9", "0", "[7]", "12345"])
async def test_a_number_without_a_button_is_explained(number: str) -> None:
    async with _wired() as it:
        it.type(f"{number}\n")
        await it.until("지금 누를 수 있는 버튼이 아닙니다")
        assert it.bench.door.of(Press) == []


async def test_the_buttons_of_a_changed_message_are_dead() -> None:
    async with _wired() as it:
        ref = await it.console.send("console", CARD)
        await it.console.edit(ref, CARD.without_buttons())
        it.type("1\n")
        await it.until("지금 누를 수 있는 버튼이 아닙니다")
        assert it.bench.door.of(Press) == []


async def test_a_change_is_printed_once_however_often_it_is_told() -> None:
    shown: list[str] = []
    console = Console(fb.Bench().words, write=shown.append, colour=False)
    ref = await console.send("console", CARD)
    for _ in range(3):
        await console.edit(ref, CARD.without_buttons())
    await console.edit(ref, Reply("끝"))
    assert len(shown) == 2, "the same words without their buttons are no news"


async def test_the_end_of_a_card_is_printed_once_though_an_earlier_run_showed_it_too() -> None:
    shown: list[str] = []
    words = fb.Bench().words
    old = Console(words, boot="run1", write=lambda _: None, colour=False)
    console = Console(words, boot="run2", write=shown.append, colour=False)
    refs = [await old.send("console", CARD), await console.send("console", CARD)]
    for _ in range(2):
        for ref in refs:
            await console.edit(ref, Reply("매수 카드 거둠", (Fields((("시각", "08:30:21"),)),)))
    assert len(shown) == 2, "the card, and its end"
    for ref in refs[::-1]:
        await console.edit(ref, Reply("매수 카드 거둠", (Fields((("시각", "08:30:22"),)),)))
    assert len(shown) == 3, "in whatever order the two are told"


async def test_of_a_change_only_the_heading_and_the_new_lines_are_printed() -> None:
    shown: list[str] = []
    console = Console(fb.Bench().words, write=shown.append, colour=True)
    first = Fields((("상태", "확인 중"), ("번호", "KPYNGG")))
    ref = await console.send("console", Reply("매수", (first,)))
    await console.edit(ref, Reply("매수", (Fields((("상태", "접수됨"), ("번호", "KPYNGG"))),)))
    assert "매수" in shown[-1]
    assert "상태: 접수됨" in shown[-1]
    assert "KPYNGG" not in shown[-1]


async def test_a_changed_line_that_goes_on_below_keeps_its_label() -> None:
    shown: list[str] = []
    console = Console(fb.Bench().words, write=shown.append, colour=False)
    same, long = (
        ("까닭", "가나다라마바사 " * 6),
        "증권사 목록을 처음부터 끝까지 조회한 횟수는 모두 {}번",
    )
    ref = await console.send(
        "console", Reply("매수", (Fields((same, ("찾는 중", long.format(1)))),))
    )
    await console.edit(ref, Reply("매수", (Fields((same, ("찾는 중", long.format(2)))),)))
    assert "찾는 중:" in shown[-1]
    assert "2번" in shown[-1]
    assert "까닭" not in shown[-1]
    assert "가나다" not in shown[-1]


@pytest.mark.parametrize("number", ["123456", "000000099", "0000012345"])
async def test_a_long_number_is_no_button_but_a_pin_without_its_command(number: str) -> None:
    async with _wired() as it:
        it.type(f"{number}\n")
        told = await it.until("/pin")
        assert number not in told
        assert it.bench.door.of(Press) == []


async def test_messages_of_different_starts_have_different_names() -> None:
    words = fb.Bench().words
    refs = [
        await Console(words, boot=boot, write=lambda _t: None, colour=False).send("console", CARD)
        for boot in ("b1", "b2")
    ]
    assert refs[0] != refs[1]
    assert refs[0] == MessageRef("console", "console", "b1:1")


@pytest.mark.parametrize("word", ["종료", "quit", "/exit", "QUIT"])
async def test_quitting_ends_the_run(word: str) -> None:
    async with _wired(stop_at_end=False) as it:
        it.type(f"{word}\n")
        async with asyncio.timeout(DEADLINE_S):
            await it.task
        assert it.shown[-1] == "끝냅니다."


async def test_the_end_of_a_pipe_leaves_the_engine_running() -> None:
    async with _wired(stop_at_end=None) as it:
        it.type("상태\n")
        os.close(it.typed)
        it.typed = -1
        await it.until("현황")
        for _ in range(20):
            await asyncio.sleep(0)
        assert not it.task.done()


async def test_the_end_of_a_pipe_ends_the_run_when_told_so() -> None:
    async with _wired(stop_at_end=True) as it:
        it.type("상태")
        os.close(it.typed)
        it.typed = -1
        async with asyncio.timeout(DEADLINE_S):
            await it.task
        assert any("현황" in text for text in it.shown)


async def test_a_stop_overtakes_an_answer_that_takes_long() -> None:
    async with _wired() as it:
        await it.until("끝내기")
        it.bench.door.hold = asyncio.Event()
        it.type("전략 시작 golden_cross\n상태\n정지\n")
        await it.until("정지했습니다")
        assert not any("현황" in text for text in it.shown)
        it.bench.door.hold.set()
        await it.until("현황")


async def test_that_the_answer_to_a_stop_was_printed_is_told() -> None:
    async with _wired() as it:
        await it.until("끝내기")
        it.bench.spare = ("SPARE",)
        it.type("정지\n")
        await it.until("정지했습니다")
        await until(lambda: it.bench.door.of(Delivered), "the word that it was printed")
        assert it.bench.door.of(Delivered) == [Delivered("SPARE")]


async def test_an_answer_that_no_screen_took_is_not_told_as_printed() -> None:
    bench = fb.Bench(spare=("SPARE",))
    broken = Console(bench.words, write=_refuse, colour=False)
    await bench.put(fb.money(), User(*CONSOLE, "console", "콘솔", Role.ADMIN, fb.NOW))
    await broken.answer(bench.router, "정지")
    assert (len(bench.halts), bench.door.of(Delivered)) == (1, [])


def _refuse(_text: str) -> None:
    raise BrokenPipeError


async def test_a_file_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_text("상태\n정지", encoding="utf-8")
    with path.open(encoding="utf-8") as stream:
        assert [line async for line in read_lines(stream)] == ["상태", "정지"]


async def test_the_null_device_is_an_empty_input() -> None:
    with os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8") as stream:
        assert [line async for line in read_lines(stream)] == []


async def test_a_terminal_is_read_and_its_hang_up_is_the_end() -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, encoding="utf-8") as stream:
        os.write(leader, "상태\n".encode())
        heard = read_lines(stream)
        async with asyncio.timeout(DEADLINE_S):
            assert await anext(heard) == "상태\r".strip()
            os.close(leader)
            assert [line async for line in heard] == []


async def test_broken_letters_and_endless_lines_do_no_harm() -> None:
    out, typed = os.pipe()
    os.write(typed, b"\xff\xfe status\n" + b"x" * 20_000)
    os.close(typed)
    with os.fdopen(out, encoding="utf-8") as stream:
        heard = [line async for line in read_lines(stream)]
    assert heard[0].endswith("status")
    assert len(heard[1]) <= 4_096


async def test_colour_marks_banner_and_loudness_and_only_on_a_terminal() -> None:
    loud = Reply("제목", (Paragraph("글\x1b[2J"),), severity=Severity.CRITICAL, mode=Mode.LIVE)
    for colour in (True, False):
        shown: list[str] = []
        await Console(fb.Bench().words, write=shown.append, colour=colour).send("console", loud)
        assert ("\x1b[31m" in shown[0]) is colour
        assert "\x1b[2J" not in shown[0]


async def test_a_press_on_a_list_shows_the_item() -> None:
    async with _wired() as it:
        await it.console.send("console", Reply("목록", buttons=((Button("상태", "r:status"),),)))
        it.type("1\n")
        await it.until("현황")


async def test_buttons_that_do_not_fit_beside_each_other_stand_below() -> None:
    shown: list[str] = []
    console = Console(fb.Bench().words, write=shown.append, colour=False)
    row = tuple(
        Button(label, f"run:{label}") for label in ("오늘 손익", "이번 주 손익", "이번 달 손익")
    )
    await console.send("console", Reply("손익", buttons=(row,)))
    assert shown[0].splitlines()[-2:] == ["[1] 오늘 손익  [2] 이번 주 손익", "[3] 이번 달 손익"]
    assert all(width(line) <= WIDTH for line in shown[0].splitlines())


@pytest.mark.parametrize("terminal", [True, False])
async def test_short_answers_are_broken_on_a_terminal_and_whole_in_a_pipe(terminal: bool) -> None:
    shown: list[str] = []
    bench = fb.Bench()
    console = Console(bench.words, write=shown.append, colour=terminal)
    await console.answer(bench.router, "99999")
    assert (len(shown[0].splitlines()) > 1) is terminal
    assert bench.words.t("console.no_button", number=99999) == " ".join(shown[0].split())


def test_the_console_can_show_a_line_without_a_message() -> None:
    shown: list[str] = []
    Console(fb.Bench().words, write=shown.append, colour=False).show("코드")
    assert shown == ["코드"]


async def test_a_closed_keyboard_is_waited_out(tmp_path: Path) -> None:
    bench = fb.Bench(paired=False)
    console = Console(bench.words, write=lambda _t: None, colour=False)
    stream = (tmp_path / "x").open("w+", encoding="utf-8")
    stream.close()
    router: Router = bench.router
    async with asyncio.TaskGroup() as group:
        task = group.create_task(console.run(router, bench.door, stream=stream))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not task.done()
        task.cancel()


async def test_a_closed_output_keeps_the_message_and_ends_nothing() -> None:
    def closed(_text: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    console = Console(fb.Bench().words, write=closed, colour=False)

    with pytest.raises(DeliveryError) as caught:
        await console.send("console", CARD)
    assert not caught.value.final
    console.show("연결 코드")


class Pressed(Router):
    """Answers every press with the same words, above a message."""

    def __init__(self, text: str, below: str) -> None:
        self._told = Answer(text, True, reply=Reply("", (Paragraph(below),)))

    async def press(self, source: Source, data: str, message: str) -> Answer:
        """Answer a press."""
        return self._told


@pytest.mark.parametrize(
    ("text", "below", "times"),
    [("PIN을 보내 주세요", "PIN을 보내 주세요", 1), ("받았습니다", "다른 말", 2)],
)
async def test_an_answer_that_its_message_repeats_is_printed_once(
    text: str, below: str, times: int
) -> None:
    shown: list[str] = []
    console = Console(fb.Bench().words, write=shown.append, colour=False)
    await console.send("console", CARD)
    printed = len(shown)
    await console.answer(Pressed(text, below), "1")
    told = "".join(shown[printed:])
    assert [told.count(part) for part in (text, below)] == [1, 1]
    assert len(shown) - printed == times
