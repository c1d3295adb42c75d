"""T-02: a real process with real SQLite files and a loopback KIS server, killed with SIGKILL.

Every run is a process of its own, forked from one that has everything loaded: a bare start costs
milliseconds. The server is a process too and is stopped with the trial; its ledger is a file.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.clock import SimClock
from core.domain.commands import CancelOrder
from core.domain.signal import Side
from core.failpoint import POINTS, arm_from
from core.latch import FileLatch
from core.net.sealed import SealedFile
from sim.kis.options import KisOptions, completed
from sim.kis.server import serve
from sim.ledger import Ledger
from storage.store import open_store
from tests.fakes import ANN
from tests.kis_rig import NOW, sessions
from tests.oracle import check, ours
from tests.prove import stories
from tests.prove.suite import Outcome, Suite
from tests.prove.world import KisWorld
from tests.prove.world_market import THIN, two_shares
from tests.prove.world_program import CASH

WAIT_S = 100.0
LEFT_OUT = {"migrate", "day_close", "report", "pair"}
AT = tuple(p for p in POINTS if p.partition(".")[0] not in LEFT_OUT)


class HastyClock:
    """The machine's clock on the market's day; pauses only count, they are not waited for."""

    def __init__(self, began: float) -> None:
        self._began, self._skipped = began, 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=time.time() - self._began)

    def monotonic(self) -> float:
        return time.monotonic() + self._skipped

    async def sleep(self, seconds: float) -> None:
        self._skipped += seconds
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a trial's processes meet: its folder, and where the server listens."""

    home: Path
    began: float
    port: int = 0

    def options(self) -> KisOptions:
        """Give what the server is started with; credentials are always the same."""
        return completed(KisOptions(
            started=NOW, now=NOW, cash=CASH, rate=10**6, sessions=sessions(), feed=two_shares(),
            prints_a_minute=2, ledger=self.home / "exchange.db", port=self.port,
        ))  # fmt: skip


class RealWorld(KisWorld):
    """The program over real sockets and real time, in the process that will be killed."""

    place: Place

    def __init__(self, seed: int, place: Place) -> None:
        self.place = place
        super().__init__(seed, place.home, disk=True)

    def _begin(self, options: dict[str, Any]) -> None:
        self.short = False
        self.clock = HastyClock(self.place.began)  # type: ignore[assignment]
        self.loop = asyncio.get_running_loop()  # type: ignore[assignment]
        url = f"http://127.0.0.1:{self.place.port}"
        no_faults = SimpleNamespace(add=lambda *_a, **_k: None)
        self.server = SimpleNamespace(  # type: ignore[assignment]
            options=self.place.options(), url=url, ws_url="ws://127.0.0.1:1", faults=no_faults
        )

    def _parts(self) -> Any:
        parts = super()._parts()
        return replace(parts, transport=None, sleep=self.clock.sleep)  # type: ignore[attr-defined]

    def _assemble(self) -> None:
        # One token a minute: the next start must find this one's (T-02 caught its absence).
        key = b"a key of exactly thirty-two byte"
        self.tokens = SealedFile(self.home / "token.json", key, name="prove")  # type: ignore[assignment]
        super()._assemble()
        self.desk.resume_wait_s = 0

    async def look(self, seconds: float = 0, *, quotes: bool = True) -> None:
        await super().look(min(seconds, 0.01), quotes=quotes)

    async def live_a_little(self, group: str) -> None:
        """Do what passes the points of a group, once; a second start finds the first one's rows."""
        rng = random.Random(f"real {self.seed}")
        await self.boot()
        if not list(self.uow.users.all()):
            await self.pair()
        symbol = THIN if group.startswith("cancel") else rng.choice((THIN, stories.CALM))
        await stories.wish(self, rng, Side.BUY, symbol)
        if group in STOPS:
            await self.halt()
            await self.resume()
            await stories.wish(self, rng, Side.BUY, symbol)
        await stories.press(self, rng)
        await self.look(1)
        for order in self.resting():
            await self.ask(CancelOrder(order.id, ANN))
        await self.runtime.settle()
        await self.look(1)

    async def pause(self, seconds: float) -> None:
        """Wait for nothing: this world's stops may be lifted at once."""


TOKEN_GONE, MINUTE_S = {"token.after_issue", "token.before_keep"}, 61.0
STOPS = {"halt", "latch", "question", "resume"}


def trial(number: int) -> Outcome:
    """Kill at the point that the number says, start again, and ask the oracle."""
    point = AT[number % len(AT)]
    outcome = Outcome(runs=0)
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), time.time())
        (place.home / "gaemi.db").write_bytes(_fresh_file())
        server, place = _start_server(place)
        try:
            # A life may not come to the point; the next life of the same files may.
            for _ in range(2):
                shot = f"{point}:1"
                status = _wait(_fork(lambda shot=shot: _program(number, place, shot)))
                if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
                    outcome.runs = 1
                    outcome.count(f"at {point}")
                    break
                if status:
                    outcome.failures.append(f"the program ended with {status} before {point}")
                    return outcome
            if point in TOKEN_GONE or point.startswith("cancel"):
                # One token a minute, and this one died with its process; a cancel that may not
                # have left is asked for again after some seconds.
                os.kill(server, signal.SIGUSR1)
                place = replace(place, began=place.began - MINUTE_S)
            began = time.perf_counter()
            status = _wait(_fork(lambda: _recover(number, place)))
            outcome.samples["start again to rest"] = [time.perf_counter() - began]
            if status:
                outcome.failures.append(f"after {point} the start ended with status {status}")
        finally:
            os.kill(server, signal.SIGTERM)
            os.waitpid(server, 0)
        outcome.failures += asyncio.run(_findings(place))
    if outcome.failures:
        outcome.failures.append(f"killed at {point}")
    return outcome


@cache
def _fresh_file() -> bytes:
    """Give a new trading file: making one loads what no later start needs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gaemi.db"
        open_store(path, SimClock(NOW)).close()
        return path.read_bytes()


def _program(number: int, place: Place, shot: str) -> None:
    arm_from(shot)

    async def live() -> None:
        world = RealWorld(number, place)
        await world.live_a_little(shot.partition(".")[0])
        await world.close_program()

    asyncio.run(live())


def _recover(number: int, place: Place) -> None:
    async def recover() -> None:
        world = RealWorld(number, place)
        world.generation = 50 + number % 7
        world.drop()
        world._assemble()
        await world.boot()
        for _ in range(4):
            await world.look(1)
        if world.desk.view is None:
            raise RuntimeError("the broker was never looked at")
        await world.close_program()

    asyncio.run(recover())


def _start_server(place: Place) -> tuple[int, Place]:
    read, write = os.pipe()

    async def run() -> None:
        async with await serve(place.options()) as server:
            os.write(write, str(server.http.port).encode())
            os.close(write)
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, stop.set)
            loop.add_signal_handler(signal.SIGUSR1, server.step, MINUTE_S)
            await stop.wait()

    child = _fork(lambda: asyncio.run(run()))
    os.close(write)
    port = int(os.read(read, 16) or b"0")
    os.close(read)
    return child, Place(place.home, place.began, port)


def _fork(work: Callable[[], None]) -> int:
    """Run something in a process of its own that ends with it, whatever happens."""
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        signal.alarm(0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work()
        code = 0
    except BaseException as error:  # noqa: BLE001 - the process ends here either way
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def _wait(child: int) -> int:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 71


async def _findings(place: Place) -> list[str]:
    """Read both sides' files by fresh objects; what is in doubt is on the person's list."""
    clock = HastyClock(place.began)
    store = open_store(place.home / "gaemi.db", clock)
    ledger = Ledger.open(place.home / "exchange.db", cash={})
    try:
        options = place.options()
        known = list(store.uow.accounts.all())
        if not known:
            return ["the account was never seen"]
        account = known[0].id
        latch = FileLatch(place.home / "latch.json").read()
        mine = await ours(store.uow, store.views, latch, account=account)
        found = check(mine, ledger, account=options.account,
                      number=lambda o: f"06010-{o.number:010d}")  # fmt: skip
        doubt = any(o.state.value == "unknown" for o in mine.orders)
        sent = [f for f in found if not (doubt and f.startswith("rule 5"))]
        granted = sum(a.state.value == "granted" for a in mine.approvals)
        if len(mine.orders) > granted:
            sent.append(f"duplicate: {len(mine.orders)} orders of {granted} grants")
        return sent
    finally:
        store.close()
        ledger.close()


SUITE = Suite(
    "T-02", "real kill -9 of a real process", trial, floor=1_000, night=86 * 30, unit="kills",
    share=3, inputs=len(AT),
    left_out=("points of migrations, day's close and reports: played in T-01",),
)  # fmt: skip
