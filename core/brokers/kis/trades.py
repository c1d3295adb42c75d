"""Trades of shares as KIS pushes them, H0STCNT0 and its like: 46 fields a record (sheet 5.8)."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.brokers.kis.numbers import BadField, parse_symbol, parse_whole

FIELDS: Final = 46
# HOUR_CLS_CODE: everything else tells what an auction expects, and nothing was traded.
IN_SESSION: Final = "0"


class Trade(NamedTuple):
    """One record; prices in won, `time` HHMMSS in Korea, `volume` and `value` of the day so far.

    `traded` is False for the price that a call auction expects. A price only says what was
    seen: orders are judged by a quote that is asked for.
    """

    symbol: str
    time: str
    price: int
    size: int
    ask: int
    bid: int
    volume: int
    value: int
    halted: bool
    traded: bool


def trade(record: tuple[str, ...]) -> Trade:
    """Read a record of 46 fields or more; raises BadField."""
    if len(record) < FIELDS:
        raise BadField(f"a trade has {len(record)} fields, fewer than {FIELDS}")
    time, price, halted = record[1], parse_whole(record[2], "STCK_PRPR"), record[35]
    clock = len(time) == 6 and time.isascii() and time.isdecimal()
    if price <= 0 or not clock or halted not in ("N", "Y", ""):
        raise BadField(
            f"a trade at {price} won, time {time[:8]!r}, halted {halted[:8]!r} is none that "
            "the sheet knows"
        )
    return Trade(
        parse_symbol(record[0].strip(), "MKSC_SHRN_ISCD"),
        time,
        price,
        parse_whole(record[12], "CNTG_VOL"),
        parse_whole(record[10], "ASKP1"),
        parse_whole(record[11], "BIDP1"),
        parse_whole(record[13], "ACML_VOL"),
        parse_whole(record[14], "ACML_TR_PBMN"),
        halted == "Y",
        record[43] == IN_SESSION,
    )
