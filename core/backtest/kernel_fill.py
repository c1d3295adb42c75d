"""Fills of the compiled loop: what they do to a lane and to the purse, and what they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.backtest.kernel_book import EXPIRY, TAKEN
from core.backtest.rules import (
    NEVER,
    cost5,
    long_levels,
    margin5,
    moved_price,
    short_levels,
    sold_shares,
    tradable_part,
    worth5,
)

if TYPE_CHECKING:
    from core.backtest.kernel_book import Dates, Log, Record, Tape, Whole


def since(days: Whole, day: int) -> int:
    """Give the last row that holds on a day; the first holds for all days before."""
    row = len(days) - 1
    while row > 0 and days[row] > day:
        row -= 1
    return row


def show(lane: Record, tape: Tape, house: Record, dates: Dates) -> None:
    """Write the bar into the lane, once, before anything is done with it.

    What is not in the cache yet costs more than all the rest, so only what is needed is fetched.
    """
    at = lane.at
    if lane.shown == at:
        return
    lane.shown, lane.traded = at, 0
    lane.open, lane.close, lane.state = tape.open[at], tape.close[at], tape.state[at]
    lane.follows = tape.follows[at]
    if lane.limit > 0:
        lane.high, lane.low = tape.high[at], tape.low[at]
    if house.weekly:
        lane.week_first = tape.week_first[at]
    if house.volumes:
        lane.volume = tape.volume[at]
    if house.dated:
        lane.day = tape.day[at]
        if lane.day >= lane.regrid:
            _set_grid(lane, house, dates)


def _set_grid(lane: Record, house: Record, dates: Dates) -> None:
    lane.grid = since(dates.grid_since, lane.day)
    later = lane.grid + 1
    lane.regrid = dates.grid_since[later] if later < len(dates.grid_since) else NEVER
    if lane.shares != 0:
        set_levels(lane, house, dates)


def need5(lane: Record, amount: int, house: Record) -> int:
    """Give what an entry of an amount takes of the cash: it, or its margin, and the fee."""
    bound: int = margin5(amount, lane.initial) if lane.future else amount
    return bound + cost5(amount, house.fee, house.fee_unit5)


def part_of(lane: Record, qty: int, house: Record) -> int:
    """Give how much of an order the bar's volume still lets trade."""
    room: int = tradable_part(qty + lane.traded, lane.volume, house.share) - lane.traded
    return max(0, room)


def set_levels(lane: Record, house: Record, dates: Dates) -> None:
    """Reckon stop and target anew: another average, or another grid."""
    whole, exits = (lane.cost, lane.bought), (house.stop, house.take, house.ticks)
    bounds, ticks = dates.bounds[lane.grid], dates.ticks[lane.grid]
    if lane.shares > 0:
        levels = long_levels(whole, exits, bounds, ticks)
    else:
        levels = short_levels(whole, exits, bounds, ticks)
    lane.level, lane.stop, lane.target = levels


def enter(
    lane: Record, purse: Record, house: Record, qty: int, price: int, dates: Dates, log: Log
) -> bool:
    """Fill the entry that waits; False, and nothing happened, when the cash does not pay for it."""
    lane.opening = price == lane.open
    price = _moved(lane, price, qty, not lane.short, house, dates)
    amount = worth5(price, qty, lane.unit)
    if need5(lane, amount, house) > purse.cash5 - purse.margin5:
        return False
    fee5 = cost5(amount, house.fee, house.fee_unit5)
    lane.fill_fee5, lane.fill_tax5 = fee5, 0
    purse.cash5 -= fee5 if lane.future else amount + fee5
    if lane.shares == 0:
        _begin(lane, purse)
    signed = -qty if lane.short else qty
    lane.cost += price * qty
    lane.bought += qty
    lane.buys += 1
    lane.last_buy = price
    lane.highest = max(lane.highest, price)
    lane.in5 += amount
    lane.reason = lane.entry_reason
    _move(lane, purse, house, signed, price, log)
    set_levels(lane, house, dates)
    return True


def fill_exit(
    lane: Record, purse: Record, house: Record, price: int, dates: Dates, log: Log
) -> None:
    """Fill an exit and keep the rest of it waiting; a rest of a target is looked at afresh."""
    leave(lane, purse, house, price, dates, log)
    if lane.shares == 0 or 0 < lane.wanted == lane.filled:
        drop_exit(lane, purse)
    elif lane.reason != TAKEN:
        wait_exit(lane, purse)


def leave(lane: Record, purse: Record, house: Record, price: int, dates: Dates, log: Log) -> None:
    """Fill an exit, or as much of it as the bar's volume lets; a settlement needs none."""
    if lane.wanted == 0:
        lane.wanted = sold_shares(abs(lane.shares), lane.fraction)
    qty = lane.wanted - lane.filled
    if lane.reason != EXPIRY:
        qty = part_of(lane, qty, house)
    if qty > 0:
        _leave(lane, purse, house, qty, price, dates, log)
        lane.filled += qty


def _leave(
    lane: Record, purse: Record, house: Record, qty: int, price: int, dates: Dates, log: Log
) -> None:
    short = lane.shares < 0
    price = _moved(lane, price, qty, short, house, dates)
    amount = worth5(price, qty, lane.unit)
    fee5 = cost5(amount, house.fee, house.fee_unit5)
    tax5 = cost5(amount, _tax_rate(lane, dates), house.tax_unit5)
    lane.fill_fee5, lane.fill_tax5 = fee5, tax5
    purse.cash5 -= fee5 if lane.future else fee5 + tax5 - amount
    if lane.filled == 0:
        lane.sells += 1
    lane.out5 += amount
    _move(lane, purse, house, qty if short else -qty, price, log)
    if lane.shares == 0:
        lane.exited = lane.at
        purse.held -= 1
        _close(lane, purse, house, short, log)
        settle(lane, purse)


def begin_exit(lane: Record, reason: int, fraction: int) -> None:
    """Make a new exit the one that is being filled."""
    lane.reason, lane.fraction, lane.wanted, lane.filled = reason, fraction, 0, 0


def wait_exit(lane: Record, purse: Record) -> None:
    """Let the exit that is being filled wait, in place of what waited."""
    if not lane.leaving:
        purse.leaving += 1
    lane.leaving = True
    lane.exit_reason, lane.exit_fraction = lane.reason, lane.fraction
    lane.exit_wanted, lane.exit_filled = lane.wanted, lane.filled


def drop_exit(lane: Record, purse: Record) -> None:
    """Let no exit wait any more."""
    if lane.leaving:
        purse.leaving -= 1
    lane.leaving = False


def settle(lane: Record, purse: Record) -> None:
    """Move what contracts gained or lost since the last close into the cash."""
    if not lane.future:
        return
    gained = lane.close * lane.shares - lane.basis
    lane.basis += gained
    purse.cash5 += worth5(gained, 1, lane.unit)
    bound = margin5(worth5(lane.close, abs(lane.shares), lane.unit), lane.initial)
    purse.margin5 += bound - lane.bound5
    lane.bound5 = bound


def _begin(lane: Record, purse: Record) -> None:
    lane.cost = lane.bought = lane.buys = lane.sells = lane.highest = 0
    lane.in5 = lane.out5 = lane.fee5 = lane.tax5 = 0
    lane.entered = lane.at
    purse.held += 1


def _tax_rate(lane: Record, dates: Dates) -> int:
    return 0 if lane.future else int(dates.taxes[since(dates.tax_since, lane.day)])


def _moved(lane: Record, price: int, qty: int, up: bool, house: Record, dates: Dates) -> int:
    if house.impact <= 0:
        return price
    bounds, ticks = dates.bounds[lane.grid], dates.ticks[lane.grid]
    return moved_price(price, (qty, lane.volume), house.impact, up, bounds, ticks)


def _move(lane: Record, purse: Record, house: Record, signed: int, price: int, log: Log) -> None:
    """Book a fill: what entries and exits have in common."""
    lane.shares += signed
    lane.basis += price * signed
    lane.traded += abs(signed)
    lane.filled_bar, lane.filled_open = lane.at, lane.opening
    lane.fee5 += lane.fill_fee5
    lane.tax5 += lane.fill_tax5
    purse.fee5 += lane.fill_fee5
    purse.tax5 += lane.fill_tax5
    if house.keeps:
        fill = log.fills[purse.fills]
        fill.lane, fill.at, fill.signed = lane.number, lane.at - lane.first, signed
        fill.price, fill.reason = price, lane.reason
        fill.fee5, fill.tax5 = lane.fill_fee5, lane.fill_tax5
    purse.fills += 1


def _close(lane: Record, purse: Record, house: Record, short: bool, log: Log) -> None:
    gain5 = lane.in5 - lane.out5 if short else lane.out5 - lane.in5
    pnl5 = gain5 - lane.fee5 - lane.tax5
    if pnl5 > 0:
        purse.wins += 1
        purse.gained5 += pnl5
    else:
        purse.lost5 -= pnl5
    if house.keeps:
        trade = log.trades[purse.trades]
        trade.lane, trade.short, trade.qty = lane.number, short, lane.bought
        trade.opened, trade.closed = lane.entered - lane.first, lane.at - lane.first
        trade.entry5, trade.exit5, trade.pnl5 = lane.in5, lane.out5, pnl5
        trade.fee5, trade.tax5, trade.reason = lane.fee5, lane.tax5, lane.reason
    purse.trades += 1


# See `core.backtest.kernel`.
HOT: Any = (
    show, since, need5, part_of, enter, fill_exit, leave, begin_exit, wait_exit, drop_exit, settle,
    _leave, _begin, _move, _moved, _close, _tax_rate,
)  # fmt: skip
