"""The compiled loop: the same steps as `core.backtest.event`, over records instead of objects.

Each point in time goes: exits at the open, entries in the order of their rank, stops and targets
inside the bar, the closing auction, the mark, and then the decisions for the next bar. Everything
here is compiled (`core.backtest.compile`), with a strategy's own functions in place of the hooks;
what calls no hook is compiled once for all strategies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.backtest import kernel_entry, kernel_exit, kernel_fill, kernel_time
from core.backtest.kernel_book import HALTED, ROOM
from core.backtest.kernel_entry import accept, take_in, try_entries
from core.backtest.kernel_exit import (
    SELL,
    auction,
    carry,
    exits_at_open,
    inside,
    is_guarded,
    touched,
)
from core.backtest.kernel_fill import show
from core.backtest.kernel_hooks import (
    decide,
    exits_before_close,
    held_at,
    row_of,
    sees_high,
    state_age,
)
from core.backtest.kernel_time import advance, lowered, mark, note_session
from core.backtest.rules import worth5

if TYPE_CHECKING:
    from core.backtest.kernel_book import Book, Dates, Log, Record, Tape


def loop(tape: Tape, columns: Any, scalars: Any, book: Book, dates: Dates, log: Log) -> bool:
    """Live through all bars; False when the log needs more room before it can go on."""
    lanes, purse, house = book.lanes, book.purses[0], book.houses[0]
    most = len(log.fills) - ROOM * len(lanes)
    while not house.keeps or purse.fills <= most:
        if len(lanes) == 1 and purse.leaving + purse.waiting + purse.margin5 == 0:
            _pass_over(lanes[0], purse, house, tape, columns, scalars)
        if not advance(lanes, purse, house, tape.clock):
            return True
        if purse.leaving > 0:
            exits_at_open(lanes, purse, house, tape, dates, log)
        if purse.waiting > 0:
            try_entries(tape, book, dates, log)
        if purse.held > 0:
            _hold(tape, scalars, book, dates, log)
        mark(lanes, purse, house, tape.day, log.equity5, log.session)
        _decide(tape, columns, scalars, book, dates)
    return False


def _pass_over(
    lane: Record, purse: Record, house: Record, tape: Tape, columns: Any, scalars: Any
) -> None:
    """Pass over the bars of a single symbol at which nothing is filled, ordered or decided.

    Such bars are nearly all; here they cost no more than the strategy's own look at them.
    """
    at = lane.at + 1
    if lane.shares == 0:
        stop = _pass_flat(lane, house, tape, columns, scalars, at)
        if house.day_loss > 0 and stop > at:
            note_session(purse, tape.day[stop - 1], purse.equity5)
    else:
        stop = _pass_held(lane, purse, house, tape, columns, scalars, at)
    purse.points += stop - at
    lane.at = stop - 1


def _pass_flat(lane: Record, house: Record, tape: Tape, columns: Any, scalars: Any, at: int) -> int:
    """Give the next bar at which something is decided while nothing is held."""
    last, at = lane.last, max(at, min(lane.warm, lane.last))
    while at < last:
        held = held_at(lane, house, tape.clock, at, lane.highest)
        if tape.state[at] != HALTED and decide(0, row_of(columns, at), held, scalars).action != 0:
            break
        at += 1
    return int(at)


def _pass_held(
    lane: Record, purse: Record, house: Record, tape: Tape, columns: Any, scalars: Any, first: int
) -> int:
    """Give the next bar at which more happens to a position than that it is marked."""
    # What changes with every bar stays out of the records: stores would make all of it be read
    # anew at every bar.
    at, last, highest, equity5 = first, lane.last, lane.highest, purse.equity5
    cash5, shares, unit, daily = purse.cash5, lane.shares, lane.unit, house.day_loss > 0
    path, guarded = (purse.peak5, purse.low5, purse.drawdown), is_guarded(lane)
    while at < last and _is_quiet(lane, house, tape, columns, scalars, at, highest, guarded):
        if daily:
            note_session(purse, tape.day[at], equity5)
        highest = _highest(tape, at, highest)
        equity5 = cash5 + worth5(tape.close[at], shares, unit)
        path = lowered(path, equity5)
        at += 1
    lane.highest = highest
    purse.peak5, purse.low5, purse.drawdown = path
    purse.equity5 = equity5
    purse.exposed += at - first
    return int(at)


def _is_quiet(
    lane: Record, house: Record, tape: Tape, columns: Any, scalars: Any, at: int, highest: int,
    guarded: bool,
) -> bool:  # fmt: skip
    """Tell whether nothing is filled, ordered or decided at a bar of a position."""
    if _regrids(lane, house, tape, at) or (guarded and touched(lane, tape, at)):
        return False
    before = held_at(lane, house, tape.clock, at, highest)
    if exits_before_close(0, tape.week_last[at], before, scalars).action == SELL:
        return False
    if at < lane.warm or tape.state[at] == HALTED:
        return True
    held = held_at(lane, house, tape.clock, at, _highest(tape, at, highest))
    return bool(decide(0, row_of(columns, at), held, scalars).action == 0)


def _highest(tape: Tape, at: int, highest: int) -> int:
    """Take a bar into the highest price that was traded since the entry, if anybody asks."""
    if not sees_high() or tape.state[at] == HALTED:
        return highest
    return int(max(highest, tape.high[at]))


def _hold(tape: Tape, scalars: Any, book: Book, dates: Dates, log: Log) -> None:
    """Go through the bars of all positions."""
    lanes = book.lanes
    for number in range(len(lanes)):
        lane = lanes[number]
        if lane.here and lane.shares != 0:
            _hold_through(lane, tape, scalars, book, dates, log)


def _hold_through(
    lane: Record, tape: Tape, scalars: Any, book: Book, dates: Dates, log: Log
) -> None:
    """Go through the bar of a position: its range, its auction, its close."""
    purse, house, at = book.purses[0], book.houses[0], lane.at
    reached = is_guarded(lane) and touched(lane, tape, at)
    if reached or lane.future or _regrids(lane, house, tape, at):
        show(lane, tape, house, dates)
        lane.high, lane.low = tape.high[at], tape.low[at]
        inside(lane, purse, house, dates, log)
    if lane.shares != 0 and not lane.leaving:
        held = held_at(lane, house, tape.clock, at, lane.highest)
        decision = exits_before_close(0, tape.week_last[at], held, scalars)
        if decision.action == SELL:
            show(lane, tape, house, dates)
            auction(lane, purse, house, decision, dates, log)
    if lane.shares != 0:
        lane.close, lane.highest = tape.close[at], _highest(tape, at, lane.highest)
        if lane.future:
            carry(lane, purse, house, dates, log)


def _regrids(lane: Record, house: Record, tape: Tape, at: int) -> bool:
    """Tell whether a bar has another grid than the one that stop and target are on."""
    return bool(house.dated and tape.day[at] >= lane.regrid)


def _decide(tape: Tape, columns: Any, scalars: Any, book: Book, dates: Dates) -> None:
    """Ask the strategy at every close that may decide; then let the entries it wants wait."""
    lanes, purse, house, state = book.lanes, book.purses[0], book.houses[0], tape.state
    for number in range(len(lanes)):
        lane = lanes[number]
        at = lane.at
        if not lane.here or lane.leaving or lane.entering or at < lane.warm or state[at] == HALTED:
            continue
        row, held = row_of(columns, at), held_at(lane, house, tape.clock, at, lane.highest)
        decision = decide(0, row, held, scalars)
        if decision.action != 0:
            show(lane, tape, house, dates)
            take_in(lane, purse, decision, state_age(0, row, scalars), book, dates)
    if purse.wishes > 0:
        accept(book)


# What is called at every bar or from one place alone becomes part of who calls it: its arguments
# would cost more than its work.
HOT: Any = (
    *kernel_entry.HOT,
    *kernel_exit.HOT,
    *kernel_fill.HOT,
    *kernel_time.HOT,
    held_at,
    _pass_over,
    _pass_flat,
    _pass_held,
    _is_quiet,
    _highest,
    _regrids,
    _hold,
    _hold_through,
    _decide,
)
