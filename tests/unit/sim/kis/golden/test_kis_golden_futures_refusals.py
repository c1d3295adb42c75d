"""Section 4.3 of the sheet: what is refused of futures, and by which code."""

from __future__ import annotations

import pytest

from tests.unit.sim.kis_futures_tools import NEAR, FuturesWire
from tests.unit.sim.kis_golden_tools import check_refused

REFUSALS = [
    ({"CANO": "00000000"}, "OPSQ2000", "40910000"),
    ({"ACNT_PRDT_CD": "01"}, "OPSQ2000", "40910000"),
    ({"SHTN_PDNO": "A99999"}, "APBK0656", "40030000"),
    ({"SHTN_PDNO": "A11000"}, "APBK0656", "40030000"),
    ({"ORD_QTY": "0"}, "APBK0501", "40310000"),
    ({"ORD_QTY": "1.5"}, "APBK0501", "40310000"),
    ({"UNIT_PRICE": "0"}, "APBK0505", "40310000"),
    ({"UNIT_PRICE": "70001"}, "APBK0506", "40030000"),
    ({"UNIT_PRICE": "90000"}, "APBK0507", "40310000"),
    ({"ORD_DVSN_CD": "77"}, "APBK1943", "40310000"),
    ({"SLL_BUY_DVSN_CD": "03"}, "APBK1943", "40310000"),
    ({"ORD_PRCS_DVSN_CD": "01"}, "APBK1943", "40310000"),
    ({"ORD_QTY": "9999"}, "APBK0952", "40250000"),
]


@pytest.mark.parametrize(("change", "real_code", "paper_code"), REFUSALS)
async def test_refusals_have_the_codes_of_their_environment(futures, change, real_code, paper_code):
    body = (await futures.order("buy", 1, 70_000, **change)).json()
    assert body["rt_cd"] in ("1", "7")
    assert body["msg_cd"] == (paper_code if futures.wire.env == "paper" else real_code)
    assert await futures.rows() == []


@pytest.mark.parametrize(
    ("now", "real_code", "paper_code"),
    [("08:20", "APBK0918", "40570000"), ("15:46", "APBK0918", "40580000")],
)
async def test_orders_outside_the_hours(opening, golden_base, now, real_code, paper_code):
    hour, minute = (int(part) for part in now.split(":"))
    at = golden_base.now.replace(hour=hour, minute=minute)
    for env, code in (("real", real_code), ("paper", paper_code)):
        futures = FuturesWire(await opening(env=env, now=at))
        body = (await futures.order("buy", 1, 70_000)).json()
        assert body["msg_cd"] == code


@pytest.mark.parametrize("call", ["ccnl", "balance", "psbl", "deposit"])
async def test_inquiries_refuse_the_share_account(real_one, call):
    wrong = {"ACNT_PRDT_CD": "01"}
    params = {"PDNO": NEAR, "SLL_BUY_DVSN_CD": "02", "UNIT_PRICE": "0", "ORD_DVSN_CD": "01"}
    asks = {
        "ccnl": lambda: real_one.ccnl(**wrong),
        "balance": lambda: real_one.balance(**wrong),
        "psbl": lambda: real_one.ask("TTTO5105R", **params, **wrong),
        "deposit": lambda: real_one.ask("CTRP6550R", **wrong),
    }
    body = (await asks[call]()).json()
    assert (body["rt_cd"], body["msg_cd"]) == ("1", "OPSQ2000")


async def test_share_calls_refuse_the_futures_account(real):
    reply = await real.balance(ACNT_PRDT_CD="03")
    check_refused(reply, "OPSQ2000")


@pytest.mark.parametrize("kind", ["01", "02"])
async def test_what_is_done_cannot_be_changed(futures, kind):
    done = await futures.market("buy", 1)
    code = {"real": "APBK0344", "paper": "40330000"}[futures.wire.env]
    for odno in (done, "0000000001", "nothing"):
        reply = await futures.change(odno, kind, ORD_QTY="1", UNIT_PRICE="70000")
        assert reply.json()["msg_cd"] == code


async def test_more_than_what_is_left_cannot_be_cancelled(futures):
    odno = await futures.placed("buy", 2, (await futures.price())["futs_llam"])
    code = {"real": "APBK0344", "paper": "40330000"}[futures.wire.env]
    reply = await futures.change(odno, "02", ORD_QTY="3", RMN_QTY_YN="N")
    assert reply.json()["msg_cd"] == code
