"""The event backtest: one bar at a time, the class that trades live, every order an object.

This is the loop to read; `core.backtest.kernel` is the same in compiled form and is held to it.
Each point in time goes: exits at the open, entries in the order of their rank, stops and targets
inside the bar, the closing auction, and then the decisions for the next bar.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, repeat
from operator import itemgetter

from core.backtest import exits
from core.backtest.account import Account
from core.backtest.entries import Entries
from core.backtest.gatekeeper import Gatekeeper
from core.backtest.lane import Lane
from core.backtest.market import Series
from core.backtest.mind import Mind
from core.backtest.orders import Wish
from core.backtest.result import Result
from core.backtest.settings import Backtest
from core.strategies.base import Strategy, StrategyParams


def run_event(
    strategy: type[Strategy],
    params: StrategyParams,
    market: Sequence[Series],
    settings: Backtest,
) -> Result:
    """Run one account over one symbol, or over several that share its cash.

    Raises ValueError when two series are of one symbol or differ in scale or interval.
    """
    return Walk(strategy, params, market, settings).run()


class Walk:
    """The state of a run: its account, the lanes, and a strategy's mind for each."""

    def __init__(
        self,
        strategy: type[Strategy],
        params: StrategyParams,
        market: Sequence[Series],
        settings: Backtest,
    ) -> None:
        cut = [series.until(settings.until) for series in sorted(market, key=lambda s: s.symbol)]
        _check(cut)
        self._account = Account(settings)
        lanes = [Lane(series, params, settings, self._account) for series in cut]
        self._lanes = {lane.symbol: lane for lane in lanes}
        self._minds = {
            lane.symbol: Mind(strategy, params, settings, lane)
            for lane in lanes
            if lane.start < len(lane.series)
        }
        self._gates = Gatekeeper(settings.gates, settings.cash5)
        self._entries = Entries(
            self._lanes,
            self._account,
            self._gates,
            slots=settings.slots,
            weekly=strategy.entry_waits_for_week(params),
        )
        self._calls = 0
        self._days: list[int] = []
        self._equity5: list[int] = []

    def run(self) -> Result:
        """Live through all bars."""
        for present in _timeline([self._lanes[symbol] for symbol in self._minds]):
            self._step(present)
        return self._result()

    def _step(self, present: Sequence[Lane]) -> None:
        """Live through one point in time with the symbols that have a bar there."""
        for lane in present:
            lane.begin()
            exits.at_open(lane)
        if self._entries.waiting:
            self._entries.fill(lane.symbol for lane in present)
        for lane in present:
            if lane.position.shares:
                self._hold(lane)
        self._mark(present[0].days[present[0].at])
        self._decide(present)

    def _hold(self, lane: Lane) -> None:
        """Go through the bar with a position: its range, its closing auction, its close."""
        exits.inside(lane)
        if lane.position.shares and lane.exit is None:
            exits.at_close(lane, *self._minds[lane.symbol].auction())
        if lane.position.shares:
            exits.on_expiry(lane)
            lane.carry()

    def _mark(self, session: int) -> None:
        """Reckon the equity at the close, and close contracts that it no longer covers."""
        equity5 = self._account.cash5
        for lane in self._lanes.values():
            equity5 += lane.worth5()
        self._days.append(session)
        self._equity5.append(equity5)
        self._gates.closed(session, equity5)
        if self._account.margin5:
            self._calls += exits.call_margin(self._lanes.values(), self._account.cash5)

    def _decide(self, present: Sequence[Lane]) -> None:
        wishes: list[Wish] = []
        for lane in present:
            found = self._minds[lane.symbol].look(lane.symbol in self._entries.waiting)
            if isinstance(found, Wish):
                wishes.append(found)
            elif found is not None:
                self._entries.skipped[found] += 1
        if wishes:
            self._entries.accept(wishes)

    def _result(self) -> Result:
        skipped = dict(sorted(self._entries.skipped.items()))
        lanes = self._lanes.values()
        return Result(
            symbols=tuple(self._lanes),
            fills=tuple(self._account.fills),
            cash5=self._account.cash5,
            days=_dates(self._days),
            equity5=tuple(self._equity5),
            open=tuple(lane.left_open() for lane in lanes if lane.position.shares),
            scale=max((lane.series.scale for lane in lanes), default=1),
            multiplier={lane.symbol: lane.terms.multiplier for lane in lanes},
            skipped={str(why): count for why, count in skipped.items()},
            trimmed=self._gates.trimmed,
            margin_calls=self._calls,
        )


def _timeline(lanes: Sequence[Lane]) -> Iterator[Sequence[Lane]]:
    """Give, point by point in time, the lanes that have a bar there, by their symbol."""
    if len(lanes) == 1:
        alone = lanes[0]
        yield from repeat(lanes, len(alone.clock) - alone.start)
        return
    bars = heapq.merge(*(_points(lane, i) for i, lane in enumerate(lanes)))
    for _, point in groupby(bars, key=itemgetter(0)):
        yield [lanes[i] for _, i in point]


def _points(lane: Lane, number: int) -> Iterator[tuple[float, int]]:
    return ((clock, number) for clock in lane.clock[lane.start :])


def _dates(sessions: Sequence[int]) -> tuple[date, ...]:
    known = {session: date.fromordinal(session) for session in set(sessions)}
    return tuple(known[session] for session in sessions)


def _check(market: Sequence[Series]) -> None:
    symbols = [series.symbol for series in market]
    if len(set(symbols)) < len(symbols):
        raise ValueError(f"a symbol is there twice in {symbols}")
    if len({(series.scale, series.interval) for series in market}) > 1:
        raise ValueError(f"the series of {symbols} differ in scale or in the length of their bars")
