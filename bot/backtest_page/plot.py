"""Charts as inline SVG: lines stretch with the page, while labels and marks keep their size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from bot.backtest_page.markup import Html, join, tag
from bot.charts.candles import Groups
from bot.charts.columns import thinned
from bot.charts.scales import Tick

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WIDTH: Final = 1_000
_BODY: Final = 0.72


class Plot:
    """One chart: `bars` and `values` are the ends of its axes, `height` its pixels.

    Paths lie in an SVG that is stretched to the width of the page, marks and labels above it
    at parts of that width, so that letters are as large on a phone as anywhere.
    """

    def __init__(
        self, bars: tuple[float, float], values: tuple[float, float], *, height: int
    ) -> None:
        self.bars, self.values, self.height = bars, values, height
        self._paths: list[Html] = []
        self._above: list[Html] = []

    def across(self, bar: float) -> float:
        """Give a bar's place in thousandths of the width."""
        first, last = self.bars
        return (bar - first) / (last - first) * WIDTH

    def down(self, value: float) -> float:
        """Give a value's place in pixels from the top."""
        low, high = self.values
        return (high - value) / (high - low) * self.height

    def rule(self, ticks: Sequence[Tick]) -> None:
        """Draw the lines of the values with their labels."""
        self._path("grid", (f"M0 {_n(self.down(tick.at))}H{WIDTH}" for tick in ticks))
        self._above += [
            tag("span", tick.label, class_="y", style=f"top:{self._top(tick.at)}") for tick in ticks
        ]

    def dates(self, ticks: Sequence[Tick]) -> None:
        """Draw the lines of the dates with their labels."""
        self._path("grid", (f"M{_n(self.across(t.at))} 0V{self.height}" for t in ticks))
        self._above += [
            tag("span", tick.label, class_="x", style=f"left:{self._left(tick.at)}")
            for tick in ticks
        ]

    def line(self, values: Floats, kind: str) -> None:
        """Draw one value a bar as a line."""
        self._path(f"line {kind}", ["M" + "L".join(self._points(values, thinned(values)))])

    def area(self, low: Floats, high: Floats, kind: str) -> None:
        """Fill what lies between two lines."""
        at = thinned(high)
        around = [*self._points(high, at), *reversed(self._points(low, at))]
        self._path(f"area {kind}", ["M" + "L".join(around) + "Z"])

    def candles(self, groups: Groups) -> None:
        """Draw candles: red where the close is not below the open, blue below it."""
        for kind, chosen in (
            ("up", groups.close >= groups.open),
            ("down", groups.close < groups.open),
        ):
            at = chosen.nonzero()[0].tolist()
            wicks = (
                f"M{_n(self.across(groups.middle[i]))} {_n(self.down(groups.high[i]))}"
                f"V{_n(self.down(groups.low[i]))}"
                for i in at
            )
            self._path(f"wick {kind}", wicks)
            self._path(f"area {kind}", (self._body(groups, i) for i in at))

    def columns(self, groups: Groups) -> None:
        """Draw the volume at the foot of the chart, a fifth of it high."""
        most = float(groups.volume.max(initial=0.0)) or 1.0
        size = self.height / 5 / most
        for kind, chosen in (
            ("up", groups.close >= groups.open),
            ("down", groups.close < groups.open),
        ):
            boxes = (
                self._box(groups, i, self.height - groups.volume[i] * size, self.height)
                for i in chosen.nonzero()[0].tolist()
            )
            self._path(f"volume {kind}", boxes)

    def level(self, first: float, last: float, value: float, kind: str) -> None:
        """Draw a level from one bar to another."""
        y = _n(self.down(value))
        self._path(f"level {kind}", [f"M{_n(self.across(first))} {y}H{_n(self.across(last))}"])

    def mark(self, bar: float, value: float, kind: str, told: str) -> None:
        """Mark a place; what it is shows when it is pointed at."""
        where = f"left:{self._left(bar)};top:{self._top(value)}"
        self._above.append(tag("i", class_=kind, style=where, title=told))

    def html(self, caption: str, keys: Iterable[tuple[str, str]] = (), *, told: str) -> Html:
        """Give the figure; `keys` are kinds with their names, `told` what it shows in words."""
        drawn = tag(
            "svg", *self._paths, viewBox=f"0 0 {WIDTH} {self.height}", preserveAspectRatio="none",
            role="img", aria_label=told,
        )  # fmt: skip
        plot = tag("div", drawn, *self._above, class_="plot", style=f"height:{self.height}px")
        named = [tag("span", name, class_=f"key {kind}") for kind, name in keys]
        return tag("figure", tag("figcaption", tag("b", caption), *named), plot)

    def _body(self, groups: Groups, at: int) -> str:
        top = self.down(max(groups.open[at], groups.close[at]))
        foot = self.down(min(groups.open[at], groups.close[at]))
        return self._box(groups, at, top, max(foot, top + 1))

    def _box(self, groups: Groups, at: int, top: float, foot: float) -> str:
        half = groups.width[at] * _BODY / 2
        left, right = self.across(groups.middle[at] - half), self.across(groups.middle[at] + half)
        return f"M{_n(left)} {_n(top)}H{_n(right)}V{_n(foot)}H{_n(left)}Z"

    def _points(self, values: Floats, at: NDArray[np.int64]) -> list[str]:
        return [
            f"{_n(self.across(bar))} {_n(self.down(value))}"
            for bar, value in zip(at.tolist(), values[at].tolist(), strict=True)
        ]

    def _path(self, kind: str, parts: Iterable[str]) -> None:
        drawn = "".join(parts)
        if drawn:
            self._paths.append(tag("path", d=drawn, class_=kind))

    def _left(self, bar: float) -> str:
        return f"{self.across(bar) / WIDTH * 100:.3f}%"

    def _top(self, value: float) -> str:
        return f"{self.down(value) / self.height * 100:.3f}%"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def titled(name: str, *inside: str) -> Html:
    """Make a section under a heading."""
    return tag("section", tag("h2", name), join(*inside))
