"""The ranking by traded value: whole, in order, exact; never asked of paper."""

from __future__ import annotations

from typing import Any

import pytest

from core.brokers.kis import calls
from core.brokers.kis.ranking import Ranked, by_traded_value
from core.errors import ReadFailed
from tests.kis_wire import Wire, fine, live_place


def row(rank: int, symbol: str, **changes: Any) -> dict[str, Any]:
    return {
        "hts_kor_isnm": "삼성전자", "mksc_shrn_iscd": symbol, "data_rank": str(rank),
        "stck_prpr": "70000", "acml_vol": "12000000", "acml_tr_pbmn": "840000000000",
    } | changes  # fmt: skip


async def ranked(*rows: dict[str, Any]) -> tuple[Wire, list[Ranked]]:
    wire = Wire()
    wire.put(calls.RANKING, fine(output=list(rows)))
    return wire, await by_traded_value(wire.kis(live_place()).client)


async def test_ranks_are_in_order_and_exact():
    wire, found = await ranked(row(2, "000660"), row(1, "005930", new_field="x"))
    assert found[0] == Ranked(1, "005930", "삼성전자", 70_000, 12_000_000, 840_000_000_000)
    assert [one.symbol for one in found] == ["005930", "000660"]
    (request,) = wire.requests(calls.RANKING)
    assert request.url.params["FID_BLNG_CLS_CODE"] == "3"
    assert request.headers["tr_id"] == "FHPST01710000"


@pytest.mark.parametrize(
    "rows",
    [
        [row(1, "005930"), row(3, "000660")],
        [row(1, "005930"), row(1, "000660")],
        [row(1, "005930"), row(2, "005930")],
        [row(1, "005930", acml_tr_pbmn="8.4e11")],
        [row(1, "005930", acml_tr_pbmn=None)],
        [row(1, "")],
    ],
)
async def test_ranking_that_is_not_whole_is_no_reading(rows):
    with pytest.raises(ReadFailed, match="ranking cannot be read"):
        await ranked(*rows)


async def test_empty_ranking_is_empty():
    assert (await ranked())[1] == []


async def test_paper_has_no_ranking_and_nothing_is_sent():
    wire = Wire()
    with pytest.raises(ReadFailed, match="live accounts only"):
        await by_traded_value(wire.kis().client)
    assert wire.asked == []
