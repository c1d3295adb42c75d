"""From a sentence to what it means."""

from __future__ import annotations

from typing import Final

from bot.free_text.answers import is_answer
from bot.free_text.book import NameBook, plain_book
from bot.free_text.hearing import hear
from bot.free_text.normal import normal
from bot.free_text.readings import READINGS
from bot.free_text.said import Kind, Said

LONGEST: Final = 500


def understand(text: str, book: NameBook | None = None) -> Said:
    """Tell what a sentence means; never raises and never acts.

    Sentences of more than 500 letters mean nothing: nobody types such an order.
    """
    if len(text) > LONGEST:
        return Said(Kind.NONE, why="too_long")
    plain = normal(text)
    if not plain or is_answer(plain):
        return Said(Kind.NONE)
    heard = hear(plain, book or plain_book())
    for reading in READINGS:
        meant = reading(heard)
        if meant is not None:
            return meant
    return Said(Kind.NONE)
