"""Field types and number texts that strategies share."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator


def _plain(value: Decimal) -> Decimal:
    # 0.050 and 0.05 are one setting: they must give one parameter hash.
    return Decimal(format(value.normalize(), "f"))


Ratio = Annotated[Decimal, AfterValidator(_plain)]


def number_text(value: float, *, digits: int = 0) -> str:
    """Write a number with thousands separators, ``-`` where it is undefined."""
    return "-" if math.isnan(value) else f"{value:,.{digits}f}"
