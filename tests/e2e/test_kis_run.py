"""`gaemi sim kis` and `gaemi run --broker kis --paper`: a rehearsal with deaths."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import Gaemi, command, rows, until, variables

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(240)]
# A Friday, less than a minute before the opening auction ends; strategies want two of these.
NOW = "2026-11-20T08:59:05"
WATCHED = "971070,972010"


@dataclass
class Server:
    """A `gaemi sim kis` whose books outlive it."""

    folder: Path
    env: str = "paper"
    process: subprocess.Popen[str] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        ports = [self.settings.get(name, ":0").rpartition(":")[2] for name in PLACES]
        words = ["sim", "kis", "--env", self.env, "--now", NOW, "--state", str(self.books),
                 "--cash", "100000000", "--port", ports[0], "--ws-port", ports[1]]  # fmt: skip
        self.process = subprocess.Popen(
            command(*words), env=variables(self.folder), stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            name, _, value = line.strip().partition("=")
            if name.startswith(("KIS_", "GAEMI_")):
                self.settings[name] = value
            if line.startswith("# market time"):
                return
        raise AssertionError("the server ended before it printed its settings")

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.communicate(timeout=90)
            self.process = None

    @property
    def books(self) -> Path:
        return self.folder / "sim.db"

    def bought(self) -> list[dict[str, Any]]:
        """Read the orders of the account from the server's own file."""
        return rows(self.books, "SELECT * FROM orders ORDER BY number")


PLACES = ("KIS_URL_BASE", "KIS_WS_BASE")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.end()


@pytest.fixture
def program(tmp_path: Path, server: Server) -> Iterator[Gaemi]:
    more = server.settings | {"GAEMI_SYMBOLS": WATCHED}
    made = Gaemi(tmp_path / "home", more, words=("run", "--broker", "kis", "--paper"))
    yield made
    made.close()


async def confirmed(program: Gaemi) -> str:
    """Wait for the first card, confirm it and give its symbol once the broker has the order."""
    card = await program.shows(r"매수 확인 · \S+\s+(\d{6})[\s\S]*?\[(\d+)\] 확인")
    program.type(card[2])
    await program.shows(r"상태: 접수됨")
    return card[1]


def own(program: Gaemi) -> list[dict[str, Any]]:
    return rows(program.home / "gaemi.db", "SELECT * FROM orders")


async def test_a_card_is_confirmed_both_sides_die_and_the_books_agree(
    server: Server, program: Gaemi
) -> None:
    program.start()
    symbol = await confirmed(program)
    printed = dict(server.settings)
    program.kill()
    server.end()
    server.start()
    assert server.settings == printed  # the market's lead over the machine's clock among them
    program.start()
    await program.shows(r"체결 완료 · ", deadline_s=120)

    (order,) = server.bought()
    (ours,) = own(program)
    assert order["filled"] == ours["filled"] > 0
    assert (order["amount"], order["fee"]) == (ours["amount"], ours["fee"])
    program.type("잔고")
    await program.shows(rf"{symbol}[\s\S]*수량 {ours['filled']:,}주")
    program.type("진단")
    await program.shows("모든 점검이 통과했습니다")
    assert await program.quit() == 0
    log = (program.home / "logs" / "gaemi.log").read_text(encoding="utf-8")
    assert all(server.settings[name] not in log for name in ("KIS_APP_KEY", "KIS_APP_SECRET"))


async def test_the_home_of_one_account_is_refused_to_another(
    server: Server, program: Gaemi
) -> None:
    program.start()
    await program.shows(r"매수 확인")
    await until(lambda: rows(program.home / "gaemi.db", "SELECT * FROM accounts"), "the account")
    assert await program.quit() == 0
    program.words = ("run",)
    program.start()
    assert await program.ended() == 2
    assert "set GAEMI_HOME to another folder" in program.out


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., Gaemi]]:
    """Makes a program before a server of a kind; both are gone at the end."""
    servers: list[Server] = []
    programs: list[Gaemi] = []

    def make(env: str = "paper", *words: str, **more: str) -> Gaemi:
        servers.append(Server(tmp_path, env))
        servers[-1].start()
        told = servers[-1].settings | more
        programs.append(Gaemi(tmp_path / "home", told, words=("run", "--broker", "kis", *words)))
        return programs[-1]

    yield make
    for program in programs:
        program.close()
    for server in servers:
        server.end()


async def test_without_a_list_of_symbols_the_chosen_ones_trade(made) -> None:
    program = made("paper", "--paper", GAEMI_SYMBOLS=WATCHED, KIS_MASTER_BASE="http://127.0.0.1:1")
    program.start()
    await program.shows(r"종목\s+목록을\s+받지\s+못했습니다", deadline_s=90)
    program.type("진단")
    await program.shows(r"✗ KIS 종목 목록[\s\S]*KIS_MASTER_BASE")
    program.type("상태")
    await program.shows("골든크로스")
    assert await program.quit() == 0


async def test_a_futures_account_starts_answers_and_starts_again(made) -> None:
    program = made("paper", "--paper", KIS_ACCOUNT_PRODUCT_CODE="03")
    for _ in range(2):
        program.start()
        await program.shows("gaemi가 시작했습니다")
        program.type("상태")
        await program.shows(r"한국투자증권 모의 ·\s+kis-paper-\d\d-03-[\s\S]*50,000,000원")
        program.type("잔고")
        await program.shows("가진 (주식|것)이 없습니다")
        program.type("진단")
        await program.shows("모든 점검이 통과했습니다", deadline_s=90)
        assert await program.quit() == 0


async def test_live_needs_its_word_and_says_live_everywhere(made) -> None:
    program = made("real", "--live", GAEMI_SYMBOLS=WATCHED)
    program.start()
    assert await program.ended() == 2
    assert "GAEMI_LIVE" in program.out
    # Real money goes by the machine's own clock; a rehearsal's lead is refused.
    program.more["GAEMI_LIVE"] = "yes-with-real-money"
    del program.more["GAEMI_CLOCK_OFFSET_S"]
    program.start()
    await program.shows(r"gaemi가 시작했습니다 \(실전\)")
    program.type("상태")
    await program.shows(r"한국투자증권 실전 ·\s+kis-live-")
    program.type("진단")
    await program.shows("KIS 휴장일")
    assert "모의투자" not in program.out
    assert program.out.count("[실전]") == program.out.count("──────────────────")
    assert await program.quit() == 0
