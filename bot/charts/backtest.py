"""The picture of a backtest for a chat: read on a phone, so few things and large letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bot.charts.candles import Candles
from bot.charts.curves import draw_parts
from bot.charts.layout import (
    GAP,
    LEFT,
    RIGHT,
    SMALL,
    WIDE_GAP,
    WIDTH,
    Figure,
    Line,
    caption,
    falls_panel,
    heading,
    heading_height,
    money_panel,
    over_days,
    ticks_of,
)
from bot.charts.palette import LIGHT, Theme
from bot.charts.price_panel import Prices, price_panels
from bot.charts.prices import Level, Mark
from bot.charts.scales import percent_label
from bot.charts.sheet import Box, Sheet
from bot.locale.catalogue import Catalogue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class BacktestView:
    """What the picture shows. Money is won; all texts are in the reader's language.

    `days`, `equity` and `hold` (the same money in buy and hold) have one entry a session. With
    `candles` the upper panel shows one symbol with `marks` and `levels` on the axis of its
    bars; without, the `parts` of the equity (0 to 1, one a session) that each symbol had.
    """

    title: str
    subtitle: str
    strip: Sequence[Figure]
    days: Sequence[date]
    equity: Floats
    hold: Floats | None = None
    candles: Candles | None = None
    marks: Sequence[Mark] = ()
    levels: Sequence[Level] = ()
    parts: Mapping[str, Floats] = field(default_factory=dict)
    footer: str = ""


def backtest_picture(view: BacktestView, words: Catalogue, theme: Theme = LIGHT) -> bytes:
    """Draw the picture as PNG."""
    return backtest_sheet(view, words, theme).png()


def backtest_sheet(view: BacktestView, words: Catalogue, theme: Theme = LIGHT) -> Sheet:
    """Lay the picture out: heading, figures, prices or parts, equity, falls."""
    top = heading_height(view.strip)
    upper = 460 if view.candles is not None else 300
    height = top + GAP + upper + WIDE_GAP + 300 + GAP + 150 + 64 + 48 * bool(view.footer)
    sheet = Sheet(WIDTH, height, theme)
    heading(sheet, view.title, view.subtitle, view.strip)
    place = Box(LEFT, top + GAP, WIDTH - LEFT - RIGHT, upper)
    if view.candles is not None:
        _prices(sheet, place, view, words)
    else:
        _parts(sheet, place, view, words)
    place = place._replace(top=place.bottom + WIDE_GAP, height=300)
    _equity(sheet, place, view, words)
    place = place._replace(top=place.bottom + GAP, height=150)
    falls_panel(sheet, place, view.days, view.equity, words)
    if view.footer:
        room = WIDTH - 2 * LEFT
        sheet.fitted(LEFT, height - 40, view.footer, SMALL, room, colour=theme.faint)
    return sheet


def _prices(sheet: Sheet, box: Box, view: BacktestView, words: Catalogue) -> None:
    if view.candles is None:
        raise ValueError("a sheet of prices needs candles")
    keys = [(words.t("chart.buy"), sheet.theme.buy), (words.t("chart.sell"), sheet.theme.sell)]
    shown = Prices(view.candles, view.marks, view.levels)
    price_panels(sheet, box, shown, keys, words)


def _parts(sheet: Sheet, box: Box, view: BacktestView, words: Catalogue) -> None:
    panel = over_days(sheet, box, view.days, (0.0, 1.0), labels=True)
    colours = sheet.theme.parts
    keys = [
        (name, colours[min(number, len(colours) - 1)]) for number, name in enumerate(view.parts)
    ]
    caption(panel, words.t("chart.parts"), keys)
    panel.rule(ticks_of(panel, 4, percent_label), SMALL)
    draw_parts(panel, view.parts)


def _equity(sheet: Sheet, box: Box, view: BacktestView, words: Catalogue) -> None:
    theme = sheet.theme
    lines = [Line(words.t("chart.own"), view.equity, theme.own)]
    if view.hold is not None:
        lines.append(Line(words.t("chart.hold"), view.hold, theme.other))
    money_panel(sheet, box, view.days, lines, words)
