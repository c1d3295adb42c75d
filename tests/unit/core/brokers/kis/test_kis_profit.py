"""Realised profit: exact, signed, and refused when its rows do not come to its total."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import calls
from core.brokers.kis.envelope import envelope
from core.brokers.kis.profit import (
    DayProfit,
    ShareProfit,
    day_profit,
    profit_by_day,
    profit_by_share,
    realised_today,
    whole_period,
)
from core.errors import ReadFailed
from core.net.http import Reply
from tests.kis_wire import DAY, Wire, fine, live_place


def row(realised: int, **changes: Any) -> dict[str, Any]:
    return {
        "trad_dt": "20261103", "pdno": "005930", "buy_qty": "0", "sll_qty": "10", "buy_amt": "0",
        "sll_amt": "700000", "fee": "100", "tl_tax": "1050", "rlzt_pfls": str(realised),
        "loan_int": "0",
    } | changes  # fmt: skip


def page(*rows: dict[str, Any], total: int, cont: str = "D", key: str = "") -> httpx.Response:
    return fine(
        cont, output1=list(rows), output2={"tot_rlzt_pfls": str(total)}, ctx_area_fk100="k",
        ctx_area_nk100=key,
    )  # fmt: skip


async def test_days_are_read_over_all_pages_with_their_sign():
    wire = Wire()
    wire.put(calls.PROFIT, page(row(-5000), total=-4000, cont="M", key="n"),
             page(row(1000, trad_dt="20261104", new_field="x"), total=-4000))  # fmt: skip
    days = await profit_by_day(wire.kis(live_place()).client, DAY, DAY)
    assert days[0] == DayProfit(DAY, 0, 700_000, 100, 1050, -5000)
    assert [one.realised for one in days] == [-5000, 1000]


async def test_shares_are_read():
    wire = Wire()
    wire.put(calls.SHARE_PROFIT, page(row(-5000), total=-5000))
    (share,) = await profit_by_share(wire.kis(live_place()).client, DAY, DAY)
    assert share == ShareProfit(DAY, "005930", 0, 10, 0, 700_000, 100, 1050, -5000)


async def test_today_is_read():
    wire = Wire()
    wire.put(calls.REALISED, fine("D", output1=[], output2=[{"rlzt_pfls": "-123"}]))
    assert await realised_today(wire.kis(live_place()).client) == -123


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8), st.integers(9, 10**6))
def test_a_total_that_its_rows_do_not_come_to_is_no_reading(profits, off):
    def seen(total: int):
        answer = page(*[row(one) for one in profits], total=total)
        found = envelope(Reply(200, {}, answer.content))
        assert found is not None
        return [found]

    assert [one.realised for one in whole_period(seen(sum(profits)), day_profit)] == profits
    with pytest.raises(ReadFailed, match="their total"):
        whole_period(seen(sum(profits) + off), day_profit)


@pytest.mark.parametrize(
    "changes", [{"fee": "-1"}, {"rlzt_pfls": ""}, {"trad_dt": "2026"}, {"tl_tax": None}]
)
async def test_broken_row_is_no_reading(changes):
    wire = Wire()
    wire.put(calls.PROFIT, page(row(0) | changes, total=0))
    with pytest.raises(ReadFailed, match="profit of a period cannot be read"):
        await profit_by_day(wire.kis(live_place()).client, DAY, DAY)


async def test_paper_has_no_profit_and_nothing_is_sent():
    wire = Wire()
    client = wire.kis().client
    asks = (profit_by_day(client, DAY, DAY), profit_by_share(client, DAY, DAY),
            realised_today(client))  # fmt: skip
    for ask in asks:
        with pytest.raises(ReadFailed, match="live accounts only"):
            await ask
    assert wire.asked == []
