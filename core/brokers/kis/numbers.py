"""Reads KIS's texts exactly: whole numbers, won, codes, dates. What is not exact is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from core.domain.calendar import utc

# ASCII digits only: "７" is a digit to int() and a defect on this wire.
_NUMBER: Final = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_DAY: Final = re.compile(r"[0-9]{8}")
_TIME: Final = re.compile(r"[0-9]{6}")
_DIGITS_MAX: Final = 24
# Six characters; seven for ETN and the like, whose first letter belongs to the code.
_CODE: Final = re.compile(r"[0-9A-Z]{6}|[B-Z][0-9A-Z]{6}")
_NAME: Final = re.compile(r"[0-9A-Za-z]{1,20}")
BRANCH_WIDTH: Final = 5
NUMBER_WIDTH: Final = 10
_SUFFIXES: Final = ("_AL", "_NX")


class BadField(ValueError):
    """Raised when a field is missing or not what it must be; the row counts as unread."""


def text(row: Mapping[str, Any], *names: str) -> str:
    """Give a field's text without padding, of the first name that is there."""
    for name in names:
        if name in row:
            found = row[name]
            if not isinstance(found, str):
                raise BadField(f"{name} is {type(found).__name__}, not text")
            return found.strip()
    raise BadField(f"{names[0]} is missing")


def whole(row: Mapping[str, Any], *names: str) -> int:
    """Give a whole number: sign, commas and padding are fine, a fraction or a blank is not."""
    return parse_whole(text(row, *names), names[0])


def whole_or_zero(row: Mapping[str, Any], *names: str) -> int:
    """Give a whole number where KIS leaves the text blank for none."""
    found = text(row, *names)
    return parse_whole(found, names[0]) if found else 0


def count(row: Mapping[str, Any], *names: str) -> int:
    """Give a whole number that cannot be negative."""
    found = whole(row, *names)
    if found < 0:
        raise BadField(f"{names[0]} is {found}, below zero")
    return found


def told(row: Mapping[str, Any], name: str) -> int:
    """Give a number that is only shown to people: 0 where it is missing or cannot be read.

    What an order is judged by must not fail for it.
    """
    try:
        return count(row, name)
    except BadField:
        return 0


def parse_whole(found: str, name: str) -> int:
    """Read a whole number exactly; "71000.0000" is 71000, "71000.5" raises BadField."""
    if len(found) <= _DIGITS_MAX and found.isdecimal() and found.isascii():
        return int(found)  # nearly all of them: ticks come by the thousand
    match = _NUMBER.fullmatch(found) if len(found) <= _DIGITS_MAX else None
    if match is None:
        raise BadField(f"{name} is {found[:_DIGITS_MAX]!r}, not a number")
    sign, digits, fraction = match.groups()
    if fraction and fraction.strip("0"):
        raise BadField(f"{name} is {found}, not a whole number")
    value = int(digits.replace(",", ""))
    return -value if sign == "-" else value


def rate(row: Mapping[str, Any], name: str) -> Decimal:
    """Give a decimal number exactly."""
    found = text(row, name)
    if len(found) > _DIGITS_MAX or not _NUMBER.fullmatch(found):
        raise BadField(f"{name} is {found[:_DIGITS_MAX]!r}, not a number")
    return Decimal(found.replace(",", ""))


def symbol(row: Mapping[str, Any], *names: str) -> str:
    """Give a six-character code without A prefix and exchange suffix; never another symbol."""
    return parse_symbol(text(row, *names), names[0])


def parse_symbol(found: str, name: str = "symbol") -> str:
    """Normalise a code: `A005930`, `005930_AL` and `00000A005930` are 005930."""
    # Upper case of some foreign letters is a plain one: that would be another symbol.
    code = found.upper() if found.isascii() else ""
    for suffix in _SUFFIXES:
        code = code.removesuffix(suffix)
    for prefix in ("00000A", "A"):
        if len(code) == 6 + len(prefix):
            code = code.removeprefix(prefix)
    if not _CODE.fullmatch(code):
        raise BadField(f"{name} is {found[:_DIGITS_MAX]!r}, not a code of a share")
    return code


def order_number(branch: str, number: str) -> str:
    """Give BRANCH-NUMBER in KIS's own widths, however it was padded; raises BadField.

    A number of zeros is no number; a branch of zeros is one.
    """
    if not _NAME.fullmatch(branch) or not _NAME.fullmatch(number) or not number.strip("0"):
        raise BadField(f"{branch[:16]!r} and {number[:16]!r} are no branch and order number")
    return f"{branch.lstrip('0').zfill(BRANCH_WIDTH)}-{number.lstrip('0').zfill(NUMBER_WIDTH)}"


def day(row: Mapping[str, Any], name: str) -> date:
    """Give a date in Korea."""
    found = text(row, name)
    if not _DAY.fullmatch(found):
        raise BadField(f"{name} is {found[:_DIGITS_MAX]!r}, not YYYYMMDD")
    try:
        return date(int(found[:4]), int(found[4:6]), int(found[6:]))
    except ValueError as error:
        raise BadField(f"{name} is {found}, not a date") from error


def instant(on: date, row: Mapping[str, Any], name: str) -> datetime:
    """Give the aware UTC instant of a Korean wall time on a trading date."""
    found = text(row, name)
    if not _TIME.fullmatch(found):
        raise BadField(f"{name} is {found[:_DIGITS_MAX]!r}, not HHMMSS")
    try:
        return utc(on, int(found[:2]), int(found[2:4]), int(found[4:]))
    except ValueError as error:
        raise BadField(f"{name} is {found}, not a time") from error


def yes(row: Mapping[str, Any], name: str) -> bool:
    """Give a Y/N mark; blank is no, anything else raises BadField."""
    found = text(row, name).upper()
    if found not in ("Y", "N", ""):
        raise BadField(f"{name} is {found[:_DIGITS_MAX]!r}, not Y or N")
    return found == "Y"
