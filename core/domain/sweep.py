"""A search over a strategy's parameters, and each parameter set that was tried in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is searched on which data; the same question has the same `id`.

    `first` and `last` are the days that the search saw, `until` the last day of all: what lies
    between was held out. `space`, `settings` and `verdict` are JSON; `symbols` are parted by
    commas, `data` is a fingerprint of the bars. `wanted` counts the sets that were asked for,
    `skipped` combinations that do not go together. The verdict is empty until the search ended.
    """

    id: str
    strategy: str
    version: str
    space: str
    method: str
    seed: int
    metric: str
    symbols: str
    first: date
    last: date
    until: date
    data: str
    settings: str
    at: datetime
    wanted: int = 0
    skipped: int = 0
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One parameter set of a sweep and what came of it, or the `error` that ended it.

    `params` is canonical JSON, `number` the place in the order of asking. Figures are those of
    `core.backtest.statistics`.
    """

    sweep: str
    key: str
    number: int
    params: str
    sessions: int = 0
    change: float | None = None
    growth: float | None = None
    sharpe: float | None = None
    sortino: float | None = None
    drawdown: float | None = None
    trades: int = 0
    win_rate: float | None = None
    profit_factor: float | None = None
    error: str = ""
