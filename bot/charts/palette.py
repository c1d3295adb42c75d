"""The colours: up is red and down is blue, as on every Korean screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours. `parts` are for shares of a whole, the last one for all the others.

    `averages` are for the short and the long moving average.
    `buy` and `sell` are darker than `up` and `down`, so that a fill stands out of its candle.
    """

    paper: str
    card: str
    ink: str
    faint: str
    line: str
    up: str
    down: str
    buy: str
    sell: str
    own: str
    other: str
    stop: str
    take: str
    warning: str
    averages: tuple[str, ...]
    parts: tuple[str, ...]


LIGHT: Final = Theme(
    paper="#ffffff",
    card="#f3f5f8",
    ink="#1b1f27",
    faint="#667085",
    line="#e3e7ed",
    up="#e0423f",
    down="#2f6fdb",
    buy="#9c1410",
    sell="#0b3a94",
    own="#1b1f27",
    other="#98a2b3",
    stop="#7a5af8",
    take="#0f9d74",
    warning="#b54708",
    averages=("#e39b17", "#7b8794"),
    parts=("#3d5a80", "#ee8959", "#5fa777", "#c8ab37", "#8e6bb0", "#d2697f", "#b9c0ca"),
)
DARK: Final = Theme(
    paper="#12161d",
    card="#1b212b",
    ink="#e7ebf1",
    faint="#96a1b2",
    line="#2b3341",
    up="#ff6b66",
    down="#6aa2ff",
    buy="#ffc0bd",
    sell="#bcd5ff",
    own="#e7ebf1",
    other="#7d8797",
    stop="#a48afb",
    take="#3ccb9f",
    warning="#fdb022",
    averages=("#f5c04f", "#98a5b8"),
    parts=("#7ea3d4", "#f2a17c", "#7fc498", "#dcc35c", "#b193d1", "#e58fa2", "#667085"),
)


def signed(value: float, theme: Theme) -> str:
    """Give the colour of a gain, a loss, or neither."""
    if value == 0:
        return theme.ink
    return theme.up if value > 0 else theme.down
