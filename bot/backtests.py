"""Backtests for people in chats: bars out of the store, one run a person, its try counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TypeAlias

from bot.backtest_asked import MOST
from bot.backtest_job import BacktestAsked, Done, Job, Reader
from bot.commands.base import UsageError
from bot.reply import Reply
from bot.symbol_names import NAMES
from bot.workshop import WorkLate, Workshop
from core.bar_columns import BarColumns
from core.clock import Clock
from core.domain.bar import Interval
from core.domain.instrument import SYMBOL
from core.domain.trial import Trial
from core.ports_bars import BarStore
from core.ports_trials import TrialLog

OpenTrials: TypeAlias = Callable[[], AbstractContextManager[TrialLog]]


class Backtests:
    """Runs what was asked for in the workshop; the engine's loop only waits."""

    def __init__(
        self,
        bars: BarStore,
        open_trials: OpenTrials,
        workshop: Workshop,
        wall: Clock,
        *,
        own: Path | None = None,
        commission: str = "",
    ) -> None:
        """Run on stored bars; `own` is the folder of a person's own strategies.

        `commission` is what is taken when nobody says another.
        """
        self._own, self._commission = own, commission
        self._bars, self._open_trials = bars, open_trials
        self._workshop, self._wall = workshop, wall
        self._busy: set[str] = set()

    async def run(self, asked: BacktestAsked, reader: Reader) -> Reply:
        """Run and answer; raises UsageError for what the person can mend."""
        if reader.person in self._busy:
            raise UsageError("backtest.busy")
        self._busy.add(reader.person)
        try:
            job = await asyncio.to_thread(self._job, asked, reader)
            done: Done = await self._workshop.do(job)
            if done.reply is None:
                raise _refusal(done, job)
            # Counted before it is shown: what was seen was tried.
            await asyncio.to_thread(self._note, done.trials)
            return done.reply
        except WorkLate as error:
            raise UsageError("backtest.late", seconds=round(error.deadline_s)) from error
        finally:
            self._busy.discard(reader.person)

    def _job(self, asked: BacktestAsked, reader: Reader) -> Job:
        stored = [symbol for symbol in self._bars.symbols() if SYMBOL.fullmatch(symbol)]
        chosen = _chosen(asked, stored)
        columns = tuple(self._bars.columns_of(chosen, Interval.DAY))
        since, until = asked.period.upon(_last(columns))
        with self._open_trials() as log:
            tried = tuple(log.of(asked.strategy, first=date.min, last=date.max))
        return Job(
            asked.name, asked.sets, columns, since, until,
            {**NAMES, **reader.names},
            tried, 0 if asked.symbols else len(stored), reader.lang, self._wall.now(), self._own,
            asked.commission or self._commission, asked.market,
        )  # fmt: skip

    def _note(self, trials: Sequence[Trial]) -> None:
        with self._open_trials() as log:
            log.note(trials)

    async def close(self) -> None:
        """End what runs."""
        await self._workshop.close()


def _chosen(asked: BacktestAsked, stored: Sequence[str]) -> Sequence[str]:
    if not stored:
        raise UsageError("backtest.nothing_stored")
    missing = [symbol for symbol in asked.symbols if symbol not in stored]
    if missing:
        some = ", ".join(stored[:MOST])
        raise UsageError(
            "backtest.not_stored", found=", ".join(missing), known=some, count=len(stored)
        )
    return asked.symbols or stored[:MOST]


def _last(columns: Sequence[BarColumns]) -> date:
    return date.fromordinal(max(int(one.day[-1]) for one in columns))


def _refusal(done: Done, job: Job) -> UsageError:
    if done.refused:
        return UsageError("backtest.refused", text=done.refused)
    first = date.fromordinal(min(int(one.day[0]) for one in job.columns))
    return UsageError("backtest.no_session", first=str(first), last=str(_last(job.columns)))
