"""The page itself, from its heading to its foot."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.backtest_page.charts import over_time, trades_of_symbols
from bot.backtest_page.facts import checks, data, notices, parameters
from bot.backtest_page.markup import Html, document, join, style, tag
from bot.backtest_page.plot import titled
from bot.backtest_page.style import sheet
from bot.backtest_page.tables import costs, months, still_held, trades
from bot.backtest_story import Story
from bot.backtest_words import (
    Shown,
    assumed_words,
    figures,
    headline,
    money_words,
    period_words,
    verdict_words,
)
from bot.locale.catalogue import Catalogue
from core.backtest.guards.finding import worst
from core.domain.calendar import Calendar, kst_text

# Nothing may be fetched from anywhere, whatever the page holds.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def backtest_page(story: Story, words: Catalogue, calendar: Calendar, *, made_at: datetime) -> str:
    """Write the whole page as HTML; `made_at` is an aware instant."""
    sections = (
        ("checks", checks(story, words)),
        ("time", over_time(story, words)),
        ("months", months(story, words)),
        ("candles", trades_of_symbols(story, words)),
        ("costs", costs(story, calendar, words)),
        ("held", still_held(story, words)),
        ("trades", trades(story, words)),
        ("parameters", parameters(story, words)),
        ("data", data(story, words)),
        ("notices", notices(story, words)),
    )
    body = [titled(words.t(f"page.{name}"), section) for name, section in sections]
    foot = tag("p", words.t("page.made", at=kst_text(made_at, "%Y-%m-%d %H:%M")), class_="note")
    main = tag("main", _top(story, words), *body, foot)
    return document(_head(headline(story, words)), tag("body", main), lang=words.code)


def _head(title: str) -> Html:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", title),
        style(sheet()),
    )


def _top(story: Story, words: Catalogue) -> Html:
    verdict = worst(story.findings).value
    badge = tag("span", words.t(f"guard.verdict.{verdict}"), class_=f"badge {verdict}")
    period = f"{period_words(story)} · {money_words(story, words)} "
    cards = [_card(shown) for shown in figures(story, words).values()]
    assumed = f"{assumed_words(story.plan, story.symbols, words)} {words.t('backtest.past')}"
    return join(
        tag("h1", headline(story, words)),
        tag("p", period, badge, class_="faint"),
        tag("div", *cards, class_="cards"),
        tag("p", verdict_words(story, words)),
        tag("p", assumed, class_="note"),
    )


def _card(shown: Shown) -> Html:
    tone = "gain" if shown.tone > 0 else "loss" if shown.tone < 0 else None
    return tag("div", tag("span", shown.label), tag("b", shown.value, class_=tone))
