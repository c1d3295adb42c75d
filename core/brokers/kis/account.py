"""Complete readings of one account: a day's orders, holdings and money, orderable won."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from core.brokers.kis import calls, numbers
from core.brokers.kis.balance import Balance, balance
from core.brokers.kis.client import KisClient
from core.brokers.kis.day_orders import DayRow, day_rows
from core.brokers.kis.extras import DAY_ORDER, HOLDING, Extras
from core.brokers.kis.numbers import BadField
from core.clock import Clock
from core.domain.calendar import trading_date
from core.domain.money import Won
from core.errors import ReadFailed

# KIS keeps three months in the quick list.
QUICK_DAYS: Final = 85


class KisAccount:
    """The questions that KIS answers about an account; each answer is whole or ReadFailed."""

    def __init__(self, client: KisClient, clock: Clock) -> None:
        self._client = client
        self._place = client.place
        self._clock = clock
        self._extras = Extras()

    async def day_orders(self, on: date) -> list[DayRow]:
        """Give the orders of a day, open and closed; raises ReadFailed unless it is all of them."""
        account, text = self._place.account, on.strftime("%Y%m%d")
        tr, today = self._place.tr, trading_date(self._clock.now())
        quick = today - on <= timedelta(days=QUICK_DAYS)
        params = {
            "CANO": account.number.get_secret_value(), "ACNT_PRDT_CD": account.product,
            "INQR_STRT_DT": text, "INQR_END_DT": text, "SLL_BUY_DVSN_CD": "00",
            # Open and closed, all kinds, oldest first: new orders come on the last page.
            "INQR_DVSN": "01", "PDNO": "", "CCLD_DVSN": "00", "ORD_GNO_BRNO": "", "ODNO": "",
            "INQR_DVSN_3": "00", "INQR_DVSN_1": "", "EXCG_ID_DVSN_CD": tr.exchange,
        }  # fmt: skip
        pages = await self._client.pages(
            calls.DAY_ORDERS, tr.day_orders if quick else tr.old_orders, params
        )
        for page in pages:
            self._extras.note("daily-ccld", page.rows("output1"), DAY_ORDER)
        return day_rows(pages, on)

    async def balance(self) -> Balance:
        """Give holdings and money; raises ReadFailed unless it is all of them."""
        account = self._place.account
        params = {
            "CANO": account.number.get_secret_value(), "ACNT_PRDT_CD": account.product,
            "AFHR_FLPR_YN": "N", "OFL_YN": "", "INQR_DVSN": "02", "UNPR_DVSN": "01",
            "FUND_STTL_ICLD_YN": "N", "FNCG_AMT_AUTO_RDPT_YN": "N", "PRCS_DVSN": "00",
        }  # fmt: skip
        pages = await self._client.pages(calls.BALANCE, self._place.tr.balance, params)
        for page in pages:
            self._extras.note("balance", page.rows("output1"), HOLDING)
        return balance(pages)

    async def orderable(self) -> Won:
        """Give the won that can be ordered without unpaid margin; raises ReadFailed."""
        account = self._place.account
        params = {
            "CANO": account.number.get_secret_value(), "ACNT_PRDT_CD": account.product,
            # No symbol and no price: amounts only.
            "PDNO": "", "ORD_UNPR": "", "ORD_DVSN": "01", "CMA_EVLU_AMT_ICLD_YN": "N",
            "OVRS_ICLD_YN": "N",
        }  # fmt: skip
        seen = await self._client.get(calls.BUYING_POWER, self._place.tr.buying_power, params)
        try:
            return numbers.count(seen.part("output"), "nrcvb_buy_amt")
        except BadField as error:
            raise ReadFailed(f"orderable cash cannot be read: {error}") from error
