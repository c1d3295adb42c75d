"""Prices on a panel: candles, volume, fills on their bars, and levels such as stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from bot.charts.candles import Groups
from bot.charts.columns import aired
from bot.charts.sheet import POINTS, Panel

if TYPE_CHECKING:
    from matplotlib.path import Path
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_BODY: Final = 0.72  # of a candle's room


class Mark(NamedTuple):
    """A fill: the bar as an index on the axis, the price in won, and which way."""

    at: float
    price: float
    buys: bool


class Level(NamedTuple):
    """A price in won that held from one bar to another; `kind` is a colour of the theme."""

    first: float
    last: float
    price: float
    kind: str


def room(
    groups: Groups, marks: Sequence[Mark] = (), levels: Sequence[Level] = ()
) -> tuple[float, float]:
    """Give the range of values that shows everything, with a little air; (0, 1) for nothing."""
    shown = [*groups.low, *groups.high, *(m.price for m in marks), *(v.price for v in levels)]
    return aired(shown)


def draw_candles(panel: Panel, groups: Groups) -> None:
    """Draw candles: red where the close is not below the open, blue below it."""
    from matplotlib.collections import LineCollection

    theme, middle = panel.sheet.theme, groups.middle
    rose = groups.close >= groups.open
    wicks = max(1.0, min(2.5, panel.pixels_a_bar * float(np.median(groups.width)) * 0.15))
    half = groups.width * _BODY / 2
    # A day without movement would have no body at all.
    least = (panel.values[1] - panel.values[0]) / panel.box.height * 1.5
    low = np.minimum(groups.open, groups.close)
    high = np.maximum(np.maximum(groups.open, groups.close), low + least)
    for chosen, colour in ((rose, theme.up), (~rose, theme.down)):
        ends = _corners((middle, groups.low), (middle, groups.high))[chosen]
        drawn = LineCollection(list(ends), colors=colour, linewidths=wicks * POINTS, zorder=2)
        panel.axes.add_collection(drawn, autolim=False)
        _boxes(panel, (middle - half, middle + half, low, high), chosen, colour)


def draw_volume(panel: Panel, groups: Groups) -> None:
    """Draw the shares traded as columns, in the colours of their candles."""
    theme, middle = panel.sheet.theme, groups.middle
    half, rose = groups.width * _BODY / 2, groups.close >= groups.open
    edges = (middle - half, middle + half, np.zeros(len(middle)), groups.volume)
    _boxes(panel, edges, rose, theme.up, alpha=0.45)
    _boxes(panel, edges, ~rose, theme.down, alpha=0.45)


def draw_fills(panel: Panel, marks: Sequence[Mark]) -> None:
    """Mark fills: a triangle whose tip lies on the bar and the price; smaller where many are.

    A purchase points up at its price from below, a sale down from above.
    """
    from matplotlib.lines import Line2D

    theme = panel.sheet.theme
    pixels = 17.0 if len(marks) <= 60 else 13.0 if len(marks) <= 200 else 10.0
    kinds = ((True, theme.buy, _triangle(-1)), (False, theme.sell, _triangle(1)))
    for buys, colour, shape in kinds:
        chosen = [mark for mark in marks if mark.buys is buys]
        drawn = Line2D(
            [mark.at for mark in chosen],
            [mark.price for mark in chosen],
            linestyle="",
            marker=shape,
            # The shape's height is half of a marker's size.
            markersize=2 * pixels * POINTS,
            markerfacecolor=colour,
            markeredgecolor=theme.paper,
            markeredgewidth=1.5 * POINTS,
            zorder=4,
            label="buy" if buys else "sell",
        )
        panel.axes.add_line(drawn)


def draw_levels(panel: Panel, levels: Sequence[Level]) -> None:
    """Draw levels as dashed lines over the bars for which they held."""
    from matplotlib.collections import LineCollection

    for kind in dict.fromkeys(level.kind for level in levels):
        ends = [((v.first, v.price), (v.last, v.price)) for v in levels if v.kind == kind]
        colour = getattr(panel.sheet.theme, kind)
        drawn = LineCollection(
            ends, colors=colour, linewidths=2 * POINTS, linestyles="dashed", zorder=3, label=kind
        )
        panel.axes.add_collection(drawn, autolim=False)


def _triangle(height: int) -> Path:
    from matplotlib.path import Path

    return Path([(0, 0), (-0.62, height), (0.62, height), (0, 0)], closed=True)


def _boxes(
    panel: Panel,
    edges: tuple[Floats, Floats, Floats, Floats],
    chosen: NDArray[np.bool_],
    colour: str,
    *,
    alpha: float = 1.0,
) -> None:
    from matplotlib.collections import PolyCollection

    left, right, low, high = (edge[chosen] for edge in edges)
    corners = _corners((left, low), (right, low), (right, high), (left, high))
    drawn = PolyCollection(list(corners), facecolors=colour, linewidths=0, alpha=alpha, zorder=2.5)
    panel.axes.add_collection(drawn, autolim=False)


def _corners(*points: tuple[Floats, Floats]) -> Floats:
    """Give one row of points an item."""
    return np.stack([np.column_stack(point) for point in points], axis=1)
