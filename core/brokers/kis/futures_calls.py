"""The calls of KIS for stock futures: paths, and TR ids for paper and for live.

Source: API workbook of 2026-06-03. The night session and options are not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PRODUCT: Final = "03"
_TRADING: Final = "/uapi/domestic-futureoption/v1/trading/"
_QUOTES: Final = "/uapi/domestic-futureoption/v1/quotations/"
ORDER: Final = _TRADING + "order"
CANCEL: Final = _TRADING + "order-rvsecncl"
DAY_ORDERS: Final = _TRADING + "inquire-ccnl"
BALANCE: Final = _TRADING + "inquire-balance"
ORDERABLE: Final = _TRADING + "inquire-psbl-order"
PRICE: Final = _QUOTES + "inquire-price"
BOOK: Final = _QUOTES + "inquire-asking-price"
DAILY: Final = _QUOTES + "inquire-daily-fuopchartprice"
MINUTES: Final = _QUOTES + "inquire-time-fuopchartprice"
MARGIN: Final = _QUOTES + "margin-rate"
MASTER: Final = "/common/master/fo_stk_code_mts.mst.zip"

PRICE_TR: Final = "FHMIF10000000"
BOOK_TR: Final = "FHMIF10010000"
DAILY_TR: Final = "FHKIF03020100"
# Known to the live host alone.
MINUTES_TR: Final = "FHKIF03020200"
MARGIN_TR: Final = "TTTO6032R"
TRADES_FEED: Final = "H0ZFCNT0"
BOOK_FEED: Final = "H0ZFASP0"
# Stock futures among index futures, options and the rest.
MARKET: Final = "JF"


@dataclass(frozen=True, slots=True)
class PaperFuturesTr:
    """Ids that only the paper host knows."""

    order: str = "VTTO1101U"
    cancel: str = "VTTO1103U"
    day_orders: str = "VTTO5201R"
    balance: str = "VTFO6118R"
    orderable: str = "VTTO5105R"
    notices: str = "H0IFCNI9"


@dataclass(frozen=True, slots=True)
class LiveFuturesTr:
    """Ids that move real money."""

    order: str = "TTTO1101U"
    cancel: str = "TTTO1103U"
    day_orders: str = "TTTO5201R"
    balance: str = "CTFO6118R"
    orderable: str = "TTTO5105R"
    notices: str = "H0IFCNI0"


PAPER_FUTURES_TR: Final = PaperFuturesTr()
LIVE_FUTURES_TR: Final = LiveFuturesTr()
