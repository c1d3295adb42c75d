"""What a person asks a backtest for, what the process that runs it gets, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.periods import Period
from bot.reply import Reply
from core.bar_columns import BarColumns
from core.domain.trial import Trial


@dataclass(frozen=True, slots=True)
class BacktestAsked:
    """What was understood. `name` is a strategy or preset, `strategy` the strategy of it.

    No symbols means all that are stored; `commission` and `market` are as typed.
    """

    name: str
    strategy: str
    symbols: tuple[str, ...]
    period: Period
    sets: tuple[str, ...] = ()
    commission: str = ""
    market: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asked, as ``face:user``, and the language and names of the answer."""

    person: str
    lang: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """One run: what was asked for, all the bars it may read, and who reads the answer.

    `tried` are the trials that were made on such data so far. `stored` counts the symbols
    there were to choose from when nobody chose, else 0. `lang` is the catalogue's language,
    `own` the folder of a person's own strategies.
    """

    name: str
    sets: tuple[str, ...]
    columns: tuple[BarColumns, ...]
    since: date | None
    until: date | None
    names: Mapping[str, str]
    tried: tuple[Trial, ...]
    stored: int
    lang: str
    at: datetime
    own: Path | None = None
    commission: str = ""
    market: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The message and the trial it counts as, or why there is none in plain words."""

    reply: Reply | None = None
    trials: tuple[Trial, ...] = ()
    refused: str = ""
