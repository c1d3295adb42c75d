"""What KRX and a broker fix for single-stock futures: size, limits, margin rates, commission.

Sources: section 4.1 and 6 of the KIS fact sheet (multiplier, tick table, no transaction tax); the
steps of the daily limit (10, 20, 30 %) and the two thirds of maintenance are KRX's published rules.
"""

from datetime import date
from zlib import crc32

from sim import rules

MULTIPLIER = 10  # shares a contract
COMMISSION_PPM = 30  # 0.003 % of the contract value
COMMISSION_UNIT = 10
STAGES = (10, 20, 30)  # percent of the base price
STAGE_MINUTES = 5  # how long the limit must hold before the next step opens
_INITIAL_BP = (1_200, 1_500, 1_800, 2_100, 2_550)


def commission(amount: int) -> int:
    """Charge 0.003 % of an order's cumulative contract value, cut to 10 won. There is no tax."""
    return amount * COMMISSION_PPM // 1_000_000 // COMMISSION_UNIT * COMMISSION_UNIT


def stage_limits(base: int, day: date, *, stage: int, market: str) -> tuple[int, int]:
    """Give (upper, lower) of the day at a stage from 0 to 2, each inward to its own tick."""
    width = base * STAGES[stage] // 100
    width -= width % rules.tick_size(base, day, market=market)
    upper = rules.floor_tick(base + width, day, market=market)
    return upper, max(1, rules.ceil_tick(base - width, day, market=market))


def initial_bp(underlying: str) -> int:
    """Give the initial margin rate of an underlying share in hundredths of a percent."""
    return _INITIAL_BP[crc32(f"margin:{underlying}".encode()) % len(_INITIAL_BP)]


def maintenance_bp(underlying: str) -> int:
    """Give the maintenance margin rate: two thirds of the initial one."""
    return initial_bp(underlying) * 2 // 3


def margin(base: int, rate_bp: int) -> int:
    """Give the won that one contract ties up at the day's base price."""
    return base * MULTIPLIER * rate_bp // 10_000


def nearest_tick(price: float, day: date, *, market: str) -> int:
    """Give the legal price nearest to a theoretical one, at least one tick."""
    whole = max(1, round(price))
    half = rules.tick_size(whole, day, market=market) // 2
    return max(1, rules.floor_tick(whole + half, day, market=market))
