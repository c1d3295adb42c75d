"""One recorded day twice: through the live assembly on SQLite, through the backtest assembly."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from bot.assemble import kept_in, kept_in_memory
from bot.whole_run import WholeRun
from core.clock import SimClock
from core.domain.journal import JournalEntry
from tests.parity.live_day import Wires, app_over, live_day
from tests.parity.person import WHO, Answers
from tests.parity.played import ByTape, ByTask, PlayedBroker, PlayedMarket
from tests.parity.recording import Diverged, Recording
from tests.prove.virtual import LoopClock, VirtualLoop

_ULID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")


async def replay_live(recording: Recording, answers: Answers, home: Path) -> list[JournalEntry]:
    """Replay through the parts of a KIS run, on files, in virtual time."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    clock = LoopClock(loop, recording.start)
    played = ByTask(recording)
    kept = kept_in(home, clock)
    loop.busy = lambda: kept.uow._busy
    wires = Wires(
        PlayedMarket(played.ask, recording), PlayedBroker(played.ask, recording), played.hints,
        _nothing,
    )  # fmt: skip
    try:
        journal, _ = await live_day(recording, kept, wires, answers)
    finally:
        kept.close()
    _all_asked(played)
    return journal


async def replay_backtest(recording: Recording, answers: Answers) -> list[JournalEntry]:
    """Replay through the backtest assembly: in memory, its clock moved by events alone."""
    clock = SimClock(recording.start)
    played = ByTape(recording)
    data = PlayedMarket(played.ask, recording)
    kept = kept_in_memory(clock)
    app, someone = app_over(recording, kept, (PlayedBroker(played.ask, recording), data), answers)
    run = WholeRun(app, clock, played, someone, symbols=recording.symbols)
    played.stage, played.engine, played.clock = run.stage, app.runtime.engine, clock
    await run.run(WHO, boot="day")
    _all_asked(played)
    return list(await app.views.journal(limit=10**6))


def lines(journal: Sequence[JournalEntry]) -> list[str]:
    """Write a journal a line an entry; identifiers become numbers by their first appearance."""
    seen: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return seen.setdefault(found[0], f"#{len(seen) + 1}")

    return [_ULID.sub(number, _line(entry)) for entry in journal]


def _line(e: JournalEntry) -> str:
    return f"{e.seq} {e.at.isoformat()} {e.topic} {e.kind} {e.correlation} <- {e.cause} {e.data}"


def _all_asked(played: ByTask | ByTape) -> None:
    left = played.unasked()
    if left:
        raise Diverged(f"{len(left)} questions of the day were never asked, first {left[0]}")


def _nothing() -> None:
    """Take down no rest: the recording has it."""
