"""What the process that draws gets: what a picture shows, and the language of its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.charts.account_chart import AccountView
from bot.charts.price_chart import PriceView

View: TypeAlias = PriceView | AccountView


@dataclass(frozen=True, slots=True)
class ChartJob:
    """One picture; `lang` is the catalogue's language."""

    view: View
    lang: str
