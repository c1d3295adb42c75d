"""The figures of a backtest in words, the same on every face."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bot.backtest_story import Story
from bot.locale.catalogue import Catalogue
from bot.short_won import short_won
from core.backtest.guards.finding import Verdict
from core.backtest.result import Fill
from core.backtest.rules import CENTI_MILLI
from core.backtest.settings import Backtest
from core.domain.instrument import Market
from core.strategies.base import Strategy


class Shown(NamedTuple):
    """A figure: its key, label and text; `tone` is above 0 for a gain, below for a loss."""

    key: str
    label: str
    value: str
    tone: float = 0.0


def figures(story: Story, words: Catalogue) -> dict[str, Shown]:
    """Write every figure of a run; what is not defined shows a dash."""
    known, costs5 = story.statistics, story.statistics.fee5 + story.statistics.tax5
    rows = (
        ("change", percent(known.change, sign=True), known.change),
        ("growth", percent(known.growth, sign=True), known.growth or 0.0),
        ("hold", percent(story.hold_change, sign=True), story.hold_change),
        ("fall", percent(-known.drawdown), 0.0),
        ("below", words.t("story.sessions", count=known.drawdown_sessions), 0.0),
        ("volatility", percent(known.volatility), 0.0),
        ("sharpe", number(known.sharpe), 0.0),
        ("sortino", number(known.sortino), 0.0),
        ("exposure", percent(known.exposure, digits=1), 0.0),
        ("trades", words.t("story.count", count=known.trades), 0.0),
        ("win_rate", percent(known.win_rate, digits=1), 0.0),
        ("profit_factor", number(known.profit_factor), 0.0),
        ("holding", words.t("story.sessions", count=number(known.holding, digits=1)), 0.0),
        ("closed", short(known.closed5, words, sign=True), float(known.closed5)),
        ("open", short(known.open5, words, sign=True), float(known.open5)),
        ("fee", short(known.fee5, words), 0.0),
        ("tax", short(known.tax5, words), 0.0),
        ("costs", short(costs5, words), 0.0),
        ("end", short(known.end5, words), 0.0),
    )
    return {key: Shown(key, words.t(f"story.{key}"), text, tone) for key, text, tone in rows}


def headline(story: Story, words: Catalogue) -> str:
    """Name the strategy and what it ran over."""
    return f"{strategy_words(story, words)} · {symbols_words(story, words)}"


def strategy_words(story: Story, words: Catalogue) -> str:
    """Name the strategy, and the preset where it is another name than the strategy's."""
    strategy: type[Strategy] = story.study.strategy
    title = words.strategy(strategy.name, strategy.title)
    return title if story.name == strategy.name else f"{title} ({story.name})"


def symbols_words(story: Story, words: Catalogue) -> str:
    """Name one symbol, or count several."""
    if len(story.symbols) == 1:
        return story.called(story.symbols[0])
    return words.t("story.symbols", count=len(story.symbols))


def period_words(story: Story) -> str:
    """Give the first and the last session of the run."""
    return f"{story.statistics.first} ~ {story.statistics.last}"


def money_words(story: Story, words: Catalogue) -> str:
    """Tell what the run began with and what a symbol may take of it."""
    budget = (story.plan.budget or story.study.params.budget) * CENTI_MILLI
    begun = short(story.study.start5, words)
    return words.t("story.money", cash=begun, budget=short(budget, words))


def verdict_words(story: Story, words: Catalogue) -> str:
    """Count the checks by how they ended, the gravest first."""
    counts = [
        f"{words.t(f'guard.verdict.{verdict.value}')} {count}"
        for verdict, count in reversed(story.verdicts().items())
        if count
    ]
    return words.t("story.checks", list=" · ".join(counts))


def doubts(story: Story, words: Catalogue) -> list[str]:
    """Say what the checks warn of, one line a check."""
    grave = [one for one in story.findings if one.verdict in (Verdict.FAIL, Verdict.WARNING)]
    return [
        f"{words.t(f'guard.verdict.{one.verdict.value}')}: {words.t(f'guard.{one.name}')}: "
        f"{words.saying(one.words)}"
        for one in sorted(grave, key=lambda one: one.verdict is not Verdict.FAIL)
    ]


def reason_words(reason: str, words: Catalogue) -> str:
    """Say why a fill came about; a strategy of somebody else's keeps its own name for it."""
    return words.either(f"fill.{reason}", reason)


def fill_words(fill: Fill, scale: int, words: Catalogue) -> str:
    """Say what a fill was."""
    return words.t(
        "story.fill", day=fill.day, side=words.t(f"side.{fill.side.value}"), shares=fill.qty,
        price=f"{fill.price / scale:,.0f}", why=reason_words(fill.reason, words),
    )  # fmt: skip


def assumed_words(plan: Backtest, symbols: Sequence[str], words: Catalogue) -> str:
    """Say what a run over symbols assumed of costs, markets and rules."""
    key = "backtest.reference" if plan.gates is None else "backtest.in_force"
    return words.t(key, fee=_fee_words(plan, words), places=_places_words(plan, symbols, words))


def _fee_words(plan: Backtest, words: Catalogue) -> str:
    if not plan.commission:
        return words.t("backtest.fee.none")
    rate = f"{(plan.commission * 100).normalize():f}"
    key = "backtest.fee.cut" if plan.commission_unit > 1 else "backtest.fee"
    return words.t(key, rate=rate, unit=plan.commission_unit)


def _places_words(plan: Backtest, symbols: Sequence[str], words: Catalogue) -> str:
    """Say where the symbols are listed, counted where they are in several places."""
    listings = [plan.listing(symbol) for symbol in symbols]
    places = Counter(one.place if one else Market.KOSPI.value for one in listings)
    taxed = {one.place for one in listings if one and any(rate for _, rate in one.taxes)}
    said = [
        words.t("backtest.place", place=place, count=count)
        if len(places) > 1 else place
        for place, count in places.most_common()
    ]  # fmt: skip
    free = [place for place in places if place in {"ETF", "ETN"} - taxed]
    return ", ".join(said) + (words.t("backtest.untaxed", list=", ".join(free)) if free else "")


def short(amount5: int, words: Catalogue, *, sign: bool = False) -> str:
    """Write money in 1/100,000 won shortly, as far as it is read on a phone."""
    won = round(amount5 / CENTI_MILLI)
    prefix = "-" if won < 0 else "+" if sign and won else ""
    text = short_won(abs(won), words.t("unit.compact"))
    return prefix + words.t("unit.won", amount=text)


def percent(ratio: float | None, *, sign: bool = False, digits: int = 2) -> str:
    """Write a ratio as a percentage; a dash where it is not defined, no sign for what reads 0."""
    if ratio is None:
        return "-"
    near = round(ratio * 100, digits)
    return f"{near:{'+' if sign and near else ''}.{digits}f}%" if near else f"{0:.{digits}f}%"


def number(value: float | None, *, digits: int = 2) -> str:
    """Write a figure; a dash where it is not defined."""
    return "-" if value is None else f"{value:,.{digits}f}"
