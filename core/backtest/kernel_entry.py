"""Entries of the compiled loop: decided and ranked at a close, filled at the next open."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from core.backtest.kernel_book import (
    BEFORE_FROM,
    CASH,
    DAY_LOSS,
    DONE,
    GAP,
    LAPSED,
    LIMIT,
    OPEN,
    SHORT,
    SIZE,
    SLOTS,
    UNTRADABLE,
    VOLUME,
    WEIGHT,
)
from core.backtest.kernel_fill import begin_exit, enter, need5, part_of, show, wait_exit
from core.backtest.rules import (
    budget_part,
    entry_limit,
    limit_fill,
    lost5,
    nano,
    part5,
    short_limit_fill,
    size_entry,
    worth5,
)
from core.strategies.base import Action

if TYPE_CHECKING:
    from core.backtest.kernel_book import Book, Dates, Log, Record, Records, Tape
    from core.strategies.base import Decision

SELL, SELL_SHORT = Action.SELL.value, Action.SHORT.value


def take_in(
    lane: Record, purse: Record, decision: Decision, age: int, book: Book, dates: Dates
) -> None:
    """Take in a decision: an exit begins to wait, an entry becomes a wish.

    `age` is how many bars ago the state behind an entry began.
    """
    if decision.action == SELL:
        if lane.shares != 0:
            begin_exit(lane, decision.reason, nano(decision.fraction))
            wait_exit(lane, purse)
        return
    short = decision.action == SELL_SHORT
    if lane.shares != 0 and short != (lane.shares < 0):
        return  # the other side is not opened while one is held
    if short and not lane.future:
        book.skipped[SHORT] += 1
    elif lane.at - age < lane.start:
        book.skipped[BEFORE_FROM] += 1
    elif _wish(lane, book.wishes[purse.wishes], decision, book.houses[0], dates):
        purse.wishes += 1
    else:
        book.skipped[SIZE] += 1


def _wish(lane: Record, wish: Record, decision: Decision, house: Record, dates: Dates) -> bool:
    """Write a wish down; False when the budget or the limit comes to nothing."""
    short = decision.action == SELL_SHORT
    part = budget_part(house.budget, nano(decision.fraction))
    qty = size_entry(part, lane.close, house.scale, lane.multiplier)
    bounds, ticks = dates.bounds[lane.grid], dates.ticks[lane.grid]
    limit = entry_limit(decision.limit, house.scale, short, bounds, ticks)
    if qty <= 0 or (decision.limit > 0 and limit == 0):
        return False
    wish.lane, wish.short, wish.qty, wish.reason = lane.number, short, qty, decision.reason
    # Without a score an entry comes last.
    wish.score = decision.score if decision.score == decision.score else -inf
    wish.amount, wish.adds = lane.close * lane.volume, lane.shares != 0
    wish.price, wish.limit = (limit if limit > 0 else lane.close), limit
    wish.lives = max(1, decision.lifetime) if limit > 0 else 1
    return True


def accept(book: Book) -> None:
    """Promise cash and slots to what was decided at this close, adds first, then by rank."""
    purse = book.purses[0]
    purse.opening = 0
    for i in range(purse.waiting):
        if book.lanes[book.queue[i]].shares == 0:
            purse.opening += 1
    for _ in range(purse.wishes):
        wish = book.wishes[_best(book.wishes, purse.wishes)]
        why = _refused(wish, book)
        wish.lane = -1
        if why != DONE:
            book.skipped[why] += 1
        elif not wish.adds:
            purse.opening += 1
    purse.wishes = 0


def _best(wishes: Records, count: int) -> int:
    best = -1
    for place in range(count):
        if wishes[place].lane >= 0 and (best < 0 or _before(wishes[place], wishes[best])):
            best = place
    return best


def _before(one: Record, other: Record) -> bool:
    if one.adds != other.adds:
        return bool(one.adds)
    if one.score != other.score:
        return bool(one.score > other.score)
    if one.amount != other.amount:
        return bool(one.amount > other.amount)
    return bool(one.lane < other.lane)


def _refused(wish: Record, book: Book) -> int:
    """Let an entry wait, or say why it does not."""
    lane, purse, house = book.lanes[wish.lane], book.purses[0], book.houses[0]
    if not wish.adds and purse.held + purse.opening >= house.slots:
        return SLOTS
    if lost5(purse.before5, purse.equity5, house.day_loss):
        return DAY_LOSS
    qty = _weighed(lane, wish, purse, house)
    if qty == 0:
        return WEIGHT
    reserved5 = need5(lane, worth5(wish.price, qty, lane.unit), house)
    if reserved5 > purse.cash5 - purse.reserved5 - purse.margin5:
        return CASH
    purse.reserved5 += reserved5
    lane.entering, lane.reserved5, lane.qty, lane.short = True, reserved5, qty, wish.short
    lane.limit, lane.lives, lane.entry_reason = wish.limit, wish.lives, wish.reason
    book.queue[purse.waiting] = wish.lane
    purse.waiting += 1
    return DONE


def _weighed(lane: Record, wish: Record, purse: Record, house: Record) -> int:
    """Give the shares that the weight of one symbol allows."""
    qty = int(wish.qty)
    if house.weight > 0:
        held5 = worth5(lane.close, abs(lane.shares), lane.unit)
        room5 = part5(purse.equity5, house.weight) - held5
        qty = min(qty, max(0, room5) // worth5(wish.price, 1, lane.unit))
        if 0 < qty < wish.qty:
            purse.trimmed += 1
    return qty


def try_entries(tape: Tape, book: Book, dates: Dates, log: Log) -> None:
    """Try all entries that wait at this point in time."""
    purse, house, queue = book.purses[0], book.houses[0], book.queue
    kept = 0
    for i in range(purse.waiting):
        number = queue[i]
        lane = book.lanes[number]
        lane.lives -= 1
        why = LAPSED
        if lane.here:
            show(lane, tape, house, dates)
            why = _tried(lane, purse, house, dates, log)
        if why == LIMIT and lane.lives > 0:
            queue[kept] = number
            kept += 1
            continue
        lane.entering = False
        purse.reserved5 -= lane.reserved5
        if why != DONE:
            book.skipped[why] += 1
    purse.waiting = kept


def _tried(lane: Record, purse: Record, house: Record, dates: Dates, log: Log) -> int:
    """Fill an entry in the lane's bar, or say why it was not."""
    if not lane.follows or (house.weekly and not lane.week_first):
        return LAPSED
    if lane.state != OPEN:
        return UNTRADABLE
    price = _price(lane)
    if price == 0:
        return LIMIT
    qty = part_of(lane, lane.qty, house)
    if qty == 0:
        return VOLUME
    return DONE if enter(lane, purse, house, qty, price, dates, log) else GAP


def _price(lane: Record) -> int:
    if lane.limit <= 0:
        return int(lane.open)
    if lane.short:
        return short_limit_fill(lane.open, lane.high, lane.limit)
    return limit_fill(lane.open, lane.low, lane.limit)


# See `core.backtest.kernel`.
HOT: Any = (take_in, accept, try_entries, _wish, _refused, _weighed, _tried)
