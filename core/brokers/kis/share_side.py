"""Market and broker of an account of shares."""

from __future__ import annotations

from core.brokers.kis.account import KisAccount
from core.brokers.kis.broker import KisBroker
from core.brokers.kis.client import KisClient
from core.brokers.kis.market import KisMarket
from core.brokers.kis.parts import KisParts
from core.brokers.kis.sender import KisSender
from core.brokers.kis.view import Viewer
from core.net.http import Http


def share_side(client: KisClient, http: Http, parts: KisParts) -> tuple[KisMarket, KisBroker]:
    """Put the two together."""
    market = KisMarket(client, http, clock=parts.clock, calendar=parts.calendar)
    viewer = Viewer(
        parts.calendar,
        commission=parts.commission,
        listing=market.listed,
        api_media=parts.api_media,
        clock_is_wrong=parts.clock_is_wrong,
    )
    broker = KisBroker(
        client,
        viewer,
        sender=KisSender(client, last_word=parts.last_word),
        reader=KisAccount(client, parts.clock),
        clock=parts.clock,
    )
    return market, broker
