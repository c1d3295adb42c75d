"""Sections 3.1 and 3.2 of the sheet: orders that are taken, amended and cancelled."""

from __future__ import annotations

import pytest

from tests.unit.sim.kis_golden_tools import CALM, EDGE, FUND, check_good, check_refused

ORDER_KEYS = ["KRX_FWDG_ORD_ORGNO", "ODNO", "ORD_TMD"]
SENT = "주문 전송 완료 되었습니다."
BRANCH = {"real": "06010", "paper": "00950"}
NOTHING_LEFT = "정정/취소할 수량이 없습니다"


def quote(wire):
    """Show the share that trades as the exchange has it."""
    return wire.server.world.exchange.quote(CALM)


async def row_of(wire, odno: str) -> dict:
    """Give the row of an order in the list of orders."""
    rows = (await wire.orders(EXCG_ID_DVSN_CD="ALL")).json()["output1"]
    return next(row for row in rows if row["odno"] == odno)


def check_output(body, env: str) -> str:
    """Require the output of an accepted order and give its number."""
    output = body["output"]
    assert list(output) == ORDER_KEYS
    assert output["KRX_FWDG_ORD_ORGNO"] == BRANCH[env]
    assert (len(output["ODNO"]), output["ODNO"].isdecimal()) == (10, True)
    assert output["ORD_TMD"] == "100000"
    return output["ODNO"]


@pytest.mark.parametrize(
    ("env", "tr_id", "msg_cd", "msg1"),
    [
        ("real", "TTTC0012U", "APBK0013", SENT),
        ("real", "TTTC0802U", "APBK0013", SENT),
        ("paper", "VTTC0012U", "40600000", "모의투자 매수주문이 완료 되었습니다."),
        ("paper", "VTTC0802U", "40600000", "모의투자 매수주문이 완료 되었습니다."),
    ],
)
async def test_a_buy_is_accepted_under_the_new_and_the_old_id(opening, env, tr_id, msg_cd, msg1):
    wire = await opening(env=env)
    order = {"PDNO": CALM, "ORD_DVSN": "00", "ORD_QTY": "2", "ORD_UNPR": "69000"}
    reply = await wire.send(tr_id, wire.account | order)
    body = check_good(reply, tr_id, "output", msg_cd=msg_cd)
    assert body["msg1"].rstrip() == msg1
    odno = check_output(body, env)
    row = await row_of(wire, odno)
    assert (row["sll_buy_dvsn_cd"], row["ord_qty"], row["ord_unpr"]) == ("02", "2", "69000")


@pytest.mark.parametrize(
    ("env", "tr_id", "msg_cd", "msg1"),
    [
        ("real", "TTTC0011U", "APBK0013", SENT),
        ("real", "TTTC0801U", "APBK0013", SENT),
        ("paper", "VTTC0011U", "40590000", "모의투자 매도주문이 완료 되었습니다."),
        ("paper", "VTTC0801U", "40590000", "모의투자 매도주문이 완료 되었습니다."),
    ],
)
async def test_a_sale_is_accepted_under_the_new_and_the_old_id(opening, env, tr_id, msg_cd, msg1):
    wire = await opening(env=env)
    await wire.placed("buy", 2, quote(wire).ask)
    order = {"PDNO": CALM, "ORD_DVSN": "00", "ORD_QTY": "2", "ORD_UNPR": "80000", "SLL_TYPE": "01"}
    reply = await wire.send(tr_id, wire.account | order)
    body = check_good(reply, tr_id, "output", msg_cd=msg_cd)
    assert body["msg1"].rstrip() == msg1
    row = await row_of(wire, check_output(body, env))
    assert (row["sll_buy_dvsn_cd"], row["rmn_qty"]) == ("01", "2")


async def test_numbers_rise_and_the_same_order_twice_is_two_orders(real):
    numbers = [int(await real.placed("buy", 1, 60_000)) for _ in range(4)]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("dvsn", "price", "name", "condition"),
    [
        ("00", "ask", "지정가", "없음"),
        ("01", "0", "시장가", "없음"),
        ("03", "0", "최유리지정가", "없음"),
        ("11", "ask", "IOC지정가", "IOC"),
        ("12", "ask", "FOK지정가", "FOK"),
        ("13", "0", "IOC시장가", "IOC"),
        ("14", "0", "FOK시장가", "FOK"),
        ("15", "0", "IOC최유리", "IOC"),
        ("16", "0", "FOK최유리", "FOK"),
    ],
)
async def test_a_kind_that_takes_from_the_book_fills_at_once(real, dvsn, price, name, condition):
    ask = quote(real).ask
    odno = await real.placed("buy", 1, ask if price == "ask" else 0, ORD_DVSN=dvsn)
    row = await row_of(real, odno)
    assert (row["ord_dvsn_cd"], row["ord_dvsn_name"]) == (dvsn, name)
    assert (row["tot_ccld_qty"], row["tot_ccld_amt"], row["rmn_qty"]) == ("1", str(ask), "0")
    assert row["ccld_cndt_name"] == condition


@pytest.mark.parametrize(("dvsn", "side"), [("04", "bid"), ("21", "middle")])
async def test_a_kind_that_waits_takes_the_price_the_sheet_names(real, dvsn, side):
    before = quote(real)
    odno = await real.placed("buy", 1, 0, ORD_DVSN=dvsn)
    order = real.server.world.ledger.order(int(odno))
    middle = (before.bid + before.ask) // 2
    assert order.price == (before.bid if side == "bid" else middle - middle % 100)


async def test_the_rest_of_an_ioc_order_is_cancelled(real):
    low = quote(real).bid - 500
    odno = await real.placed("buy", 3, low, ORD_DVSN="11")
    row = await row_of(real, odno)
    assert (row["tot_ccld_qty"], row["rmn_qty"], row["cncl_cfrm_qty"]) == ("0", "0", "3")


async def test_a_fok_order_that_cannot_fill_leaves_nothing_behind(real):
    odno = await real.placed("buy", 1, quote(real).bid - 500, ORD_DVSN="12")
    row = await row_of(real, odno)
    assert (row["tot_ccld_qty"], row["rmn_qty"], row["ccld_cndt_name"]) == ("0", "0", "FOK")
    assert NOTHING_LEFT in (await real.change(odno, "02")).json()["msg1"]


@pytest.mark.parametrize("side", ["buy", "sell"])
async def test_a_fok_order_for_more_than_its_price_offers_does_not_fill_in_part(opening, side):
    wire = await opening(cash=10**10)
    offered = quote(wire).bid_size
    await wire.placed("buy", offered + 1, 0, ORD_DVSN="01")
    now = quote(wire)
    price, there = (now.ask, now.ask_size) if side == "buy" else (now.bid, now.bid_size)
    more = await wire.placed(side, there + 1, price, ORD_DVSN="12")
    row = await row_of(wire, more)
    assert (row["tot_ccld_qty"], row["rmn_qty"]) == ("0", "0")
    whole = await wire.placed(side, there, price, ORD_DVSN="12")
    assert (await row_of(wire, whole))["tot_ccld_qty"] == str(there)


async def test_a_real_order_may_go_by_the_smart_router(real):
    odno = await real.placed("buy", 1, 60_000, EXCG_ID_DVSN_CD="SOR")
    row = await row_of(real, odno)
    assert row["excg_id_dvsn_Cd"] == "SOR"
    # 3.6: an inquiry for KRX alone does not show it.
    assert (await real.orders(EXCG_ID_DVSN_CD="KRX")).json()["output1"] == []


@pytest.mark.parametrize("dvsn", ["02", "21", "23", "24"])
async def test_the_smart_router_lacks_kinds_that_krx_has(real, dvsn):
    price = "69000" if dvsn == "02" else "0"
    reply = await real.order("buy", 1, price, ORD_DVSN=dvsn, EXCG_ID_DVSN_CD="SOR")
    assert reply.json()["rt_cd"] == "7"
    assert (await real.order("buy", 1, price, ORD_DVSN=dvsn)).json()["rt_cd"] == "0"


async def test_an_etf_and_a_share_of_a_finer_band_take_their_own_ticks(real):
    await real.placed("buy", 1, 29_995, PDNO=FUND)
    await real.placed("buy", 1, 15_390, PDNO=EDGE)


@pytest.mark.parametrize(
    ("env", "tr_id"),
    [("real", "TTTC0013U"), ("real", "TTTC0803U"), ("paper", "VTTC0013U"), ("paper", "VTTC0803U")],
)
async def test_a_cancel_has_a_new_number_and_ends_the_order(opening, env, tr_id):
    wire = await opening(env=env)
    odno = await wire.placed("buy", 3, 60_000)
    body = wire.account | {
        "KRX_FWDG_ORD_ORGNO": BRANCH[env],
        "ORGN_ODNO": odno,
        "ORD_DVSN": "00",
        "RVSE_CNCL_DVSN_CD": "02",
        "ORD_QTY": "0",
        "ORD_UNPR": "0",
        "QTY_ALL_ORD_YN": "Y",
        "EXCG_ID_DVSN_CD": "KRX",
    }
    msg_cd = {"real": "APBK0013", "paper": "40630000"}[env]
    answer = check_good(await wire.send(tr_id, body), tr_id, "output", msg_cd=msg_cd)
    if env == "paper":
        assert answer["msg1"].rstrip() == "모의투자 취소주문이 완료 되었습니다."
    number = check_output(answer, env)
    assert number > odno
    order, cancel = await row_of(wire, odno), await row_of(wire, number)
    assert (order["rmn_qty"], order["cncl_cfrm_qty"], order["cncl_yn"]) == ("0", "3", "Y")
    assert (cancel["orgn_odno"], cancel["ord_qty"]) == (odno, "3")


async def test_an_amendment_has_a_new_number_and_takes_the_orders_place(real):
    odno = await real.placed("buy", 3, 60_000)
    reply = await real.change(odno, "01", ORD_UNPR="61000")
    number = check_output(check_good(reply, "TTTC0013U", "output", msg_cd="APBK0013"), "real")
    old, new = await row_of(real, odno), await row_of(real, number)
    assert (old["rmn_qty"], new["rmn_qty"]) == ("0", "3")
    assert (new["orgn_odno"], new["ord_unpr"], new["pdno"]) == (odno, "61000", CALM)
    # The latest number is the one to amend; the first is done.
    check_good(await real.change(number, "01", ORD_UNPR="62000"), "TTTC0013U", "output",
               msg_cd="APBK0013")  # fmt: skip
    assert NOTHING_LEFT in (await real.change(odno, "02")).json()["msg1"]


async def test_an_amendment_may_change_the_kind(real):
    odno = await real.placed("buy", 1, 60_000)
    reply = await real.change(odno, "01", ORD_DVSN="01", ORD_UNPR="0")
    new = await row_of(real, reply.json()["output"]["ODNO"])
    assert (new["ord_dvsn_cd"], new["tot_ccld_qty"]) == ("01", "1")


@pytest.mark.parametrize("kind", ["01", "02"])
async def test_a_part_may_be_amended_or_cancelled(real, kind):
    odno = await real.placed("buy", 5, 60_000)
    price = "61000" if kind == "01" else "0"
    reply = await real.change(odno, kind, ORD_QTY="2", QTY_ALL_ORD_YN="N", ORD_UNPR=price)
    assert reply.json()["rt_cd"] == "0"
    row = await row_of(real, odno)
    assert (row["ord_qty"], row["rmn_qty"]) == ("5", "3")
    again = await real.change(odno, kind, ORD_QTY="4", QTY_ALL_ORD_YN="N", ORD_UNPR=price)
    assert NOTHING_LEFT in again.json()["msg1"]


@pytest.mark.parametrize(
    ("env", "code", "text", "rt_cd"),
    [("real", "", "정정/취소할 수량이 없습니다.", "7"),
     ("paper", "40330000", "모의투자 정정/취소할 수량이 없습니다", "1")],
)  # fmt: skip
async def test_what_is_filled_or_unknown_has_nothing_left(opening, env, code, text, rt_cd):
    wire = await opening(env=env)
    filled = await wire.placed("buy", 1, quote(wire).ask)
    waiting = await wire.placed("buy", 1, 60_000)
    replies = [
        await wire.change(filled, "02"),
        await wire.change(filled, "01", ORD_UNPR="61000"),
        await wire.change("0000999999", "02"),
        await wire.change(waiting, "02", KRX_FWDG_ORD_ORGNO="12345"),
        await wire.change(waiting, "02", ORD_QTY="2", QTY_ALL_ORD_YN="N"),
    ]
    for reply in replies:
        body = reply.json()
        check_refused(reply, code or body["msg_cd"], rt_cd=rt_cd)
        assert body["msg1"].rstrip().rstrip(".") == text.rstrip(".")
    assert (await row_of(wire, waiting))["rmn_qty"] == "1"


async def test_a_cancel_must_name_the_orders_exchange(real):
    odno = await real.placed("buy", 1, 60_000)
    reply = await real.change(odno, "02", EXCG_ID_DVSN_CD="SOR")
    assert NOTHING_LEFT in reply.json()["msg1"]
    check_good(await real.change(odno, "02", EXCG_ID_DVSN_CD="KRX"), "TTTC0013U", "output",
               msg_cd="APBK0013")  # fmt: skip


async def test_an_amendment_is_checked_like_an_order_and_leaves_the_old_one(real):
    odno = await real.placed("buy", 1, 60_000)
    texts = {"60050": "호가단위", "45000": "상/하한가"}
    for price, text in texts.items():
        reply = await real.change(odno, "01", ORD_UNPR=price)
        assert text in reply.json()["msg1"]
    assert (await row_of(real, odno))["rmn_qty"] == "1"
