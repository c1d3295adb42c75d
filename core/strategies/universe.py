"""Which symbols a short-term strategy looks at: the most traded ones that the person allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from core.domain.money import Won

REFRESH_S: Final = 3_600
AMONG, MOST = 100, 30
_VENUES: Final = ("_AL", "_NX")


class Ranked(NamedTuple):
    """A row of the ranking by traded amount: the code as the broker writes it, price and won."""

    symbol: str
    price: Won
    amount: Won


def bare(symbol: str) -> str:
    """Cut the venue off a code: ``005930_AL`` is 005930. Letters of the code itself stay."""
    for venue in _VENUES:
        symbol = symbol.removesuffix(venue)
    return symbol


def universe(
    ranking: Iterable[Ranked], allowed: Collection[str], *, among: int = AMONG, most: int = MOST
) -> list[Ranked]:
    """Give the first `most` allowed symbols of the `among` most traded ones (strategies.md 8).

    A symbol that trades at several venues counts once, where it traded most; of equal amounts
    the lower code comes first.
    """
    best: dict[str, Ranked] = {}
    for row in sorted(ranking, key=lambda r: (-r.amount, r.symbol)):
        best.setdefault(bare(row.symbol), row._replace(symbol=bare(row.symbol)))
    return [row for row in list(best.values())[:among] if row.symbol in allowed][:most]
