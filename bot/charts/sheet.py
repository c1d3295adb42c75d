"""A picture in the making: a sheet of pixels, and panels on it that share an axis of bars."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from bot.charts.fonts import drawable, letters
from bot.charts.palette import Theme
from bot.charts.scales import Tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

DOTS: Final = 100
POINTS: Final = 72 / DOTS  # of one pixel
# Quick to write and a tenth larger than the smallest; pictures are sent once.
_PNG: Final = {"compress_level": 1}
Align: TypeAlias = Literal["left", "center", "right"]


class Box(NamedTuple):
    """A place on a sheet in pixels from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Give the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Give the lower edge."""
        return self.top + self.height


class Sheet:
    """One picture. All places and sizes are pixels; nothing is kept between pictures."""

    def __init__(self, width: int, height: int, theme: Theme) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height, self.theme = width, height, theme
        size = (width / DOTS, height / DOTS)
        self.figure = Figure(figsize=size, dpi=DOTS, facecolor=theme.paper)
        self._canvas = FigureCanvasAgg(self.figure)

    def panel(self, box: Box, bars: tuple[float, float], values: tuple[float, float]) -> Panel:
        """Open a panel that shows these bars (as indexes) and these values."""
        return Panel(self, box, bars, values)

    def text(
        self,
        left: float,
        middle: float,
        text: str,
        size: int,
        *,
        colour: str = "",
        bold: bool = False,
        align: Align = "left",
    ) -> Text:
        """Write one line with its middle at a height."""
        return self.figure.text(
            left / self.width,
            1 - middle / self.height,
            drawable(text),
            color=colour or self.theme.ink,
            fontproperties=letters(size, bold=bold),
            horizontalalignment=align,
            verticalalignment="center",
            parse_math=False,
        )

    def fitted(
        self,
        left: float,
        middle: float,
        text: str,
        size: int,
        room: float,
        *,
        colour: str = "",
        bold: bool = False,
    ) -> Text:
        """Write one line that takes at most `room`: smaller down to two thirds, then cut off."""
        written = self.text(left, middle, text, size, colour=colour, bold=bold)
        wide = self.width_of(written)
        if wide <= room:
            return written
        smaller = max(size * 2 // 3, int(size * room / wide))
        written.set_fontproperties(letters(smaller, bold=bold))
        kept = written.get_text()
        while len(kept) > 1 and self.width_of(written) > room:
            kept = kept[:-1]
            written.set_text(f"{kept.rstrip()}…")
        return written

    def width_of(self, text: Text) -> float:
        """Give how wide a written line is."""
        return float(text.get_window_extent(self._canvas.get_renderer()).width)

    def card(self, box: Box) -> None:
        """Lay a soft ground under what follows."""
        from matplotlib.patches import FancyBboxPatch

        patch = FancyBboxPatch(
            (box.left, self.height - box.bottom), box.width, box.height,
            boxstyle="round,pad=0,rounding_size=14", linewidth=0,
            facecolor=self.theme.card, transform=None,
        )  # fmt: skip
        self.figure.add_artist(patch)

    def bar(self, box: Box, colour: str) -> None:
        """Fill a box with a colour."""
        from matplotlib.patches import Rectangle

        patch = Rectangle(
            (box.left, self.height - box.bottom), box.width, box.height,
            linewidth=0, facecolor=colour, transform=None,
        )  # fmt: skip
        self.figure.add_artist(patch)

    def png(self) -> bytes:
        """Draw the picture."""
        file = BytesIO()
        self._canvas.print_png(file, metadata={"Software": None}, pil_kwargs=_PNG)
        return file.getvalue()


class Panel:
    """A part of a sheet with an axis of bars and one of values; marks outside it are cut off."""

    def __init__(
        self, sheet: Sheet, box: Box, bars: tuple[float, float], values: tuple[float, float]
    ) -> None:
        self.sheet, self.box = sheet, box
        self.bars, self.values = bars, values
        self.axes: Axes = sheet.figure.add_axes(
            (
                box.left / sheet.width,
                1 - box.bottom / sheet.height,
                box.width / sheet.width,
                box.height / sheet.height,
            )
        )
        self.axes.set_axis_off()
        self.axes.set_xlim(*bars)
        self.axes.set_ylim(*values)

    @property
    def pixels_a_bar(self) -> float:
        """Give how wide one bar is."""
        return self.box.width / (self.bars[1] - self.bars[0])

    def left_of(self, bar: float) -> float:
        """Give where a bar lies on the sheet."""
        return self.box.left + (bar - self.bars[0]) * self.pixels_a_bar

    def top_of(self, value: float) -> float:
        """Give where a value lies on the sheet."""
        low, high = self.values
        return self.box.bottom - (value - low) / (high - low) * self.box.height

    def rule(self, ticks: Sequence[Tick], size: int) -> None:
        """Draw the lines of the values, with their labels to the right of the panel."""
        theme = self.sheet.theme
        self.lines([((self.bars[0], t.at), (self.bars[1], t.at)) for t in ticks], theme.line)
        for tick in ticks:
            left, middle = self.box.right + 10, self.top_of(tick.at)
            self.sheet.text(left, middle, tick.label, size, colour=theme.faint)

    def dates(self, ticks: Sequence[Tick], size: int, *, labels: bool) -> None:
        """Draw the lines of the dates, and their labels below the panel where wanted."""
        low, high = self.values
        self.lines([((t.at, low), (t.at, high)) for t in ticks], self.sheet.theme.line)
        for tick in ticks if labels else ():
            left, middle = self.left_of(tick.at), self.box.bottom + size
            faint = self.sheet.theme.faint
            self.sheet.text(left, middle, tick.label, size, colour=faint, align="center")

    def lines(
        self,
        segments: Sequence[tuple[tuple[float, float], tuple[float, float]]],
        colour: str,
        *,
        pixels: float = 1.5,
    ) -> None:
        """Draw straight lines behind everything else."""
        from matplotlib.collections import LineCollection

        if segments:
            drawn = LineCollection(segments, colors=colour, linewidths=pixels * POINTS, zorder=0.5)
            self.axes.add_collection(drawn, autolim=False)
