"""One symbol's prices with what was done there: candles, averages, volume, fills and levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.charts.candles import Candles, grouped
from bot.charts.curves import draw_line
from bot.charts.layout import DATES, SMALL, caption, ticks_of
from bot.charts.prices import (
    Level,
    Mark,
    draw_candles,
    draw_fills,
    draw_levels,
    draw_volume,
    room,
)
from bot.charts.scales import date_ticks, price_label
from bot.charts.sheet import Box, Panel, Sheet
from bot.locale.catalogue import Catalogue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_CANDLES: Final = 240
_VOLUME: Final = 0.16  # of the height


class Average(NamedTuple):
    """A moving average in won; `first` is the bar its first value belongs to."""

    sessions: int
    first: int
    values: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What is drawn of one symbol; all places are indexes of `candles`."""

    candles: Candles
    marks: Sequence[Mark] = ()
    levels: Sequence[Level] = ()
    averages: Sequence[Average] = ()


def price_panels(
    sheet: Sheet, box: Box, shown: Prices, keys: Sequence[tuple[str, str]], words: Catalogue
) -> Panel:
    """Draw prices above and volume below; `keys` name the colours in the caption."""
    groups = grouped(shown.candles, _MOST_CANDLES)
    # Air at both ends, so that a fill on the last bar is seen whole.
    air = 0.5 + len(shown.candles) * 0.012
    bars, share = (-air, len(shown.candles) - 1 + air), box.height * _VOLUME
    dates = date_ticks(shown.candles.clock, DATES)
    above = box._replace(height=box.height - share - 8)
    panel = sheet.panel(above, bars, room(groups, shown.marks, shown.levels))
    caption(panel, words.t("chart.prices", span=words.t(f"chart.span.{groups.span}")), keys)
    panel.rule(ticks_of(panel, 5, price_label), SMALL)
    panel.dates(dates, SMALL, labels=False)
    draw_candles(panel, groups)
    for average, colour in zip(shown.averages, sheet.theme.averages, strict=False):
        draw_line(panel, average.values, colour, start=average.first)
    draw_levels(panel, shown.levels)
    draw_fills(panel, shown.marks)
    most = float(groups.volume.max(initial=1.0)) or 1.0
    volume = Box(box.left, box.bottom - share, box.width, share)
    below = sheet.panel(volume, bars, (0, most * 1.05))
    below.dates(dates, SMALL, labels=True)
    draw_volume(below, groups)
    return panel
