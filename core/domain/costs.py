"""What a trade costs by date: commission of the account, transaction tax of the market."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.costs_tax import tax_row
from core.domain.instrument import InstrumentKind, Market
from core.domain.money import Rate, Won, share_of
from core.domain.signal import Side


def tax_rate(settles_on: date, *, market: Market, kind: InstrumentKind) -> Rate:
    """Give the sale tax in force on a settlement date, both parts; ETF, ETN, futures pay none.

    The year that counts is that of the transfer: sales of 2024-12-27 settle in 2025
    and pay 2025's rate.
    """
    return tax_row(settles_on, market=market, kind=kind).total


@dataclass(frozen=True, slots=True)
class Commission:
    """An account's commission: a rate each way, truncated to `unit` won an order."""

    rate: Rate = Decimal("0.00015")
    unit: Won = 10

    def of(self, amount: Won) -> Won:
        """Give the commission of one order's cumulative amount."""
        return share_of(amount, self.rate, unit=self.unit)


# Of futures 0.003 % of the notional is assumed each way: the fact sheet has no figure, contracts
# with brokers differ, and no transaction tax is taken.
FUTURES_COMMISSION = Commission(Decimal("0.00003"))


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """An order's money in won; `net` is paid (negative) or received (positive)."""

    gross: Won
    commission: Won
    tax: Won
    tax_rate: Rate
    settles_on: date
    net: Won


def estimate(
    side: Side,
    gross: Won,
    *,
    commission: Commission,
    market: Market,
    kind: InstrumentKind,
    settles_on: date,
) -> CostEstimate:
    """Reckon what an order of `gross` won costs when filled at its price."""
    fee = commission.of(gross)
    if side is Side.BUY:
        return CostEstimate(gross, fee, 0, Decimal(0), settles_on, -gross - fee)
    rate = tax_rate(settles_on, market=market, kind=kind)
    tax = share_of(gross, rate)
    return CostEstimate(gross, fee, tax, rate, settles_on, gross - fee - tax)
