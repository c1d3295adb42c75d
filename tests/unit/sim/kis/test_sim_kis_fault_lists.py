"""Faults of lists and balances: pages, totals, and how fields are written."""

from __future__ import annotations

import pytest

from tests.unit.sim.kis_fault_tools import LIST, add


async def test_the_second_page_can_fail(kis):
    add(kis, "F21", path=LIST, skip=1)
    assert (await kis.fills())["rt_cd"] == "0"
    assert (await kis.fills())["rt_cd"] == "1"
    assert (await kis.fills())["rt_cd"] == "0"


SPAN = {"INQR_STRT_DT": "20261102", "INQR_END_DT": "20261102"}


@pytest.mark.parametrize(("mode", "mark"), [("early", "D"), ("endless", "M")])
async def test_a_list_can_end_early_or_never(paper, mode, mark):
    for _ in range(16):
        await paper.order("buy", 1, 60_000)
    add(paper, "F21", path=LIST, mode=mode, count=-1)
    reply = await paper.raw("VTTC0081R", paper.account | SPAN)
    assert (reply.headers["tr_cont"], len(reply.json()["output1"])) == (mark, 15)
    assert bool(reply.json()["ctx_area_nk100"].strip()) is (mark == "M")


async def test_the_list_can_have_changed_meanwhile(kis):
    add(kis, "F22", path=LIST)
    reply = await kis.fills()
    assert reply["rt_cd"] == "1"
    assert "다시 조회" in reply["msg1"]


async def test_rows_can_come_twice_over_two_pages(paper):
    for _ in range(16):
        await paper.order("buy", 1, 60_000)
    add(paper, "F23", path=LIST, count=2)
    first = (await paper.raw("VTTC0081R", paper.account | SPAN)).json()
    keys = {n.upper(): v for n, v in first.items() if n.startswith("ctx_area")}
    second = await paper.raw("VTTC0081R", paper.account | SPAN | keys, tr_cont="N")
    assert second.json()["output1"][0] == first["output1"][-1]


async def test_the_balance_can_lag_behind_the_orders(kis):
    add(kis, "F24", for_s=180)
    await kis.order("buy", 1, 0, dvsn="01")
    assert (await kis.balance())["output1"] == []
    assert (await kis.fills())["output1"][0]["tot_ccld_qty"] == "1"
    kis.server.step(180)
    assert (await kis.balance())["output1"][0]["hldg_qty"] == "1"


async def test_success_can_be_empty_with_totals(kis):
    await kis.order("buy", 1, 0, dvsn="01")
    add(kis, "F25", path=LIST)
    reply = await kis.fills()
    assert (reply["rt_cd"], reply["msg_cd"], reply["output1"]) == ("0", "70070000", [])
    assert reply["output2"]["tot_ccld_qty"] == "1"


@pytest.mark.parametrize(
    ("style", "field", "expected"),
    [
        ("plus", "ord_qty", "+2"),
        ("pad", "ord_qty", "000000000000002"),
        ("decimal", "ord_qty", "2.0000"),
        ("fullwidth", "ord_unpr", "６９０００"),
        ("prefix", "pdno", "A990001"),
        ("case", "EXCG_ID_DVSN_CD", "KRX"),
    ],
)
async def test_numbers_can_be_written_otherwise(kis, style, field, expected):
    await kis.order("buy", 2, 69_000)
    add(kis, "F26", path=LIST, style=style)
    assert (await kis.fills())["output1"][0][field] == expected


async def test_a_key_can_be_added(kis):
    add(kis, "F27", tr_id="FHKST01010100", field="brand_new", value="7")
    assert (await kis.quote("FHKST01010100"))["output"]["brand_new"] == "7"


@pytest.mark.parametrize(("mode", "expected"), [("missing", "gone"), ("null", None), ("blank", "")])
async def test_a_field_can_be_missing_null_or_blank(kis, mode, expected):
    await kis.order("buy", 2, 69_000)
    add(kis, "F28", path=LIST, field="tot_ccld_qty", mode=mode)
    assert (await kis.fills())["output1"][0].get("tot_ccld_qty", "gone") == expected


@pytest.mark.parametrize(("name", "expected"), [("F40", "3"), ("F41", "1")])
async def test_the_filled_quantity_can_be_wrong(kis, name, expected):
    await kis.order("buy", 2, 0, dvsn="01")
    add(kis, name, path=LIST)
    assert (await kis.fills())["output1"][0]["tot_ccld_qty"] == expected
