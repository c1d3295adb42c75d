"""A share by its code alone: its kind by the tick, its market by a label, its name if told."""

from __future__ import annotations

import pytest

from core.brokers.kis import calls
from core.domain.instrument import Instrument, InstrumentKind, Market
from core.errors import ReadFailed
from tests.kis_wire import Wire, bad, fine, live_place

PRICE = {"stck_prpr": "70500", "aspr_unit": "100", "rprs_mrkt_kor_name": "KOSPI200"}
STOCK, ETF = InstrumentKind.STOCK, InstrumentKind.ETF


async def asked(*codes: str, live: bool = False, **changes: str) -> list[Instrument]:
    wire = Wire()
    wire.put(calls.PRICE, fine(output=PRICE | changes))
    wire.put(calls.STOCK_INFO, fine(output={"prdt_abrv_name": "삼성전자 "}))
    return await wire.kis(live_place() if live else None).market.named(codes or ["005930"])


@pytest.mark.parametrize(
    ("price", "tick", "kind"),
    [("70500", "100", STOCK), ("70500", "5", ETF), ("1500", "1", STOCK), ("50000", "50", STOCK)],
)
async def test_the_tick_tells_the_kind(price, tick, kind):
    (found,) = await asked(stck_prpr=price, aspr_unit=tick)
    assert found.kind is kind


@pytest.mark.parametrize(
    ("label", "market"),
    [
        ("KOSPI200", Market.KOSPI), ("KOSDAQ", Market.KOSDAQ), ("KSQ150", Market.KOSDAQ),
        ("코스닥", Market.KOSDAQ), ("KONEX", Market.KONEX), ("", Market.KOSPI),
    ],
)  # fmt: skip
async def test_the_label_tells_the_market(label, market):
    (found,) = await asked(rprs_mrkt_kor_name=label)
    assert found.market is market


async def test_paper_knows_no_name_and_live_tells_it():
    assert [i.name for i in await asked()] == ["005930"]
    assert [i.name for i in await asked(live=True)] == ["삼성전자"]


async def test_a_name_that_cannot_be_had_is_the_code():
    wire = Wire()
    wire.put(calls.PRICE, fine(output=PRICE))
    wire.put(calls.STOCK_INFO, bad("OPSQ0002", rt_cd="7"))
    market = wire.kis(live_place()).market
    (found,) = await market.named(["005930"])
    assert found.name == "005930"
    assert market.listed("005930") == found
    assert not market.whole


@pytest.mark.parametrize("changes", [{"stck_prpr": "0"}, {"aspr_unit": "7"}])
async def test_what_is_unknown_or_of_no_known_kind_is_left_out(changes):
    assert await asked(**changes) == []


async def test_a_code_that_is_none_is_not_asked():
    assert await asked("5930", "A11612X") == []


@pytest.mark.parametrize("changes", [{"stck_prpr": ""}, {"aspr_unit": "x"}])
async def test_an_unreadable_price_fails(changes):
    with pytest.raises(ReadFailed, match="price of 005930"):
        await asked(**changes)
