"""KRX rules by date: tick tables, daily limits, commission and transaction tax.

Sources: tick tables, limit formula and tax rates as collected from KRX and KIS publications,
September 2026.
"""

from bisect import bisect_right
from datetime import date

_NEW_TABLE = date(2023, 1, 25)
_WIDE_LIMIT = date(2015, 6, 15)
_ETF_FINE = date(2023, 12, 18)

_TICKS_2023 = ((2_000, 5_000, 20_000, 50_000, 200_000, 500_000), (1, 5, 10, 50, 100, 500, 1_000))
_TICKS_KOSPI = ((1_000, 5_000, 10_000, 50_000, 100_000, 500_000), (1, 5, 10, 50, 100, 500, 1_000))
_TICKS_KOSDAQ = ((1_000, 5_000, 10_000, 50_000), (1, 5, 10, 50, 100))
_TICKS_ETF = ((2_000,), (1, 5))
_TICKS_ETF_OLD = ((), (5,))

# Hundredths of a percent by the day of transfer, which is the settlement day and not the trade day.
_TAX_FROM = (date(2019, 6, 3), date(2021, 1, 1), date(2023, 1, 1), date(2024, 1, 1))
_TAX_FROM_LATE = (date(2025, 1, 1), date(2026, 1, 1))
_TAX_BP = (30, 25, 23, 20, 18, 15, 20)

COMMISSION_PPM = 150  # 0.015 %
COMMISSION_UNIT = 10


def tick_table(
    day: date, *, market: str, kind: str = "stock"
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give (bounds, ticks) in force on `day`: a price below bounds[i] moves by ticks[i]."""
    if kind == "etf":
        return _TICKS_ETF if day >= _ETF_FINE else _TICKS_ETF_OLD
    if day >= _NEW_TABLE:
        return _TICKS_2023
    return _TICKS_KOSDAQ if market == "KOSDAQ" else _TICKS_KOSPI


def tick_size(price: int, day: date, *, market: str, kind: str = "stock") -> int:
    """Give the tick in won at `price`; a price on a boundary takes the upper band's tick."""
    bounds, ticks = tick_table(day, market=market, kind=kind)
    return ticks[bisect_right(bounds, price)]


def floor_tick(price: int, day: date, *, market: str, kind: str = "stock") -> int:
    """Give the highest legal price that is not above `price`."""
    return price - price % tick_size(price, day, market=market, kind=kind)


def ceil_tick(price: int, day: date, *, market: str, kind: str = "stock") -> int:
    """Give the lowest legal price that is not below `price`."""
    return price + -price % tick_size(price, day, market=market, kind=kind)


def step_up(price: int, day: date, *, market: str, kind: str = "stock") -> int:
    """Give the next legal price above `price`."""
    return ceil_tick(price + 1, day, market=market, kind=kind)


def step_down(price: int, day: date, *, market: str, kind: str = "stock") -> int:
    """Give the next legal price below `price` (on a boundary, by the lower band's tick)."""
    return floor_tick(price - 1, day, market=market, kind=kind)


def limit_width(base: int, day: date, *, market: str, kind: str = "stock") -> int:
    """Give the won by which a price may leave `base`: 30 %, 15 % before 2015-06-15.

    It is rounded down to the base price's tick. The narrower limits before 1998 are not modelled.
    """
    width = base * (30 if day >= _WIDE_LIMIT else 15) // 100
    return width - width % tick_size(base, day, market=market, kind=kind)


def daily_limits(base: int, day: date, *, market: str, kind: str = "stock") -> tuple[int, int]:
    """Give (upper, lower) of the day: the width around the base, each inward to its own tick."""
    width = limit_width(base, day, market=market, kind=kind)
    upper = floor_tick(base + width, day, market=market, kind=kind)
    return upper, max(1, ceil_tick(base - width, day, market=market, kind=kind))


def commission(amount: int) -> int:
    """Charge 0.015 % of an order's cumulative amount, cut to 10 won."""
    return amount * COMMISSION_PPM // 1_000_000 // COMMISSION_UNIT * COMMISSION_UNIT


def sale_tax(amount: int, settles: date, *, kind: str = "stock") -> int:
    """Charge the transaction tax on an order's cumulative sale amount, cut to 1 won.

    `settles` is the settlement day. ETFs pay none. KOSPI (with the rural tax) and KOSDAQ have paid
    the same total since 2018; days after the last known rate keep it.
    """
    if kind == "etf":
        return 0
    return amount * _TAX_BP[bisect_right(_TAX_FROM + _TAX_FROM_LATE, settles)] // 10_000
