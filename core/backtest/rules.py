"""The arithmetic of fills as integer functions, the same for the event loop and the compiled one.

Every function takes and gives plain integers (a grid as `core.backtest.price_grid` has it) and
calls only functions above itself, so that numba can compile each as it stands. Nothing raises: a
price that does not exist is 0. Units, chosen so that all of it stays inside 64 bits:

* prices: 1/`scale` won, `scale` a divisor of 100,000 (1 for prices as published);
* money ("5"): 1/100,000 won, so that 0.015 % of a whole amount is exact; up to 9e13 won;
* stop and take ratios: millionths, each at most 10,000,000; rates and fractions: billionths.

An average is the exact ratio `cost / shares`, both whole. Sources: strategies.md 0.4, 0.6, 14.2
and 14.3; the functions equal those of the live path (`core.flow.decide`, `core.domain`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.backtest.price_grid import ceil_to_grid, floor_to_grid, step_on_grid

if TYPE_CHECKING:
    from core.backtest.price_grid import Ints

MILLION, BILLION = 1_000_000, 1_000_000_000
CENTI_MILLI = 100_000  # money units in a won
NEVER = 1 << 62  # a price that no market reaches
STOP, TAKE = 1, 2


def floor_ratio(cost: int, shares: int, millionths: int) -> int:
    """Give floor(cost / shares x ratio) exactly, without a product beyond 64 bits."""
    whole = cost // shares
    rest = cost - whole * shares
    return (whole * millionths + rest * millionths // shares) // MILLION


def ceil_ratio(cost: int, shares: int, millionths: int) -> int:
    """Give ceil(cost / shares x ratio) exactly."""
    return -floor_ratio(-cost, shares, millionths)


def stop_level(cost: int, shares: int, stop: int) -> int:
    """Give the highest price that touches the stop of a long position; 0 without a stop.

    A whole price p has p <= A(1-s) exactly when p <= floor(A(1-s)): nothing is rounded away.
    """
    if stop <= 0:
        return 0
    return floor_ratio(cost, shares, MILLION - stop)


def stop_price(level: int, bounds: Ints, ticks: Ints) -> int:
    """Give what a touched stop sells at inside a bar: its level rounded down to the grid."""
    lowest = int(ticks[0])
    return max(lowest, floor_to_grid(level, bounds, ticks))


def take_level(cost: int, shares: int, take: int, bounds: Ints, ticks: Ints) -> int:
    """Give the resting target of a long position, A(1+k) rounded up; NEVER without one."""
    if take <= 0:
        return NEVER
    return ceil_to_grid(ceil_ratio(cost, shares, MILLION + take), bounds, ticks)


def tick_target(cost: int, shares: int, count: int, bounds: Ints, ticks: Ints) -> int:
    """Give the target `count` ticks above the average rounded up to the grid; NEVER for none."""
    if count <= 0:
        return NEVER
    start = ceil_to_grid(ceil_ratio(cost, shares, MILLION), bounds, ticks)
    return step_on_grid(start, count, bounds, ticks)


def exit_inside(
    prices: tuple[int, int, int], fresh: bool, level: int, stop: int, target: int
) -> tuple[int, int]:
    """Give which exit (STOP, TAKE or 0) a bar's (open, high, low) reaches, and its price.

    `level` triggers the stop, which fills at `stop`; both tests of the open are skipped for a
    position that this bar's open made. The stop comes first (strategies.md 0.6).
    """
    opened, high, low = prices
    if low <= level:
        return STOP, (opened if not fresh and opened <= level else stop)
    if high >= target:
        return TAKE, (opened if not fresh and opened >= target else target)
    return 0, 0


def short_stop_level(cost: int, shares: int, stop: int) -> int:
    """Give the lowest price that touches the stop of a short position; NEVER without a stop."""
    if stop <= 0:
        return NEVER
    return ceil_ratio(cost, shares, MILLION + stop)


def short_stop_price(level: int, bounds: Ints, ticks: Ints) -> int:
    """Give what a touched stop of a short buys back at: its level rounded up to the grid."""
    return level if level >= NEVER else ceil_to_grid(level, bounds, ticks)


def short_take_level(cost: int, shares: int, take: int, bounds: Ints, ticks: Ints) -> int:
    """Give the resting target of a short position, A(1-k) rounded down; 0 without one."""
    if take <= 0 or take >= MILLION:
        return 0
    return stop_price(floor_ratio(cost, shares, MILLION - take), bounds, ticks)


def short_tick_target(cost: int, shares: int, count: int, bounds: Ints, ticks: Ints) -> int:
    """Give the target `count` ticks below the average rounded down; 0 without one."""
    if count <= 0:
        return 0
    start = floor_to_grid(floor_ratio(cost, shares, MILLION), bounds, ticks)
    return step_on_grid(start, -count, bounds, ticks)


def short_exit_inside(
    prices: tuple[int, int, int], fresh: bool, level: int, stop: int, target: int
) -> tuple[int, int]:
    """Give which exit of a short position a bar reaches; the mirror of `exit_inside`."""
    opened, high, low = prices
    if high >= level:
        return STOP, (opened if not fresh and opened >= level else stop)
    if low <= target:
        return TAKE, (opened if not fresh and opened <= target else target)
    return 0, 0


def nano(fraction: float) -> int:
    """Turn a decision's fraction into billionths, rounded: 0.3 means 0.3, not what is below."""
    return int(fraction * BILLION + 0.5)


def budget_part(budget: int, fraction: int) -> int:
    """Give the won of a budget that a fraction in billionths takes; 0 takes all of it."""
    return budget * fraction // BILLION if fraction > 0 else budget


def size_entry(budget: int, price: int, scale: int, multiplier: int) -> int:
    """Give the whole shares or contracts that won buy at a price; 0 when they do not reach.

    `multiplier` is the shares behind one contract, 1 for a share: contracts are sized by
    their notional.
    """
    return budget * scale // (price * multiplier)


def sold_shares(shares: int, fraction: int) -> int:
    """Give the shares that a fraction in billionths sells of what is held, one at the least."""
    if fraction >= BILLION or fraction <= 0:
        return shares
    return max(1, shares * fraction // BILLION)


def unit5(scale: int, multiplier: int) -> int:
    """Give the money that one share or contract is at a price of one."""
    return multiplier * (CENTI_MILLI // scale)


def worth5(price: int, shares: int, unit: int) -> int:
    """Give the money that changes hands; `unit` is that of `unit5`."""
    return price * shares * unit


def gross5(price: int, shares: int, scale: int, multiplier: int) -> int:
    """Give the money that changes hands."""
    return worth5(price, shares, unit5(scale, multiplier))


def cost5(amount5: int, rate: int, unit5: int) -> int:
    """Take a rate in billionths of an amount, rounded down to a multiple of `unit5`.

    Brokers truncate: commission to 10 won, transaction tax to 1 won. A unit of 1 is what the
    reference runs call unrounded, exact for amounts in whole won.
    """
    whole = amount5 // BILLION
    exact = whole * rate + (amount5 - whole * BILLION) * rate // BILLION
    return exact - exact % unit5


def part5(amount5: int, ratio: int) -> int:
    """Take a ratio in millionths of an amount, rounded down, without a product beyond 64 bits."""
    whole = amount5 // MILLION
    return whole * ratio + (amount5 - whole * MILLION) * ratio // MILLION


def margin5(amount5: int, ratio: int) -> int:
    """Give the margin of a notional, rounded up to 1/100,000 won."""
    return -part5(-amount5, ratio)


def lost5(before5: int, now5: int, ratio: int) -> bool:
    """Tell whether equity lies a ratio or more below what it was; a ratio of 0 is no limit."""
    return ratio > 0 and before5 - now5 >= -part5(-before5, ratio)


def entry_limit(won: float, scale: int, short: bool, bounds: Ints, ticks: Ints) -> int:
    """Put a decision's limit in won onto the grid, never to the orderer's loss; 0 for none.

    A millionth of the price unit is allowed for: 10,000 x 1.1 is meant to be 11,000.
    """
    if not won > 0:
        return 0
    if short:
        return ceil_to_grid(-int(-(won * scale - 1e-6) // 1), bounds, ticks)
    return floor_to_grid(int((won * scale + 1e-6) // 1), bounds, ticks)


def limit_fill(opened: int, low: int, limit: int) -> int:
    """Give what a resting limit to buy fills at in a bar, 0 when it is not traded through."""
    if opened <= limit:
        return opened
    return limit if low < limit else 0


def short_limit_fill(opened: int, high: int, limit: int) -> int:
    """Give what a resting limit to sell short fills at in a bar, 0 when it is not reached."""
    if opened >= limit:
        return opened
    return limit if high > limit else 0


def tradable_part(qty: int, volume: int, share: int) -> int:
    """Cap an order at a part of the bar's volume in billionths; a share of 0 caps nothing."""
    return min(qty, volume * share // BILLION) if share > 0 else qty


def moved_price(
    price: int, part: tuple[int, int], impact: int, up: bool, bounds: Ints, ticks: Ints
) -> int:
    """Move a price against the order by the impact in millionths times its part of the volume.

    `part` is (quantity, volume). The moved price is rounded to the grid, away from the order;
    without an impact it is the price as it was.
    """
    qty, volume = part
    if impact <= 0:
        return price
    taken = min(MILLION, qty * MILLION // volume)
    moved = price * impact // MILLION * taken // MILLION
    if up:
        return ceil_to_grid(price + moved, bounds, ticks)
    return max(int(ticks[0]), floor_to_grid(price - moved, bounds, ticks))


def long_levels(
    whole: tuple[int, int], exits: tuple[int, int, int], bounds: Ints, ticks: Ints
) -> tuple[int, int, int]:
    """Give what touches a long position's stop, what it then fills at, and the target.

    `whole` is (cost, shares) of its average; `exits` are (stop, take, ticks): the first two in
    millionths, a target in ticks comes instead of a take, 0 is none.
    """
    cost, shares = whole
    stop, take, count = exits
    level = stop_level(cost, shares, stop)
    if count > 0:
        target = tick_target(cost, shares, count, bounds, ticks)
    else:
        target = take_level(cost, shares, take, bounds, ticks)
    return level, stop_price(level, bounds, ticks), target


def short_levels(
    whole: tuple[int, int], exits: tuple[int, int, int], bounds: Ints, ticks: Ints
) -> tuple[int, int, int]:
    """Give the three prices of `long_levels` for a short position, mirrored."""
    cost, shares = whole
    stop, take, count = exits
    level = short_stop_level(cost, shares, stop)
    if count > 0:
        target = short_tick_target(cost, shares, count, bounds, ticks)
    else:
        target = short_take_level(cost, shares, take, bounds, ticks)
    return level, short_stop_price(level, bounds, ticks), target
