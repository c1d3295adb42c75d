"""Push frames of futures: own-order notices of 22 fields, trades and books (sheet 5.11-5.15)."""

from __future__ import annotations

from typing import Final

from core.brokers.kis import futures_calls as calls
from core.brokers.kis import numbers
from core.brokers.kis.futures_numbers import NOTICE_SCALE, SIDES, parse_code
from core.brokers.kis.notices import Notice, kind_of
from core.brokers.kis.numbers import BadField
from core.brokers.kis.place import KisPlace
from core.brokers.kis.stream import Feeds

FIELDS: Final = 22


def feeds(place: KisPlace) -> Feeds:
    """Give the feeds of a futures account."""
    return Feeds(place.futures.notices, calls.TRADES_FEED, calls.BOOK_FEED, notice, traded)


def notice(record: tuple[str, ...]) -> Notice:
    """Read an own-order notice; evidence only, as those of shares. Raises BadField."""
    if len(record) < FIELDS:
        raise BadField(f"a futures notice has {len(record)} fields, fewer than {FIELDS}")
    at = dict(enumerate(part.strip() for part in record))
    if at[4] not in SIDES:
        raise BadField(f"SELN_BYOV_CLS is {at[4][:8]!r}, not 01 or 02")
    return Notice(
        kind=kind_of(at, refused=11, filled=12, accepted=13),
        account=at[1],
        number=numbers.order_number(at[14], at[2] if at[5] == "0" else at[3]),
        symbol=parse_code(at[7], "STCK_SHRN_ISCD", {}),
        side=SIDES[at[4]],
        shares=numbers.parse_whole(at[8], "CNTG_QTY"),
        price=_price(at[9]),
        time=at[10],
        ordered=numbers.parse_whole(at[15] or "0", "ODER_QTY"),
    )


def traded(record: tuple[str, ...]) -> str:
    """Give the contract of a trade or book record."""
    return parse_code(record[0].strip(), "FUTS_SHRN_ISCD", {})


def _price(found: str) -> int:
    scaled = numbers.parse_whole(found or "0", "CNTG_UNPR")
    if scaled % NOTICE_SCALE:
        raise BadField(f"CNTG_UNPR {found} is no whole won of a stock future")
    return scaled // NOTICE_SCALE
