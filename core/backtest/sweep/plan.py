"""What a sweep is before it runs: its question, its name, and the days that it may not see."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from sys import modules
from typing import TYPE_CHECKING, Any, Final

from core.backtest.market import Series
from core.backtest.settings import Backtest
from core.backtest.sweep.bayes import Bayes
from core.backtest.sweep.score import score_of
from core.backtest.sweep.search import Search, at_random, grid
from core.backtest.sweep.space import Space
from core.backtest.sweep.task import Task
from core.domain.saying import refusal
from core.domain.sweep import Sweep

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHODS: Final = ("grid", "random", "bayes")
ID_DIGITS: Final = 12
LEAST_SESSIONS: Final = 20  # fewer tell nothing, in the search as in what is held out
MOST_HELD_OUT: Final = Decimal("0.5")
# What makes it another sweep. How many sets are wanted and how they are ranked change nothing of
# what is tried, but of a search that learns: it goes where its own metric is good.
_OF_ID: Final = frozenset({
    "strategy", "version", "space", "method", "seed", "symbols", "first", "last", "data",
    "settings",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks of a sweep. `trials` is None for all of a grid.

    `held_out` is the part of the sessions at the end that the search does not see; 0 for none.
    """

    space: Space
    method: str = "grid"
    metric: str = "sharpe"
    trials: int | None = None
    seed: int = 0
    held_out: Decimal = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Plan:
    """A sweep that can run: `task` is for the workers, `held_out` the settings of the days after.

    `held_out` is None where nothing is held out, or too little to tell anything.
    """

    sweep: Sweep
    space: Space
    task: Task
    held_out: Backtest | None

    def search(self) -> Search:
        """Begin the search from its first set."""
        sweep = self.sweep
        if sweep.method == "grid":
            return grid(self.space)
        if sweep.method == "random":
            return at_random(self.space, trials=sweep.wanted, seed=sweep.seed)
        return Bayes(self.space, trials=sweep.wanted, seed=sweep.seed)


def make_plan(
    question: Question, market: Sequence[Series], settings: Backtest, *, at: datetime
) -> Plan:
    """Name a sweep and part its days; several series share one account.

    Raises InputError for an unknown method or metric, trials that are missing or of no use, or a
    period with too few sessions.
    """
    _check(question)
    base = replace(settings, portfolio=len(market) > 1)
    days = _sessions(market, base)
    cut = len(days) - int(len(days) * question.held_out)
    searched, after = days[:cut], days[cut:]
    if len(searched) < LEAST_SESSIONS:
        raise refusal("few_sessions", found=len(searched), least=LEAST_SESSIONS)
    inside = replace(base, since=searched[0], until=searched[-1])
    enough = len(after) >= LEAST_SESSIONS
    outside = replace(base, since=after[0], until=after[-1]) if enough else None
    sweep = _named(question, market, inside, until=days[-1], at=at)
    task = Task(sweep.id, question.space.strategy, tuple(market), inside)
    return Plan(sweep, question.space, task, outside)


def _check(question: Question) -> None:
    if question.method not in METHODS:
        raise refusal("method", found=question.method, known=", ".join(METHODS))
    score_of(question.metric)
    if question.method == "grid" and question.trials is not None:
        raise refusal("grid_trials")
    if question.method != "grid" and (question.trials is None or question.trials < 1):
        raise refusal("no_trials", name=question.method)
    if not 0 <= question.held_out <= MOST_HELD_OUT:
        raise refusal("holdout", found=str(question.held_out), most=str(MOST_HELD_OUT))


def _sessions(market: Sequence[Series], settings: Backtest) -> list[date]:
    """Give the days of the period on which at least one symbol has a bar."""
    first = (settings.since or date.min).toordinal()
    last = (settings.until or date.max).toordinal()
    days = {day for series in market for day in series.day.tolist() if first <= day <= last}
    return [date.fromordinal(day) for day in sorted(days)]


def _named(
    question: Question, market: Sequence[Series], inside: Backtest, *, until: date, at: datetime
) -> Sweep:
    space = question.space
    strategy = space.strategy
    learns = question.method == "bayes"
    sweep = Sweep(
        id="",
        strategy=strategy.name,
        version=_code_version(strategy),
        space=space.text(),
        method=question.method,
        # A grid has no chance in it: another seed is no other question.
        seed=0 if question.method == "grid" else question.seed,
        metric=question.metric,
        symbols=",".join(sorted(series.symbol for series in market)),
        first=inside.since or date.min,
        last=inside.until or date.max,
        until=until,
        data=fingerprint(market, until),
        settings=json.dumps(_plain(inside), sort_keys=True, separators=(",", ":")),
        at=at,
        wanted=question.trials or 0,
    )
    own = {name: value for name, value in _plain(sweep).items() if name in _OF_ID}
    text = json.dumps([own, question.metric if learns else ""], sort_keys=True)
    return replace(sweep, id=hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS])


def fingerprint(market: Sequence[Series], until: date) -> str:
    """Hash all bars up to a day, with their symbols and terms: SHA-256, hexadecimal."""
    digest = hashlib.sha256()
    for series in sorted(market, key=lambda one: one.symbol):
        cut = series.until(until)
        head = f"{cut.symbol}/{cut.scale}/{cut.interval}/{cut.terms}/{len(cut)}\n"
        digest.update(head.encode())
        for column in (cut.day, cut.open, cut.high, cut.low, cut.close, cut.volume):
            digest.update(_bytes(column))
    return digest.hexdigest()


def _bytes(column: NDArray[np.int64]) -> bytes:
    return column.astype("<i8").tobytes()


def _code_version(strategy: type[Any]) -> str:
    """Name the code that decides: the strategy's version, its file, and gaemi's own release."""
    source = modules[strategy.__module__].__file__
    code = hashlib.sha256(Path(source).read_bytes() if source else b"").hexdigest()[:ID_DIGITS]
    return f"{strategy.version}/{code}/{version('gaemi')}"


def _plain(value: Any) -> Any:
    """Turn settings into what JSON can hold, exactly."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Decimal | date | datetime) else value
