"""What a run held over time: the stops and targets of its positions, and the weights of symbols."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.backtest_story import Story
from core.backtest.guards.path import Track, fills_of, positions
from core.backtest.result import Fill
from core.backtest.rules import CENTI_MILLI
from core.backtest.statistics import by_session
from core.domain.signal import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Span(NamedTuple):
    """A stop or target in won that held from one bar of a track to another."""

    first: int
    last: int
    price: float
    kind: str


def protection(story: Story, track: Track) -> list[Span]:
    """Give the stops and targets of one symbol over the bars for which they held.

    They go by the mean price of the cycle's purchases before costs (strategies.md 0.6).
    """
    params, scale = story.study.params, story.study.result.scale
    ratios = [("stop", -(params.stop or 0)), ("take", params.take or 0)]
    end = len(track.bars.close) - 1
    spans: list[Span] = []
    for first, last, average, short in _stretches(fills_of(story.study.result, track.symbol), end):
        sign = -1 if short else 1
        spans += [
            Span(first, last, average / scale * float(1 + sign * ratio), kind)
            for kind, ratio in ratios
            if ratio
        ]
    return spans


def _stretches(fills: Sequence[Fill], end: int) -> Iterator[tuple[int, int, float, bool]]:
    """Give each stretch with one average: its bars, the average, and whether it was short."""
    shares = cost = bought = 0
    for number, fill in enumerate(fills):
        signed = fill.qty if fill.side is Side.BUY else -fill.qty
        if shares == 0 or (signed > 0) == (shares > 0):
            cost, bought = cost + fill.price * fill.qty, bought + fill.qty
        shares += signed
        if shares == 0:
            cost = bought = 0
            continue
        last = fills[number + 1].at if number + 1 < len(fills) else end
        yield fill.at, last, cost / bought, shares < 0


def weights(story: Story) -> dict[str, Floats]:
    """Give the part of the equity in each symbol at each session's end, the largest first.

    A symbol without a bar on a day keeps the worth of the day before; shorts count as long.
    """
    import numpy as np

    result, days = story.study.result, np.array(story.study.ordinals)
    equity5 = np.array(by_session(result)[1])
    found: dict[str, Floats] = {}
    for track in story.study.tracks:
        sessions = track.sessions[track.first :]
        held = abs(positions(result, track)[1::2] * track.bars.close)[track.first :]
        if not held.any():
            continue
        at = np.searchsorted(sessions, days, side="right") - 1
        worth = np.where(at >= 0, held[np.maximum(at, 0)], 0.0)
        found[track.symbol] = worth * CENTI_MILLI / equity5
    return dict(sorted(found.items(), key=lambda item: -float(item[1].mean())))
