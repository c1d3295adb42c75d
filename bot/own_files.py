"""Strategies of the product and of a person's folder, for programs that have no chat to tell in."""

from __future__ import annotations

from rich.console import Console

from bot.locale.catalogue import Catalogue
from core.settings import Settings
from core.strategies.own import load_for


def load_strategies(settings: Settings, asked: str, out: Console, words: Catalogue) -> None:
    """Load both, and say which files were left out.

    Raises InputError when the strategy or preset that was asked for stands in one of those.
    """
    for trouble in load_for(asked, settings.strategies):
        fields = {"file": trouble.file, "line": trouble.line, "why": words.told(trouble.why)}
        out.print(words.t("backtest.file", **fields), markup=False)
