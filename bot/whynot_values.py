"""The numbers of a decision without a signal: printed exactly, and read back to decide again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from core.flow.considered import Considered
from core.strategies.base import Holding, Strategy

# A strategy that holds nothing and never did.
_NOTHING_HELD: Final = Holding(0, 0.0, -1)
Rows = tuple[tuple[str, str], ...]


def value_rows(strategy: type[Strategy], seen: Considered) -> Rows:
    """Give what was decided from: the bar's numbers, the holding, the settings.

    Numbers are exact; of the holding only what differs from holding nothing.
    """
    held: Any = seen.held
    pairs = zip(Holding._fields, Holding(*held), _NOTHING_HELD, strict=True)
    own = [(name, value) for name, value, usual in pairs if value != usual]
    row = zip(strategy.Row._fields, seen.row, strict=True)
    return (
        *((name, repr(value)) for name, value in row),
        *((f"held.{name}", repr(value)) for name, value in own),
        *((f"set.{name}", json.dumps(value)) for name, value in seen.params.items()),
    )


def read_back(strategy: type[Strategy], rows: Rows, seen: Considered) -> Considered:
    """Put printed rows in place of the stored numbers."""
    said = dict(rows)
    held = {n.removeprefix("held."): float(v) for n, v in rows if n.startswith("held.")}
    settings = {n.removeprefix("set."): json.loads(v) for n, v in rows if n.startswith("set.")}
    row = tuple(float(said[name]) for name in strategy.Row._fields)
    whole: Any = _NOTHING_HELD._replace(**held)  # type: ignore[arg-type]
    return replace(seen, row=row, held=tuple(whole), params=settings)
