"""What a backtest gives back: fills, money, what stayed open, what was skipped and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from core.domain.signal import Side


class Fill(NamedTuple):
    """One fill. `price` is in 1/`scale` won, `fee5` and `tax5` in 1/100,000 won.

    `at` is the index of the bar in its series and `day` its session. `reason` is a name of the
    strategy's REASONS, ``stop``, ``take`` or ``margin``.
    """

    symbol: str
    at: int
    day: date
    side: Side
    qty: int
    price: int
    reason: str
    fee5: int
    tax5: int


class Trade(NamedTuple):
    """A closed cycle, from the first fill out of flat until flat; money in 1/100,000 won.

    `opened` and `closed` are bar indexes; `entry5` and `exit5` what its shares cost and brought
    before costs (of a short: what it sold and bought back for). `pnl5` is after costs.
    """

    symbol: str
    short: bool
    opened: int
    closed: int
    opened_on: date
    closed_on: date
    qty: int
    entry5: int
    exit5: int
    fee5: int
    tax5: int
    pnl5: int
    reason: str


class Open(NamedTuple):
    """A position at the end; `shares` is negative for a short, `last` the last close."""

    symbol: str
    shares: int
    cost: int
    bought: int
    last: int
    opened_on: date


@dataclass(frozen=True, slots=True)
class Result:
    """One account's run. Money ("5") in 1/100,000 won, prices in 1/`scale` won.

    `equity5` has one value a point in time, as `days` has; `skipped` counts
    entries that were not sent or not filled by `core.backtest.orders.Skipped`, `trimmed` those
    that the weight of one symbol made smaller.
    """

    symbols: tuple[str, ...]
    fills: tuple[Fill, ...]
    cash5: int
    days: tuple[date, ...]
    equity5: tuple[int, ...]
    open: tuple[Open, ...]
    scale: int = 1
    multiplier: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    trimmed: int = 0
    margin_calls: int = 0
