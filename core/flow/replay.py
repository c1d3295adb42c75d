"""The reference loop over one symbol's daily bars (strategies.md 0.3, 0.6, 0.7 and 14).

Slow and plain on purpose: other drivers are compared with its fills.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from core.domain.bar import Bar
from core.domain.calendar import Calendar
from core.domain.instrument import STOCK_SINCE_2023, TickLadder
from core.domain.money import Won
from core.domain.signal import Side
from core.flow.decide import stop_price, take_price
from core.strategies.base import Action, Holding, Strategy, StrategyParams
from core.strategies.columns import bars_of, rows_of


class ReplayFill(NamedTuple):
    """One fill; `reason` is a name of the strategy's REASONS, ``stop`` or ``take``."""

    day: date
    side: Side
    price: Won
    reason: str
    shares: int


class Wish(NamedTuple):
    """An entry that waits for the open of one session, `day`."""

    day: date
    reason: str
    shares: int


def replay(
    strategy: type[Strategy],
    params: StrategyParams,
    bars: Sequence[Bar],
    *,
    calendar: Calendar,
    ladder: TickLadder = STOCK_SINCE_2023,
    since: date | None = None,
) -> list[ReplayFill]:
    """Trade one symbol over its bars with endless cash; gives all fills, oldest first.

    `since` is the first day that may signal an entry: earlier bars only warm up. A
    position still open at the end stays open.
    """
    run = Replay(strategy, params, bars, calendar=calendar, ladder=ladder)
    run.start = next((i for i, bar in enumerate(bars) if since is None or bar.day >= since), 0)
    if since is not None and (not bars or bars[-1].day < since):
        return []
    for at in range(len(bars)):
        run.step(at)
    return run.fills


class Replay:
    """The state of one replay: a position, and what waits for the next open."""

    def __init__(
        self,
        strategy: type[Strategy],
        params: StrategyParams,
        bars: Sequence[Bar],
        *,
        calendar: Calendar,
        ladder: TickLadder,
    ) -> None:
        columns = bars_of(bars, calendar)
        self.fills: list[ReplayFill] = []
        self.start = 0
        self._strategy, self._params, self._bars, self._ladder = strategy, params, bars, ladder
        self._calendar = calendar
        self._scalars = strategy.scalars(params)
        self._first = strategy.warm_up(params) - 1
        self._rows: list[Any] = rows_of(strategy, strategy.features(columns, params))
        self._week_first = columns.week_first.tolist()
        self._week_last = columns.week_last.tolist()
        self._shares = 0
        self._average = Decimal(0)
        self._entered = self._exited = -1
        self._entry: Wish | None = None
        self._exit: str | None = None

    def step(self, at: int) -> None:
        """Live through one bar: its open, its range, its closing auction, its close."""
        self._at_open(at)
        self._inside(at)
        self._at_close(at)
        self._decide(at)

    def _at_open(self, at: int) -> None:
        bar, entry = self._bars[at], self._entry
        self._entry = None
        if not tradable(bar):
            return
        if self._exit is not None:
            self._sell(at, bar.open, self._exit)
        elif entry is not None and self._in_time(entry, at):
            self._shares, self._average, self._entered = entry.shares, Decimal(bar.open), at
            self._fill(bar, Side.BUY, bar.open, entry.reason)

    def _in_time(self, entry: Wish, at: int) -> bool:
        waits = self._strategy.entry_waits_for_week(self._params)
        return entry.day == self._bars[at].day and (not waits or self._week_first[at])

    def _inside(self, at: int) -> None:
        bar = self._bars[at]
        if not self._shares or self._exit is not None or bar.halted:
            return
        reason, price = self._touch(bar, fresh=at == self._entered)
        if reason is None:
            return
        if tradable(bar):
            self._sell(at, price, reason)
        elif reason == "stop":
            self._exit = reason

    def _touch(self, bar: Bar, *, fresh: bool) -> tuple[str | None, Won]:
        # On the entry bar the open is the entry itself, so its test is skipped.
        stop, take = self._params.stop, self._params.take
        if stop is not None and bar.low <= self._average * (1 - stop):
            gap = not fresh and bar.open <= self._average * (1 - stop)
            return "stop", bar.open if gap else stop_price(self._average, stop, self._ladder)
        target = None if take is None else take_price(self._average, take, self._ladder)
        if target is not None and bar.high >= target:
            return "take", bar.open if not fresh and bar.open >= target else target
        return None, 0

    def _at_close(self, at: int) -> None:
        if not self._shares or self._exit is not None:
            return
        decision = self._strategy.exits_before_close(
            self._week_last[at], self._holding(at), self._scalars
        )
        if decision.action != Action.SELL:
            return
        bar, reason = self._bars[at], self._strategy.REASONS[decision.reason]
        if tradable(bar):
            self._sell(at, bar.close, reason)
        else:
            self._exit = "exit_pending"

    def _decide(self, at: int) -> None:
        if at < self._first or self._exit is not None:
            return
        decision = self._strategy.decide(self._rows[at], self._holding(at), self._scalars)
        reason = self._strategy.REASONS[decision.reason]
        if decision.action == Action.SELL and self._shares:
            self._exit = reason
        elif decision.action == Action.BUY and not self._shares:
            self._wish(at, reason)

    def _wish(self, at: int, reason: str) -> None:
        began = at - self._strategy.state_age(self._rows[at], self._scalars)
        bar = self._bars[at]
        shares = self._params.budget // bar.close
        if began >= self.start and shares:
            self._entry = Wish(self._calendar.next_session(bar.day).day, reason, shares)

    def _sell(self, at: int, price: Won, reason: str) -> None:
        self._fill(self._bars[at], Side.SELL, price, reason)
        self._shares, self._exit, self._exited, self._entered = 0, None, at, -1

    def _fill(self, bar: Bar, side: Side, price: Won, reason: str) -> None:
        self.fills.append(ReplayFill(bar.day, side, price, reason, self._shares))

    def _holding(self, at: int) -> Holding:
        since_exit = at - self._exited if self._exited >= 0 else -1
        since_entry = at - self._entered if self._shares else -1
        return Holding(self._shares, float(self._average), since_exit, since_entry)


def tradable(bar: Bar) -> bool:
    """Tell whether a fill may be assumed: traded, and not at one price all day."""
    return not bar.halted and bar.high > bar.low
