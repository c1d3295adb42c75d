"""Which single-stock futures are listed when, and what their codes are.

Each underlying has the three nearest months and the first quarterly month after them. A contract's
last trading day is the second Thursday of its month, moved back to a session when that is closed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sim.sessions import Sessions
from sim.values import Listing

_LETTERS = "ABCDEFGHJKLMNPQRSTVW"  # 2006 to 2025: I, O and U are left out
_FIRST_YEAR, _NEW_FORM = 2006, 2026
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
_SERIAL = 34  # product 11, Samsung Electronics in the real market: the first stock of the list
_NEAR, _QUARTER = 3, 6  # months ahead of which a monthly and a quarterly contract is listed


@dataclass(frozen=True, slots=True)
class Contract:
    """Describe one future; `since` is its first and `last_day` its last trading day."""

    code: str
    standard: str
    name: str
    underlying: Listing
    month: tuple[int, int]
    since: date
    last_day: date

    def listing(self) -> Listing:
        """Give it as the exchange's book knows an issue."""
        return Listing(self.code, self.name, self.underlying.market, "future", 1, "")

    def days_left(self, day: date) -> int:
        """Count the calendar days to the last trading day, that day being the first."""
        return max(0, (self.last_day - day).days + 1)


def contracts_of(
    underlying: Listing,
    index: int,
    *,
    first: date,
    last: date,
    known: date,
    sessions: Sessions,
) -> list[Contract]:
    """List every contract of the `index`-th underlying that trades between two days, by month.

    None is listed before `known`, the first day with a price of the share before it.
    """
    product = _product(index)
    start = (max(first.year, _FIRST_YEAR) - 1) * 12
    found = []
    for serial in range(start, (last.year + 2) * 12):
        month = serial // 12, serial % 12 + 1
        expiry = last_trading_day(*month, sessions)
        since = max(known, _since(serial, sessions))
        if expiry < max(first, known) or since > last or month[0] < _FIRST_YEAR:
            continue
        found.append(
            Contract(
                code=short_code(product, *month),
                standard=standard_code(product, *month),
                name=f"{underlying.name} F {month[0]}{month[1]:02d} (  10)",
                underlying=underlying,
                month=month,
                since=since,
                last_day=expiry,
            )
        )
    return found


def last_trading_day(year: int, month: int, sessions: Sessions) -> date:
    """Give the second Thursday, or the session before it; by weekday outside the table."""
    first = date(year, month, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 7)
    before, after = sessions.before(thursday), sessions.after(thursday)
    return before.day if before and after else thursday


def short_code(product: str, year: int, month: int) -> str:
    """Write the six characters that orders take: 1 and a letter up to 2025, A and a digit since."""
    if year < _NEW_FORM:
        return f"1{product}{_LETTERS[year - _FIRST_YEAR]}{month:02d}"
    return f"A{product}{year % 10}{month:02d}"


def standard_code(product: str, year: int, month: int) -> str:
    """Write the twelve characters of balances: KR4, product, year, month as one sign, check."""
    short = short_code(product, year, month)
    body = f"KR4{short[:4]}{month:X}000"
    return f"{body}{_check_digit(body)}"


def _since(serial: int, sessions: Sessions) -> date:
    ahead = _QUARTER if serial % 3 == 2 else _NEAR
    before = serial - ahead
    expired = last_trading_day(before // 12, before % 12 + 1, sessions)
    following = sessions.after(expired)
    return following.day if following else expired + timedelta(days=1)


def _product(index: int) -> str:
    high, low = divmod(_SERIAL + index, len(_ALPHABET))
    return _ALPHABET[high] + _ALPHABET[low]


def _check_digit(body: str) -> int:
    """Give the ISIN check digit: Luhn over the digits, letters as two."""
    digits = "".join(str(int(sign, 36)) for sign in body)
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return -total % 10
