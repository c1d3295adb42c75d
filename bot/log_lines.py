"""The newest lines of the log as people may see them: when, how bad, what; no more than that.

What was said in a chat, data of events and stacks stay in the file. Lines of other libraries are
counted as theirs without their words, for those may hold anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.text import clean
from core.redact import Redactor

LEVELS: Final = ("debug", "info", "warning", "error", "critical")
# About a day of a quiet program; what is older is in the file.
TAIL_BYTES: Final = 512_000
_OWN: Final = ("bot.", "core.", "storage.", "sim.")
_NAMED: Final = frozenset({"engine", "journal", "kis"})
_SHOWN: Final = ("kind", "error", "symbol", "check", "command", "face", "broker")
_CAP: Final = 120


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event: its instant, level and words; `id` is the one that an answer to a person told."""

    at: datetime
    level: str
    text: str
    id: str = ""


def tail_of(path: Path, redactor: Redactor, *, least: str) -> list[LogLine]:
    """Give the newest events of at least a level, the newest first; none without a file."""
    worst = LEVELS.index(least)
    lines = [one for raw in _raw(path) if (one := _line(raw, redactor)) is not None]
    return [one for one in reversed(lines) if LEVELS.index(one.level) >= worst]


def _raw(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            begin = max(0, file.seek(0, 2) - TAIL_BYTES)
            file.seek(begin)
            whole = file.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return
    # The first line of a part of a file is half a line.
    for text in whole[1 if begin else 0 :]:
        try:
            read = json.loads(text)
        except ValueError:
            continue
        if isinstance(read, dict):
            yield read


def _line(row: dict[str, Any], redactor: Redactor) -> LogLine | None:
    level, at = str(row.get("level", "")), _instant(row.get("at"))
    if level not in LEVELS or at is None:
        return None
    text = clean(redactor.text(_words(row)), _CAP)
    return LogLine(at, level, text, clean(str(row.get("correlation", "")), 40))


def _words(row: dict[str, Any]) -> str:
    logger = str(row.get("logger", ""))
    if not (logger.startswith(_OWN) or logger in _NAMED):
        return logger.partition(".")[0]
    parts = [str(row.get("event", ""))]
    parts += [f"{name}={row[name]}" for name in _SHOWN if isinstance(row.get(name), str | int)]
    return " ".join([*parts, *_raised(row)])


def _raised(row: dict[str, Any]) -> list[str]:
    """Name the error of a stack, without what it says."""
    stack = str(row.get("exception", "")).strip().splitlines()
    return [stack[-1].partition(":")[0]] if stack else []


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
