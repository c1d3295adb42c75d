"""What a company is, invented from its code: shares, par value, earnings, ISIN."""

from dataclasses import dataclass
from datetime import date
from zlib import crc32

from sim.values import Listing

_SHARES = (6_000_000, 18_000_000, 45_000_000, 120_000_000, 310_000_000)


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold the figures of one share; money in won, `listed` in shares."""

    listed: int
    par: int
    earnings: int
    book: int
    isin: str
    since: date
    foreign_percent: int

    def cap(self, price: int) -> int:
        """Give the market value in hundred million won."""
        return self.listed * price // 100_000_000

    def multiple(self, price: int, *, per: int) -> str:
        """Write price over earnings or book value, two decimals."""
        hundredths = price * 100 // per
        return f"{hundredths // 100}.{hundredths % 100:02d}"


def facts(listing: Listing) -> Facts:
    """Invent the same figures for the same code every time."""
    draw = crc32(f"facts:{listing.code}".encode())
    digits = crc32(f"isin:{listing.code}".encode()) % 10
    return Facts(
        listed=_SHARES[draw % len(_SHARES)],
        par=(100, 500, 5000)[draw // 7 % 3],
        earnings=300 + draw // 11 % 9_000,
        book=5_000 + draw // 13 % 90_000,
        isin=f"KR7{listing.code}00{digits}",
        since=date(1990 + draw // 17 % 30, 1 + draw // 19 % 12, 1 + draw // 23 % 28),
        foreign_percent=draw // 29 % 60,
    )
