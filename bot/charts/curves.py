"""Lines over time on a panel: money, falls from a peak, and parts of a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from bot.charts.columns import MOST_POINTS, thinned
from bot.charts.sheet import POINTS, Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def draw_line(
    panel: Panel, values: Floats, colour: str, *, pixels: float = 3.0, start: int = 0
) -> None:
    """Draw one value a bar as a line, its peaks and troughs kept however many bars there are.

    The first value belongs to the bar `start`.
    """
    from matplotlib.lines import Line2D

    at = thinned(values)
    width = pixels * POINTS
    panel.axes.add_line(Line2D(start + at, values[at], color=colour, linewidth=width, zorder=3))


def draw_fall(panel: Panel, falls: Floats) -> None:
    """Draw falls from a peak (0 or below) as an area under the zero line."""
    at = thinned(falls)
    theme = panel.sheet.theme
    _area(panel, at, np.zeros(len(at)), falls[at], theme.down, alpha=0.35)
    draw_line(panel, falls, theme.down, pixels=2.0)


def draw_parts(panel: Panel, parts: Mapping[str, Floats]) -> None:
    """Stack parts of a whole (0 to 1) upon each other, the first at the bottom."""
    if not parts:
        return
    colours = panel.sheet.theme.parts
    every = -(-len(next(iter(parts.values()))) // MOST_POINTS)
    below: Floats | float = 0.0
    for number, column in enumerate(parts.values()):
        top = below + column
        at = np.arange(0, len(column), every)
        low = np.broadcast_to(np.asarray(below, dtype=np.float64), column.shape)[at]
        _area(panel, at, low, top[at], colours[min(number, len(colours) - 1)])
        below = top


def _area(
    panel: Panel,
    at: NDArray[np.int64],
    low: Floats,
    high: Floats,
    colour: str,
    *,
    alpha: float = 1.0,
) -> None:
    from matplotlib.collections import PolyCollection

    around = np.concatenate([np.column_stack([at, high]), np.column_stack([at, low])[::-1]])
    drawn = PolyCollection([around], facecolors=colour, linewidths=0, alpha=alpha, zorder=2)
    panel.axes.add_collection(drawn, autolim=False)
