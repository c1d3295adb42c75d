"""What a check found: a verdict, its figures, and words of the catalogue."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from core.domain.saying import Saying, say

Figure: TypeAlias = int | float | str


class Verdict(StrEnum):
    """How a check ended, mildest first; NOT_VERIFIED means that there was nothing to look at."""

    OK = "ok"
    NOT_VERIFIED = "not_verified"
    WARNING = "warning"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's finding. `figures` are for tables and JSON, `words` say it to a person.

    `case` is the key of the words after ``guard.<name>.``; figures are finite or text.
    """

    name: str
    verdict: Verdict
    case: str
    figures: tuple[tuple[str, Figure], ...] = ()

    @property
    def words(self) -> Saying:
        """Give the words: ``guard.<name>.<case>`` with the figures as fields."""
        fields = {name: _field(name, value) for name, value in self.figures}
        return say(f"guard.{self.name}.{self.case}", **fields)

    def figure(self, name: str) -> Figure:
        """Give one figure; raises KeyError when the finding has none of that name."""
        return dict(self.figures)[name]


def finding(check: str, verdict: Verdict, case: str, **figures: Figure) -> Finding:
    """Make a finding; raises ValueError for a figure that is not a number."""
    wrong = [n for n, v in figures.items() if isinstance(v, float) and not math.isfinite(v)]
    if wrong:
        raise ValueError(f"{check}: {', '.join(wrong)} is not finite; say what is known instead")
    return Finding(check, verdict, case, tuple(figures.items()))


def worst(findings: tuple[Finding, ...]) -> Verdict:
    """Give the gravest verdict of several findings; OK for none."""
    order = list(Verdict)
    return max((one.verdict for one in findings), key=order.index, default=Verdict.OK)


def _field(name: str, value: Figure) -> str | int:
    if not isinstance(value, float):
        return value
    # Ratios keep their digits for the percentage, other measures are read with two decimals.
    digits = 6 if name.rpartition("_")[2] == "ratio" else 2
    # Adding zero takes the sign from a rounded -0.
    return f"{round(value, digits) + 0.0:.{digits}f}"
