"""What the compiled loop keeps in memory: flat records of whole numbers instead of objects.

The names are those of the event backtest: a lane is one symbol's walk, a wish what a decision asks
for, the purse the account. Money ("5") is in 1/100,000 won, prices in 1/`scale` won, ratios in
millionths, rates and fractions in billionths. A record is one pointer to compiled code: functions
take lane, purse and house, and no bundles of arrays, which cost far more to pass and to compile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.backtest.market import State
from core.backtest.orders import Skipped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Small = NDArray[np.int8]
    Flags = NDArray[np.bool_]
    Record = Any
    Records = Any

# Reasons of exits that no strategy names, beside the indexes of REASONS.
STOPPED, TAKEN, PENDING, MARGIN, EXPIRY = -1, -2, -3, -4, -5
HALTED, OPEN = State.HALTED.value, State.OPEN.value
# Why an entry was left out: the places of `Skipped`; DONE is none of them.
(
    SIZE, CASH, SLOTS, GAP, UNTRADABLE, LAPSED, LIMIT, BEFORE_FROM, DAY_LOSS, WEIGHT, VOLUME, SHORT,
) = range(len(Skipped))  # fmt: skip
DONE = -1
# Most fills of one lane at one point in time: open, entry, inside, auction, expiry.
ROOM: Final = 5


def _fields(kind: str, names: str) -> list[tuple[str, str]]:
    return [(name, kind) for name in names.split()]


# `at` is the bar, `here` whether it is of this point in time, `shown` the bar that prices to `day`
# are of: they are written only where something happens. `reason` to `filled` are the exit that is
# being filled (why, part of the position, shares that means, shares gone), `exit_*` the one that
# waits, `qty` to `reserved5` the entry that waits. What every bar touches comes first, in one line
# of the cache, then what every bar of a position does.
LANE: Final = [
    *_fields("i8", "at shares warm last exited shown"),
    *_fields("?", "here leaving entering future short opening"),
    *_fields("?", "follows week_first filled_open"),
    *_fields("f8", "next"),
    *_fields("i8", "close highest level target regrid unit open entered"),
    *_fields("i8", "high low volume state day"),
    *_fields("i8", "number start first traded grid stop"),
    *_fields("i8", "cost bought buys sells last_buy basis filled_bar bound5"),
    *_fields("i8", "reason fraction wanted filled"),
    *_fields("i8", "exit_reason exit_fraction exit_wanted exit_filled"),
    *_fields("i8", "qty limit lives entry_reason reserved5"),
    *_fields("i8", "in5 out5 fee5 tax5 fill_fee5 fill_tax5"),
    *_fields("i8", "multiplier initial maintenance expiry"),
]
# `held`, `leaving` and `waiting` count lanes, `opening` those of them that wait to be opened;
# `next` is the earliest of the lanes'; `seen` is how many fills the last mark knew.
PURSE: Final = [
    *_fields("i8", "cash5 reserved5 margin5 held leaving waiting points fills seen trades"),
    *_fields(
        "i8", "wishes opening equity5 peak5 low5 exposed wins gained5 lost5 fee5 tax5 calls trimmed"
    ),
    *_fields("i8", "session before5"),
    *_fields("f8", "drawdown next"),
]
# What holds for the whole run. `keeps`: fills, trades and equity are wanted beside the figures;
# `span` is how many points in time there are where no lane misses one between its first and the
# last of all, else 0; `dated`, `volumes`: days and volumes matter at all. A column that nobody
# reads is not fetched.
HOUSE: Final = [
    *_fields("i8", "scale interval budget slots stop take ticks fee fee_unit5 tax_unit5"),
    *_fields("i8", "day_loss weight share impact span"),
    *_fields("?", "keeps weekly dated volumes"),
]
WISH: Final = [
    *_fields("i8", "lane amount qty price limit lives reason"),
    *_fields("?", "adds short"),
    ("score", "f8"),
]
FILL: Final = _fields("i8", "lane at signed price reason fee5 tax5")
TRADE: Final = [
    *_fields("i8", "lane opened closed qty entry5 exit5 fee5 tax5 pnl5 reason"),
    ("short", "?"),
]


class Tape(NamedTuple):
    """The bars of all symbols, one symbol after the other, a column each."""

    open: Whole
    high: Whole
    low: Whole
    close: Whole
    volume: Whole
    state: Small
    day: Whole
    clock: Floats
    follows: Flags
    week_first: Flags
    week_last: Flags


class Dates(NamedTuple):
    """Grids and taxes by date: `since` are days from which the row of the same number holds."""

    grid_since: Whole
    bounds: Whole
    ticks: Whole
    tax_since: Whole
    taxes: Whole


class Book(NamedTuple):
    """The state of a run: a record a symbol, one purse, the waiting entries and the wishes.

    `queue` holds the lanes whose entries wait, in their order; `skipped` counts by `Skipped`.
    """

    lanes: Records
    purses: Records
    houses: Records
    queue: Whole
    wishes: Records
    skipped: Whole


class Log(NamedTuple):
    """What a run leaves behind; fills and trades have room for some points in time at least."""

    fills: Records
    trades: Records
    equity5: Whole
    session: Whole
