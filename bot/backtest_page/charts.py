"""The charts of the page: equity, falls, weights, and the trades of each symbol on its candles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.backtest_page.markup import Html, join, tag
from bot.backtest_page.plot import Plot
from bot.backtest_paths import Span, protection, weights
from bot.backtest_story import Story
from bot.backtest_words import figures, fill_words
from bot.charts.candles import candles_of, grouped
from bot.charts.columns import aired, falls_of
from bot.charts.scales import Tick, date_ticks, percent_label, price_label, value_steps
from bot.locale.catalogue import Catalogue
from bot.short_won import short_won
from core.backtest.guards.path import Track, fills_of
from core.backtest.rules import CENTI_MILLI
from core.backtest.statistics import by_session
from core.domain.signal import Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_DATES: Final = 5
_PARTS: Final = 6
_MOST_CANDLES: Final = 400
_MOST_LEVELS: Final = 120
# A page of more candles than these symbols have takes a browser long to open.
MOST_SYMBOLS: Final = 40


def over_time(story: Story, words: Catalogue) -> Html:
    """Draw equity beside buy and hold, falls from the peak, and the weights of several symbols."""
    days, equity5 = by_session(story.study.result)
    equity, hold = np.array(equity5) / CENTI_MILLI, np.array(story.hold5) / CENTI_MILLI
    dates = date_ticks(days, _DATES)
    drawn = [_equity(equity, hold, dates, story, words), _falls(equity, dates, story, words)]
    if len(story.symbols) > 1:
        drawn.append(_weights(story, dates, words))
    return join(*drawn)


def trades_of_symbols(story: Story, words: Catalogue) -> Html:
    """Draw the candles of each symbol with its fills, the first one open."""
    traded = [t for t in story.study.tracks if fills_of(story.study.result, t.symbol)]
    shown = [
        tag(
            "details", tag("summary", story.called(track.symbol)), _trades(story, track, words),
            open="open" if number == 0 else None,
        )
        for number, track in enumerate(traded[:MOST_SYMBOLS])
    ]  # fmt: skip
    left = len(traded) - len(shown)
    more = [tag("p", words.t("page.more_symbols", count=left), class_="note")] if left > 0 else []
    return join(*shown, *more) if traded else tag("p", words.t("page.no_trades"))


def _equity(
    equity: Floats, hold: Floats, dates: list[Tick], story: Story, words: Catalogue
) -> Html:
    plot = _plot(len(equity), aired(np.concatenate([equity, hold])), 280, dates)
    steps = value_steps(*plot.values, 5)
    step = steps[1] - steps[0] if len(steps) > 1 else 0.0
    units = words.t("unit.compact")
    plot.rule([Tick(at, short_won(at, units, step=step)) for at in steps])
    plot.line(hold, "hold")
    plot.line(equity, "own")
    keys = (("own", words.t("chart.own")), ("hold", words.t("chart.hold")))
    return plot.html(words.t("chart.equity"), keys, told=_told(story, words, "change", "hold"))


def _falls(equity: Floats, dates: list[Tick], story: Story, words: Catalogue) -> Html:
    falls = falls_of(equity)
    plot = _plot(len(falls), (min(float(falls.min()), -0.01) * 1.1, 0.0), 140, dates)
    plot.rule(_ticks(plot, 3, percent_label))
    plot.area(falls, np.zeros(len(falls)), "fall")
    plot.line(falls, "fall")
    return plot.html(words.t("chart.falls"), told=_told(story, words, "fall", "below"))


def _weights(story: Story, dates: list[Tick], words: Catalogue) -> Html:
    found = weights(story)
    plot = _plot(len(story.study.days), (0.0, 1.0), 200, dates)
    plot.rule(_ticks(plot, 4, percent_label))
    keys: list[tuple[str, str]] = []
    below: Floats = np.zeros(len(story.study.days))
    rest = list(found)[_PARTS:]
    columns = [(story.called(symbol), found[symbol]) for symbol in list(found)[:_PARTS]]
    if rest:
        columns.append((words.t("chart.others"), np.sum([found[s] for s in rest], axis=0)))
    for number, (name, column) in enumerate(columns):
        plot.area(below, below + column, f"part{number}")
        keys.append((f"part{number}", name))
        below = below + column
    return plot.html(words.t("chart.parts"), keys, told=_told(story, words, "exposure"))


def _trades(story: Story, track: Track, words: Catalogue) -> Html:
    candles = candles_of(track.bars, track.first)
    groups = grouped(candles, _MOST_CANDLES)
    fills = fills_of(story.study.result, track.symbol)
    spans = protection(story, track)
    spans = spans if len(spans) <= _MOST_LEVELS else []
    scale = story.study.result.scale
    shown = [
        *groups.low,
        *groups.high,
        *(s.price for s in spans),
        *(f.price / scale for f in fills),
    ]
    plot = _plot(len(candles), aired(shown), 320, date_ticks(candles.clock, _DATES))
    plot.rule(_ticks(plot, 5, price_label))
    plot.columns(groups)
    plot.candles(groups)
    for span in spans:
        plot.level(span.first - track.first, span.last - track.first, span.price, span.kind)
    for fill in fills:
        kind = "buy" if fill.side is Side.BUY else "sell"
        plot.mark(fill.at - track.first, fill.price / scale, kind, fill_words(fill, scale, words))
    caption = words.t("chart.prices", span=words.t(f"chart.span.{groups.span}"))
    return plot.html(caption, _keys(spans, words), told=f"{story.called(track.symbol)}, {caption}")


def _keys(spans: list[Span], words: Catalogue) -> list[tuple[str, str]]:
    kinds = ["buy", "sell", *dict.fromkeys(span.kind for span in spans)]
    return [(kind, words.t(f"chart.{kind}")) for kind in kinds]


def _plot(count: int, values: tuple[float, float], height: int, dates: list[Tick]) -> Plot:
    air = 0.5 + count * 0.008
    plot = Plot((-air, count - 1 + air), values, height=height)
    plot.dates(dates)
    return plot


def _ticks(plot: Plot, most: int, label: Callable[[float], str]) -> list[Tick]:
    return [Tick(at, label(at)) for at in value_steps(*plot.values, most)]


def _told(story: Story, words: Catalogue, *keys: str) -> str:
    known = figures(story, words)
    return ", ".join(f"{known[key].label} {known[key].value}" for key in keys)
