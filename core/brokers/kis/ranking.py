"""The shares that traded most won today (volume-rank, sheet 2.8; live only)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.brokers.kis import calls, numbers
from core.brokers.kis.client import KisClient
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.live_only import live_only
from core.brokers.kis.numbers import BadField
from core.domain.money import Won
from core.errors import ReadFailed

BY_TRADED_VALUE: Final = "3"
EVERY_SHARE: Final = "0000"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place of the ranking; `traded_value` is won since the session began."""

    rank: int
    symbol: str
    name: str
    price: Won
    volume: int
    traded_value: Won


async def by_traded_value(client: KisClient) -> list[Ranked]:
    """Give at most thirty shares, the most traded first; raises ReadFailed, on paper at once."""
    live_only(client.place, "volume-rank")
    params = {
        "FID_COND_MRKT_DIV_CODE": "J", "FID_COND_SCR_DIV_CODE": "20171",
        "FID_INPUT_ISCD": EVERY_SHARE, "FID_DIV_CLS_CODE": "0",
        "FID_BLNG_CLS_CODE": BY_TRADED_VALUE, "FID_TRGT_CLS_CODE": "1" * 9,
        "FID_TRGT_EXLS_CLS_CODE": "0" * 10, "FID_INPUT_PRICE_1": "", "FID_INPUT_PRICE_2": "",
        "FID_VOL_CNT": "", "FID_INPUT_DATE_1": "",
    }  # fmt: skip
    return ranking(await client.get(calls.RANKING, calls.RANKING_TR, params))


def ranking(seen: Envelope) -> list[Ranked]:
    """Give the rows of one answer by rank; raises ReadFailed unless all can be read."""
    try:
        found = sorted((_ranked(row) for row in seen.rows("output")), key=lambda one: one.rank)
        if [one.rank for one in found] != list(range(1, len(found) + 1)):
            raise BadField(f"data_rank does not count from 1 to {len(found)}")
        if len({one.symbol for one in found}) != len(found):
            raise BadField("mksc_shrn_iscd names a share twice")
    except BadField as error:
        raise ReadFailed(f"the ranking cannot be read: {error}") from error
    return found


def _ranked(row: Fields) -> Ranked:
    return Ranked(
        numbers.count(row, "data_rank"),
        numbers.symbol(row, "mksc_shrn_iscd"),
        numbers.text(row, "hts_kor_isnm"),
        numbers.count(row, "stck_prpr"),
        numbers.count(row, "acml_vol"),
        numbers.count(row, "acml_tr_pbmn"),
    )
