"""What can still be cancelled and what can be sold, by KIS's own word (sheet 3.4, 3.5; live)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.brokers.kis import calls, numbers
from core.brokers.kis.client import KisClient
from core.brokers.kis.envelope import Fields
from core.brokers.kis.live_only import live_only
from core.brokers.kis.numbers import BadField
from core.domain.money import Won
from core.domain.signal import Side
from core.errors import ReadFailed

SIDES: Final = {"01": Side.SELL, "02": Side.BUY}


@dataclass(frozen=True, slots=True)
class Cancellable:
    """One open order; `left` is the number of shares that a cancel would still reach."""

    number: str
    symbol: str
    side: Side
    shares: int
    price: Won
    filled: int
    left: int


async def cancellable(client: KisClient) -> list[Cancellable]:
    """Give every order that can be cancelled; raises ReadFailed unless it is all of them."""
    live_only(client.place, "inquire-psbl-rvsecncl")
    query = _account(client) | {"INQR_DVSN_1": "0", "INQR_DVSN_2": "0"}
    pages = await client.pages(calls.CANCELLABLE, calls.CANCELLABLE_TR, query)
    try:
        rows = [_read(row) for page in pages for row in page.rows("output")]
    except BadField as error:
        raise ReadFailed(f"an open order cannot be read: {error}") from error
    if len({row.number for row in rows}) != len(rows):
        raise ReadFailed("the list of open orders names one of them twice")
    return rows


async def sellable(client: KisClient, symbol: str) -> int:
    """Give the shares of a symbol that can be sold now; raises ReadFailed."""
    live_only(client.place, "inquire-psbl-sell")
    query = _account(client) | {"PDNO": symbol}
    seen = await client.get(calls.SELLABLE, calls.SELLABLE_TR, query)
    # The sheet's table and its example name the container differently.
    row = seen.part("output" if seen.body.get("output") else "output1")
    try:
        if numbers.symbol(row, "pdno") != symbol:
            raise BadField("pdno is another symbol")
        return numbers.count(row, "ord_psbl_qty")
    except BadField as error:
        raise ReadFailed(f"sellable shares of {symbol} cannot be read: {error}") from error


def _account(client: KisClient) -> dict[str, str]:
    account = client.place.account
    return {"CANO": account.number.get_secret_value(), "ACNT_PRDT_CD": account.product}


def _read(row: Fields) -> Cancellable:
    code = numbers.text(row, "sll_buy_dvsn_cd")
    if code not in SIDES:
        raise BadField(f"sll_buy_dvsn_cd is {code[:8]!r}, neither 01 nor 02")
    found = Cancellable(
        numbers.order_number(numbers.text(row, "ord_gno_brno"), numbers.text(row, "odno")),
        numbers.symbol(row, "pdno"),
        SIDES[code],
        numbers.count(row, "ord_qty"),
        numbers.count(row, "ord_unpr"),
        numbers.count(row, "tot_ccld_qty"),
        numbers.count(row, "psbl_qty"),
    )
    if found.filled + found.left > found.shares:
        raise BadField(f"psbl_qty {found.left} and tot_ccld_qty {found.filled} exceed ord_qty")
    return found
