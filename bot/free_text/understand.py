"""From a sentence to what it means: the order in which the readings are tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.free_text import (
    alerts,
    cancels,
    controls,
    levels,
    pictures,
    questions,
    requests,
    watching,
)
from bot.free_text.answers import is_answer
from bot.free_text.book import NameBook, plain_book
from bot.free_text.heard import Heard
from bot.free_text.hearing import hear
from bot.free_text.normal import normal
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
    for reading in _READINGS:
        meant = reading(heard)
        if meant is not None:
            return meant
    return Said(Kind.NONE)


_READINGS: Final[tuple[Callable[[Heard], Said | None], ...]] = (
    levels.stop_or_target,
    alerts.alert,
    cancels.cancel,
    controls.control,
    pictures.chart,
    pictures.report,
    watching.listed,
    requests.request,
    questions.read,
    questions.wondering,
)
