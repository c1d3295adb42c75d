"""What the picture of a backtest shows, taken from its story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bot.backtest_paths import protection, weights
from bot.backtest_story import Story
from bot.backtest_words import figures, headline, money_words, period_words, verdict_words
from bot.charts.backtest import BacktestView
from bot.charts.candles import candles_of
from bot.charts.layout import Figure
from bot.charts.prices import Level, Mark
from bot.locale.catalogue import Catalogue
from core.backtest.guards.path import Track, fills_of
from core.backtest.rules import CENTI_MILLI
from core.backtest.statistics import by_session
from core.domain.signal import Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STRIP: Final = ("change", "hold", "fall", "sharpe", "trades", "win_rate", "closed", "open")
# So many names fit beside each other on a phone, and one for all the others.
_PARTS: Final = 5
# Beyond so many the lines of stops and targets hide the candles.
_MOST_LEVELS: Final = 60


def view_of(story: Story, words: Catalogue) -> BacktestView:
    """Choose what fits on a phone: the candles of one symbol, or the weights of several."""
    days, equity5 = by_session(story.study.result)
    alone = story.study.tracks[0] if len(story.study.tracks) == 1 else None
    known = figures(story, words)
    return BacktestView(
        title=headline(story, words),
        subtitle=f"{period_words(story)} · {money_words(story, words)}",
        strip=[Figure(*known[key][1:]) for key in STRIP],
        days=days,
        equity=np.array(equity5) / CENTI_MILLI,
        hold=np.array(story.hold5) / CENTI_MILLI,
        candles=candles_of(alone.bars, alone.first) if alone else None,
        marks=marks_of(story, alone) if alone else (),
        levels=levels_of(story, alone) if alone else (),
        parts={} if alone else parts_of(story, words),
        footer=verdict_words(story, words),
    )


def marks_of(story: Story, track: Track) -> list[Mark]:
    """Give the fills of a symbol on the axis of the bars that may signal."""
    scale = story.study.result.scale
    return [
        Mark(fill.at - track.first, fill.price / scale, fill.side is Side.BUY)
        for fill in fills_of(story.study.result, track.symbol)
    ]


def levels_of(story: Story, track: Track) -> list[Level]:
    """Give the stops and targets of a symbol on the same axis; none where they are too many."""
    spans = protection(story, track)
    if len(spans) > _MOST_LEVELS:
        return []
    return [Level(s.first - track.first, s.last - track.first, s.price, s.kind) for s in spans]


def parts_of(story: Story, words: Catalogue) -> dict[str, Floats]:
    """Give the weights of the symbols that had most, and of the others together."""
    found = weights(story)
    largest = list(found)[:_PARTS]
    parts = {story.names.get(symbol, "") or symbol: found[symbol] for symbol in largest}
    rest = [column for symbol, column in found.items() if symbol not in largest]
    return {**parts, words.t("chart.others"): np.sum(rest, axis=0)} if rest else parts
