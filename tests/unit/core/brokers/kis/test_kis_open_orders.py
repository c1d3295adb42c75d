"""Orders that can be cancelled and shares that can be sold: all of them, exact, or ReadFailed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from core.brokers.kis import calls
from core.brokers.kis.open_orders import Cancellable, cancellable, sellable
from core.domain.signal import Side
from core.errors import ReadFailed
from tests.kis_wire import BRANCH, Wire, fine, live_place


def row(number: str = "0000002891", **changes: Any) -> dict[str, Any]:
    return {
        "ord_gno_brno": BRANCH, "odno": number, "orgn_odno": "", "pdno": "005930",
        "ord_qty": "10", "ord_unpr": "70000", "tot_ccld_qty": "3", "psbl_qty": "7",
        "sll_buy_dvsn_cd": "02",
    } | changes  # fmt: skip


def page(*rows: dict[str, Any], cont: str = "D", key: str = "") -> httpx.Response:
    return fine(cont, output=list(rows), ctx_area_fk100="k", ctx_area_nk100=key)


async def orders(*pages: httpx.Response) -> list[Cancellable]:
    wire = Wire()
    wire.put(calls.CANCELLABLE, *pages)
    return await cancellable(wire.kis(live_place()).client)


async def test_orders_of_all_pages_are_exact():
    found = await orders(
        page(row(new_field="x"), cont="M", key="n"), page(row("0000002892", sll_buy_dvsn_cd="01"))
    )
    assert found[0] == Cancellable(f"{BRANCH}-0000002891", "005930", Side.BUY, 10, 70_000, 3, 7)
    assert [one.side for one in found] == [Side.BUY, Side.SELL]


@pytest.mark.parametrize(
    "changes",
    [{"psbl_qty": "8"}, {"sll_buy_dvsn_cd": "03"}, {"odno": "0000000000"}, {"ord_unpr": ""},
     {"tot_ccld_qty": None}, {"pdno": ""}],
)  # fmt: skip
async def test_broken_row_is_no_reading(changes):
    with pytest.raises(ReadFailed, match="open order cannot be read"):
        await orders(page(row() | changes))


async def test_order_told_twice_is_no_reading():
    with pytest.raises(ReadFailed, match="twice"):
        await orders(page(row(), row()))


@pytest.mark.parametrize("shape", ["output", "output1"])
async def test_sellable_shares_are_read_from_either_container(shape):
    wire = Wire()
    wire.put(calls.SELLABLE, fine(**{shape: {"pdno": "005930", "ord_psbl_qty": "12"}}))
    assert await sellable(wire.kis(live_place()).client, "005930") == 12


@pytest.mark.parametrize(
    "held", [{"pdno": "000660", "ord_psbl_qty": "12"}, {"pdno": "005930", "ord_psbl_qty": ""}]
)
async def test_other_symbol_or_blank_is_no_reading(held):
    wire = Wire()
    wire.put(calls.SELLABLE, fine(output=held))
    with pytest.raises(ReadFailed, match="sellable shares of 005930"):
        await sellable(wire.kis(live_place()).client, "005930")


async def test_paper_lacks_both_and_nothing_is_sent():
    wire = Wire()
    client = wire.kis().client
    for ask in (cancellable(client), sellable(client, "005930")):
        with pytest.raises(ReadFailed, match="live accounts only"):
            await ask
    assert wire.asked == []
