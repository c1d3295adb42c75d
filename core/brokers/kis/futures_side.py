"""Market and broker of a futures account."""

from __future__ import annotations

from core.brokers.kis.broker import KisBroker
from core.brokers.kis.client import KisClient
from core.brokers.kis.futures_account import FuturesAccount
from core.brokers.kis.futures_market import KisFuturesMarket
from core.brokers.kis.futures_sender import FuturesSender
from core.brokers.kis.parts import KisParts
from core.brokers.kis.view import Viewer
from core.domain.costs import FUTURES_COMMISSION
from core.domain.instrument import InstrumentKind
from core.market.futures_calendar import FuturesCalendar
from core.net.http import Http


def futures_side(
    client: KisClient, http: Http, parts: KisParts
) -> tuple[KisFuturesMarket, KisBroker]:
    """Put the two together; without a commission of the account the usual one of futures holds."""
    calendar = FuturesCalendar(parts.calendar)
    market = KisFuturesMarket(client, http, clock=parts.clock, calendar=calendar)
    viewer = Viewer(
        calendar,
        commission=parts.commission or FUTURES_COMMISSION,
        listing=market.listed,
        api_media=parts.api_media,
        clock_is_wrong=parts.clock_is_wrong,
        unlisted_kind=InstrumentKind.FUTURE,
    )
    broker = KisBroker(
        client,
        viewer,
        sender=FuturesSender(client, last_word=parts.last_word),
        reader=FuturesAccount(client, market),
        clock=parts.clock,
    )
    return market, broker
