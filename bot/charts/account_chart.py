"""The picture of an account: its money and falls over sessions, and the weights of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.charts.layout import (
    GAP,
    LEFT,
    NORMAL,
    RIGHT,
    SMALL,
    WIDE_GAP,
    WIDTH,
    Figure,
    Line,
    falls_panel,
    heading,
    heading_height,
    money_panel,
    shade,
)
from bot.charts.palette import LIGHT, Theme
from bot.charts.sheet import Box, Sheet
from bot.locale.catalogue import Catalogue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MONEY, _FALLS, _ROW, _BAR = 340, 160, 58, 30
_NAMES: Final = 300
_FIGURES: Final = 250


class Part(NamedTuple):
    """A part of the account: its name, 0 to 1 of the whole, and what stands beside its bar."""

    name: str
    weight: float
    text: str
    cash: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class AccountView:
    """What the picture shows; texts are in the reader's language, money in won.

    `days`, `equity` and `index` (an index, as the same money in it) have one entry a session;
    without days only the weights are drawn. Sessions from `first` on are what it speaks of.
    `levels` is the equity as if no money had been paid in or taken out; falls are drawn of it.
    """

    title: str
    subtitle: str
    strip: Sequence[Figure]
    days: Sequence[date] = ()
    equity: Floats | None = None
    index: Floats | None = None
    index_name: str = ""
    first: int = 0
    parts: Sequence[Part] = ()
    footer: str = ""
    levels: Floats | None = None


def account_sheet(view: AccountView, words: Catalogue, theme: Theme = LIGHT) -> Sheet:
    """Lay the picture out: heading, figures, money, falls, weights."""
    top = heading_height(view.strip) + GAP
    below = WIDE_GAP if view.parts else 40
    over_time = (_MONEY + GAP + _FALLS + below) if view.equity is not None else 0
    weights = len(view.parts) * _ROW
    height = top + over_time + weights + 24 + 48 * bool(view.footer)
    sheet = Sheet(WIDTH, height, theme)
    heading(sheet, view.title, view.subtitle, view.strip)
    if view.equity is not None:
        _over_time(sheet, top, view, view.equity, words)
    if view.parts:
        _weights(sheet, top + over_time, view.parts, words)
    if view.footer:
        room = WIDTH - 2 * LEFT
        sheet.fitted(LEFT, height - 40, view.footer, SMALL, room, colour=theme.faint)
    return sheet


def _over_time(
    sheet: Sheet, top: float, view: AccountView, equity: Floats, words: Catalogue
) -> None:
    lines = [Line(words.t("chart.account"), equity, sheet.theme.own)]
    if view.index is not None:
        lines.append(Line(view.index_name, view.index, sheet.theme.other))
    place = Box(LEFT, top, WIDTH - LEFT - RIGHT, _MONEY)
    panels = [money_panel(sheet, place, view.days, lines, words)]
    place = place._replace(top=place.bottom + GAP, height=_FALLS)
    earned = equity if view.levels is None else view.levels
    panels.append(falls_panel(sheet, place, view.days, earned, words))
    for panel in panels if view.first else ():
        shade(panel, view.first - 0.5, len(view.days) - 0.5)


def _weights(sheet: Sheet, top: float, parts: Sequence[Part], words: Catalogue) -> None:
    theme = sheet.theme
    sheet.text(LEFT, top - 28, words.t("chart.weights"), NORMAL, bold=True)
    left, room = LEFT + _NAMES, WIDTH - 2 * LEFT - _NAMES - _FIGURES
    longest = max([part.weight for part in parts] + [1e-9])
    for number, part in enumerate(parts):
        middle = top + number * _ROW + _ROW / 2
        sheet.fitted(LEFT, middle, part.name, SMALL, _NAMES - 20)
        colour = theme.parts[-1 if part.cash else number % (len(theme.parts) - 1)]
        wide = max(3.0, room * max(part.weight, 0.0) / longest)
        sheet.bar(Box(left, middle - _BAR / 2, wide, _BAR), colour)
        sheet.fitted(left + wide + 14, middle, part.text, SMALL, _FIGURES - 14)
