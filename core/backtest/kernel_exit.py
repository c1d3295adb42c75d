"""How the compiled loop leaves a position in a bar: at the open, inside it, at its close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.backtest.kernel_book import EXPIRY, HALTED, MARGIN, OPEN, PENDING, STOPPED, TAKEN
from core.backtest.kernel_fill import (
    begin_exit,
    drop_exit,
    fill_exit,
    leave,
    settle,
    show,
    wait_exit,
)
from core.backtest.rules import (
    BILLION,
    NEVER,
    STOP,
    exit_inside,
    margin5,
    nano,
    short_exit_inside,
    worth5,
)
from core.strategies.base import Action

if TYPE_CHECKING:
    from core.backtest.kernel_book import Dates, Log, Record, Records, Tape
    from core.strategies.base import Decision

SELL = Action.SELL.value


def exits_at_open(
    lanes: Records, purse: Record, house: Record, tape: Tape, dates: Dates, log: Log
) -> None:
    """Fill the exits that wait, at the open of bars that trade."""
    for number in range(len(lanes)):
        lane = lanes[number]
        if lane.here and lane.leaving and tape.state[lane.at] == OPEN:
            show(lane, tape, house, dates)
            lane.reason, lane.fraction = lane.exit_reason, lane.exit_fraction
            lane.wanted, lane.filled = lane.exit_wanted, lane.exit_filled
            lane.opening = True
            fill_exit(lane, purse, house, lane.open, dates, log)


def is_guarded(lane: Record) -> bool:
    """Tell whether a position has a stop or a target that a price could reach."""
    if lane.shares > 0:
        return bool(lane.level > 0 or lane.target < NEVER)
    return bool(lane.level < NEVER or lane.target > 0)


def touched(lane: Record, tape: Tape, at: int) -> bool:
    """Tell whether a bar reaches the stop or the target, whatever that leads to."""
    if lane.shares > 0:
        return bool(tape.low[at] <= lane.level or tape.high[at] >= lane.target)
    return bool(tape.high[at] >= lane.level or tape.low[at] <= lane.target)


def inside(lane: Record, purse: Record, house: Record, dates: Dates, log: Log) -> None:
    """Test stop and target; a stop touched at one price has fired and waits for an open."""
    if lane.state == HALTED or (lane.leaving and lane.exit_fraction >= BILLION):
        return
    bar, fresh = (lane.open, lane.high, lane.low), lane.entered == lane.at
    if lane.shares > 0:
        kind, price = exit_inside(bar, fresh, lane.level, lane.stop, lane.target)
    else:
        kind, price = short_exit_inside(bar, fresh, lane.level, lane.stop, lane.target)
    if kind == 0:
        return
    begin_exit(lane, STOPPED if kind == STOP else TAKEN, BILLION)
    if lane.state == OPEN:
        lane.opening = False
        fill_exit(lane, purse, house, price, dates, log)
    elif kind == STOP:
        wait_exit(lane, purse)


def auction(
    lane: Record, purse: Record, house: Record, decision: Decision, dates: Dates, log: Log
) -> None:
    """Sell in the closing auction what the calendar asks for, or as soon as the symbol trades."""
    if decision.action != SELL:
        return
    tradable = lane.state == OPEN
    begin_exit(lane, decision.reason if tradable else PENDING, nano(decision.fraction))
    if tradable:
        lane.opening = False
        fill_exit(lane, purse, house, lane.close, dates, log)
    else:
        wait_exit(lane, purse)


def carry(lane: Record, purse: Record, house: Record, dates: Dates, log: Log) -> None:
    """Take contracts over the close: settle them for the day, or for good on their last one."""
    if 0 < lane.expiry <= lane.day:
        begin_exit(lane, EXPIRY, BILLION)
        lane.opening = False
        leave(lane, purse, house, lane.close, dates, log)
        drop_exit(lane, purse)
    settle(lane, purse)


def call_margin(lanes: Records, purse: Record) -> None:
    """Begin to close all contracts once the cash no longer keeps them."""
    needed5 = 0
    for number in range(len(lanes)):
        lane = lanes[number]
        if lane.future and lane.shares != 0:
            notional5 = worth5(lane.close, abs(lane.shares), lane.unit)
            needed5 += margin5(notional5, lane.maintenance)
    if purse.cash5 >= needed5:
        return
    for number in range(len(lanes)):
        lane = lanes[number]
        whole = lane.leaving and lane.exit_fraction >= BILLION
        if lane.future and lane.shares != 0 and not whole:
            begin_exit(lane, MARGIN, BILLION)
            wait_exit(lane, purse)
            purse.calls += 1


# See `core.backtest.kernel`.
HOT: Any = (exits_at_open, touched, is_guarded)
