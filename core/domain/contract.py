"""Terms of a futures contract on one share: multiplier, expiry, margin; and its last day's rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from core.domain.money import Rate, Won

# One contract is ten shares (KRX; the official balance example: 110 x 71,800 x 10 = 78,980,000).
STOCK_FUTURE_SHARES = 10
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Contract:
    """What one contract stands for. `expiry` is the last trading day, a date in Korea.

    `initial` is the share of the notional that opening takes as margin, `maintenance` what must
    stay; shares of one. Raises ValueError for terms that no exchange would set.
    """

    underlying: str
    expiry: date
    initial: Rate
    maintenance: Rate
    multiplier: int = STOCK_FUTURE_SHARES

    def __post_init__(self) -> None:
        if self.multiplier <= 0:
            raise ValueError(f"multiplier {self.multiplier} of {self.underlying} is not positive")
        if not 0 < self.maintenance <= self.initial <= 1:
            raise ValueError(
                f"margin rates of {self.underlying} are {self.initial} to open and "
                f"{self.maintenance} to keep; allowed is 0 < keep <= open <= 1"
            )

    def notional(self, price: Won, contracts: int) -> Won:
        """Give price x multiplier x contracts in won; negative for a short position."""
        return price * self.multiplier * contracts

    def margin_to_open(self, price: Won) -> Won:
        """Give the won that opening one contract at a price takes, rounded up."""
        return _up(self.notional(price, 1) * self.initial)

    def margin_to_keep(self, price: Won, contracts: int) -> Won:
        """Give the won that must stay for a position of either sign, rounded up."""
        return _up(abs(self.notional(price, contracts)) * self.maintenance)

    def is_over(self, day: date) -> bool:
        """Tell whether the contract no longer trades on a day."""
        return day > self.expiry


def second_thursday(year: int, month: int) -> date:
    """Give the second Thursday of a month: the last trading day of stock futures at KRX.

    When the exchange is closed then, it is the session before; the caller knows the calendar.
    """
    first = date(year, month, 1)
    return first.replace(day=1 + (_THURSDAY - first.weekday()) % 7 + 7)


def _up(amount: Decimal) -> Won:
    return int(amount.to_integral_value(rounding=ROUND_CEILING))
