"""Lays out what the compiled loop reads: bars of all symbols in columns, settings in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any

from core.backtest.kernel_book import HOUSE, LANE, PURSE, WISH, Book, Dates, Tape
from core.backtest.market import Series, Terms
from core.backtest.orders import Skipped
from core.backtest.rules import NEVER, unit5
from core.backtest.settings import Backtest, Dated, billionths, millionths
from core.strategies.base import Strategy, StrategyParams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

_DAY_S = 86_400.0


@dataclass(frozen=True, eq=False)
class Market:
    """Series of one scale and interval in the order of their symbols, laid out for many runs.

    `firsts` are the places of their first bars in the columns of the tape, with the end behind.
    """

    series: tuple[Series, ...]
    tape: Tape
    firsts: tuple[int, ...]

    @cached_property
    def ends(self) -> Whole:
        """Give the last bar of each session of a single symbol."""
        return last_of_each(self.tape.day)

    @cached_property
    def aligned(self) -> bool:
        """Tell whether each symbol has a bar whenever the one with most bars has, once it began."""
        import numpy as np

        parts = [self.tape.clock[a:b] for a, b in pairwise(self.firsts)]
        longest = max(parts, key=len)
        return all(len(p) and np.array_equal(p, longest[len(longest) - len(p) :]) for p in parts)


def last_of_each(sessions: Whole) -> Whole:
    """Give the last place of each session in a column of sessions."""
    import numpy as np

    changes = sessions[1:] != sessions[:-1]
    return np.flatnonzero(np.append(changes, [True] * min(1, len(sessions))))


def market_of(series: Sequence[Series], until: date | None = None) -> Market:
    """Lay series out up to a day: a single one is read where it is, several are copied.

    Raises ValueError when two are of one symbol or differ in scale or in the length of their bars.
    """
    by_symbol = sorted(series, key=lambda one: one.symbol)
    ordered = tuple(one.until(until) for one in by_symbol)
    symbols = [one.symbol for one in ordered]
    if len(set(symbols)) < len(symbols):
        raise ValueError(f"a symbol is there twice in {symbols}")
    if len({(one.scale, one.interval) for one in ordered}) != 1:
        raise ValueError(f"the series of {symbols} differ in scale or in the length of their bars")
    firsts = [0]
    for one in ordered:
        firsts.append(firsts[-1] + len(one))
    names = ("open", "high", "low", "close", "volume", "state", "day")
    columns = [_joined([getattr(one, name) for one in ordered]) for name in names]
    flags = [
        _joined([get(one) for one in ordered])
        for get in (
            _clock, lambda one: one.follows, lambda one: one.bars.week_first,
            lambda one: one.bars.week_last,
        )
    ]  # fmt: skip
    return Market(ordered, Tape(*columns, *flags), tuple(firsts))


def columns_of(
    strategy: type[Strategy], params: StrategyParams, market: Market
) -> tuple[Floats, ...]:
    """Compute a strategy's features for all series, a column for each field of its row."""
    import numpy as np

    each = [strategy.features(one.bars, params) for one in market.series]
    names = strategy.Row._fields
    if len(each) == 1:
        return tuple(_joined([np.asarray(each[0][name], dtype=np.float64)]) for name in names)
    # One large piece of memory is had for less than many of middling size.
    columns = np.empty((len(names), market.firsts[-1]))
    for name, column in zip(names, columns, strict=True):
        np.concatenate([found[name] for found in each], out=column)
    return tuple(columns)


def book_of(
    strategy: type[Strategy],
    params: StrategyParams,
    market: Market,
    settings: Backtest,
    keeps: bool,
) -> Book:
    """Make the state before the first bar, and the settings in numbers."""
    import numpy as np

    count = len(market.series)
    lanes, purses = records(count, LANE), records(1, PURSE)
    for name in ("cash5", "equity5", "peak5", "low5", "before5"):
        purses[name] = settings.cash5
    warm = strategy.warm_up(params) - 1
    _prepare(lanes, market, settings, warm)
    purses["next"] = lanes["next"].min()
    queue, skipped = np.zeros(count, dtype=np.int64), np.zeros(len(Skipped), dtype=np.int64)
    houses = records(1, HOUSE)
    for name, value in _house(strategy, params, market.series[0], settings).items():
        houses[name] = value
    if market.aligned:
        houses["span"] = (lanes["last"] - lanes["start"]).max()
    # Among several symbols the traded amount ranks entries.
    houses["keeps"], houses["volumes"] = keeps, houses["volumes"] | (count > 1)
    return Book(lanes, purses, houses, queue, records(count, WISH), skipped)


def records(count: int, fields: Sequence[tuple[str, str]], *, blank: bool = False) -> Any:
    """Make records of zeros (`blank`: of anything), each field at an address that suits it."""
    import numpy as np

    kind = np.dtype(list(fields), align=True)
    return np.empty(count, dtype=kind) if blank else np.zeros(count, dtype=kind)


def dates_of(settings: Backtest, scale: int) -> Dates:
    """Write the grids and taxes in numbers."""
    return Dates(*_grids(settings, scale), *_dated(settings.taxes, billionths))


def _house(
    strategy: type[Strategy], params: StrategyParams, one: Series, settings: Backtest
) -> dict[str, int]:
    gates = settings.gates
    return {
        "scale": one.scale,
        "interval": one.interval,
        "budget": settings.budget or params.budget,
        "slots": settings.slots,
        "weekly": strategy.entry_waits_for_week(params),
        "stop": millionths(params.stop),
        "take": millionths(params.take),
        "ticks": params.take_ticks,
        "fee": settings.fee_rate,
        "fee_unit5": settings.fee_unit5,
        "tax_unit5": settings.tax_unit5,
        "day_loss": millionths(gates.day_loss) if gates else 0,
        "weight": millionths(gates.weight) if gates else 0,
        "share": billionths(settings.volume_share),
        "impact": millionths(settings.impact),
        "dated": one.terms.is_future or len(settings.taxes) > 1 or len(settings.ladders) > 1,
        "volumes": settings.volume_share > 0 or settings.impact > 0,
    }


def _prepare(lanes: Any, market: Market, settings: Backtest, warm: int) -> None:
    import numpy as np

    series, clock = market.series, market.tape.clock
    firsts, last = np.array(market.firsts[:-1]), np.array(market.firsts[1:])
    start = firsts + [_start(one, settings.since) for one in series]
    lanes["number"], lanes["exited"], lanes["shown"] = range(len(series)), -1, -1
    lanes["first"], lanes["start"], lanes["at"] = firsts, start, start - 1
    lanes["last"], lanes["warm"] = last, firsts + warm
    lanes["next"] = [clock[at] if at < end else inf for at, end in zip(start, last, strict=True)]
    lanes["multiplier"] = [one.terms.multiplier for one in series]
    lanes["future"] = [one.terms.is_future for one in series]
    lanes["unit"] = [unit5(one.scale, one.terms.multiplier) for one in series]
    for number, one in enumerate(series):
        if one.terms.is_future:
            _bind(lanes[number], one.terms)


def _bind(lane: Any, terms: Terms) -> None:
    """Write down what a contract asks for."""
    lane["initial"], lane["maintenance"] = millionths(terms.initial), millionths(terms.maintenance)
    lane["expiry"] = terms.expiry.toordinal() if terms.expiry else 0


def _start(one: Series, since: date | None) -> int:
    return 0 if since is None else int(one.day.searchsorted(since.toordinal()))


def _clock(one: Series) -> Floats:
    if one.interval and one.bars.at is not None:
        return one.bars.at
    return one.day.astype("f8") * _DAY_S


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    import numpy as np

    whole = _unlocked(parts[0]) if len(parts) == 1 else np.concatenate(parts)
    # Compiled code is made for one kind of array: writable and without gaps.
    return np.require(whole, requirements=["C", "W"])


def _unlocked(column: NDArray[Any]) -> NDArray[Any]:
    """Give the array behind a locked view of all of it: compiled code reads columns only."""
    behind = column.base
    if column.flags.writeable or behind is None or behind.shape != column.shape:
        return column
    return behind


def _dated(rows: Dated[Any], number: Callable[[Any], int]) -> tuple[Whole, Whole]:
    import numpy as np

    since = np.array([day.toordinal() for day, _ in rows], dtype=np.int64)
    return since, np.array([number(value) for _, value in rows], dtype=np.int64)


def _grids(settings: Backtest, scale: int) -> tuple[Whole, Whole, Whole]:
    import numpy as np

    bands = max(len(ladder.bounds) for _, ladder in settings.ladders)
    bounds = np.full((len(settings.ladders), bands), NEVER, dtype=np.int64)
    ticks = np.zeros((len(settings.ladders), bands + 1), dtype=np.int64)
    for row, (_, ladder) in enumerate(settings.ladders):
        here = len(ladder.bounds)
        bounds[row, :here] = [bound * scale for bound in ladder.bounds]
        ticks[row, : here + 1] = [tick * scale for tick in ladder.ticks]
        ticks[row, here + 1 :] = ladder.ticks[-1] * scale
    since = np.array([day.toordinal() for day, _ in settings.ladders], dtype=np.int64)
    return since, bounds, ticks
