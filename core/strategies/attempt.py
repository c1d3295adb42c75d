"""Runs a strategy's own code, which may raise anything, and tells where it did.

One of the places that catch everything: a mistake in one strategy must stop that strategy and
nothing else.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from core.domain.saying import decoded
from core.errors import GaemiError
from core.strategies.base import Trouble

T = TypeVar("T")
_LONGEST = 200


def attempt(work: Callable[[], T], *, source: str) -> T | Trouble:
    """Do a piece of a strategy's work; `source` is the path of its file.

    Even `sys.exit` in it is only its own mistake.
    """
    try:
        return work()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - strangers' code, see the top
        return trouble_of(error, source=source)


def trouble_of(error: BaseException, *, source: str) -> Trouble:
    """Say where in a file an error comes from: the innermost line of that file."""
    why = _words_of(error)
    name = Path(source).name
    if isinstance(error, SyntaxError) and error.filename == source:
        return Trouble(name, error.lineno or 0, f"{type(error).__name__}: {error.msg}"[:_LONGEST])
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == source]
    return Trouble(name, (lines[-1] if lines else 0) or 0, why)


def _words_of(error: BaseException) -> str:
    """Give an error's words: a saying whole, or it would be none, any other text in short."""
    said = str(error) if isinstance(error, GaemiError) else f"{type(error).__name__}: {error}"
    return said if decoded(said) else said.strip().rstrip(":")[:_LONGEST]


def source_of(strategy: type[Any]) -> str:
    """Give the path of the file that a strategy decides in."""
    return str(strategy.decide.__func__.__code__.co_filename)
