"""What all pictures share: a heading, a strip of figures, captions with their colours, money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from bot.charts.columns import aired, falls_of
from bot.charts.curves import draw_fall, draw_line
from bot.charts.palette import signed
from bot.charts.scales import Tick, date_ticks, percent_label, value_steps
from bot.charts.sheet import Box, Panel, Sheet
from bot.locale.catalogue import Catalogue
from bot.short_won import short_won

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WIDTH: Final = 1_080
LEFT, RIGHT = 36, 148
# Above a panel there is room for its caption, and for the dates of the one before.
GAP, WIDE_GAP = 74, 112
SMALL, NORMAL, LARGE, TITLE = 25, 28, 38, 42
_CELL: Final = 112  # height of a row of figures
_BETWEEN: Final = 12
_A_ROW: Final = 4
DATES: Final = 6


class Figure(NamedTuple):
    """One figure of the strip; `tone` colours it: above 0 a gain, below a loss, 0 neither."""

    label: str
    value: str
    tone: float = 0.0


def heading_height(strip: Sequence[Figure]) -> int:
    """Give how much of a sheet its heading takes."""
    rows = -(-len(strip) // _A_ROW)
    return 168 + rows * (_CELL + _BETWEEN) - (0 if rows else 14)


def heading(sheet: Sheet, title: str, subtitle: str, strip: Sequence[Figure]) -> None:
    """Write the title, the line under it, and the figures, four a row."""
    room: float = WIDTH - 2 * LEFT
    sheet.fitted(LEFT, 56, title, TITLE, room, bold=True)
    sheet.fitted(LEFT, 112, subtitle, SMALL, room, colour=sheet.theme.faint)
    width = (WIDTH - 2 * LEFT - (_A_ROW - 1) * _BETWEEN) / _A_ROW
    for number, figure in enumerate(strip):
        row, column = divmod(number, _A_ROW)
        left, top = LEFT + column * (width + _BETWEEN), 152 + row * (_CELL + _BETWEEN)
        sheet.card(Box(left, top, width, _CELL))
        faint = sheet.theme.faint
        room = width - 40
        sheet.fitted(left + 20, top + 34, figure.label, SMALL, room, colour=faint)
        colour = signed(figure.tone, sheet.theme)
        sheet.fitted(left + 20, top + 78, figure.value, LARGE, room, colour=colour, bold=True)


def caption(panel: Panel, text: str, keys: Sequence[tuple[str, str]]) -> None:
    """Write what a panel shows above it, and the names of its colours behind that."""
    sheet, middle = panel.sheet, panel.box.top - 28
    written = sheet.text(panel.box.left, middle, text, NORMAL, bold=True)
    left = panel.box.left + sheet.width_of(written) + 28
    for name, colour in keys:
        sheet.text(left, middle, "■", SMALL, colour=colour)
        named = sheet.text(left + 30, middle, name, SMALL, colour=sheet.theme.faint)
        left += 30 + sheet.width_of(named) + 22
        if left > WIDTH - LEFT:
            # No room for this name; the dots say that there are more.
            named.set_text("…")
            break


def ticks_of(panel: Panel, most: int, label: Callable[[float], str]) -> list[Tick]:
    """Give round values of a panel with their labels."""
    return [Tick(at, label(at)) for at in value_steps(*panel.values, most)]


def over_days(
    sheet: Sheet, box: Box, days: Sequence[date], values: tuple[float, float], *, labels: bool
) -> Panel:
    """Open a panel with one place a session, and its dates."""
    air = 0.5 + len(days) * 0.012
    panel = sheet.panel(box, (-air, len(days) - 1 + air), values)
    panel.dates(date_ticks(days, DATES), SMALL, labels=labels)
    return panel


class Line(NamedTuple):
    """A line of money over sessions: its name, its values in won, and its colour."""

    name: str
    values: Floats
    colour: str


def money_panel(
    sheet: Sheet, box: Box, days: Sequence[date], lines: Sequence[Line], words: Catalogue
) -> Panel:
    """Draw money over sessions; the first line is the one that matters and lies on top."""
    panel = over_days(
        sheet, box, days, aired(np.concatenate([line.values for line in lines])), labels=False
    )
    units = words.t("unit.compact")
    caption(panel, words.t("chart.equity"), [(line.name, line.colour) for line in lines])
    steps = value_steps(*panel.values, 4)
    step = steps[1] - steps[0] if len(steps) > 1 else 0.0
    panel.rule([Tick(at, short_won(at, units, step=step)) for at in steps], SMALL)
    for line in lines[:0:-1]:
        draw_line(panel, line.values, line.colour, pixels=2.5)
    draw_line(panel, lines[0].values, lines[0].colour, pixels=4)
    return panel


def falls_panel(
    sheet: Sheet, box: Box, days: Sequence[date], equity: Floats, words: Catalogue
) -> Panel:
    """Draw how far below its peak so far the money was."""
    falls = falls_of(equity)
    deepest = min(float(falls.min(initial=0.0)), -0.01)
    panel = over_days(sheet, box, days, (deepest * 1.1, 0.0), labels=True)
    caption(panel, words.t("chart.falls"), [])
    panel.rule(ticks_of(panel, 3, percent_label), SMALL)
    draw_fall(panel, falls)
    return panel


def shade(panel: Panel, first: float, last: float) -> None:
    """Lay a soft ground under some bars of a panel."""
    from matplotlib.collections import PolyCollection

    low, high = panel.values
    around = [(first, low), (last, low), (last, high), (first, high)]
    drawn = PolyCollection([around], facecolors=panel.sheet.theme.card, linewidths=0, zorder=0.2)
    panel.axes.add_collection(drawn, autolim=False)
