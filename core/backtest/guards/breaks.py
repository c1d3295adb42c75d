"""Halts, demergers and moves beyond the daily limit: returns that no holder ever had."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.path import Track, positions
from core.backtest.guards.study import Study
from core.backtest.rules import CENTI_MILLI
from core.domain.bar import REBASED, Bar, Gap, GapReason, Interval
from core.domain.calendar import utc
from core.market.quality import find_gaps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Where more of the profit than this comes from such jumps, they are the profit.
MOST_SHARE = 0.25
# The narrowest limit that is looked for; below it no move needs a second look.
_NARROW = 0.14
_SHOWN = 3


class _Days(NamedTuple):
    """The sessions of a track from the close before the run on, as columns.

    `opened` and `closed` are the first and the last bar of each session.
    """

    day: list[int]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    opened: list[int]
    closed: list[int]


class Break(NamedTuple):
    """A gap in the prices, and what was earned over it in won."""

    gap: Gap
    won: float


def breaks(study: Study) -> Finding:
    """Look for jumps that the run held on to, and say what they brought.

    A jump that was held is a warning, and fails when it makes more than a quarter of the profit.
    Halts and jumps within the run that nobody held are counted.
    """
    found = breaks_of(study)
    halts = sum(one.gap.reason is GapReason.HALT for one in found)
    jumps = [one for one in found if one.gap.reason in REBASED]
    held = sorted((one for one in jumps if one.won), key=lambda one: -abs(one.won))
    if not held:
        return finding("breaks", Verdict.OK, "ok", halts=halts, jumps=len(jumps))
    won = sum(one.won for one in held)
    profit = (study.result.equity5[-1] - study.start5) / CENTI_MILLI
    made = won > 0 and won > MOST_SHARE * profit
    verdict, case = (Verdict.FAIL, "fail") if made else (Verdict.WARNING, "held")
    shown = ", ".join(f"{o.gap.symbol} {o.gap.last} {o.gap.detail}" for o in held[:_SHOWN])
    return finding(
        "breaks", verdict, case, halts=halts, jumps=len(jumps), held=len(held),
        jump_won=round(won), shown=shown,
    )  # fmt: skip


def breaks_of(study: Study) -> list[Break]:
    """Give the gaps that end within the run, by symbol."""
    return [one for track in study.tracks for one in _breaks(study, track)]


def _breaks(study: Study, track: Track) -> list[Break]:
    """Give the gaps that end within the run, each with what was earned over it in won."""
    days = _days(track)
    if days is None or not _suspicious(days):
        return []
    bars = [_bar(track.symbol, days, at) for at in range(len(days.day))]
    since = date.fromordinal(int(track.sessions[track.first]))
    gaps = [gap for gap in find_gaps(bars) if gap.last >= since]
    if not gaps:
        return []
    held = positions(study.result, track)
    at = {day: n for n, day in enumerate(days.day)}
    made = [(gap, at[gap.first.toordinal()], at[gap.last.toordinal()]) for gap in gaps]
    return [Break(gap, _earned(days, held, first, last)) for gap, first, last in made]


def _earned(days: _Days, held: Floats, first: int, last: int) -> float:
    """Give what the shares held at the last close before a gap gained by the open after it."""
    if first == 0:
        return 0.0
    shares = float(held[2 * days.closed[first - 1] + 1])
    return shares * float(days.open[last] - days.close[first - 1])


def _days(track: Track) -> _Days | None:
    import numpy as np

    start = max(track.first - 1, 0)
    sessions = track.sessions[start:]
    if track.first >= len(track.bars.close):
        return None
    day, opened = np.unique(sessions, return_index=True)
    closed = np.append(opened[1:], len(sessions)) - 1
    bars = [column[start:] for column in track.bars[:5]]
    return _Days(
        day.tolist(),
        bars[0][opened],
        np.maximum.reduceat(bars[1], opened),
        np.minimum.reduceat(bars[2], opened),
        bars[3][closed],
        np.add.reduceat(bars[4], opened),
        (opened + start).tolist(),
        (closed + start).tolist(),
    )


def _suspicious(days: _Days) -> bool:
    """Tell whether a closer look can find anything: it makes an object of every bar."""
    import numpy as np

    before = days.close[:-1]
    moved = np.maximum(abs(days.open[1:] / before - 1), abs(days.close[1:] / before - 1))
    return bool((days.volume == 0).any() or (moved > _NARROW).any())


def _bar(symbol: str, days: _Days, at: int) -> Bar:
    day = date.fromordinal(days.day[at])
    columns = (days.open, days.high, days.low, days.close)
    # Adjusted prices have fractions, and very old ones may lie below a won.
    o, h, low, c = (max(1, round(float(column[at]))) for column in columns)
    volume = int(days.volume[at])
    return Bar(symbol, Interval.DAY, utc(day, 9), day, o, h, low, c, volume, "backtest")
