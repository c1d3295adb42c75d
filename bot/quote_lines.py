"""A quote in words: its price and change, the best of the book, and whether it can be traded."""

from __future__ import annotations

from bot.context import Context
from core.domain.bar import Quote
from core.domain.calendar import kst_text
from core.domain.money import percent_text, ratio_of

# Prices older than this are said to be old; what an order is judged by is stricter.
OLD_S = 60.0


def change_text(context: Context, quote: Quote) -> str:
    """Write the change from the last close, such as ``▲ 300원 (+0.56%)``."""
    moved = quote.price - quote.base
    mark = "▲ " if moved > 0 else "▼ " if moved < 0 else ""
    share = percent_text(ratio_of(moved, quote.base), sign=True)
    return f"{mark}{context.words.won(abs(moved))} ({share})"


def quote_rows(context: Context, quote: Quote) -> tuple[tuple[str, str], ...]:
    """Give the labelled figures of one quote; what nobody told is left out."""
    won = context.words.won
    day = ((context.t("quote.range"), f"{won(quote.low)} ~ {won(quote.high)}"),)
    return (
        (context.t("quote.price"), won(quote.price)),
        (context.t("quote.change"), change_text(context, quote)),
        *(day if quote.low and quote.high else ()),
        (context.t("quote.volume"), context.t("unit.shares", shares=quote.volume)),
        (context.t("quote.value"), won(quote.traded_value)),
        (context.t("quote.book"), _book(context, quote)),
        (context.t("quote.limits"), f"{won(quote.limits.lower)} ~ {won(quote.limits.upper)}"),
        (context.t("status.phase"), context.t(f"phase.{quote.phase.value}")),
        (context.t("quote.at"), seen_text(context, quote)),
    )


def warnings_of(context: Context, quote: Quote) -> list[str]:
    """Say what keeps the stock from trading as usual; nothing when all is well."""
    said = [("quote.halted", quote.halted), ("quote.vi", quote.vi)]
    said.append(("quote.old", quote.age_s(context.now) > OLD_S))
    return [context.t(key) for key, holds in said if holds]


def seen_text(context: Context, quote: Quote) -> str:
    """Write when the price was seen and how many seconds ago."""
    age = max(0, round(quote.age_s(context.now)))
    return f"{kst_text(quote.at, '%m-%d %H:%M:%S')} ({context.t('quote.age', seconds=age)})"


def _book(context: Context, quote: Quote) -> str:
    if not quote.bid or not quote.ask:
        return context.t("quote.no_book")
    won = context.words.won
    spread = percent_text(ratio_of(quote.ask - quote.bid, quote.price))
    return f"{won(quote.bid)} / {won(quote.ask)} ({won(quote.ask - quote.bid)}, {spread})"
