"""P13: 2,000 trade frames a second over 500 symbols, and 500 holdings whose stops are watched."""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from _commits import FLOOR, bare_commit, make_tables
from _databases import BareSqlite
from _feed import FRAMES, SYMBOLS, PacedWire
from _holdings import PRICE, STOPPED, desk_of, quotes_of
from _rows import Row, row, spread

from bot.kis_feed import KisFeed
from bot.live_market import LiveMarket
from core.brokers.kis import notices
from core.brokers.kis.stream import KisStream
from core.domain.commands import Look
from core.flow.runtime import Runtime
from tests.fakes import ANN, NOW, FakeBroker, FakeFace, FakeMarket
from tests.kis_wire import paper_place

RATE = 2_000
BATCH_S = 0.01
BATCH = int(RATE * BATCH_S)
TOUCH_S = 1.25
KEPT = 20_000
WARM = 0.2
WEIGH_S = 0.2
SPLIT = "bare split of the same frames, a process of its own"
COMMITS = 100


class RunClock:
    """A session's time that runs with the machine's."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    def now(self) -> datetime:
        """Give the time in the session."""
        return NOW + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Give the seconds since the beginning."""
        return time.perf_counter() - self._began


@dataclass
class Sample:
    """At most so many of the lags in ms, drawn evenly, so that measuring takes no memory."""

    kept: list[float] = field(default_factory=lambda: [0.0] * KEPT)
    count: int = 0
    worst: float = 0.0
    rng: random.Random = field(default_factory=lambda: random.Random(1))

    def note(self, lag: float) -> None:
        """Take one in."""
        at = self.count if self.count < KEPT else self.rng.randrange(self.count + 1)
        self.count += 1
        self.worst = max(self.worst, lag)
        if at < KEPT:
            self.kept[at] = lag

    def values(self) -> list[float]:
        """Give what was kept, and the worst of all."""
        return [*self.kept[: self.count], self.worst]


class Noted(LiveMarket):
    """Notes how long after it was due a frame reached the market."""

    wire: PacedWire
    lags: Sample

    def moved(self, symbol: str) -> None:
        """Take a hint."""
        super().moved(symbol)
        self.lags.note((time.perf_counter() - self.wire.due) * 1000)


async def _key() -> str:
    return "key"


def ticks(folder: Path, minutes: float) -> list[Row]:
    """Run both for some minutes, beside a process that only splits the same frames."""
    return asyncio.run(_ticks(folder, minutes * 60))


async def _ticks(folder: Path, seconds: float) -> list[Row]:
    floor = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("_feed.py")), str(RATE), str(seconds),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    run = await _run(folder, seconds)
    said, _ = await floor.communicate()
    bare = BareSqlite(folder / "bare.db")
    make_tables(bare)
    commits = [bare_commit(bare, n) for n in range(COMMITS)]
    bare.close()
    return [*run.rows(json.loads(said), commits), _cost()]


@dataclass
class _Run:
    hints: Sample
    quiet: Sample
    signals: Sample
    said: int
    took_s: float
    seconds: float
    resident: list[tuple[float, float]]

    def rows(self, floor: list[float], commits: list[float]) -> list[Row]:
        warm = [m for t, m in self.resident if t >= self.seconds * WARM]
        rate = self.said / self.took_s
        return [
            row("frames a second", [rate], "1/s", ("wanted", [float(RATE)])),
            spread("frame -> hint", self.hints.values(), "ms", (SPLIT, floor)),
            spread("20 quotes -> looked at", self.quiet.values(), "ms", (SPLIT, floor)),
            spread("20 quotes -> signal stored", self.signals.values(), "ms", (FLOOR, commits)),
            row("memory at the end", [warm[-1]], "MB", ("after warm-up", [warm[0]])),
            row("memory growth", [self._slope()], "MB/h", ("memory in MB", [warm[0]])),
        ]  # fmt: skip

    def _slope(self) -> float:
        points = [(t, m) for t, m in self.resident if t >= self.seconds * WARM]
        mean_t = sum(t for t, _ in points) / len(points)
        mean_m = sum(m for _, m in points) / len(points)
        over = sum((t - mean_t) ** 2 for t, _ in points)
        return 3600 * sum((t - mean_t) * (m - mean_m) for t, m in points) / over


async def _run(folder: Path, seconds: float) -> _Run:
    clock = RunClock()
    desk, store = await desk_of(folder, clock, SYMBOLS)
    face = FakeFace(ANN)
    runtime = Runtime(
        desk, broker=FakeBroker(clock), data=FakeMarket(clock), faces={ANN.face: face}
    )
    wire = PacedWire(RATE, seconds)
    market = Noted(runtime, FakeMarket(clock), clock=clock, symbols=SYMBOLS)
    market.wire, market.lags = wire, Sample()
    stream = KisStream(paper_place(), _key, rng=random.Random(1), opener=wire.open)
    feed = KisFeed(stream.hints, market, clock, lambda _key: None)
    run = _Run(market.lags, Sample(), Sample(), 0, 0.0, seconds, [])
    gc.collect()
    work: list[Callable[[], Awaitable[None]]] = [
        runtime.run, feed.run, lambda: _looks(runtime, clock, run), lambda: _weigh(run)
    ]  # fmt: skip
    await _together(work, until=wire.over)
    run.said, run.took_s = wire.said, wire.took_s
    store.close()
    return run


async def _together(work: list[Callable[[], Awaitable[None]]], until: asyncio.Event) -> None:
    tasks = [asyncio.ensure_future(one()) for one in work]
    ended = asyncio.ensure_future(until.wait())
    await asyncio.wait([*tasks, ended], return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        if task.done():
            task.result()
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


async def _looks(runtime: Runtime, clock: RunClock, run: _Run) -> None:
    """Bring quotes at the pace of the frames; every so often one of them touches its stop."""
    began, number, touched = time.perf_counter(), 0, 0
    every = round(TOUCH_S / BATCH_S)
    while True:
        due = began + number * BATCH_S
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        first = number * BATCH % len(SYMBOLS)
        stops = number % every == every - 1
        # A stop speaks once a half hour: each time it is another symbol's turn.
        price = STOPPED if stops else PRICE
        names = [SYMBOLS[(first + n) % len(SYMBOLS)] for n in range(BATCH)]
        names[0] = SYMBOLS[touched % len(SYMBOLS)] if stops else names[0]
        await runtime.engine.ask(Look(quotes_of(names, clock.now(), first=price)))
        lag = (time.perf_counter() - due) * 1000
        (run.signals if stops else run.quiet).note(lag)
        touched += stops
        number += 1


async def _weigh(run: _Run) -> None:
    began = time.perf_counter()
    while True:
        run.resident.append((time.perf_counter() - began, _resident_mb()))
        await asyncio.sleep(WEIGH_S)


def _resident_mb() -> float:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096 / 1_000_000


def _cost() -> Row:
    """Give what reading a frame costs, without waiting, against a bare split."""
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(20):
        ours.append(_each(lambda text: notices.traded(notices.frame(text, {}).records[0])))
        floor.append(_each(lambda text: text.split("|", 3)[3].split("^")))
    return row("reading a frame", ours, "us", ("bare split", floor))


def _each(work: Callable[[str], object]) -> float:
    began = time.perf_counter()
    for text in FRAMES:
        work(text)
    return (time.perf_counter() - began) / len(FRAMES) * 1_000_000
