"""KIS's list of stock futures: a zip of lines in cp949, nine columns between pipes (sheet 4.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from core.brokers.kis.master import lines
from core.domain.contract import STOCK_FUTURE_SHARES
from core.domain.instrument import FUTURE_SYMBOL, SYMBOL, Market
from core.errors import ReadFailed

COLUMNS: Final = 9
MARKETS: Final = {"1": Market.KOSPI, "3": Market.KOSDAQ}
# A continuous series is for charts; nobody can order it.
CONTINUOUS: Final = "0"
_MONTH: Final = re.compile(r"F\s*(20[0-9]{2})(0[1-9]|1[0-2])(?![0-9])")
_MULTIPLIER: Final = re.compile(r"\(\s*([0-9]{1,6})\s*\)")


@dataclass(frozen=True, slots=True)
class ListedFuture:
    """One contract of the list. `month` is (year, month), None when its name does not tell it."""

    symbol: str
    standard: str
    name: str
    market: Market
    underlying: str
    month: tuple[int, int] | None
    multiplier: int


def listed_futures(packed: bytes) -> list[ListedFuture]:
    """Give the stock futures of the list; spreads, options and continuous series are left out.

    Raises ReadFailed when the file is not of the form.
    """
    found = [_read(line) for line in lines(packed) if line.strip()]
    return [one for one in found if one is not None]


def _read(line: str) -> ListedFuture | None:
    cells = [cell.strip() for cell in line.removesuffix("\r").split("|")]
    if len(cells) < COLUMNS:
        raise ReadFailed(f"list of futures has a line of {len(cells)} columns, not {COLUMNS}")
    kind, symbol, standard, name, _, _, month_class, underlying, _ = cells[:COLUMNS]
    market = MARKETS.get(kind)
    if market is None or month_class == CONTINUOUS or not FUTURE_SYMBOL.fullmatch(symbol):
        return None
    share = underlying.removeprefix("A") if len(underlying) == 7 else underlying
    if not SYMBOL.fullmatch(share):
        raise ReadFailed(f"list of futures names {underlying[:12]!r} as the share of {symbol}")
    return ListedFuture(symbol, standard, name, market, share, _month(name), _multiplier(name))


def _month(name: str) -> tuple[int, int] | None:
    found = _MONTH.search(name)
    return (int(found[1]), int(found[2])) if found else None


def _multiplier(name: str) -> int:
    found = _MULTIPLIER.search(name)
    return int(found[1]) if found else STOCK_FUTURE_SHARES
