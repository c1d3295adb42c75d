"""The console of a real process on a terminal: first card, press by number, and the ways to end."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import signal
import subprocess
import termios
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.process import DEADLINE_S, Gaemi, command, until, variables

pytestmark = [pytest.mark.process, pytest.mark.slow]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Terminal:
    """A gaemi process whose keyboard and screen are a terminal."""

    home: Path
    process: subprocess.Popen[bytes]
    fd: int
    seen: bytearray = field(default_factory=bytearray)

    @property
    def text(self) -> str:
        """Everything that stood on the screen, without colours."""
        try:
            while chunk := os.read(self.fd, 65_536):
                self.seen += chunk
        except (BlockingIOError, OSError):
            pass  # Nothing new, or the other side is gone: what was seen stays.
        return COLOUR.sub("", self.seen.decode("utf-8", "replace")).replace("\r\n", "\n")

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self.fd, f"{line}\n".encode())

    async def shows(self, pattern: str, *, deadline_s: float = DEADLINE_S) -> re.Match[str]:
        """Wait until the screen shows a text, wherever a line of it was broken."""
        broken = pattern.replace(" ", r"\s+")
        return await until(
            lambda: re.search(broken, self.text, re.MULTILINE),
            f"{pattern!r} on the screen",
            deadline_s=deadline_s,
        )

    async def ended(self) -> int:
        """Wait for the end and give the exit code; a starved machine may take its time."""
        await until(lambda: self.process.poll() is not None, "the end")
        return int(self.process.returncode)


def open_terminal(home: Path, **more: str) -> Terminal:
    """Start gaemi as somebody who types its name into a shell."""
    ours, theirs = pty.openpty()
    fcntl.fcntl(ours, fcntl.F_SETFL, os.O_NONBLOCK)
    process = subprocess.Popen(
        command("run"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=variables(home, TERM="xterm", **more),
        cwd=home,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    return Terminal(home, process, ours)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals; their processes are gone at the end of the test."""
    opened: list[Terminal] = []

    def make(**more: str) -> Terminal:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        opened.append(open_terminal(home, **more))
        return opened[-1]

    yield make
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait(5)
        os.close(one.fd)


async def filled(screen: Terminal) -> re.Match[str]:
    """Confirm while no order is open, turn down the rest, until a fill is told."""
    done: set[str] = set()

    async def found() -> re.Match[str] | None:
        text = screen.text
        busy = text.count("상태: 접수됨") > text.count("주문 만료")
        for yes, no in re.findall(r"\[(\d+)\] 확인  \[(\d+)\] 거절", text):
            if yes not in done:
                screen.type(no if busy else yes)
                done.add(yes)
                break
        return re.search(r"체결 완료(?:.*\n)+?개미 번호: (\w{6})", text)

    match = await until(found, "a fill on the screen")
    assert match is not None
    return match


async def test_a_newcomer_sees_a_card_presses_a_number_and_asks_why(
    terminal: Callable[..., Terminal],
) -> None:
    screen = terminal()
    await screen.shows(r"\[1\] 확인")

    screen.type("1")
    await screen.shows("확인했습니다. 주문을 접수하는 중입니다")
    number = (await filled(screen))[1]
    screen.type(f"왜 {number}")
    await screen.shows("사람의 확인")
    screen.type("보고서")
    await screen.shows("주간 보고서")
    screen.type("1")
    await screen.shows("이미 처리된 카드|1번은 지금 누를 수 있는 버튼이 아닙니다")
    screen.type("종료")
    assert await screen.ended() == 0
    assert "Traceback" not in screen.text


async def test_the_interrupt_key_ends_the_program_cleanly(
    terminal: Callable[..., Terminal],
) -> None:
    screen = terminal()
    await screen.shows(r"\[1\] 확인")
    os.write(screen.fd, b"\x03")
    assert await screen.ended() == 0
    assert "Traceback" not in screen.text
    assert "끝냅니다" in screen.text


async def test_the_end_of_the_terminal_ends_the_program(terminal: Callable[..., Terminal]) -> None:
    screen = terminal()
    await screen.shows(r"\[1\] 확인")
    os.write(screen.fd, b"\x04")
    assert await screen.ended() == 0


async def test_a_service_manager_ends_the_program_cleanly(gaemi: Callable[..., Gaemi]) -> None:
    app = gaemi().start()
    await app.shows(r"\[1\] 확인")
    assert app.process is not None
    app.process.send_signal(signal.SIGTERM)
    assert await app.ended() == 0
    assert "Traceback" not in app.out


def gaemi_command(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a short gaemi command to its end."""
    return subprocess.run(
        command(*words),
        env=variables(home, **more),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


async def test_halt_from_another_process_stops_the_running_one(
    gaemi: Callable[..., Gaemi],
) -> None:
    app = gaemi().start()
    await app.shows(r"\[1\] 확인")
    done = await asyncio.to_thread(gaemi_command, app.home, "halt", "손으로 멈춤")
    await app.shows(r"정지: 전체(?s:.*)손으로 멈춤")
    assert done.returncode == 0
    app.type("1")
    await app.shows("이미 처리된 카드|누를 수 있는 버튼이 아닙니다")
    assert app.orders() == []


async def test_halt_while_nothing_runs_makes_the_next_start_halted(
    gaemi: Callable[..., Gaemi],
) -> None:
    app = gaemi()
    app.home.mkdir()
    done = gaemi_command(app.home, "halt", "오늘은 쉼")
    assert (done.returncode, done.stderr) == (0, "")
    app.start()
    await app.shows("도움말")
    app.type("상태")
    await app.shows("정지 스위치: 걸림")
    assert "오늘은 쉼" in app.out
    assert app.orders() == []
    # No card: its buttons come in pairs. The notice of the stop has one of its own.
    assert not re.search(r"\] 확인  \[\d+\] 거절", app.out)
    assert "매수 확인 ·" not in app.out


async def test_a_second_process_on_the_same_home_is_refused(gaemi: Callable[..., Gaemi]) -> None:
    app = gaemi().start()
    await app.shows(r"\[1\] 확인")
    second = await asyncio.to_thread(gaemi_command, app.home, "run")
    assert second.returncode == 2
    assert "another gaemi is running" in second.stderr
    assert "GAEMI_HOME" in second.stderr
    assert "Traceback" not in second.stderr
    app.type("상태")
    await app.shows("모의 시각")


def test_a_setting_that_does_not_exist_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    done = gaemi_command(tmp_path, "run", GAEMI_SPED="1")
    assert done.returncode == 2
    assert "GAEMI_SPED" in done.stderr
    assert "GAEMI_SPEED" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "gaemi.db").exists()


async def test_quitting_from_a_pipe_ends_with_zero_and_leaves_the_home_usable(
    gaemi: Callable[..., Gaemi],
) -> None:
    app = gaemi().start()
    await app.shows(r"\[1\] 확인")
    assert await app.quit() == 0
    app.start()
    await app.shows("도움말")
    assert await app.quit() == 0
