"""The orders of a backtest: what waits for a bar, and why an entry was left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.backtest.rules import BILLION


class Skipped(StrEnum):
    """Why an entry was not sent or not filled."""

    SIZE = "size"  # the budget does not reach one share
    CASH = "cash"  # not enough free cash at the close it was decided at
    SLOTS = "slots"  # as many positions as allowed
    GAP = "gap"  # the open asked for more than the cash there was
    UNTRADABLE = "untradable"  # the bar it was for was halted or had one price
    LAPSED = "lapsed"  # no bar at the session it was for
    LIMIT = "limit"  # its price was not reached while it lived
    BEFORE_FROM = "before_from"  # its state began before the run
    DAY_LOSS = "day_loss"
    WEIGHT = "weight"
    VOLUME = "volume"  # too little traded for one share of it
    SHORT = "short"  # only contracts can be sold short


@dataclass(slots=True)
class Exit:
    """A sale (of a short: a purchase) that waits for the next open that trades; never expires.

    `fraction` is the part of the position in billionths; `wanted` the shares it means, fixed
    when it first meets a bar that trades, and `filled` those that are gone.
    """

    reason: str
    fraction: int = BILLION
    wanted: int = 0
    filled: int = 0

    @property
    def whole(self) -> bool:
        """Tell whether it leaves nothing."""
        return self.fraction >= BILLION

    @property
    def done(self) -> bool:
        """Tell whether nothing of it waits any more."""
        return 0 < self.wanted == self.filled


@dataclass(frozen=True, slots=True)
class Wish:
    """What a decision asks to open or to add to, before anybody looked at cash and slots.

    `amount` is the traded amount of the bar, close x volume, which ranks behind the score;
    `price` what it is reckoned with (the close, or the limit where there is one), both in
    1/`scale` won. `qty` is positive for a short too.
    """

    symbol: str
    short: bool
    qty: int
    reason: str
    score: float
    amount: int
    price: int
    limit: int
    lifetime: int


@dataclass(slots=True)
class Entry:
    """An order to open or to add: at the next open, or a limit that lives some bars."""

    wish: Wish
    qty: int
    lives: int
    reserved5: int
