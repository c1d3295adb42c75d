"""`gaemi setup` as a process: questions on a terminal, keys by HTTP as a browser sends them."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import secrets
import subprocess
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from core.clock import LiveClock
from tests import bot_api as telegram
from tests.e2e.process import command, until, variables
from tests.e2e.test_console import Terminal
from tests.kis_rig import NOW, rig
from tests.unit.bot.key_checks.test_key_checks import answering

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(300)]
MODEL_KEY = f"sk-{secrets.token_hex(16)}"
WRONG_TOKEN = f"987654321:{secrets.token_hex(18)[:35]}"
Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Opens terminals with a gaemi command; their processes are gone at the end of the test."""
    opened: list[Terminal] = []

    def make(*words: str, **more: str) -> Terminal:
        ours, theirs = pty.openpty()
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_NONBLOCK)
        home = tmp_path / "home"
        given = {"HOME": str(tmp_path / "user"), "GAEMI_HOME": "", "TERM": "xterm"} | more
        process = subprocess.Popen(
            command(*words), stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path,
            env=variables(home, **given), start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(theirs)
        opened.append(Terminal(home, process, ours))
        return opened[-1]

    yield make
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait(30)
        os.close(one.fd)


async def answer(screen: Terminal, *pairs: tuple[str, str]) -> None:
    """Answer questions one by one, each when it is asked."""
    for asked, typed in pairs:
        await screen.shows(asked, deadline_s=60)
        screen.type(typed)


async def ended(screen: Terminal) -> int:
    """Wait for the end, reading what is still written."""
    await until(
        lambda: bool(screen.text) and screen.process.poll() is not None, "the end", deadline_s=60
    )
    return int(screen.process.returncode)


async def address(screen: Terminal) -> str:
    return (await screen.shows(r"http://127\.0\.0\.1:\d+/[\w-]{22}", deadline_s=60))[0]


async def sent(browser: httpx.AsyncClient, page: str, **values: str) -> str:
    """Fill the form in and send it, as a browser does."""
    shown = await browser.get(page)
    hidden = re.search(r'name="csrf" value="([^"]+)"', shown.text)
    assert hidden is not None
    origin = page.rsplit("/", 1)[0]
    headers = {"origin": origin, "sec-fetch-site": "same-origin", "referer": page}
    values["csrf"] = hidden[1]
    return (await browser.post(page, data=values, headers=headers, timeout=60)).text


def holding(folder: Path, text: str) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]


QUESTIONS = [
    (r"번호 \[1\]", "1"), ("자료 폴더", "data"), (r"실전 \(진짜 돈\)\n번호", "1"),
    ("텔레그램에서 쓸까요", "어쩌면"), (r"y\(예\)", ""), ("슬랙에서 쓸까요", "n"),
    ("메일로도 받을까요", "n"), ("언어 모델.*쓸까요", "y"), ("서버의 주소", ""), ("모델 이름", ""),
    (r"파일 \(약함\)\n번호", "2"),
]  # fmt: skip


async def test_a_newcomer_answers_pastes_keys_and_starts(tmp_path: Path, start: Start) -> None:
    async def models(request: object) -> object:
        from aiohttp import web

        return web.json_response({"data": [{"id": "gpt-4o-mini"}]})

    async with (
        telegram.serving() as bot,
        answering(models) as model,
        httpx.AsyncClient(  # type: ignore[arg-type]
            trust_env=False
        ) as browser,
    ):
        places = {
            "TELEGRAM_BASE_URL": f"{bot.url}/bot", "TELEGRAM_BASE_FILE_URL": f"{bot.url}/file/bot",
            "OPENAI_BASE_URL": f"{model}/v1",
        }  # fmt: skip
        screen = start("setup", **places)
        await answer(screen, *QUESTIONS)
        page = await address(screen)
        assert (tmp_path / "data" / "setup.html").stat().st_mode & 0o777 == 0o600

        bot.fail("getMe", telegram.UNAUTHORIZED)
        shown = await sent(browser, page, TELEGRAM_BOT_TOKEN=WRONG_TOKEN, OPENAI_API_KEY=MODEL_KEY)
        assert "모르는 토큰" in shown
        await screen.shows("✗ 텔레그램: 텔레그램이 모르는 토큰")
        await screen.shows("✓ 언어 모델: gpt-4o-mini")
        shown = await sent(browser, page, TELEGRAM_BOT_TOKEN=telegram.TOKEN)
        assert "다 넣었습니다" in shown
        await screen.shows("✓ 텔레그램: @gaemi_bot")
        await screen.shows("시작: make run", deadline_s=60)
        await screen.shows("지금 시작할까요")
        assert not (tmp_path / "data" / "setup.html").exists()
        with pytest.raises(httpx.ConnectError):
            await browser.get(page)

        screen.type("y")
        await bot.until("getUpdates")
        await screen.shows("연결 코드", deadline_s=120)
        screen.type("종료")
        assert await ended(screen) == 0

    for key in (telegram.TOKEN, WRONG_TOKEN, MODEL_KEY):
        assert holding(tmp_path, key) == []
        assert key not in screen.text
    assert holding(tmp_path / "data" / "logs", page[-22:]) == []
    assert "Traceback" not in screen.text
    assert (tmp_path / ".env").read_text() == f"GAEMI_HOME={tmp_path / 'data'}\n"


async def test_a_second_run_offers_what_is_there_and_leaves_it(
    tmp_path: Path, start: Start
) -> None:
    async with telegram.serving() as bot, httpx.AsyncClient(trust_env=False) as browser:
        places = {"TELEGRAM_BASE_URL": f"{bot.url}/bot"}
        home = {"GAEMI_HOME": str(tmp_path / "data")}
        words = ("vault", "set", "TELEGRAM_BOT_TOKEN", "--stdin")
        done = await asyncio.to_thread(
            subprocess.run, command(*words), input=telegram.TOKEN, text=True, cwd=tmp_path,
            env=variables(tmp_path, HOME=str(tmp_path / "user"), **home), capture_output=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        screen = start("setup", **home, **places)
        await answer(
            screen, (r"번호 \[1\]", "2"), (r"real money\nNumber", ""), ("Use Telegram", ""),
            ("Use Slack", ""), ("Get mail", ""), ("language model", ""),
        )  # fmt: skip
        page = await address(screen)
        assert "there already" in (await browser.get(page)).text
        assert "That is all" in await sent(browser, page)
        await answer(screen, ("Start now", "n"))
        assert await ended(screen) == 0
    assert not re.search("[가-힣]", screen.text.partition("Where do you")[2])


async def test_an_account_at_the_broker_is_read_and_its_token_kept_for_the_start(
    tmp_path: Path, start: Start
) -> None:
    offset = round((NOW - LiveClock().now()).total_seconds())
    async with rig("paper") as kis, httpx.AsyncClient(trust_env=False) as browser:
        options = kis.server.options
        screen = start(
            "setup", KIS_URL_BASE=kis.server.url, KIS_WS_BASE=kis.server.ws_url, KIS_GAP_S="0",
            GAEMI_CLOCK_OFFSET_S=str(offset),
        )  # fmt: skip
        await answer(
            screen, (r"번호 \[1\]", ""), ("자료 폴더", "data"), (r"실전 \(진짜 돈\)\n번호", "2"),
            ("텔레그램에서 쓸까요", "n"), ("슬랙에서 쓸까요", "n"), ("메일로도 받을까요", "n"),
            ("언어 모델.*쓸까요", "n"),
            (r"파일 \(약함\)\n번호", "2"),
        )  # fmt: skip
        page = await address(screen)
        keys = {"KIS_APP_KEY": options.app_key, "KIS_APP_SECRET": options.app_secret}
        shown = await sent(browser, page, **keys, KIS_ACCOUNT="11111111-01")
        assert "계좌를 읽지 못했습니다" in shown
        account = f"{options.account[:8]}-{options.account[8:]}"
        assert "다 넣었습니다" in await sent(browser, page, **keys, KIS_ACCOUNT=account)
        await screen.shows("✓ 한국투자증권: 모의투자 계좌를 읽었습니다")
        await answer(screen, ("지금 시작할까요", "n"))
        assert await ended(screen) == 0
        assert kis.orders() == 0
    assert "--broker kis --paper" in screen.text
    assert (tmp_path / "data" / "token.json").exists()
    for key in (*keys.values(), account, options.account):
        assert holding(tmp_path, key) == []
        assert key not in screen.text


async def test_giving_up_leaves_no_door_open(tmp_path: Path, start: Start) -> None:
    screen = start("setup")
    await answer(screen, *QUESTIONS)
    page = await address(screen)
    os.write(screen.fd, b"\x03")
    assert await ended(screen) != 0
    assert not (tmp_path / "data" / "setup.html").exists()
    async with httpx.AsyncClient(trust_env=False) as browser:
        with pytest.raises(httpx.ConnectError):
            await browser.get(page)
    assert "Traceback" not in screen.text
