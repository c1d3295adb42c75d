"""A list is asked for whole and read to its last page, or it is no list."""

from __future__ import annotations

import httpx
import pytest

from core.brokers.kis import calls
from core.errors import ReadFailed
from tests.kis_wire import (
    ACCOUNT,
    DAY,
    Wire,
    account,
    bad,
    balance_page,
    day_list,
    day_row,
    filled_row,
    fine,
    holding_row,
    live_place,
)
from tests.unit.core.brokers.kis.look_tools import fails, full, look, number


async def test_list_is_asked_for_open_and_closed_orders_of_all_exchanges():
    wire = Wire()
    account(wire)
    await wire.kis(live_place()).broker.look(DAY)
    params = wire.requests(calls.DAY_ORDERS)[0].url.params
    assert (params["CCLD_DVSN"], params["EXCG_ID_DVSN_CD"]) == ("00", "ALL")
    assert (params["INQR_STRT_DT"], params["INQR_END_DT"]) == ("20261103", "20261103")
    assert wire.requests(calls.DAY_ORDERS)[0].headers["tr_id"] == "TTTC0081R"


async def test_old_day_has_its_own_id():
    wire = Wire()
    account(wire)
    await look(wire, DAY.replace(month=3))
    assert wire.requests(calls.DAY_ORDERS)[0].headers["tr_id"] == "VTSC9215R"


async def test_all_pages_are_read_with_the_keys_of_the_one_before():
    wire = Wire()
    account(wire)
    pages = {
        "": day_list(day_row("1"), cont="M", key="K1", totals=(10, 700_000)),
        "K1": day_list(day_row("2"), cont="F", key="K2", totals=(10, 700_000)),
        "K2": day_list(filled_row("3"), cont="E"),
    }
    wire.put(calls.DAY_ORDERS, lambda r: pages[r.url.params["CTX_AREA_NK100"].strip()])
    view = await look(wire)
    assert [r.number for r in view.rows] == [full(n) for n in (1, 2, 3)]
    first, second, third = wire.requests(calls.DAY_ORDERS)[:3]
    assert [r.headers["tr_cont"] for r in (first, second, third)] == ["", "N", "N"]
    assert second.url.params["CTX_AREA_NK100"] == "K1".ljust(100)
    assert third.url.params["CTX_AREA_NK100"] == "K2".ljust(100)
    assert second.url.params["CTX_AREA_FK100"] == f"{ACCOUNT}^01^N".ljust(100)


async def test_row_on_two_pages_counts_once_in_its_later_form():
    wire = Wire()
    account(wire)
    wire.put(
        calls.DAY_ORDERS,
        day_list(filled_row("1", 4), cont="M", key="K1", totals=(10, 700_000)),
        day_list(filled_row("1", 10), day_row("2", rmn_qty="0"), cont="D"),
    )
    view_rows = (await look(wire)).rows
    assert [(r.number, r.filled) for r in view_rows] == [(full(1), 10), (full(2), 0)]


BROKEN_PAGES = {
    "second page refused": bad("APBK1111"),
    "second page unreadable": httpx.Response(200, content=b"<html>"),
    "second page lost": httpx.ReadTimeout("slow"),
    "second page 500": bad("EGW00300", status=500),
    "second page without rows": fine("D", output2={}, ctx_area_nk100=""),
    "list ends early": day_list(day_row("2"), cont="D", totals=(30, 2_100_000)),
    "leads back": day_list(day_row("2"), cont="M", key="K1"),
    "more, and not where": day_list(day_row("2"), cont="M", key=""),
}


@pytest.mark.parametrize("page", BROKEN_PAGES.values(), ids=BROKEN_PAGES.keys())
async def test_list_with_a_broken_page_is_no_list(page):
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(filled_row("1"), cont="M", key="K1"), page)
    await fails(wire, ".")
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, balance_page(holding_row(), cont="M", key="K1"), page)
    await fails(wire, ".")


async def test_list_that_leads_in_a_circle_is_left_at_once():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(day_row("1"), cont="M", key="K1"))
    await fails(wire, "leads back")
    assert len(wire.requests(calls.DAY_ORDERS)) == 2


async def test_endless_list_is_given_up():
    wire = Wire()
    account(wire)
    counter = iter(range(10_000))
    wire.put(
        calls.DAY_ORDERS,
        lambda _r: day_list(day_row(number(n := next(counter) + 1)), cont="M", key=f"K{n}"),
    )
    with pytest.raises(ReadFailed, match=r"inquire-daily-ccld"):
        await wire.kis(live_place()).broker.look(DAY)
    assert len(wire.requests(calls.DAY_ORDERS)) <= 101


async def test_changed_list_is_read_anew():
    wire = Wire()
    account(wire)
    changed = bad("KIOK0000", "조회 중 자료가 변경되었습니다. 다시 조회하십시오.")
    wire.put(
        calls.DAY_ORDERS,
        day_list(filled_row("1"), cont="M", key="K1"), changed,
        day_list(filled_row("1"), filled_row("2")),
    )  # fmt: skip
    assert len((await look(wire)).rows) == 2
    wire.put(calls.DAY_ORDERS, changed)
    await fails(wire, "changed in each")
    assert len(wire.requests(calls.DAY_ORDERS)) == 3 + 3
