"""Keys as real processes keep them: asked for on a terminal, told to the watchdog, never shown."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.process import Gaemi, command, until, variables
from tests.e2e.test_console import Terminal, open_terminal

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(300)]
PHRASE = "correct horse battery"
MODEL_KEY = f"sk-{secrets.token_hex(16)}"


@pytest.fixture
def user(tmp_path: Path) -> dict[str, str]:
    """A user's home of its own, with the data folder beside the keys."""
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "user"), "GAEMI_HOME": str(tmp_path / "home")}


@pytest.fixture
def kept(tmp_path: Path, user: dict[str, str]) -> Path:
    """A home whose vault opens with a phrase and holds the key of a model."""
    words = ("vault", "set", "OPENAI_API_KEY", "--stdin", "--key", "passphrase")
    done = subprocess.run(
        command(*words), input=f"{MODEL_KEY}\n", cwd=tmp_path, text=True, capture_output=True,
        env=variables(tmp_path / "home", **user, SECRET_KEY=PHRASE), timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return tmp_path / "home"


@pytest.fixture
def terminal() -> Iterator[Callable[[Path, dict[str, str]], Terminal]]:
    """Opens terminals on a home; their processes are gone at the end of the test."""
    opened: list[Terminal] = []

    def make(home: Path, more: dict[str, str]) -> Terminal:
        opened.append(open_terminal(home, **more))
        return opened[-1]

    yield make
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait(30)
        os.close(one.fd)


async def type_hidden(screen: Terminal, asked: str, text: str) -> None:
    """Type what is not shown, once it is listened for: what came before is thrown away."""
    await screen.shows(asked)
    hides = lambda: not termios.tcgetattr(screen.fd)[3] & termios.ECHO  # noqa: E731
    await until(hides, "a terminal that shows nothing of what is typed")
    screen.type(text)


async def ended(screen: Terminal) -> int:
    """Wait for the end, reading what is still written, and give the exit code."""
    await until(
        lambda: bool(screen.text) and screen.process.poll() is not None, "the end", deadline_s=60
    )
    return int(screen.process.returncode)


def holding(folder: Path, text: str) -> list[Path]:
    """Name the files that hold a text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]


async def test_a_person_at_a_terminal_types_the_phrase_and_nothing_keeps_it(
    kept: Path, user: dict[str, str], terminal: Callable[[Path, dict[str, str]], Terminal]
) -> None:
    screen = terminal(kept, user | {"GAEMI_WATCHDOG": "true"})
    await type_hidden(screen, "보관함의 암호", PHRASE)
    await screen.shows(r"\[1\] 확인", deadline_s=120)
    # The watchdog opened the vault too, or it would have said that nobody can be asked.
    sock = kept / "watchdog.sock"
    # A screen that nobody reads fills up and holds the program.
    await until(lambda: bool(screen.text) and sock.exists(), "the watchdog", deadline_s=120)
    screen.type(f"내 키는 {MODEL_KEY}")
    await screen.shows("gaemi setup")
    screen.type("종료")
    assert await ended(screen) == 0
    assert "Traceback" not in screen.text
    assert "물을 곳이 없습니다" not in screen.text
    assert PHRASE not in screen.text
    assert holding(kept, PHRASE) == []
    assert holding(kept, MODEL_KEY) == []


async def test_a_wrong_phrase_ends_the_start_in_words(
    kept: Path, user: dict[str, str], terminal: Callable[[Path, dict[str, str]], Terminal]
) -> None:
    screen = terminal(kept, user)
    await type_hidden(screen, "보관함의 암호", "not the right phrase")
    await screen.shows("암호가 맞지 않아")
    assert await ended(screen) == 2
    assert "not the right phrase" not in screen.text


@pytest.mark.parametrize(
    "words", [["run"], ["watchdog"], ["-m", "bot.watchdog", "--child"]], ids=["run", "dog", "child"]
)
async def test_where_nobody_sits_the_way_out_is_told(
    kept: Path, user: dict[str, str], words: list[str]
) -> None:
    line = [sys.executable, *words] if words[0] == "-m" else command(*words)
    done = await asyncio.to_thread(
        subprocess.run, line, env=variables(kept, **user), cwd=kept, capture_output=True,
        text=True, stdin=subprocess.DEVNULL, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_key_typed_into_the_console_stays_in_no_file(
    gaemi: Callable[..., Gaemi], tmp_path: Path
) -> None:
    app = gaemi().start()
    await app.shows(r"\[1\] 확인", deadline_s=120)
    pasted = [f"123456789:{secrets.token_hex(18)}", f"xapp-{secrets.token_hex(20)}", MODEL_KEY,
              f"PS{secrets.token_hex(17)}"]  # fmt: skip
    for number, key in enumerate(pasted, 1):
        app.type(f"{['', '질문 ', '/halt ', '매수 삼전 '][number - 1]}{key}")
        await until(lambda n=number: app.out.count("gaemi setup") >= n, "a warning")  # type: ignore[misc]
    app.type("상태")
    await app.shows("정지 스위치: 풀림")
    assert await app.quit() == 0
    for key in pasted:
        assert holding(tmp_path, key) == []
        assert holding(tmp_path, key[5:25]) == []


async def test_core_dumps_are_off() -> None:
    code = (
        "import resource, sys; sys.argv = ['gaemi', '--version']\n"
        "import bot.__main__ as m\n"
        "try:\n    m.main()\n"
        "except SystemExit:\n    print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert "(0, 0)" in done.stdout
