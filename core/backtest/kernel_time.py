"""How the compiled loop goes from one point in time to the next, and reckons what all is worth."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from core.backtest.kernel_exit import call_margin
from core.backtest.rules import worth5

if TYPE_CHECKING:
    from core.backtest.kernel_book import Floats, Record, Records, Whole


def advance(lanes: Records, purse: Record, house: Record, clock: Floats) -> bool:
    """Go on to the next point in time, and each lane that has a bar there to that bar."""
    if house.span > 0:
        return _advance_aligned(lanes, house.span - purse.points)
    now, after = purse.next, inf
    for number in range(len(lanes)):
        lane = lanes[number]
        lane.here = lane.next == now and now < inf
        if lane.here:
            lane.at += 1
            lane.next = clock[lane.at + 1] if lane.at + 1 < lane.last else inf
        after = min(after, lane.next)
    purse.next = after
    return bool(now < inf)


def _advance_aligned(lanes: Records, left: int) -> bool:
    """Go on where no bar is missing: a lane has begun when it has as many bars left as there are.

    No clock is read, which is one column less to wait for.
    """
    for number in range(len(lanes)):
        lane = lanes[number]
        lane.here = lane.last - lane.at - 1 == left and left > 0
        if lane.here:
            lane.at += 1
    return left > 0


def mark(
    lanes: Records, purse: Record, house: Record, day: Whole, equity5: Whole, session: Whole
) -> None:
    """Reckon the equity at the close, and close contracts that it no longer covers."""
    if len(session) > 0 or house.day_loss > 0:
        note_session(purse, _today(lanes, day), purse.equity5)
        if len(session) > 0:
            session[purse.points] = purse.session
    if purse.held > 0 or purse.fills != purse.seen:
        _reckon(lanes, purse)
    if len(equity5) > 0:
        equity5[purse.points] = purse.equity5
    purse.points += 1
    if purse.margin5 != 0:
        call_margin(lanes, purse)


def _reckon(lanes: Records, purse: Record) -> None:
    equity5 = purse.cash5
    for number in range(len(lanes)):
        lane = lanes[number]
        if lane.shares != 0 and not lane.future:
            equity5 += worth5(lane.close, lane.shares, lane.unit)
    note_equity(purse, equity5)


def note_equity(purse: Record, equity5: int) -> None:
    """Take in what the account is worth at a close at which something was held."""
    purse.seen = purse.fills
    purse.exposed += 1
    purse.equity5 = equity5
    path = lowered((purse.peak5, purse.low5, purse.drawdown), equity5)
    purse.peak5, purse.low5, purse.drawdown = path


def lowered(path: tuple[int, int, float], equity5: int) -> tuple[int, int, float]:
    """Take a close into the peak, the lowest close since it, and the deepest fall so far."""
    peak5, low5, fall = path
    if equity5 >= peak5:
        return equity5, equity5, fall
    if equity5 < low5:
        return peak5, equity5, max(fall, 1 - equity5 / peak5)
    return path


def note_session(purse: Record, today: int, equity5: int) -> None:
    """Remember what the account was worth when the session before this one closed."""
    if today != purse.session:
        purse.session, purse.before5 = today, equity5


def _today(lanes: Records, day: Whole) -> int:
    for number in range(len(lanes)):
        lane = lanes[number]
        if lane.here:
            return int(day[lane.at])
    return 0


# See `core.backtest.kernel`.
HOT: Any = (advance, _advance_aligned, mark, note_equity, lowered, _reckon)
