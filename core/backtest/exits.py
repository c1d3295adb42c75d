"""How a position is left in a bar: at the open, inside it, at its close (strategies.md 0.6)."""

from __future__ import annotations

from collections.abc import Iterable

from core.backtest.lane import Lane
from core.backtest.market import State
from core.backtest.orders import Exit
from core.backtest.rules import STOP, exit_inside, nano, short_exit_inside
from core.strategies.base import Action, Decision

# Why a position was left other than by a decision.
STOPPED, TAKEN, PENDING, MARGIN, EXPIRY = "stop", "take", "exit_pending", "margin", "expiry"


def at_open(lane: Lane) -> None:
    """Fill the exit that waits, at the open of a bar that trades."""
    if lane.exit is not None and lane.tradable:
        _fill(lane, lane.exit, lane.open[lane.at], opening=True)


def inside(lane: Lane) -> None:
    """Test stop and target; a stop touched at one price has fired and waits for an open."""
    at, position = lane.at, lane.position
    if lane.state[at] == State.HALTED or (lane.exit is not None and lane.exit.whole):
        return
    test = exit_inside if position.shares > 0 else short_exit_inside
    bar = (lane.open[at], lane.high[at], lane.low[at])
    kind, price = test(bar, position.entered == at, *lane.levels)
    if kind and lane.tradable:
        _fill(lane, Exit(STOPPED if kind == STOP else TAKEN), price, opening=False)
    elif kind == STOP:
        lane.exit = Exit(STOPPED)


def at_close(lane: Lane, decision: Decision, reason: str) -> None:
    """Sell in the closing auction what the calendar asks for, or as soon as the symbol trades."""
    if decision.action != Action.SELL:
        return
    fraction = nano(decision.fraction)
    if lane.tradable:
        _fill(lane, Exit(reason, fraction), lane.close[lane.at], opening=False)
    else:
        lane.exit = Exit(PENDING, fraction)


def on_expiry(lane: Lane) -> None:
    """Settle contracts at the close of their last day, whatever traded."""
    if lane.terms.expiry is not None and lane.day >= lane.terms.expiry:
        lane.leave(Exit(EXPIRY), lane.close[lane.at], opening=False, settles=True)
        lane.exit = None


def call_margin(lanes: Iterable[Lane], cash5: int) -> int:
    """Begin to close all contracts once the cash no longer keeps them; gives how many lanes."""
    holding = [lane for lane in lanes if lane.terms.is_future and lane.position.shares]
    if cash5 >= sum(lane.margin5(lane.terms.maintenance) for lane in holding):
        return 0
    called = [lane for lane in holding if lane.exit is None or not lane.exit.whole]
    for lane in called:
        lane.exit = Exit(MARGIN)
    return len(called)


def _fill(lane: Lane, order: Exit, price: int, *, opening: bool) -> None:
    """Fill an exit and keep the rest of it waiting; a rest of a target is looked at afresh."""
    lane.leave(order, price, opening=opening)
    if order.done or not lane.position.shares:
        lane.exit = None
    elif order.reason != TAKEN:
        lane.exit = order
