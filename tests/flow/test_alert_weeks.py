"""Two weeks of the paper market with alerts: the same in memory and on SQLite, restarts or not.

And the same trading as without them: alerts speak, and do nothing else.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.assemble import kept_in
from bot.auto import ACTOR
from core.domain.alert import Condition, Measure, SetAlert, Toward
from core.domain.calendar import utc
from core.domain.journal import JournalEntry
from tests.days import CALENDAR, Days, run_until

SESSIONS = 10
SYMBOLS = 4
# Alerts draw identifiers too, so that those of other rows differ with them.
_ID = re.compile(r"[0-9A-Z]{26}")


@dataclass(frozen=True)
class Run:
    """What was witnessed, what was told and what is kept of alerts, without identifiers."""

    journal: list[tuple[Any, ...]]
    told: list[tuple[Any, ...]]
    alerts: list[tuple[Any, ...]]


def conditions(app: App) -> list[Condition]:
    """Give some that the next two weeks surely cross and some that they may."""
    found = [Condition(Measure.SIGNAL), Condition(Measure.FILL)]
    for symbol in sorted(app.desk.instruments)[:SYMBOLS]:
        price = Decimal(app.desk.mark(symbol) or 0)
        for toward, sign in ((Toward.ABOVE, 1), (Toward.BELOW, -1)):
            found += [
                Condition(Measure.PRICE, symbol, toward, (price * (100 + sign) / 100).quantize(1)),
                Condition(Measure.CHANGE, symbol, toward, Decimal("0.015") * sign),
                Condition(Measure.MOVE, symbol, toward, Decimal("0.02") * sign),
                Condition(Measure.RSI, symbol, toward, Decimal(50 + 8 * sign), (14,)),
                Condition(Measure.CROSS, symbol, toward, None, (3, 8)),
            ]
        found += [
            Condition(Measure.VOLUME, symbol, Toward.ABOVE, Decimal("1.2"), (20,)),
            Condition(Measure.HIGH_52W, symbol),
        ]
    return found


async def lived(home: Path | None, *, alerts: bool, restarts: bool) -> Run:
    """Live through the weeks; with `restarts` the program is started anew each morning."""
    days = Days()
    if home is not None:
        days.kept = kept_in(home, days.clock)
    app = await days.start()
    await app.stage.open()
    if alerts:
        for condition in conditions(app):
            await app.runtime.engine.ask(SetAlert(ACTOR, condition, again=True))
    day = app.stage.day
    for _ in range(SESSIONS):
        day = CALENDAR.next_session(day).day
        await run_until(app, utc(day, 20), step=timedelta(minutes=30))
        if restarts:
            app = await days.start()
            await app.stage.open()
    run = await read(days)
    days.kept.close()
    return run


async def read(days: Days) -> Run:
    journal = await days.kept.views.journal(limit=100_000)
    told = [e for e in journal if e.kind == "alert" and dict(e.data)["what"] == "met"]
    kept = sorted(days.kept.uow.alerts.all(), key=lambda a: a.number)
    return Run(
        [_plain(entry) for entry in journal],
        [(entry.at, *entry.data) for entry in told],
        [(a.number, a.state, a.times, a.value, a.met_at, a.armed_on) for a in kept],
    )


def _plain(entry: JournalEntry) -> tuple[Any, ...]:
    data = tuple((k, v) for k, v in entry.data if not _ID.fullmatch(str(v)))
    return entry.at, entry.topic, entry.kind, data


@cache
def in_memory(*, alerts: bool = True) -> Run:
    return asyncio.run(lived(None, alerts=alerts, restarts=False))


@pytest.mark.slow
def test_two_weeks_are_the_same_in_memory_and_on_sqlite(tmp_path: Path) -> None:
    stored = asyncio.run(lived(tmp_path, alerts=True, restarts=False))
    assert stored == in_memory()
    measures = {dict(told[1:])["measure"] for told in stored.told}
    assert {"price", "change", "move", "rsi", "cross", "volume"} <= measures
    assert len(stored.told) > 50


@pytest.mark.slow
def test_a_program_that_starts_anew_each_day_tells_the_same(tmp_path: Path) -> None:
    stored = asyncio.run(lived(tmp_path, alerts=True, restarts=True))
    assert stored.told == in_memory().told
    assert stored.alerts == in_memory().alerts


@pytest.mark.slow
def test_trading_is_the_same_with_and_without_alerts() -> None:
    def others(run: Run) -> list[tuple[Any, ...]]:
        return [entry for entry in run.journal if entry[2] != "alert"]

    assert others(in_memory()) == others(in_memory(alerts=False))
    assert not in_memory(alerts=False).told
    assert any(entry[1] == "signal.out" for entry in in_memory().journal)
