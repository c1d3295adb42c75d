"""The tables of the page: months, costs by year, trades, what is still held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.backtest_costs import YearCosts, costs_by_year
from bot.backtest_page.markup import Html, join, tag
from bot.backtest_story import Story
from bot.backtest_words import percent, reason_words
from bot.locale.catalogue import Catalogue
from core.backtest.result import Open, Trade
from core.backtest.rules import CENTI_MILLI, gross5
from core.domain.calendar import Calendar

# The newest are shown: a browser takes long over very long tables.
MOST_TRADES: Final = 2_000


def table(heads: Sequence[str], rows: Sequence[Html], *, class_: str | None = None) -> Html:
    """Make a table that scrolls sideways where it has no room; a head may be a cell already."""
    cells = (h if h.startswith("<th") else tag("th", h) for h in heads)
    head = tag("thead", tag("tr", *cells))
    return tag("div", tag("table", head, tag("tbody", *rows), class_=class_), class_="wide")


def row(*cells: str, class_: str | None = None) -> Html:
    """Make a row; what is no cell yet becomes one."""
    return tag("tr", *(c if c.startswith("<td") else tag("td", c) for c in cells), class_=class_)


def toned(text: str, value: float) -> Html:
    """Make a cell in the colour of a gain or a loss."""
    return tag("td", text, class_="gain" if value > 0 else "loss" if value < 0 else None)


def months(story: Story, words: Catalogue) -> Html:
    """Show the return of each month, and of each year as its months make it."""
    by_year: dict[int, dict[int, float]] = {}
    for month in story.statistics.months:
        by_year.setdefault(month.year, {})[month.month] = month.change
    heads = ["", *(words.t("page.month", month=n) for n in range(1, 13)), words.t("page.year")]
    rows = []
    for year, changes in sorted(by_year.items(), reverse=True):
        whole = 1.0
        for change in changes.values():
            whole *= 1 + change
        cells = [_change(changes.get(n)) for n in range(1, 13)]
        rows.append(row(str(year), *cells, toned(percent(whole - 1, sign=True), whole - 1)))
    return table(heads, rows, class_="months")


def costs(story: Story, calendar: Calendar, words: Catalogue) -> Html:
    """Show what each year paid, the sale tax in its parts where the run took the law's."""
    years = costs_by_year(story, calendar)
    if not years:
        return tag("p", words.t("page.no_trades"))
    parted = any(year.securities5 or year.rural5 for year in years)
    names = ["year", "sold", "fee", *(["securities", "rural"] if parted else []), "tax", "both"]
    rows = [row(*_year(year, str(year.year), parted, words)) for year in years]
    whole = YearCosts(0, *(sum(column) for column in list(zip(*years, strict=True))[1:]))
    rows.append(row(*_year(whole, words.t("page.sum"), parted, words), class_="sum"))
    return table([words.t(f"page.costs.{name}") for name in names], rows)


def trades(story: Story, words: Catalogue) -> Html:
    """Show the closed trades, the newest first."""
    made = story.study.trades
    if not made:
        return tag("p", words.t("page.no_trades"))
    names = ("symbol", "opened", "closed", "qty", "entry", "exit", "costs", "pnl", "change", "why")
    rows = [_trade(story, trade, words) for trade in reversed(made[-MOST_TRADES:])]
    left = len(made) - MOST_TRADES
    more = [tag("p", words.t("page.more_trades", count=left), class_="note")] if left > 0 else []
    return join(table([words.t(f"page.trades.{name}") for name in names], rows), *more)


def still_held(story: Story, words: Catalogue) -> Html:
    """Show what was held at the end at its last close, its profit apart from the closed."""
    held = story.study.result.open
    if not held:
        return tag("p", words.t("page.nothing_held"))
    names = ("symbol", "opened", "qty", "average", "last", "pnl")
    rows = [_open(story, position, words) for position in held]
    return table([words.t(f"page.trades.{name}") for name in names], rows)


def _change(change: float | None) -> Html:
    return tag("td") if change is None else toned(percent(change, sign=True, digits=1), change)


def _year(year: YearCosts, name: str, parted: bool, words: Catalogue) -> list[str]:
    parts = [year.securities5, year.rural5] if parted else []
    amounts = (year.sold5, year.fee5, *parts, year.tax5, year.fee5 + year.tax5)
    return [name, *(_won(amount, words) for amount in amounts)]


def _trade(story: Story, trade: Trade, words: Catalogue) -> Html:
    change = trade.pnl5 / trade.entry5 if trade.entry5 else 0.0
    qty = f"-{trade.qty:,}" if trade.short else f"{trade.qty:,}"
    return row(
        story.called(trade.symbol),
        str(trade.opened_on),
        str(trade.closed_on),
        qty,
        _won(trade.entry5, words),
        _won(trade.exit5, words),
        _won(trade.fee5 + trade.tax5, words),
        toned(_won(trade.pnl5, words, sign=True), trade.pnl5),
        toned(percent(change, sign=True), change),
        reason_words(trade.reason, words),
    )


def _open(story: Story, position: Open, words: Catalogue) -> Html:
    result = story.study.result
    multiplier = result.multiplier.get(position.symbol, 1)
    average = position.cost / position.bought
    worth5 = gross5(position.last, position.shares, result.scale, multiplier)
    cost5 = round(average * position.shares * multiplier * CENTI_MILLI / result.scale)
    return row(
        story.called(position.symbol),
        str(position.opened_on),
        f"{position.shares:,}",
        f"{average / result.scale:,.1f}",
        f"{position.last / result.scale:,.0f}",
        toned(_won(worth5 - cost5, words, sign=True), worth5 - cost5),
    )


def _won(amount5: int, words: Catalogue, *, sign: bool = False) -> str:
    return words.won(round(amount5 / CENTI_MILLI), sign=sign)
