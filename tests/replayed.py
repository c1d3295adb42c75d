"""One symbol through the event backtest with endless cash, for tests of what a strategy does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from core.backtest.event import run_event
from core.backtest.market import from_bars
from core.backtest.settings import REFERENCE
from core.domain.bar import Bar
from core.domain.money import Won
from core.domain.signal import Side
from core.strategies.base import Strategy, StrategyParams

ENDLESS = replace(REFERENCE, cash=10**12)


class ReplayFill(NamedTuple):
    """One fill; `reason` is a name of the strategy's REASONS, ``stop`` or ``take``."""

    day: date
    side: Side
    price: Won
    reason: str
    shares: int


def replay(
    strategy: type[Strategy],
    params: StrategyParams,
    bars: Sequence[Bar],
    *,
    since: date | None = None,
) -> list[ReplayFill]:
    """Give all fills, oldest first; `since` is the first day that may signal."""
    made = run_event(strategy, params, [from_bars(bars)], replace(ENDLESS, since=since))
    return [ReplayFill(f.day, f.side, f.price, f.reason, f.qty) for f in made.fills]


def tradable(bar: Bar) -> bool:
    """Tell whether a fill may be assumed: traded, and not at one price all day."""
    return not bar.halted and bar.high > bar.low
