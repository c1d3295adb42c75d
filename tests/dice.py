"""A strategy that throws dice: every kind of order, by all that it is shown of its position.

Its answers depend on each field of its position, so that two engines that differ in one soon
differ in their fills. The dice are drawn from the bars alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np

from core.strategies.base import Decision, Strategy, StrategyParams

BUY, SELL, SHORT = 1, 2, 3


class DiceRow(NamedTuple):
    """What is thrown at a bar: numbers from 0 to 1, its close, and the age of a state."""

    act: float
    part: float
    close: float
    limit: float
    age: float


class DiceScalars(NamedTuple):
    """How often it acts, whether it may sell short, and how long its limits live."""

    often: float
    shorts: int
    limits: int
    weekly: int


class DiceParams(StrategyParams):
    """All exits that parameters have."""

    often: float = 0.15
    shorts: int = 0
    limits: int = 1
    weekly: int = 0
    monday: int = 0
    warm: int = 5
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


def mixed(held):
    """Make a number from 0 to 1 of a whole position."""
    whole = (
        held.shares + 3 * held.since_exit + 5 * held.since_entry + 7 * held.buys + 11 * held.sells
    )
    fine = held.average + held.last_buy / 3 + held.high / 7 + held.since_fill_s / 86_400
    return ((whole + fine) * 0.618) % 1.0


class Dice(Strategy):
    """Acts at random, and leaves at random on a week's last session."""

    name = "dice"
    title = "dice"
    Params = DiceParams
    Row = DiceRow
    REASONS = ("", "thrown", "week")

    @classmethod
    def warm_up(cls, params):
        """Give what the parameters say."""
        return params.warm

    @classmethod
    def scalars(cls, params):
        """Give the parameters as numbers."""
        return DiceScalars(params.often, params.shorts, params.limits, params.weekly)

    @classmethod
    def features(cls, bars, params):
        """Throw for each bar; the bars are the seed."""
        draw = np.random.default_rng(int(bars.volume.sum() + bars.close.sum()) % 2**32)
        thrown = draw.random((4, len(bars.close)))
        return {
            "act": thrown[0],
            "part": thrown[1],
            "close": bars.close,
            "limit": 0.95 + thrown[2] / 10,
            "age": np.floor(thrown[3] * 4),
        }

    @classmethod
    def decide(cls, row, held, params):
        """Mostly do nothing; else enter, add, leave a part or leave."""
        if (row.act + mixed(held)) % 1.0 > params.often:
            return Decision(0, 0.0, 0.0, 0, 0.0, 0)
        part = 0.1 + 0.9 * ((row.part + mixed(held)) % 1.0)
        if row.part < 0.4:
            return Decision(SELL, part if row.part < 0.2 else 1.0, 0.0, 1, 0.0, 0)
        limit = row.close * row.limit if params.limits and row.part < 0.7 else 0.0
        score = mixed(held) if row.age > 0 else float("nan")
        action = SHORT if params.shorts and row.act < params.often / 2 else BUY
        if held.shares != 0:
            action = BUY if held.shares > 0 else SHORT
        return Decision(action, part, score, 1, limit, int(row.age))

    @classmethod
    def state_age(cls, row, params):
        """Give the age that was thrown."""
        return int(row.age)

    @classmethod
    def entry_waits_for_week(cls, params):
        """Tell what the parameters say."""
        return params.monday == 1

    @classmethod
    def exits_before_close(cls, week_last, held, params):
        """Leave a part at random on the last session of a week."""
        if params.weekly and week_last and mixed(held) < 0.5:
            return Decision(SELL, 0.2 + mixed(held), 0.0, 2, 0.0, 0)
        return Decision(0, 0.0, 0.0, 0, 0.0, 0)
