"""Field types and number texts that strategies share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from core.domain.instrument import FUTURE_SYMBOL
from core.domain.saying import Saying, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def _plain(value: Decimal) -> Decimal:
    # 0.050 and 0.05 are one setting: they must give one parameter hash.
    return Decimal(format(value.normalize(), "f"))


def _nothing(value: Any) -> Any:
    # Typed in a chat, the absence of a stop is a word.
    return None if isinstance(value, str) and value.strip().lower() in NONE_WORDS else value


NONE_WORDS = ("none", "off", "없음")
# Millionths are what backtests reckon with.
Ratio = Annotated[Decimal, Field(decimal_places=6), AfterValidator(_plain)]
# The bounds lie inside: they hold for the ratio and not for its absence.
StopRatio = Annotated[Annotated[Ratio, Field(gt=0, lt=1)] | None, BeforeValidator(_nothing)]


def _parts(value: Any) -> Any:
    # 40/30/30 as typed; what was stored comes back as ratios.
    if not isinstance(value, str):
        return value
    try:
        return [Decimal(part) / 100 for part in value.split("/")]
    except ArithmeticError as error:
        raise ValueError(say("input.split", found=value).encoded()) from error


def _whole(parts: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    if sum(parts) != 1:
        raise ValueError(say("input.split_sum", total_ratio=f"{sum(parts):f}").encoded())
    return parts


Split = Annotated[
    tuple[Annotated[Ratio, Field(gt=0, le=1)], ...],
    Field(min_length=1, max_length=3),
    BeforeValidator(_parts),
    AfterValidator(_whole),
]


def _codes(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _nothing(value.replace(",", " "))
    return [] if found is None else sorted(set(found.upper().split()))


def _code(text: str) -> str:
    if not FUTURE_SYMBOL.fullmatch(text):
        raise ValueError(say("input.code", found=text).encoded())
    return text


# Written without spaces in a chat: 005930,000660.
Codes = Annotated[tuple[Annotated[str, AfterValidator(_code)], ...], BeforeValidator(_codes)]


def number_text(value: float, *, digits: int = 0) -> str:
    """Write a number with thousands separators, ``-`` where it is undefined."""
    return "-" if math.isnan(value) else f"{value:,.{digits}f}"


def reason_text(sayings: Mapping[int, Saying], reason: int) -> str:
    """Give the encoded saying of a reason code, empty for an unknown one."""
    return sayings[reason].encoded() if reason in sayings else ""


def named(*values: tuple[Saying, str]) -> tuple[tuple[str, str], ...]:
    """Encode the names of indicator values."""
    return tuple((name.encoded(), value) for name, value in values)


def before(column: Floats) -> Floats:
    """Give each bar the value of the bar before it; the first has none."""
    import numpy as np

    return np.concatenate(([np.nan], column))[: len(column)]


def smaller(name: str, value: object, other: str, limit: object) -> str:
    """Say that one parameter must be smaller than another."""
    return say(
        "input.smaller", name=name, found=str(value), other=other, limit=str(limit)
    ).encoded()
