"""Amounts of won as people say them: 1.23억, 1,235만."""

from __future__ import annotations

import math


def short_won(value: float, units: str, *, step: float = 0.0) -> str:
    """Write won shortly; `units` is the catalogue's ``unit.compact``, such as ``100000000=억``.

    As many decimals stay as values `step` apart need to differ; without a step three digits,
    less the zeros at their end.
    """
    for unit in units.split():
        size, name = float(unit.partition("=")[0]), unit.partition("=")[2]
        if abs(value) >= size:
            part = value / size
            if step:
                return f"{part:,.{_decimals(step / size)}f}{name}"
            digits = max(0, 2 - math.floor(math.log10(abs(part))))
            text = f"{part:,.{digits}f}"
            return (text.rstrip("0").rstrip(".") if digits else text) + name
    return f"{value:,.0f}"


def _decimals(step: float) -> int:
    return next((n for n in range(4) if abs(round(step, n) - step) < step * 1e-6), 4)
