"""Section 4.3 of the sheet: futures orders, fills, balance, deposit, margin, and refusals."""

from __future__ import annotations

import pytest

from sim.futures.rules import commission, initial_bp, maintenance_bp
from tests.unit.sim.kis_futures_tools import NEAR, NEXT, FuturesWire
from tests.unit.sim.kis_golden_tools import check_good, check_numbers, check_refused, fields

TAKEN = fields("ACNT_NAME TRAD_DVSN_NAME ITEM_NAME ORD_TMD ORD_GNO_BRNO ODNO")
DONE = fields(
    """ord_gno_brno cano csac_name acnt_prdt_cd ord_dt odno orgn_odno sll_buy_dvsn_cd trad_dvsn_name
    nmpr_type_cd nmpr_type_name pdno prdt_name prdt_type_cd ord_qty ord_idx qty ord_tmd tot_ccld_qty
    avg_idx tot_ccld_amt rjct_qty ingr_trad_rjct_rson_cd ingr_trad_rjct_rson_name ord_stfno
    sprd_item_yn"""
)
DONE_2 = fields("tot_ord_qty tot_ccld_amt_smtl tot_ccld_qty_smtl fee_smtl ctac_tlno")
HELD = fields(
    """cano acnt_prdt_cd pdno prdt_type_cd shtn_pdno prdt_name sll_buy_dvsn_name cblc_qty excc_unpr
    ccld_avg_unpr1 idx_clpr pchs_amt evlu_amt evlu_pfls_amt trad_pfls_amt lqd_psbl_qty"""
)
HELD_2 = fields(
    """dnca_cash frcr_dncl_amt dnca_sbst tot_dncl_amt tot_ccld_amt cash_mgna sbst_mgna mgna_tota
    opt_dfpa thdt_dfpa rnwl_dfpa fee nxdy_dnca nxdy_dncl_amt prsm_dpast prsm_dpast_amt
    pprt_ord_psbl_cash add_mgna_cash add_mgna_tota futr_trad_pfls_amt opt_trad_pfls_amt
    futr_evlu_pfls_amt opt_evlu_pfls_amt trad_pfls_amt_smtl evlu_pfls_amt_smtl wdrw_psbl_tot_amt
    ord_psbl_cash ord_psbl_sbst ord_psbl_tota pchs_amt_smtl evlu_amt_smtl"""
)
DEPOSIT = fields(
    """dnca_tota bfdy_chck_amt thdt_chck_amt rlth_uwdl_dpos_amt brkg_mgna_cash wdrw_psbl_tot_amt
    ord_psbl_cash ord_psbl_tota dnca_sbst scts_sbst_amt frcr_evlu_amt brkg_mgna_sbst
    sbst_rlse_psbl_amt mtnc_rt add_mgna_tota add_mgna_cash rcva futr_trad_pfls opt_trad_pfls_amt
    trad_pfls_smtl futr_evlu_pfls_amt opt_evlu_pfls_amt evlu_pfls_smtl excc_dfpa opt_dfpa brkg_fee
    nxdy_dnca prsm_dpast_amt cash_mntn_amt hack_acdt_acnt_move_amt"""
)
RATE = fields("bast_id bast_name brkg_mgna_rt tr_mgna_rt bast_pric tr_mtpl_idx ctrt_per_futr_mgna")
CTX = "ctx_area_fk200 ctx_area_nk200"
CASH = 50_000_000


@pytest.fixture(params=["real", "paper"])
async def futures(request, opening):
    """A futures customer of both environments in turn."""
    return FuturesWire(await opening(env=request.param))


@pytest.fixture
def real_one(real):
    return FuturesWire(real)


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


async def test_balance_adds_up_as_the_sheet_says(futures):
    book = await futures.book()
    await futures.placed("sell", 6, book["futs_bidp1"])
    futures.server.step(1_800)
    await futures.wire.log_in()
    reply = await futures.balance()
    body = check_good(
        reply, futures.mine("CTFO6118R"), f"output1 output2 {CTX}", msg_cd="KIOK0460", cont="D"
    )
    row, money = body["output1"][0], body["output2"]
    assert (list(row), list(money)) == (HELD, HELD_2)
    last, sold = futures.venue.quote(NEAR).price, int(book["futs_bidp1"])
    assert (row["shtn_pdno"], row["pdno"][:7], row["prdt_type_cd"]) == (NEAR, "KR4A116", "301")
    assert (row["sll_buy_dvsn_name"], row["cblc_qty"]) == ("매도", "6")
    assert row["excc_unpr"] == row["ccld_avg_unpr1"] == f"{sold}.00000000"
    assert row["idx_clpr"] == f"{last}.00000000"
    assert (row["pchs_amt"], row["evlu_amt"]) == (str(6 * sold * 10), str(6 * last * 10))
    assert row["evlu_pfls_amt"] == str(6 * 10 * (sold - last))
    cash, margin = int(money["dnca_cash"]), int(money["cash_mgna"])
    assert cash == CASH
    assert money["ord_psbl_cash"] == money["ord_psbl_tota"] == str(cash - margin)
    today, fee = int(money["thdt_dfpa"]), int(money["fee"])
    assert today == 6 * 10 * (sold - last)
    assert fee == commission(6 * sold * 10)
    assert money["nxdy_dnca"] == money["prsm_dpast_amt"] == str(cash + today - fee)
    rates = futures.venue.rates(futures.venue.contract(NEAR))
    assert margin == 6 * rates.initial + max(0, fee - today)
    kept = await futures.money(MGNA_DVSN="02")
    assert int(kept["cash_mgna"]) == 6 * rates.maintenance + max(0, fee - today)
    assert kept["ord_psbl_cash"] == money["ord_psbl_cash"]
    assert money["tot_ccld_amt"] == str(6 * sold * 10)


async def test_carried_contracts_show_the_settlement_price_or_the_purchase_price(real_one):
    book = await real_one.book()
    await real_one.placed("buy", 2, book["futs_askp1"])
    bought = int(book["futs_askp1"])
    await real_one.wire.later(24 * 3600)
    settled = int((await real_one.price())["futs_prdy_clpr"])
    row = (await real_one.balance()).json()["output1"][0]
    assert row["excc_unpr"] == f"{settled}.00000000"
    assert row["ccld_avg_unpr1"] == f"{bought}.00000000"
    assert row["pchs_amt"] == str(2 * settled * 10)
    other = (await real_one.balance(EXCC_STAT_CD="2")).json()["output1"][0]
    assert other["pchs_amt"] == str(2 * bought * 10)
    money = await real_one.money()
    fee = commission(2 * bought * 10)
    assert int(money["dnca_cash"]) == CASH + 2 * 10 * (settled - bought) - fee
    last = real_one.venue.quote(NEAR).price
    assert (money["rnwl_dfpa"], money["thdt_dfpa"]) == (str(2 * 10 * (last - settled)), "0")


async def test_a_position_closed_today_stays_listed_with_its_profit(real_one):
    book = await real_one.book()
    await real_one.market("buy", 1)
    await real_one.market("sell", 1)
    row = (await real_one.balance()).json()["output1"][0]
    lost = (int(book["futs_bidp1"]) - int(book["futs_askp1"])) * 10
    assert (row["sll_buy_dvsn_name"], row["cblc_qty"]) == ("", "0")
    assert (row["trad_pfls_amt"], row["lqd_psbl_qty"]) == (str(lost), "0")
    assert (await real_one.money())["futr_trad_pfls_amt"] == str(lost)


async def test_twenty_positions_a_page(opening):
    futures = FuturesWire(await opening(feed=None, futures_cash=900_000_000))
    codes = [row[1] for row in await futures.master() if row[6] != "0"]
    assert len(codes) == 24
    for code in codes:
        await futures.market("buy", 1, code=code)
    first = await futures.balance()
    body = first.json()
    assert (first.headers["tr_cont"], body["msg_cd"]) == ("M", "KIOK0500")
    keys = {name.upper(): body[name] for name in CTX.split()}
    second = await futures.balance(cont="N", **keys)
    assert second.headers["tr_cont"] == "D"
    rows = body["output1"] + second.json()["output1"]
    assert len(body["output1"]) == 20
    assert [row["shtn_pdno"] for row in rows] == sorted(codes)


async def test_orderable_contracts_are_new_ones_besides_closable_ones(futures):
    params = {"PDNO": NEAR, "SLL_BUY_DVSN_CD": "01", "UNIT_PRICE": "0", "ORD_DVSN_CD": "02"}
    await futures.market("buy", 4)
    reply = await futures.ask("TTTO5105R", **params)
    body = check_good(reply, futures.mine("TTTO5105R"), "output", msg_cd="KIOK0530")
    output = body["output"]
    assert list(output) == ["tot_psbl_qty", "lqd_psbl_qty1", "ord_psbl_qty", "bass_idx"]
    initial = futures.venue.rates(futures.venue.contract(NEAR)).initial
    fits = int((await futures.money())["ord_psbl_cash"]) // initial
    assert (output["lqd_psbl_qty1"], output["ord_psbl_qty"]) == ("4", str(fits))
    assert output["tot_psbl_qty"] == str(4 + fits)
    assert output["bass_idx"] == f"{futures.venue.quote(NEAR).base}.00000000"
    given = await futures.ask("TTTO5105R", **params | {"UNIT_PRICE": "71000"})
    assert given.json()["output"]["bass_idx"] == "71000.00000000"


async def test_deposit_agrees_with_the_balance(real_one):
    await real_one.market("buy", 2)
    reply = await real_one.ask("CTRP6550R")
    output = check_good(reply, "CTRP6550R", "output", msg_cd="KIOK0530")["output"]
    assert list(output) == DEPOSIT
    money = await real_one.money()
    pairs = {
        "dnca_tota": "dnca_cash", "brkg_mgna_cash": "cash_mgna", "ord_psbl_cash": "ord_psbl_cash",
        "nxdy_dnca": "nxdy_dnca", "brkg_fee": "fee", "add_mgna_tota": "add_mgna_tota",
    }  # fmt: skip
    assert {output[name] for name in ()} == set()
    for name, other in pairs.items():
        assert output[name] == money[other], name
    check_numbers(output, mtnc_rt=8)


async def test_margin_rates_name_the_multiplier_and_the_won_of_a_contract(real_one):
    params = {"BASS_DT": "20261102", "BAST_ID": "", "CTX_AREA_NK200": ""}
    reply = await real_one.send("TTTO6032R", params)
    rows = check_good(reply, "TTTO6032R", f"output {CTX}", msg_cd="KIOK0510", cont="D")["output"]
    assert [row["bast_id"] for row in rows] == ["990001", "990002", "990003", "990004", "990005"]
    for row in rows:
        assert list(row) == RATE
        check_numbers(row, **dict.fromkeys(RATE[2:], 8))
        assert row["tr_mtpl_idx"] == "10.00000000"
    base = int((await real_one.price())["futs_sdpr"])
    rate = initial_bp("990001")
    assert rows[0]["brkg_mgna_rt"] == f"{rate // 100}.{rate % 100:02d}000000"
    assert rows[0]["ctrt_per_futr_mgna"] == f"{base * 10 * rate // 10_000}.00000000"
    assert float(rows[0]["tr_mgna_rt"]) * 100 == maintenance_bp("990001")
    one = await real_one.send("TTTO6032R", params | {"BAST_ID": "990005"})
    assert [row["bast_id"] for row in one.json()["output"]] == ["990005"]


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


async def test_futures_trade_before_and_after_the_shares(opening, golden_base):
    for hour, minute in ((8, 50), (15, 32)):
        at = golden_base.now.replace(hour=hour, minute=minute)
        futures = FuturesWire(await opening(now=at))
        odno = await futures.market("buy", 1)
        assert (await futures.rows())[0]["odno"] == odno
        assert (await futures.rows())[0]["tot_ccld_qty"] == "1"


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


async def test_two_equal_orders_are_two_orders(futures):
    low = (await futures.price())["futs_llam"]
    numbers = {await futures.placed("buy", 1, low) for _ in range(2)}
    assert len(numbers) == 2
