"""A strategy that does what a test wrote down for each bar, to try what fills make of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from core.backtest.market import SHARES, Series, Terms, daily
from core.strategies.base import Decision, Strategy, StrategyParams
from tests.series import sessions

BUY, SELL, SHORT = 1, 2, 3
Say = tuple[int, Decision]
Bar = tuple[int, ...]  # open, high, low, close and, if not 1,000,000, volume


class ScriptRow(NamedTuple):
    """What is said at the close of one bar."""

    action: float
    fraction: float
    score: float
    limit: float
    lifetime: float


class ScriptScalars(NamedTuple):
    """Nothing that matters."""

    nothing: int


class ScriptParams(StrategyParams):
    """A stop, a target, and a target in ticks."""

    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    ticks: int = 0

    @property
    def stop(self) -> Decimal | None:
        """Give the stop."""
        return self.stop_loss

    @property
    def take(self) -> Decimal | None:
        """Give the target."""
        return self.take_profit

    @property
    def take_ticks(self) -> int:
        """Give the target in ticks."""
        return self.ticks


class Script(Strategy):
    """Says what `said` holds for a symbol and a bar; a symbol is known by its first volume."""

    name = "script"
    title = "script"
    Params = ScriptParams
    Row = ScriptRow
    REASONS = ("", "said")
    said: dict[tuple[int, int], Decision]
    seen: list[Any]

    @classmethod
    def warm_up(cls, params):
        return 1

    @classmethod
    def scalars(cls, params):
        return ScriptScalars(0)

    @classmethod
    def features(cls, bars, params):
        key = int(bars.volume[0])
        rows = [cls.said.get((key, i), Decision(0, 0.0, 0.0, 0)) for i in range(len(bars.close))]
        columns = {"action": 0, "fraction": 1, "score": 2, "limit": 4, "lifetime": 5}
        return {k: np.array([float(row[i]) for row in rows]) for k, i in columns.items()}

    @classmethod
    def decide(cls, row, held, params):
        cls.seen.append(held)
        action, life = int(row.action), int(row.lifetime)
        return Decision(action, row.fraction, row.score, 1 if action else 0, row.limit, life)


def script(**said: dict[int, Decision]) -> type[Script]:
    """Make a strategy: ``script(s1={3: buy()})`` speaks for the series of key 1."""
    told = {(int(k[1:]), at): d for k, says in said.items() for at, d in says.items()}
    made: type[Script] = type("Scripted", (Script,), {"said": told, "seen": []})
    return made


def buy(
    fraction: float = 0.0, score: float = 0.0, *, limit: float = 0.0, bars: int = 0
) -> Decision:
    """Say to buy."""
    return Decision(BUY, fraction, score, 1, limit, bars)


def short(fraction: float = 0.0, *, limit: float = 0.0, bars: int = 0) -> Decision:
    """Say to open a short."""
    return Decision(SHORT, fraction, 0.0, 1, limit, bars)


def sell(fraction: float = 1.0) -> Decision:
    """Say to leave."""
    return Decision(SELL, fraction, 0.0, 1)


def series(key: int, bars: Sequence[Bar], terms: Terms = SHARES, **more: Any) -> Series:
    """Make daily bars on real sessions; a first volume equal to `key` tells the script whose."""
    rows = [(*bar, 1_000_000)[:5] for bar in bars]
    columns = [np.array([row[i] for row in rows], dtype=np.int64) for i in range(5)]
    columns[4][0] = key
    day = np.array([d.toordinal() for d in sessions(len(bars))], dtype=np.int64)
    made = daily(f"{key:06d}", day, (columns[0], columns[1], columns[2], columns[3]), columns[4])
    return Series(**{f: getattr(made, f) for f in made.__slots__} | {"terms": terms} | more)


def flat(price: int, count: int) -> list[Bar]:
    """Make bars that open and close at a price and move a little."""
    return [(price, price + 1, price - 1, price)] * count
