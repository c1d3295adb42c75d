"""The calls of KIS that gaemi makes: paths, and TR ids for paper and for live.

Source: API workbook of 2026-06-03. Paper ids begin with V, quotation ids are the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TOKEN: Final = "/oauth2/tokenP"  # noqa: S105 - a path
REVOKE: Final = "/oauth2/revokeP"
HASHKEY: Final = "/uapi/hashkey"
APPROVAL: Final = "/oauth2/Approval"
_TRADING: Final = "/uapi/domestic-stock/v1/trading/"
_QUOTES: Final = "/uapi/domestic-stock/v1/quotations/"
ORDER: Final = _TRADING + "order-cash"
CANCEL: Final = _TRADING + "order-rvsecncl"
DAY_ORDERS: Final = _TRADING + "inquire-daily-ccld"
BALANCE: Final = _TRADING + "inquire-balance"
BUYING_POWER: Final = _TRADING + "inquire-psbl-order"
CANCELLABLE: Final = _TRADING + "inquire-psbl-rvsecncl"
SELLABLE: Final = _TRADING + "inquire-psbl-sell"
REALISED: Final = _TRADING + "inquire-balance-rlz-pl"
PROFIT: Final = _TRADING + "inquire-period-profit"
SHARE_PROFIT: Final = _TRADING + "inquire-period-trade-profit"
PRICE: Final = _QUOTES + "inquire-price"
BOOK: Final = _QUOTES + "inquire-asking-price-exp-ccn"
DAILY: Final = _QUOTES + "inquire-daily-itemchartprice"
MINUTES: Final = _QUOTES + "inquire-time-itemchartprice"
PAST_MINUTES: Final = _QUOTES + "inquire-time-dailychartprice"
RANKING: Final = _QUOTES + "volume-rank"
STOCK_INFO: Final = _QUOTES + "search-stock-info"
HOLIDAYS: Final = _QUOTES + "chk-holiday"

PRICE_TR: Final = "FHKST01010100"
BOOK_TR: Final = "FHKST01010200"
DAILY_TR: Final = "FHKST03010100"
MINUTES_TR: Final = "FHKST03010200"
STOCK_INFO_TR: Final = "CTPF1002R"
# Known to the live host alone.
HOLIDAYS_TR: Final = "CTCA0903R"
PAST_MINUTES_TR: Final = "FHKST03010230"
RANKING_TR: Final = "FHPST01710000"
CANCELLABLE_TR: Final = "TTTC0084R"
SELLABLE_TR: Final = "TTTC8408R"
REALISED_TR: Final = "TTTC8494R"
PROFIT_TR: Final = "TTTC8708R"
SHARE_PROFIT_TR: Final = "TTTC8715R"
TRADES_FEED: Final = "H0STCNT0"
BOOK_FEED: Final = "H0STASP0"


@dataclass(frozen=True, slots=True)
class PaperTr:
    """Ids that only the paper host knows. `exchange` is the widest it can be asked about."""

    buy: str = "VTTC0012U"
    sell: str = "VTTC0011U"
    cancel: str = "VTTC0013U"
    day_orders: str = "VTTC0081R"
    old_orders: str = "VTSC9215R"
    balance: str = "VTTC8434R"
    buying_power: str = "VTTC8908R"
    notices: str = "H0STCNI9"
    exchange: str = "KRX"


@dataclass(frozen=True, slots=True)
class LiveTr:
    """Ids that move real money. Fills on NXT show only when all exchanges are asked about."""

    buy: str = "TTTC0012U"
    sell: str = "TTTC0011U"
    cancel: str = "TTTC0013U"
    day_orders: str = "TTTC0081R"
    old_orders: str = "CTSC9215R"
    balance: str = "TTTC8434R"
    buying_power: str = "TTTC8908R"
    notices: str = "H0STCNI0"
    exchange: str = "ALL"


PAPER_TR: Final = PaperTr()
LIVE_TR: Final = LiveTr()
