"""What words ask of the past: a stretch of days, a stock, whose, a page, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.commands.base import UsageError
from bot.context import Context
from bot.name_search import find_name
from bot.stretch import Stretch, read_stretch, stretch_of
from bot.symbol_names import meant
from bot.trade_words import OWNERS
from bot.turning import page_in
from core.domain.calendar import trading_date
from core.domain.position import Fill


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """What was understood; empty fields ask for all. `view` is one of the command's own words."""

    stretch: Stretch
    symbol: str = ""
    owner: str = ""
    view: str = ""
    page: int = 1

    def said(self, *words: str) -> str:
        """Write it as words that read back, without its page; `words` come first."""
        return " ".join(
            filter(None, (*words, self.view, self.stretch.name, self.symbol, self.owner))
        )

    def of(self, fills: Iterable[Fill]) -> list[Fill]:
        """Give the fills of the stock and owner that were asked for."""
        return [
            f for f in fills
            if self.symbol in ("", f.symbol) and self.owner in ("", f.owner)
        ]  # fmt: skip


def read_history(
    context: Context,
    words: tuple[str, ...],
    names: Mapping[str, str],
    *,
    usual: str,
    views: Mapping[str, str],
) -> HistoryAsked:
    """Read words in any order; raises UsageError for one that is nothing that is known.

    `usual` is the stretch when none is said, `views` the command's own words.
    """
    today, titles = trading_date(context.now), _titles(context)
    found: dict[str, Any] = {}
    rest: list[str] = []
    for word in words:
        read = _plain(word, today, views, titles)
        if read is None:
            rest.append(word)
        elif read[0] in found:
            raise UsageError("history.twice", found=word)
        else:
            found[read[0]] = read[1]
    if rest and _is_page(rest, names):
        found["page"] = int(rest.pop())
    if rest:
        name, value = _named(" ".join(rest), tuple(rest), names, titles)
        found[name] = value
    return HistoryAsked(**{"stretch": stretch_of(usual, today)} | found)


def _is_page(rest: Sequence[str], names: Mapping[str, str]) -> bool:
    """Tell whether the last word is a page; the 200 of KODEX 200 is none."""
    return page_in(rest[-1]) > 0 and not meant(" ".join(rest), names)


def _titles(context: Context) -> dict[str, str]:
    """Give owners by everything they are called."""
    known = context.strategies.names()
    return OWNERS | {name: name for name in known} | {
        context.owner(name).casefold(): name for name in known
    }  # fmt: skip


def _plain(
    word: str, today: date, views: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[str, object] | None:
    """Give the field that a word says and its value; None for the words of a name."""
    said = word.strip().lower()
    if said in views:
        return "view", views[said]
    if said in titles:
        return "owner", titles[said]
    stretch = read_stretch(said, today)
    return ("stretch", stretch) if stretch else None


def _named(
    text: str, words: tuple[str, ...], names: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[str, str]:
    if text.casefold() in titles:
        return "owner", titles[text.casefold()]
    found = find_name(words, names)
    if not found.symbols or found.rest:
        raise UsageError("history.word", found=text)
    if found.alike or len(found.symbols) > 1:
        several = ", ".join(f"{names.get(s, '')} {s}".strip() for s in found.symbols)
        raise UsageError("history.several", found=text, several=several)
    return "symbol", found.symbols[0]
