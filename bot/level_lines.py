"""Stops and targets that people set, as lines of a list."""

from __future__ import annotations

from collections.abc import Iterable

from bot.context import Context
from core.domain.levels import levels_of
from core.domain.position import Book


def level_lines(context: Context, books: Iterable[Book], known: dict[str, str]) -> list[str]:
    """Give a heading and its levels for each book that has some; as stored, for a day to come."""
    rows = []
    for book in sorted(books, key=lambda b: (b.symbol, b.owner)):
        told = _lines(context, book)
        if told:
            rows.append(f"{known.get(book.symbol, book.symbol)} {context.owner(book.owner)}")
            rows += [f"  {line}" for line in told]
    return rows


def _lines(context: Context, book: Book) -> list[str]:
    cursor = context.uow.cursors.get(f"levels:{book.owner}:{book.symbol}")
    if book.shares <= 0 or cursor is None:
        return []
    levels = levels_of(cursor.value)
    told = {"stop": levels.stop, "take": levels.take, "next": levels.next_stop}
    return [
        context.t(f"levels.line_{name}", price=_price(context, won), day=levels.since)
        for name, won in told.items()
        if won
    ]


def _price(context: Context, won: int) -> str:
    return context.words.won(won) if won > 0 else context.t("levels.off")
