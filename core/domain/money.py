"""Exact won: amounts are `int`, rates are `Decimal`, nothing is ever a float."""

from __future__ import annotations

import re
from decimal import ROUND_FLOOR, Decimal
from typing import TypeAlias

Won: TypeAlias = int
Rate: TypeAlias = Decimal

_WON_TEXT = re.compile(r"-?\d{1,3}(,\d{3})+|-?\d+")


def share_of(amount: Won, rate: Rate, *, unit: Won = 1) -> Won:
    """Take `rate` of an amount, truncated to a multiple of `unit` won.

    Brokers truncate: commission to 10 won, transaction tax to 1 won.
    """
    exact = Decimal(amount) * rate / unit
    return int(exact.to_integral_value(rounding=ROUND_FLOOR)) * unit


def ratio_of(part: Won, whole: Won) -> Rate:
    """Divide two amounts exactly; zero when the whole is zero or less."""
    if whole <= 0:
        return Decimal(0)
    return Decimal(part) / Decimal(whole)


def percent_text(rate: Rate, *, digits: int = 2, sign: bool = False) -> str:
    """Write a ratio as a percentage, such as ``-1.25%`` for ``-0.0125``."""
    value = f"{rate * 100:{'+' if sign else ''}.{digits}f}"
    zero = value.lstrip("+-").strip("0.") == ""
    return f"{value.lstrip('+-') if zero else value}%"


def won_text(amount: Won, *, sign: bool = False) -> str:
    """Write an amount as people read it, such as ``1,234,500원``."""
    return f"{amount:+,}원" if sign else f"{amount:,}원"


def parse_won(text: str) -> Won:
    """Read an amount of won written with or without thousands separators.

    Raises ValueError when the text is not a whole number of won.
    """
    bare = text.strip().removesuffix("원").strip()
    if not _WON_TEXT.fullmatch(bare):
        raise ValueError(f"{text!r} is not a whole number of won; write for example 1,000,000")
    return int(bare.replace(",", ""))
