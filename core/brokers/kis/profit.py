"""Realised profit by day, by share and of today, after costs (sheet 3.8, 3.9; live only)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.brokers.kis import calls, numbers
from core.brokers.kis.client import KisClient
from core.brokers.kis.envelope import Envelope, Fields
from core.brokers.kis.live_only import live_only
from core.brokers.kis.numbers import BadField
from core.domain.money import Won
from core.errors import ReadFailed


@dataclass(frozen=True, slots=True)
class DayProfit:
    """What a day's trades came to, in won; `realised` as KIS states it."""

    day: date
    bought: Won
    sold: Won
    fee: Won
    tax: Won
    realised: Won


@dataclass(frozen=True, slots=True)
class ShareProfit:
    """What a day's trades of one share came to, in won; a loan's row is one of its own."""

    day: date
    symbol: str
    shares_bought: int
    shares_sold: int
    bought: Won
    sold: Won
    fee: Won
    tax: Won
    realised: Won


Row = TypeVar("Row", DayProfit, ShareProfit)


async def profit_by_day(client: KisClient, first: date, last: date) -> list[DayProfit]:
    """Give the days of a period that had trades, oldest first; raises ReadFailed."""
    query = _period(client, first, last) | {"INQR_DVSN": "00"}
    return whole_period(await _pages(client, calls.PROFIT, calls.PROFIT_TR, query), day_profit)


async def profit_by_share(client: KisClient, first: date, last: date) -> list[ShareProfit]:
    """Give each share's trades of each day of a period, oldest first; raises ReadFailed."""
    query = _period(client, first, last)
    return whole_period(
        await _pages(client, calls.SHARE_PROFIT, calls.SHARE_PROFIT_TR, query), _share
    )


async def realised_today(client: KisClient) -> Won:
    """Give today's realised profit with costs counted in; raises ReadFailed."""
    live_only(client.place, "inquire-balance-rlz-pl")
    query = {
        **_account(client), "AFHR_FLPR_YN": "N", "OFL_YN": "", "INQR_DVSN": "00",
        "UNPR_DVSN": "01", "FUND_STTL_ICLD_YN": "N", "FNCG_AMT_AUTO_RDPT_YN": "N",
        "PRCS_DVSN": "00", "COST_ICLD_YN": "Y",
    }  # fmt: skip
    pages = await client.pages(calls.REALISED, calls.REALISED_TR, query)
    try:
        return numbers.whole(pages[-1].part("output2"), "rlzt_pfls")
    except BadField as error:
        raise ReadFailed(f"today's profit cannot be read: {error}") from error


async def _pages(client: KisClient, path: str, tr_id: str, query: dict[str, str]) -> list[Envelope]:
    live_only(client.place, path.rsplit("/", 1)[-1])
    return await client.pages(path, tr_id, query)


def _account(client: KisClient) -> dict[str, str]:
    account = client.place.account
    return {"CANO": account.number.get_secret_value(), "ACNT_PRDT_CD": account.product}


def _period(client: KisClient, first: date, last: date) -> dict[str, str]:
    return {
        **_account(client), "INQR_STRT_DT": f"{first:%Y%m%d}", "INQR_END_DT": f"{last:%Y%m%d}",
        "PDNO": "", "SORT_DVSN": "01", "CBLC_DVSN": "00",
    }  # fmt: skip


def whole_period(pages: Sequence[Envelope], read: Callable[[Fields], Row]) -> list[Row]:
    """Give the rows of all pages; raises ReadFailed unless they come to the stated total."""
    try:
        rows = [read(row) for page in pages for row in page.rows("output1")]
        stated = numbers.whole_or_zero(pages[-1].part("output2"), "tot_rlzt_pfls")
    except BadField as error:
        raise ReadFailed(f"the profit of a period cannot be read: {error}") from error
    found = sum(row.realised for row in rows)
    # Each row may be rounded by itself; a row that is lost shows as more than that.
    if abs(found - stated) > len(rows):
        raise ReadFailed(f"profits of {found} won are listed, and {stated} won are their total")
    return rows


def day_profit(row: Fields) -> DayProfit:
    """Give one day's row; raises BadField."""
    return DayProfit(
        numbers.day(row, "trad_dt"),
        numbers.count(row, "buy_amt"),
        numbers.count(row, "sll_amt"),
        numbers.count(row, "fee"),
        numbers.count(row, "tl_tax"),
        numbers.whole(row, "rlzt_pfls"),
    )


def _share(row: Fields) -> ShareProfit:
    return ShareProfit(
        numbers.day(row, "trad_dt"),
        numbers.symbol(row, "pdno"),
        numbers.count(row, "buy_qty"),
        numbers.count(row, "sll_qty"),
        numbers.count(row, "buy_amt"),
        numbers.count(row, "sll_amt"),
        numbers.count(row, "fee"),
        numbers.count(row, "tl_tax"),
        numbers.whole(row, "rlzt_pfls"),
    )
