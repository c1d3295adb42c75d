"""Section 4.3 of the sheet: the list of futures orders and fills, its filters and pages."""

from __future__ import annotations

import pytest

from sim.futures.rules import commission
from tests.unit.sim.kis_futures_tools import NEXT
from tests.unit.sim.kis_golden_tools import check_good, fields

DONE = fields(
    """ord_gno_brno cano csac_name acnt_prdt_cd ord_dt odno orgn_odno sll_buy_dvsn_cd trad_dvsn_name
    nmpr_type_cd nmpr_type_name pdno prdt_name prdt_type_cd ord_qty ord_idx qty ord_tmd tot_ccld_qty
    avg_idx tot_ccld_amt rjct_qty ingr_trad_rjct_rson_cd ingr_trad_rjct_rson_name ord_stfno
    sprd_item_yn"""
)
DONE_2 = fields("tot_ord_qty tot_ccld_amt_smtl tot_ccld_qty_smtl fee_smtl ctac_tlno")
CTX = "ctx_area_fk200 ctx_area_nk200"


async def test_orders_and_fills_have_the_fields_of_the_sheet(futures):
    book = await futures.book()
    filled = await futures.placed("buy", 2, book["futs_askp1"])
    waiting = await futures.placed("sell", 1, (await futures.price())["futs_mxpr"])
    tr_id = futures.mine("TTTO5201R")
    reply = await futures.ccnl()
    body = check_good(reply, tr_id, f"output1 output2 {CTX}", msg_cd="KIOK0510", cont="D")
    rows = body["output1"]
    assert [row["odno"] for row in rows] == [waiting, filled]
    assert all(list(row) == DONE for row in rows)
    amount = 2 * int(book["futs_askp1"]) * 10
    done = rows[1]
    assert (done["tot_ccld_qty"], done["qty"], done["tot_ccld_amt"]) == ("2", "0", str(amount))
    assert (done["avg_idx"], done["ord_idx"]) == (f"{book['futs_askp1']}.00000000",) * 2
    assert (rows[0]["qty"], rows[0]["sll_buy_dvsn_cd"], rows[0]["trad_dvsn_name"]) == (
        "1", "01", "매도",
    )  # fmt: skip
    totals = body["output2"]
    assert list(totals) == DONE_2
    assert totals["tot_ord_qty"] == "3"
    assert totals["tot_ccld_amt_smtl"] == str(amount)
    assert totals["fee_smtl"] == str(commission(amount))


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"CCLD_NCCS_DVSN": "01"}, [0]),
        ({"CCLD_NCCS_DVSN": "02"}, [2, 1]),
        ({"SLL_BUY_DVSN_CD": "01"}, [1]),
        ({"SORT_SQN": "AS"}, [0, 1, 2]),
        ({"PDNO": NEXT}, [2]),
        ({"STRT_ORD_DT": "20261101", "END_ORD_DT": "20261101"}, []),
    ],
)
async def test_the_list_can_be_narrowed(real_one, more, shown):
    price = await real_one.price()
    numbers = [
        await real_one.market("buy", 1),
        await real_one.placed("sell", 1, price["futs_mxpr"]),
        await real_one.placed("buy", 1, (await real_one.price(NEXT))["futs_llam"], code=NEXT),
    ]
    assert [row["odno"] for row in await real_one.rows(**more)] == [numbers[n] for n in shown]


async def test_a_hundred_rows_a_page_follow_the_keys(real_one):
    low = (await real_one.price())["futs_llam"]
    numbers = [await real_one.placed("buy", 1, low) for _ in range(103)]
    first = await real_one.ccnl(SORT_SQN="AS")
    assert first.headers["tr_cont"] == "M"
    body = first.json()
    assert len(body["output1"]) == 100
    assert all(len(body[name]) == 200 for name in CTX.split())
    keys = {name.upper(): body[name] for name in CTX.split()}
    second = await real_one.ccnl(cont="N", SORT_SQN="AS", **keys)
    assert second.headers["tr_cont"] == "D"
    found = body["output1"] + second.json()["output1"]
    assert [row["odno"] for row in found] == numbers
    assert body["output2"] == second.json()["output2"]
    start = await real_one.rows(SORT_SQN="AS", STRT_ODNO=numbers[101])
    assert [row["odno"] for row in start] == numbers[101:]
