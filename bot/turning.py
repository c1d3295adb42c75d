"""Long lists in pages: which rows are shown, and the buttons that turn to the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bot.context import Context
from bot.reply import TURN, Button

_T = TypeVar("_T")
MOST_PAGES: Final = 1_000
_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """The rows of one page; pages count from 1, and an empty list has one."""

    rows: Sequence[_T]
    number: int
    of: int

    def titled(self, title: str) -> str:
        """Give the title with the page's number, where there are several."""
        return title if self.of == 1 else f"{title} {self.number}/{self.of}"


def page_of(rows: Sequence[_T], number: int, *, size: int) -> Page[_T]:
    """Give a page; a number beyond the last one means the last one."""
    pages = max(1, (len(rows) + size - 1) // size)
    shown = min(max(1, number), pages)
    return Page(rows[(shown - 1) * size : shown * size], shown, pages)


def page_in(word: str) -> int:
    """Read a word as the number of a page; 0 when it is none."""
    number = int(word) if word.isdecimal() and word.isascii() else 0
    return number if number <= MOST_PAGES else 0


def turning(context: Context, said: str, page: Page[_T], *, by: str = TURN) -> tuple[Button, ...]:
    """Give the buttons that say a command with the page before and after; none need be there.

    `by` is how the button says it; a command that may also change something is only proposed.
    """
    steps = (("previous", page.number - 1), ("next", page.number + 1))
    return tuple(
        button
        for name, number in steps
        for button in fitting(context.t(f"button.{name}"), f"{by}{said} {number}")
        if 1 <= number <= page.of
    )


def fitting(label: str, data: str) -> tuple[Button, ...]:
    """Make a button where its data fits, none where it does not: a long name of somebody's own."""
    return (Button(label, data),) if len(data.encode()) <= _BYTES else ()


def in_rows(buttons: Sequence[Button], *, per_row: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out in rows."""
    return tuple(tuple(buttons[i : i + per_row]) for i in range(0, len(buttons), per_row))
