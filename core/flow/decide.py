"""The pure part of deciding: bars and a holding in, a reasoned choice and exit prices out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Literal

from core.domain.bar import Bar
from core.domain.calendar import Calendar
from core.domain.instrument import TickLadder
from core.domain.money import Won
from core.strategies.base import (
    Action,
    Bars,
    Decision,
    Holding,
    Strategy,
    StrategyParams,
    checked,
)
from core.strategies.columns import bars_of, row_at

Touch = Literal["stop", "take"]


@dataclass(frozen=True, slots=True)
class WarmingUp:
    """Too few final bars for a decision."""

    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision with its grounds: `price` is the last close in won, `reason` a saying in
    one text.

    `indicators` are (name, value) texts and `row` the numbers decided from; a decision by
    the calendar alone has neither. `code` names the reason in English.
    """

    decision: Decision
    price: Won
    reason: str
    code: str
    indicators: tuple[tuple[str, str], ...] = ()
    row: Any = None


def latest(
    strategy: type[Strategy], params: StrategyParams, bars: Bars, held: Holding
) -> Choice | WarmingUp:
    """Decide on the last bar."""
    have, need = len(bars.close), strategy.warm_up(params)
    if have < need:
        return WarmingUp(have, need)
    row = row_at(strategy, strategy.features(bars, params), have - 1)
    decision = checked(strategy, strategy.decide(row, held, strategy.scalars(params)))
    return _choice(strategy, params, decision, row=row, price=int(bars.close[-1]))


def choose(
    strategy: type[Strategy],
    params: StrategyParams,
    bars: Sequence[Bar],
    held: Holding,
    *,
    calendar: Calendar,
) -> Choice | None:
    """Decide on the last stored bar; None while there are too few for the strategy."""
    if len(bars) < strategy.warm_up(params):
        return None
    recent = bars[-strategy.startup_bars(params) :]
    made = latest(strategy, params, bars_of(recent, calendar), held)
    return made if isinstance(made, Choice) else None


def choose_before_close(
    strategy: type[Strategy],
    params: StrategyParams,
    held: Holding,
    *,
    week_last: bool,
    price: Won,
) -> Choice | None:
    """Decide before the closing auction from the calendar alone; None when nothing is to do."""
    decision = checked(
        strategy, strategy.exits_before_close(week_last, held, strategy.scalars(params))
    )
    if decision.action == Action.NOTHING:
        return None
    return _choice(strategy, params, decision, row=None, price=price)


def stop_price(average: Decimal, stop: Decimal, ladder: TickLadder) -> Won:
    """Give what a stop sells at: A(1-s) rounded down to the grid (strategies.md 14.3)."""
    exact = (average * (1 - stop)).to_integral_value(rounding=ROUND_FLOOR)
    return ladder.floor(max(1, int(exact)))


def take_price(average: Decimal, take: Decimal, ladder: TickLadder) -> Won:
    """Give the resting target: A(1+k) rounded up to the grid (strategies.md 14.3)."""
    exact = (average * (1 + take)).to_integral_value(rounding=ROUND_CEILING)
    return ladder.ceil(int(exact))


def target_price(
    average: Decimal, take: Decimal | None, take_ticks: int, ladder: TickLadder
) -> Won | None:
    """Give what a long position is offered at: ticks above it, or a ratio; None for neither."""
    if take_ticks:
        exact = average.to_integral_value(rounding=ROUND_CEILING)
        return ladder.step(ladder.ceil(int(exact)), take_ticks)
    return None if take is None else take_price(average, take, ladder)


def touched(
    price: Won,
    average: Decimal,
    *,
    stop: Decimal | None,
    take: Decimal | None,
    ladder: TickLadder,
    take_ticks: int = 0,
    short: bool = False,
) -> Touch | None:
    """Tell which exit a price reaches; a stop compares unrounded and includes its level.

    A short position stops where the price rose, and takes where it fell.
    """
    if short:
        return _touched_short(
            price, average, stop=stop, take=take, take_ticks=take_ticks, ladder=ladder
        )
    if stop is not None and price <= average * (1 - stop):
        return "stop"
    target = target_price(average, take, take_ticks, ladder)
    return "take" if target is not None and price >= target else None


def _touched_short(
    price: Won,
    average: Decimal,
    *,
    stop: Decimal | None,
    take: Decimal | None,
    take_ticks: int,
    ladder: TickLadder,
) -> Touch | None:
    if stop is not None and price >= average * (1 + stop):
        return "stop"
    if take_ticks:
        below = ladder.step(ladder.floor(int(average)), -take_ticks)
        return "take" if price <= below else None
    if take is not None and price <= stop_price(average, take, ladder):
        return "take"
    return None


def _choice(
    strategy: type[Strategy], params: StrategyParams, decision: Decision, *, row: Any, price: Won
) -> Choice:
    text, indicators = strategy.explain(row, decision.reason, params)
    code = strategy.REASONS[decision.reason]
    return Choice(decision, price, text, code, indicators, row)
