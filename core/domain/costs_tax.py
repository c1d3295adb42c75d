"""The tax on sales by date and market, in its two parts, each row with where it stands written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.domain.instrument import InstrumentKind, Market
from core.domain.money import Rate

NANO = 10**9


@dataclass(frozen=True, slots=True)
class TaxRow:
    """What a sale pays that is transferred (settled) on `since` or later, as parts of its amount.

    `securities` is the securities transaction tax of the Act and its decree, `rural` the special
    tax for rural development, which only sales on KOSPI pay. `exact_day` is False where the
    source names the month and not the day.
    """

    since: date
    securities: Rate
    rural: Rate
    source: str
    exact_day: bool = True

    @property
    def total(self) -> Rate:
        """Give both parts together."""
        return self.securities + self.rural


def _row(since: str, securities: str, rural: str, source: str, *, exact_day: bool = True) -> TaxRow:
    begins = date.fromisoformat(since)
    return TaxRow(begins, Decimal(securities) / 100, Decimal(rural) / 100, source, exact_day)


_ACT = "Securities Transaction Tax Act"
_DECREE = f"{_ACT}, Enforcement Decree, art. 5"
_RURAL = "Act on Special Rural Development Tax"
_2019 = f"{_DECREE} as decided by the cabinet on 2019-05-21, transfers since 2019-06-03"
_2021 = f"{_DECREE}, transfers since 2021-01-01"
_2023 = f"{_DECREE} as amended in December 2022: steps of 2023, 2024 and 2025"
_2026 = f"{_DECREE} as announced on 2025-12-01, transfers since 2026-01-01; 2027 is not known"

KOSPI = (
    _row("0001-01-01", "0", "0", "no such tax in 1972-1978; what was before is not covered"),
    _row("1979-01-01", "0.2", "0", f"{_ACT} of 1978-12 with its first decree"),
    _row("1987-03-01", "0.5", "0", f"{_DECREE}: the Act's own rate again", exact_day=False),
    _row("1990-06-01", "0.2", "0", _DECREE, exact_day=False),
    _row("1994-02-01", "0.35", "0", f"{_DECREE}, announced 1994-02-02", exact_day=False),
    _row("1994-07-01", "0.35", "0.15", f"{_RURAL}, settlements since 1994-07-01"),
    _row("1995-07-15", "0.3", "0.15", f"{_DECREE}, middle of July 1995", exact_day=False),
    # In force for sales since 1996-04-01; the depository took the new rate from the 3rd on.
    _row("1996-04-03", "0.15", "0.15", f"{_DECREE}, announced 1996-03-19, sales since 1996-04-01"),
    _row("2019-06-03", "0.1", "0.15", _2019),
    _row("2021-01-01", "0.08", "0.15", _2021),
    _row("2023-01-01", "0.05", "0.15", _2023),
    _row("2024-01-01", "0.03", "0.15", _2023),
    _row("2025-01-01", "0", "0.15", f"{_2023}; the rural tax stays"),
    _row("2026-01-01", "0.05", "0.15", _2026),
)
KOSDAQ = (
    _row("0001-01-01", "0.5", "0", f"{_ACT}: the rate outside the exchange; opened 1996-07-01"),
    _row("1996-08-14", "0.3", "0", f"{_ACT} as amended in 1996"),
    _row("2019-06-03", "0.25", "0", _2019),
    _row("2021-01-01", "0.23", "0", _2021),
    _row("2023-01-01", "0.2", "0", _2023),
    _row("2024-01-01", "0.18", "0", _2023),
    _row("2025-01-01", "0.15", "0", _2023),
    _row("2026-01-01", "0.2", "0", _2026),
)
KONEX = (
    _row("0001-01-01", "0.3", "0", f"{_DECREE}; opened 2013-07-01"),
    _row("2019-06-03", "0.1", "0", _2019),
)
TAXES = {Market.KOSPI: KOSPI, Market.KOSDAQ: KOSDAQ, Market.KONEX: KONEX}

# ETF are units of a fund, ETN debt, futures contracts: none is a share in the sense of the Act.
EXEMPT = TaxRow(date.min, Decimal(0), Decimal(0), f"{_ACT}, art. 2: not a share")


def tax_row(settles_on: date, *, market: Market, kind: InstrumentKind) -> TaxRow:
    """Give the row in force on a settlement date; ETF, ETN and futures pay none."""
    if kind is not InstrumentKind.STOCK:
        return EXEMPT
    rows = TAXES[market]
    return rows[bisect_right(rows, settles_on, key=lambda row: row.since) - 1]


def nano_rates(settlements: Iterable[date], *, market: Market, kind: InstrumentKind) -> list[int]:
    """Give the whole rate of each settlement date in billionths of the amount, as backtests use it.

    Billionths hold every rate of the table without a rest.
    """
    return [int(tax_row(day, market=market, kind=kind).total * NANO) for day in settlements]
