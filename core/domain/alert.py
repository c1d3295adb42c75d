"""What a person asked to be told of: the condition, how often, until when, and what came of it.

An alert only speaks. Nothing in the engine makes an order, a card or a stop out of one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.domain.approval import Actor
from core.domain.calendar import trading_date

# More than anybody oversees, and few enough to be judged at every look.
MOST_ALERTS: Final = 50


class Measure(StrEnum):
    """What is compared with the level.

    Looked at with every look: PRICE in won; CHANGE since the previous close, MOVE since the alert
    was set and RETURN on one's own average cost, as ratios; HIGH_52W and LOW_52W, reached or not.
    Looked at with the bars of finished days: RSI from 0 to 100; VOLUME as a multiple of the
    average of the days before; PERCENT_B, 1 at the upper band; CROSS, the fast average over the
    slow one. Of the account: DAY_LOSS, a ratio of the day's opening equity. FILL and SIGNAL
    happen.
    """

    PRICE = "price"
    CHANGE = "change"
    MOVE = "move"
    RETURN = "return"
    HIGH_52W = "high_52w"
    LOW_52W = "low_52w"
    RSI = "rsi"
    VOLUME = "volume"
    PERCENT_B = "percent_b"
    CROSS = "cross"
    DAY_LOSS = "day_loss"
    FILL = "fill"
    SIGNAL = "signal"


class Toward(StrEnum):
    """On which side of the level it speaks: at or above it, or at or below it."""

    ABOVE = "above"
    BELOW = "below"


# What happens has no level and no side; what is of the account needs no symbol.
HAPPENS: Final = frozenset({Measure.FILL, Measure.SIGNAL})
LOOKED: Final = frozenset({
    Measure.PRICE, Measure.CHANGE, Measure.MOVE, Measure.RETURN, Measure.HIGH_52W, Measure.LOW_52W,
})  # fmt: skip
DAILY: Final = frozenset({Measure.RSI, Measure.VOLUME, Measure.PERCENT_B, Measure.CROSS})
LEVELLESS: Final = HAPPENS | {Measure.HIGH_52W, Measure.LOW_52W, Measure.CROSS}
# With or without a symbol: without one any symbol's counts.
ANYWHERE: Final = HAPPENS | {Measure.DAY_LOSS}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. `level` is won of PRICE, else as its measure says; None where it has none.

    `periods` are days: (14,) of RSI, (20,) of VOLUME and PERCENT_B, (fast, slow) of CROSS. A CROSS
    ABOVE is the fast average rising over the slow one (golden), BELOW the other (dead).
    """

    measure: Measure
    symbol: str = ""
    toward: Toward = Toward.ABOVE
    level: Decimal | None = None
    periods: tuple[int, ...] = ()


# How many periods of days a measure has; those not named have none.
PERIODS: Final = {Measure.RSI: 1, Measure.VOLUME: 1, Measure.PERCENT_B: 1, Measure.CROSS: 2}
LONGEST: Final = 300


def is_sound(condition: Condition) -> bool:
    """Tell whether a condition has the symbol, level and days of its measure, and no others."""
    measure, days = condition.measure, condition.periods
    if not condition.symbol and measure not in ANYWHERE:
        return False
    fits = len(days) == PERIODS.get(measure, 0) and all(1 < n <= LONGEST for n in days)
    return fits and list(days) == sorted(set(days)) and _is_levelled(measure, condition.level)


def _is_levelled(measure: Measure, level: Decimal | None) -> bool:
    if measure in LEVELLESS or level is None:
        return measure in LEVELLESS and level is None
    return level.is_finite() and (measure is not Measure.PRICE or level > 0)


class AlertState(StrEnum):
    """Armed: speaks when met. Waiting: spoke, and speaks again after the value came back.

    Paused by its person; done because it spoke its one time; lapsed because its end came, or its
    level means nothing any more. A deleted one stays stored as a trace and is not given.
    """

    ARMED = "armed"
    WAITING = "waiting"
    PAUSED = "paused"
    DONE = "done"
    LAPSED = "lapsed"
    DELETED = "deleted"


LIVE: Final = frozenset({AlertState.ARMED, AlertState.WAITING, AlertState.PAUSED})
KEPT: Final = frozenset(AlertState) - {AlertState.DELETED}


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of one person (`owner` is `User.who`), told in the chat where it was asked for.

    `number` is small and stays the same for its person, so that it can be typed. `reference` is
    the price in won that a MOVE is reckoned from, 0 until one is known; of a RETURN the won that
    were paid for the holding when a price was last compared with it. `met_at` is the instant of
    the last crossing and `value` what was found then. `woken_on` is the date in Korea on which an
    ended one began anew, None when it never did.
    `armed_on` is the date in Korea since which it is in its state. On that day `high` and `low`
    (won) are what the day had reached before: only beyond them a price was touched since. 0 when
    nothing had traded yet, None when nobody knew, so that the day's extremes say nothing.
    """

    id: str
    owner: str
    number: int
    face: str
    chat: str
    condition: Condition
    made_at: datetime
    again: bool = False
    ends_at: datetime | None = None
    state: AlertState = AlertState.ARMED
    reference: int = 0
    woken_on: date | None = None
    armed_on: date | None = None
    high: int | None = None
    low: int | None = None
    times: int = 0
    met_at: datetime | None = None
    value: Decimal | None = None

    @property
    def named_on(self) -> date:
        """Give the date in Korea on which its level was said, or it was last woken."""
        return trading_date(self.made_at) if self.woken_on is None else self.woken_on

    @property
    def live(self) -> bool:
        """Tell whether it may still speak."""
        return self.state in LIVE

    def met(self, now: datetime, value: Decimal | None) -> Alert:
        """Make the alert after it spoke: done, or waiting for the value to come back."""
        after = AlertState.WAITING if self.again else AlertState.DONE
        return replace(self, state=after, times=self.times + 1, met_at=now, value=value)

    def armed_since(self, day: date) -> Alert:
        """Make the alert that listens again since the end of a day."""
        return replace(self, state=AlertState.ARMED, armed_on=day, high=None, low=None)


@dataclass(frozen=True, slots=True)
class SetAlert:
    """Ask to be told. Refused as alert.full, .twin, .met, .unknown, .nobody, .past or .bad.

    With `back` what holds already is not refused: it speaks when it came back and holds anew.

    `met`: the condition holds already, so that it would speak at once; the fields say the value.
    `bad`: a level or days that the measure does not have, or lacks.
    """

    actor: Actor
    condition: Condition
    again: bool = False
    ends_at: datetime | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class ChangeAlerts:
    """Pause, wake or delete alerts of the speaker by their numbers; none means all of them."""

    actor: Actor
    act: str
    numbers: tuple[int, ...] = ()
