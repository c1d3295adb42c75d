"""The picture of one symbol for a chat: its prices, what was done there, stop and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.charts.layout import GAP, LEFT, RIGHT, SMALL, WIDTH, Figure, heading, heading_height
from bot.charts.palette import LIGHT, Theme
from bot.charts.price_panel import Prices, price_panels
from bot.charts.sheet import Box, Sheet
from bot.locale.catalogue import Catalogue

_HEIGHT: Final = 620


@dataclass(frozen=True, slots=True, eq=False)
class PriceView:
    """What the picture shows; all texts are in the reader's language."""

    title: str
    subtitle: str
    strip: Sequence[Figure]
    shown: Prices
    footer: str = ""


def price_sheet(view: PriceView, words: Catalogue, theme: Theme = LIGHT) -> Sheet:
    """Lay the picture out: heading, figures, prices with volume below."""
    top = heading_height(view.strip) + GAP
    height = top + _HEIGHT + 64 + 48 * bool(view.footer)
    sheet = Sheet(WIDTH, height, theme)
    heading(sheet, view.title, view.subtitle, view.strip)
    place = Box(LEFT, top, WIDTH - LEFT - RIGHT, _HEIGHT)
    price_panels(sheet, place, view.shown, _keys(view.shown, words, theme), words)
    if view.footer:
        room = WIDTH - 2 * LEFT
        sheet.fitted(LEFT, height - 40, view.footer, SMALL, room, colour=theme.faint)
    return sheet


def _keys(shown: Prices, words: Catalogue, theme: Theme) -> list[tuple[str, str]]:
    """Name the colours that are there; stop and target with their price while they hold."""
    keys = [
        (words.t("chart.average", sessions=average.sessions), colour)
        for average, colour in zip(shown.averages, theme.averages, strict=False)
    ]
    sides = (("buy", True, theme.buy), ("sell", False, theme.sell))
    for name, buys, colour in sides:
        if any(mark.buys is buys for mark in shown.marks):
            keys.append((words.t(f"chart.{name}"), colour))
    newest = {level.kind: level for level in sorted(shown.levels, key=lambda v: v.last)}
    for kind, level in newest.items():
        now = f" {level.price:,.0f}" if level.last == len(shown.candles) - 1 else ""
        keys.append((f"{words.t(f'chart.{kind}')}{now}", getattr(theme, kind)))
    return keys
