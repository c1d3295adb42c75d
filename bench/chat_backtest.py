"""Measures a backtest in the chat: three years of daily bars of twenty symbols, every preset.

From the words to the answer with card and picture, out of a home folder on this disk: first with
the process that does the work yet to be started, then with it running. The limit is three seconds.
Beside it stands the time of the processor in that process: what an answer takes on a free core.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from _rows import Row, command_line, report, row

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.assemble import open_archive, open_trial_log
from bot.backtests import Backtests
from bot.workshop import Workshop
from core.clock import LiveClock
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.ports_bars import BarStore
from core.registry import discover
from core.strategies.base import STRATEGIES
from tests import fakes_bot as fb
from tests.leaks.engine import market

LIMIT_S = ("limit", [3.0])
RUNS = 3
SYMBOLS, SESSIONS = 20, 1_240


def main() -> None:
    """Measure, print a table and write the JSON list."""
    given = command_line(
        __doc__,
        lambda parser: parser.add_argument("--runs", type=int, default=RUNS, help="of each"),
        lambda parser: parser.add_argument("--quick", action="store_true", help="one of one"),
    )
    discover("core.strategies")
    with tempfile.TemporaryDirectory(prefix="gaemi-bench-") as folder:
        presets = ["bollinger"] if given.quick else daily_presets()
        runs = 1 if given.quick else given.runs
        report(asyncio.run(measure(Path(folder), presets, runs)), given.json)


async def measure(home: Path, presets: list[str], runs: int) -> list[Row]:
    """Ask for presets, the first time and then again."""
    with closing(open_archive(home)) as bars:
        bars.save(made_up())
        rows = both("started for it: bollinger", [await cold(home, bars) for _ in range(runs)])
        asked = Asked(home, bars)
        for preset in presets:
            await asked.answer(preset)
            rows += both(f"running: {preset}", [await asked.answer(preset) for _ in range(runs)])
        await asked.backtests.close()
    return rows


def both(name: str, found: list[tuple[float, float]]) -> list[Row]:
    """Make the entries of some answers: the clock's time and the processor's."""
    wall, cpu = zip(*found, strict=True)
    return [row(name, wall, "s", LIMIT_S), row(f"{name} (processor)", cpu, "s", LIMIT_S)]


def daily_presets() -> list[str]:
    """Name the presets that can be asked for over daily bars."""
    return [
        preset
        for name, strategy in STRATEGIES
        if not strategy.bar_seconds
        for preset in (strategy.PRESETS or {name: {}})
    ]


class Asked:
    """A chat with what a running gaemi has behind it."""

    def __init__(self, home: Path, bars: BarStore) -> None:
        self._workshop = Workshop("bot.backtest_worker", home / "cache")
        self.backtests = Backtests(
            bars, lambda: closing(open_trial_log(home)), self._workshop, LiveClock()
        )

    async def answer(self, preset: str) -> tuple[float, float]:
        """Time from the words to the answer; it must have a card and a picture."""
        bench = fb.Bench(backtest=self.backtests.run)
        bench.context = replace(bench.context, strategies=STRATEGIES)
        bench.router._base = bench.context  # noqa: SLF001
        codes = " ".join(f"{number:06d}" for number in range(1, SYMBOLS + 1))
        began, used = time.monotonic(), processor_s(self._workshop.pid)
        reply = await bench.say(f"/backtest {preset} {codes} 3y")
        took = time.monotonic() - began
        if reply is None or reply.picture is None:
            raise SystemExit(f"{preset} was not answered with a picture: {reply}")
        return took, processor_s(self._workshop.pid) - used


async def cold(home: Path, bars: BarStore) -> tuple[float, float]:
    """Time an answer for which a process must be started."""
    asked = Asked(home, bars)
    found = await asked.answer("bollinger")
    await asked.backtests.close()
    return found


def processor_s(pid: int | None) -> float:
    """Give the time of the processor that a process used, 0 before it lives."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def made_up() -> list[Bar]:
    """Give five years of bars, so that three of them have history before them."""
    return [
        Bar(
            one.symbol, Interval.DAY, utc(day, 9), day, *prices, volume, "made up"
        )
        for one in market(20_261_121, symbols=SYMBOLS, count=SESSIONS)
        for day, *prices, volume in zip(
            map(date.fromordinal, one.day.tolist()), one.open.tolist(), one.high.tolist(),
            one.low.tolist(), one.close.tolist(), one.volume.tolist(), strict=True,
        )
    ]  # fmt: skip


if __name__ == "__main__":
    main()
