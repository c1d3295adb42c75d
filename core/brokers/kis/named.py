"""An instrument by its code alone, for a server whose lists of symbols cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from core.brokers.kis import calls, numbers
from core.brokers.kis.client import KisClient
from core.brokers.kis.envelope import Fields
from core.brokers.kis.numbers import BadField
from core.domain.instrument import SYMBOL, Instrument, InstrumentKind, Market
from core.domain.order import Mode
from core.errors import ReadFailed

KOSDAQ: Final = ("KOSDAQ", "KSQ", "코스닥")
KONEX: Final = ("KONEX", "코넥스")
# Stocks before ETF: a share whose tick fits both is taxed, which errs on the dear side.
KINDS: Final = (InstrumentKind.STOCK, InstrumentKind.ETF)
NAME_S: Final = 5.0
SHARES: Final = "300"
KRX: Final = "J"


async def named(client: KisClient, symbols: Sequence[str], today: date) -> list[Instrument]:
    """Give what KIS quotes of these codes, the others left out; raises ReadFailed.

    The kind is told by the tick that KIS states at its price; the name is the code where KIS does
    not tell it (paper never does).
    """
    found = [await _one(client, symbol, today) for symbol in symbols if SYMBOL.fullmatch(symbol)]
    return [one for one in found if one is not None]


async def _one(client: KisClient, symbol: str, today: date) -> Instrument | None:
    params = {"FID_COND_MRKT_DIV_CODE": KRX, "FID_INPUT_ISCD": symbol}
    seen = (await client.get(calls.PRICE, calls.PRICE_TR, params)).part("output")
    try:
        price = numbers.count(seen, "stck_prpr")
        if price == 0:
            return None
        tick, market = numbers.count(seen, "aspr_unit"), _market(seen)
    except BadField as error:
        raise ReadFailed(f"price of {symbol} cannot be read: {error}") from error
    for kind in KINDS:
        made = Instrument(symbol, symbol, market, kind)
        ladder = made.ladder(today)
        if tick in (ladder.tick_above(price), ladder.tick_below(price)):
            return Instrument(symbol, await _name(client, symbol), market, kind)
    return None


def _market(seen: Fields) -> Market:
    told = numbers.text(seen, "rprs_mrkt_kor_name").upper()
    if any(word in told for word in KOSDAQ):
        return Market.KOSDAQ
    return Market.KONEX if any(word in told for word in KONEX) else Market.KOSPI


async def _name(client: KisClient, symbol: str) -> str:
    if Mode(client.place.mode) is Mode.PAPER:
        return symbol
    params = {"PDNO": symbol, "PRDT_TYPE_CD": SHARES}
    try:
        seen = await client.get(calls.STOCK_INFO, calls.STOCK_INFO_TR, params, within_s=NAME_S)
        return numbers.text(seen.part("output"), "prdt_abrv_name") or symbol
    except (ReadFailed, BadField):
        # Only people read it: a code does.
        return symbol
