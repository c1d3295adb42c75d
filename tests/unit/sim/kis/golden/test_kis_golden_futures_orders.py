"""Section 4.3 of the sheet: futures orders, amendments and cancels."""

from __future__ import annotations

import pytest

from tests.unit.sim.kis_futures_tools import FuturesWire
from tests.unit.sim.kis_golden_tools import check_good, fields

TAKEN = fields("ACNT_NAME TRAD_DVSN_NAME ITEM_NAME ORD_TMD ORD_GNO_BRNO ODNO")


async def test_order_is_answered_in_upper_case_with_the_branch(futures):
    paper = futures.wire.env == "paper"
    for side, name, words in (("buy", "매수", "40600000"), ("sell", "매도", "40590000")):
        reply = await futures.order(side, 1, 0, ORD_DVSN_CD="02")
        tr_id = "VTTO1101U" if paper else "TTTO1101U"
        body = check_good(reply, tr_id, "output", msg_cd=words if paper else "APBK0029")
        output = body["output"]
        assert list(output) == TAKEN
        assert (output["TRAD_DVSN_NAME"], output["ORD_TMD"]) == (name, "100000")
        assert output["ITEM_NAME"] == "고요전자 F 202611 (  10)"
        assert output["ORD_GNO_BRNO"] == ("00950" if paper else "06010")
        assert len(output["ODNO"]) == 10


async def test_side_is_in_the_body_and_positions_are_netted(futures):
    await futures.market("buy", 3)
    await futures.market("sell", 5)
    row = (await futures.balance()).json()["output1"][0]
    assert (row["sll_buy_dvsn_name"], row["cblc_qty"], row["lqd_psbl_qty"]) == ("매도", "2", "2")


async def test_cancel_and_amend_are_lists_of_one_that_name_the_original(futures):
    low = (await futures.price())["futs_llam"]
    first = await futures.placed("buy", 4, low)
    up = str(int(low) + 100)
    amended = (await futures.change(first, "01", UNIT_PRICE=up, ORD_QTY="4")).json()
    assert len(amended["output"]) == 1
    row = amended["output"][0]
    assert list(row) == [*TAKEN, "ORGN_ODNO"]
    assert row["ORGN_ODNO"] == first
    assert row["ODNO"] != first
    cancelled = (await futures.change(row["ODNO"], "02", ORD_QTY="4")).json()
    assert cancelled["output"][0]["ORGN_ODNO"] == row["ODNO"]
    words = {"real": ("APBK0029", "APBK0029"), "paper": ("40620000", "40630000")}
    assert (amended["msg_cd"], cancelled["msg_cd"]) == words[futures.wire.env]
    found = {r["odno"]: r for r in await futures.rows()}
    assert found[cancelled["output"][0]["ODNO"]]["trad_dvsn_name"] == "매수취소*"
    assert found[row["ODNO"]]["orgn_odno"] == first
    assert found[row["ODNO"]]["qty"] == "0"


async def test_a_partial_cancel_leaves_the_rest_working(futures):
    low = (await futures.price())["futs_llam"]
    odno = await futures.placed("buy", 4, low)
    reply = await futures.change(odno, "02", ORD_QTY="3", RMN_QTY_YN="N")
    assert reply.json()["rt_cd"] == "0"
    row = next(r for r in await futures.rows() if r["odno"] == odno)
    assert (row["ord_qty"], row["qty"], row["tot_ccld_qty"]) == ("4", "1", "0")


async def test_paper_wants_the_quantity_of_a_cancel_and_real_takes_zero(futures):
    odno = await futures.placed("buy", 2, (await futures.price())["futs_llam"])
    body = (await futures.change(odno, "02")).json()
    if futures.wire.env == "paper":
        assert (body["rt_cd"], body["msg1"].rstrip()) == ("1", "주문 수량을 확인해주세요.")
    else:
        assert body["rt_cd"] == "0"


@pytest.mark.parametrize(
    ("dvsn", "nmpr", "condition"), [("", "02", "0"), ("", "02", ""), ("02", "", ""), ("04", "", "")]
)
async def test_either_way_of_naming_the_kind_is_taken(real_one, dvsn, nmpr, condition):
    more = {"ORD_DVSN_CD": dvsn, "NMPR_TYPE_CD": nmpr, "KRX_NMPR_CNDT_CD": condition}
    odno = await real_one.placed("buy", 1, 0, **more)
    row = next(r for r in await real_one.rows() if r["odno"] == odno)
    assert row["tot_ccld_qty"] == "1"
    assert row["nmpr_type_cd"] == {"02": "02", "04": "04"}[dvsn or nmpr]


@pytest.mark.parametrize("dvsn", ["10", "12", "14"])
async def test_what_ioc_leaves_is_given_up(real_one, dvsn):
    book = await real_one.book()
    there = int(book["total_askp_rsqn"])
    rich = there + 10
    real_one.server.futures.world.ledger.books(
        real_one.server.options.futures_account, real_one.venue.day()
    ).cash = 10**10
    price = book["futs_askp1"] if dvsn == "10" else "0"
    odno = await real_one.placed("buy", rich, price, ORD_DVSN_CD=dvsn)
    row = next(r for r in await real_one.rows() if r["odno"] == odno)
    assert 0 < int(row["tot_ccld_qty"]) < rich
    assert row["qty"] == "0"


@pytest.mark.parametrize("dvsn", ["11", "13", "15"])
async def test_fill_or_kill_takes_all_or_nothing(real_one, dvsn):
    book = await real_one.book()
    price = book["futs_askp1"] if dvsn == "11" else "0"
    odno = await real_one.placed("buy", 1, price, ORD_DVSN_CD=dvsn)
    killed = await real_one.placed("buy", 5_000, price, ORD_DVSN_CD=dvsn)
    found = {row["odno"]: row for row in await real_one.rows()}
    assert found[odno]["tot_ccld_qty"] == "1"
    assert (found[killed]["tot_ccld_qty"], found[killed]["qty"]) == ("0", "0")


async def test_futures_trade_before_and_after_the_shares(opening, golden_base):
    for hour, minute in ((8, 50), (15, 32)):
        at = golden_base.now.replace(hour=hour, minute=minute)
        futures = FuturesWire(await opening(now=at))
        odno = await futures.market("buy", 1)
        assert (await futures.rows())[0]["odno"] == odno
        assert (await futures.rows())[0]["tot_ccld_qty"] == "1"


async def test_two_equal_orders_are_two_orders(futures):
    low = (await futures.price())["futs_llam"]
    numbers = {await futures.placed("buy", 1, low) for _ in range(2)}
    assert len(numbers) == 2
