"""Answers a sentence that no command does as it stands: says why, and offers what there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.context import Context
from bot.free_text.commands import is_whole, order_words
from bot.free_text.said import Kind, Said
from bot.reply import PROPOSE, Button, Paragraph, Reply
from bot.symbol_names import NAMES
from bot.valuation import names
from core.domain.journal import Severity

PER_ROW: Final = 2
BUTTON_BYTES: Final = 64
# After these the order as it was understood may be put up as a card: somebody has to press first.
_MAY_STAND: Final = frozenset({"when", "wish", "not_understood", "question", "order_type"})


async def explain(context: Context, said: Said) -> Reply:
    """Say what was understood, why nothing was done, and give buttons for what can be."""
    known = {**NAMES, **await names(context)}
    text = context.t(_key(said), name=known.get(said.symbol, said.symbol))
    blocks = [Paragraph(text)]
    read_as = _read_as(context, said, known)
    if read_as:
        blocks.append(Paragraph(context.t("talk.read_as", order=read_as)))
    buttons = _now(context, said) if _of_later(said) else _buttons(context, said, known)
    rows = tuple(tuple(buttons[i : i + PER_ROW]) for i in range(0, len(buttons), PER_ROW))
    return Reply("", tuple(blocks), buttons=rows, severity=Severity.WARNING, mode=context.mode)


def _key(said: Said) -> str:
    if _of_later(said):
        return "talk.when"
    if said.kind is Kind.AMBIGUOUS or said.why:
        return f"talk.{said.why}"
    if said.kind is Kind.SELL and not said.symbol:
        return "talk.close_all"
    if said.kind in (Kind.BUY, Kind.SELL):
        return "talk.order_type" if _unoffered_type(said) else "talk.bracket"
    return f"talk.no_{said.kind.value}"


def _of_later(said: Said) -> bool:
    """Tell whether an order without a size was meant for another time."""
    return "when" in said.extra and said.why in ("size_missing", "unit_missing")


def _unoffered_type(said: Said) -> bool:
    return said.order_type in ("close", "open", "best")


def _read_as(context: Context, said: Said, known: dict[str, str]) -> str:
    """Write the order as it was understood, nothing where that is too little to be one."""
    if not said.side or not said.symbol:
        return ""
    sizes = [
        context.t("unit.shares", shares=said.qty) if said.qty else "",
        context.words.won(said.amount_krw) if said.amount_krw else "",
        f"{said.fraction * 100:.0f}%" if said.fraction is not None else "",
        f"@{context.words.won(said.price)}" if said.price else "",
    ]
    name = f"{known.get(said.symbol, '')} {said.symbol}".strip()
    return " ".join([name, *(size for size in sizes if size), context.t(f"side.{said.side}")])


def _buttons(context: Context, said: Said, known: dict[str, str]) -> list[Button]:
    if said.choices and not said.symbol and said.why == "symbol_several":
        return _which(said, known)
    if said.why == "symbol_missing" and said.side == "sell":
        return _held(context, said, known)
    if said.why == "side_missing":
        sides = [replace(said, side=side) for side in ("buy", "sell")]
        return [b for s in sides for b in _card(context.t(f"side.{s.side}"), s)]
    plain = said.kind in (Kind.BUY, Kind.SELL) or said.why in _MAY_STAND
    return _card(context.t("talk.card"), said) if plain else []


def _now(context: Context, said: Said) -> list[Button]:
    """Offer to be asked for the size now."""
    words = f"{PROPOSE}{said.side} {said.symbol}"
    return _fitting(context.t("talk.now"), words) if said.symbol else []


def _which(said: Said, known: dict[str, str]) -> list[Button]:
    """Offer each symbol that may be meant; what else was said stays said."""
    looks = "quote" if said.extra.get("what") == "quote" else "chart"
    begins = f"{PROPOSE}%s" if said.side else f"r:{looks} %s"
    found = []
    for code in said.choices:
        chosen = " ".join(order_words(replace(said, symbol=code))) if said.side else code
        found += _fitting(f"{known.get(code, '')} {code}".strip(), begins % chosen)
    return found


def _held(context: Context, said: Said, known: dict[str, str]) -> list[Button]:
    symbols = sorted({b.symbol for b in context.uow.books.all() if b.shares > 0})[:6]
    offered = [replace(said, symbol=symbol) for symbol in symbols]
    return [b for s in offered for b in _card(known.get(s.symbol, s.symbol), s)]


def _card(label: str, said: Said) -> list[Button]:
    """Make the button that asks for the card of an order, where it is whole."""
    plain = replace(said, order_type="") if _unoffered_type(said) else said
    return _fitting(label, f"{PROPOSE}{' '.join(order_words(plain))}") if is_whole(said) else []


def _fitting(label: str, data: str) -> list[Button]:
    return [Button(label, data)] if len(data.encode()) <= BUTTON_BYTES else []
