"""The strategy at the close of each bar: the class that trades live, asked bar by bar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.backtest.lane import Lane
from core.backtest.market import State
from core.backtest.orders import Exit, Skipped, Wish
from core.backtest.rules import budget_part, entry_limit, nano, size_entry
from core.backtest.settings import Backtest
from core.strategies.base import Action, Decision, Strategy, StrategyParams

HALTED = State.HALTED.value
NOTHING, BUY, SELL, SHORT = (action.value for action in Action)


class Mind:
    """A strategy that looks at one lane. `rows` come one a bar, from the lane's first bar on."""

    def __init__(
        self, strategy: type[Strategy], params: StrategyParams, settings: Backtest, lane: Lane
    ) -> None:
        self._lane = lane
        self._decide, self._strategy = strategy.decide, strategy
        self._scalars = strategy.scalars(params)
        self._warm = strategy.warm_up(params) - 1
        self._budget = settings.budget or params.budget
        self._rows = _rows(strategy, params, lane)

    def auction(self) -> tuple[Decision, str]:
        """Ask what the calendar sells in the closing auction, and why."""
        lane = self._lane
        held = lane.position.holding(lane.at, lane.clock[lane.at])
        week_last = lane.week_last[lane.at]
        decision = self._strategy.exits_before_close(week_last, held, self._scalars)
        return decision, self._strategy.REASONS[decision.reason]

    def look(self, busy: bool) -> Wish | Skipped | None:
        """Decide at the close: an exit begins to wait, an entry is wished for.

        `busy` tells that an entry of the lane waits. Gives why a wish cannot be.
        """
        lane, row = self._lane, next(self._rows)
        at = lane.at
        if at < self._warm or busy or lane.exit is not None or lane.state[at] == HALTED:
            return None
        position = lane.position
        decision = self._decide(row, position.holding(at, lane.clock[at]), self._scalars)
        action = decision[0]
        if action == NOTHING:
            return None
        if action == SELL:
            if position.shares:
                lane.exit = Exit(self._strategy.REASONS[decision[3]], nano(decision[1]))
            return None
        return self._entry(row, decision)

    def _entry(self, row: Any, decision: Decision) -> Wish | Skipped | None:
        lane = self._lane
        short = decision.action == SHORT
        held = lane.position.shares
        if held and short != (held < 0):
            return None  # the other side is not opened while one is held
        if short and not lane.terms.is_future:
            return Skipped.SHORT
        if lane.at - self._strategy.state_age(row, self._scalars) < lane.start:
            return Skipped.BEFORE_FROM
        return self._wish(decision, short=short) or Skipped.SIZE

    def _wish(self, decision: Decision, *, short: bool) -> Wish | None:
        lane, scale = self._lane, self._lane.series.scale
        close = lane.close[lane.at]
        part = budget_part(self._budget, nano(decision.fraction))
        qty = size_entry(part, close, scale, lane.terms.multiplier)
        limit = entry_limit(decision.limit, scale, short, *lane.grid)
        if not qty or (decision.limit > 0 and not limit):
            return None
        return Wish(
            lane.symbol,
            short,
            qty,
            self._strategy.REASONS[decision.reason],
            decision.score,
            close * lane.volume[lane.at],
            limit or close,
            limit,
            max(1, decision.lifetime) if limit else 1,
        )


def _rows(strategy: type[Strategy], params: StrategyParams, lane: Lane) -> Iterator[Any]:
    """Give the rows from the first bar that may signal: earlier ones only warmed up."""
    features = strategy.features(lane.series.bars, params)
    columns = [features[name][lane.start :].tolist() for name in strategy.Row._fields]
    return map(strategy.Row._make, zip(*columns, strict=True))
