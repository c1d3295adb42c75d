"""Section 4.3 of the sheet: balance, deposit and margin of a futures account."""

from __future__ import annotations

from sim.futures.rules import commission, initial_bp, maintenance_bp
from tests.unit.sim.kis_futures_tools import NEAR, FuturesWire
from tests.unit.sim.kis_golden_tools import check_good, check_numbers, fields

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
