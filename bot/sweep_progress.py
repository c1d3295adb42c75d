"""How a person sees and stops a sweep that runs."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as Row
from rich.text import Text

from bot.locale.catalogue import Catalogue
from core.backtest.sweep.drive import Course


class Rate(ProgressColumn):
    """The sets that are tried in a second."""

    def __init__(self, words: Catalogue) -> None:
        super().__init__()
        self._words = words

    def render(self, task: Row) -> Text:
        """Write the rate, a dash before there is one."""
        speed = "-" if task.speed is None else f"{task.speed:,.1f}"
        return Text(self._words.t("sweep.rate", rate=speed))


@contextmanager
def progress_bar(out: Console, words: Catalogue) -> Iterator[Callable[[Course], None]]:
    """Draw how far a sweep is, how fast, and how long it still takes."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(words),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=out, transient=True) as progress:
        row = progress.add_task(words.t("sweep.progress"), total=None)
        found = 0

        def told(course: Course) -> None:
            nonlocal found
            if course.found != found:
                # What an earlier run did is no speed of this one.
                found = course.found
                progress.reset(row, total=course.expected, completed=course.done)
            progress.update(row, total=course.expected, completed=course.done)

        yield told


class Stop:
    """Ctrl-C as a request: the first one lets what runs come to its end, the second one does not.

    Outside its `with` block Ctrl-C is what it was.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: Any = None

    def __enter__(self) -> Stop:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def __call__(self) -> bool:
        """Tell whether to stop."""
        return self._asked

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
