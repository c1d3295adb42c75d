"""Complete readings of one futures account: a day's orders, positions and deposit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from core.brokers.kis import futures_calls as calls
from core.brokers.kis import numbers
from core.brokers.kis.balance import Balance
from core.brokers.kis.client import KisClient
from core.brokers.kis.day_orders import DayRow
from core.brokers.kis.extras import FUTURES_ORDER, FUTURES_POSITION, Extras
from core.brokers.kis.futures_balance import balance
from core.brokers.kis.futures_body import LIMIT
from core.brokers.kis.futures_day import day_rows
from core.brokers.kis.numbers import BadField
from core.domain.instrument import Instrument
from core.domain.money import Won
from core.domain.signal import Side
from core.errors import ReadFailed

CONTEXT: Final = "200"
OLDEST_FIRST: Final = "AS"
INITIAL: Final = "01"
AT_PURCHASE: Final = "2"
_SIDES: Final = {Side.SELL: "01", Side.BUY: "02"}


class Listed(Protocol):
    """What the account asks of the list of contracts."""

    @property
    def short_codes(self) -> dict[str, str]:
        """Give the short codes by standard code."""
        ...

    def listed(self, symbol: str) -> Instrument | None:
        """Give a contract by its short code."""
        ...


@dataclass(frozen=True, slots=True)
class Orderable:
    """How many contracts KIS would take now: `closing` of a position, `opening` of a new one."""

    closing: int
    opening: int


class FuturesAccount:
    """The questions that KIS answers about a futures account; each is whole or ReadFailed."""

    def __init__(self, client: KisClient, listing: Listed) -> None:
        self._client = client
        self._place = client.place
        self._listing = listing
        self._extras = Extras()
        self._last: Balance | None = None

    async def day_orders(self, on: date) -> list[DayRow]:
        """Give the orders of a day, open and closed; raises ReadFailed unless it is all of them."""
        text = on.strftime("%Y%m%d")
        params = self._who() | {
            "STRT_ORD_DT": text, "END_ORD_DT": text, "SLL_BUY_DVSN_CD": "00",
            # Open and closed, oldest first: new orders come on the last page.
            "CCLD_NCCS_DVSN": "00", "SORT_SQN": OLDEST_FIRST, "STRT_ODNO": "", "PDNO": "",
            "MKET_ID_CD": "",
        }  # fmt: skip
        pages = await self._client.pages(
            calls.DAY_ORDERS, self._place.futures.day_orders, params, context=CONTEXT
        )
        for page in pages:
            self._extras.note("futures inquire-ccnl", page.rows("output1"), FUTURES_ORDER)
        return day_rows(pages, on, names=self._listing.short_codes, multiplier=self._multiplier)

    async def balance(self) -> Balance:
        """Give positions, deposit and orderable margin; raises ReadFailed unless it is all."""
        params = self._who() | {"MGNA_DVSN": INITIAL, "EXCC_STAT_CD": AT_PURCHASE}
        pages = await self._client.pages(
            calls.BALANCE, self._place.futures.balance, params, context=CONTEXT
        )
        for page in pages:
            self._extras.note("futures inquire-balance", page.rows("output1"), FUTURES_POSITION)
        self._last = balance(pages, names=self._listing.short_codes, multiplier=self._multiplier)
        return self._last

    async def orderable(self) -> Won:
        """Give the won free for the margin of new orders, as the balance last said."""
        known = self._last or await self.balance()
        if known.orderable is None:
            raise ReadFailed("the balance did not say what can be ordered")
        return known.orderable

    async def orderable_contracts(self, symbol: str, side: Side, price: Won) -> Orderable:
        """Give how many contracts of a side could be ordered at a price; raises ReadFailed."""
        params = self._who() | {
            "PDNO": symbol, "SLL_BUY_DVSN_CD": _SIDES[side], "UNIT_PRICE": str(price),
            "ORD_DVSN_CD": LIMIT,
        }  # fmt: skip
        seen = await self._client.get(calls.ORDERABLE, self._place.futures.orderable, params)
        row = seen.part("output")
        try:
            closing = numbers.count(row, "lqd_psbl_qty1")
            return Orderable(closing, numbers.count(row, "ord_psbl_qty"))
        except BadField as error:
            raise ReadFailed(f"orderable contracts cannot be read: {error}") from error

    def _who(self) -> dict[str, str]:
        account = self._place.account
        return {"CANO": account.number.get_secret_value(), "ACNT_PRDT_CD": account.product}

    def _multiplier(self, symbol: str) -> int:
        found = self._listing.listed(symbol)
        return found.multiplier if found else 0
