"""Reads codes and prices of futures exactly; shares are `numbers`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from core.brokers.kis import numbers
from core.brokers.kis.numbers import BadField
from core.domain.instrument import FUTURE_SYMBOL
from core.domain.money import Won
from core.domain.signal import Side

SIDES: Final = {"01": Side.SELL, "02": Side.BUY}
STANDARD: Final = 12
# Notices write 78,400 won as 007840000: two decimals without a point (sheet 5.15).
NOTICE_SCALE: Final = 100

Names = Mapping[str, str]


def code(row: Mapping[str, Any], name: str, names: Names) -> str:
    """Give a contract's short code; `names` are the short codes by standard code.

    Raises BadField for options, for standard codes that no list has shown, and for anything else.
    """
    return parse_code(numbers.text(row, name), name, names)


def parse_code(found: str, name: str, names: Names) -> str:
    """Normalise the code of a contract; never another contract's."""
    short = names.get(found, found)
    if not FUTURE_SYMBOL.fullmatch(short):
        raise BadField(f"{name} is {found[:STANDARD]!r}, not a code of a listed stock future")
    return short


def side(row: Mapping[str, Any], name: str) -> Side:
    """Give the side of a row."""
    found = numbers.text(row, name)
    if found not in SIDES:
        raise BadField(f"{name} is {found[:8]!r}, not 01 or 02")
    return SIDES[found]


def multiplier(amount: Won, average: Decimal, contracts: int) -> int:
    """Give the shares behind one contract that an amount and its mean price imply.

    Raises BadField when no whole number fits: the mean is rounded, the multiplier is not.
    """
    priced = average * contracts
    found = round(Decimal(amount) / priced) if priced else 0
    if found < 1 or abs(found * priced - amount) > _slack(contracts, found):
        raise BadField(f"{amount} won are no multiple of {contracts} contracts at {average}")
    return found


def agrees(amount: Won, average: Decimal, contracts: int, multiplier_: int) -> bool:
    """Tell whether an amount is that of so many contracts at a mean price."""
    exact = average * contracts * multiplier_
    return abs(exact - amount) <= _slack(contracts, multiplier_)


def _slack(contracts: int, multiplier_: int) -> Decimal:
    # A mean of two digits after the point is off by half of the last one.
    return Decimal("0.005") * contracts * multiplier_ + 1
