"""Asks which stock was meant: the names that fit, each with the line that says it exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.commands.base import UsageError
from bot.context import Context
from bot.listed_stocks import pick_button
from bot.name_search import Named
from bot.reply import RUN, Button, Code, Lines, Paragraph, Reply, warning
from bot.symbol_names import NAMES
from bot.turning import in_rows
from core.domain.journal import Severity
from core.domain.results import Result


def which_to_show(
    context: Context, found: Named, said: str, known: Mapping[str, str], line: Callable[[str], str]
) -> Reply:
    """Offer a button for each stock that may be meant; `line` is what shows one.

    Raises UsageError where nothing is like what was said.
    """
    return likely_ones(context, _maybe(found, said), known, line)


def likely_ones(
    context: Context, symbols: Sequence[str], known: Mapping[str, str], line: Callable[[str], str]
) -> Reply:
    """Offer a button for each of these stocks; `line` is what shows one."""
    buttons = in_rows([Button(_named(s, known), f"{RUN}{line(s)}") for s in symbols])
    return _asking(context, (), buttons)


def which_to_write(
    context: Context, found: Named, said: str, known: Mapping[str, str], line: Callable[[str], str]
) -> Reply:
    """Give the line to write for each stock: what changes something is not left on a button.

    Raises UsageError where nothing is like what was said.
    """
    symbols = _maybe(found, said)
    told = Lines(tuple(_named(s, known) for s in symbols))
    return _asking(context, (told, *(Code(line(s)) for s in symbols)), ())


def _maybe(found: Named, said: str) -> Sequence[str]:
    if not found.symbols:
        raise UsageError("trade.unknown", found=said)
    return found.symbols


def _named(symbol: str, known: Mapping[str, str]) -> str:
    return f"{known.get(symbol, '')} {symbol}".strip()


def _asking(
    context: Context, blocks: Sequence[Lines | Code], buttons: tuple[tuple[Button, ...], ...]
) -> Reply:
    asked = Paragraph(context.t("trade.several"))
    return Reply("", (asked, *blocks), buttons, severity=Severity.WARNING, mode=context.mode)


def refusal(context: Context, result: Result, symbol: str) -> Reply:
    """Give the engine's refusal; a stock this market has not by its name, with the list."""
    if result.key != "propose.unknown":
        text = context.words.said(result.key, result.fields)
        return warning(text)
    name = NAMES.get(symbol, "")
    text = context.t(result.key, stock=f"{name}({symbol})" if name else symbol)
    return replace(
        warning(text),
        buttons=((pick_button(context),),),
        mode=context.mode,
    )
