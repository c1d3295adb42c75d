"""What the person set of a strategy, and where the engine stands in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StrategyPlan:
    """Whether a strategy runs, and its parameters as canonical JSON."""

    name: str
    running: bool
    params: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last point that a job or strategy handled, such as a date; text on purpose."""

    name: str
    value: str
