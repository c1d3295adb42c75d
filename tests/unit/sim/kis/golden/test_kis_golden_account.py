"""Sections 3.3 to 3.7 of the sheet: cash, shares, orders and balance add up to the ledger."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.sim.kis_golden_tools import (
    CALM,
    CASH,
    EDGE,
    TODAY,
    check_good,
    check_numbers,
    check_whole,
    fields,
)

CTX = "ctx_area_fk100 ctx_area_nk100"
PSBL = fields(
    """ord_psbl_cash ord_psbl_sbst ruse_psbl_amt fund_rpch_chgs psbl_qty_calc_unpr nrcvb_buy_amt
    nrcvb_buy_qty max_buy_amt max_buy_qty cma_evlu_amt ovrs_re_use_amt_wcrc
    ord_psbl_frcr_amt_wcrc"""
)
SELL = fields(
    """pdno prdt_name buy_qty sll_qty cblc_qty nsvg_qty ord_psbl_qty pchs_avg_pric pchs_amt
    now_pric evlu_amt evlu_pfls_amt evlu_pfls_rt"""
)
OPEN = fields(
    """ord_gno_brno odno orgn_odno ord_dvsn_name pdno prdt_name rvse_cncl_dvsn_name ord_qty ord_unpr
    ord_tmd tot_ccld_qty tot_ccld_amt psbl_qty sll_buy_dvsn_cd ord_dvsn_cd mgco_aptm_odno
    excg_dvsn_cd excg_id_dvsn_cd excg_id_dvsn_name stpm_cndt_pric stpm_efct_occr_yn"""
)
DONE = fields(
    """ord_dt ord_gno_brno odno orgn_odno ord_dvsn_name sll_buy_dvsn_cd sll_buy_dvsn_cd_name pdno
    prdt_name ord_qty ord_unpr ord_tmd tot_ccld_qty avg_prvs cncl_yn tot_ccld_amt loan_dt ordr_empno
    ord_dvsn_cd cnc_cfrm_qty cncl_cfrm_qty rmn_qty rjct_qty ccld_cndt_name inqr_ip_addr
    cpbc_ordp_ord_rcit_dvsn_cd cpbc_ordp_infm_mthd_dvsn_cd infm_tmd ctac_tlno prdt_type_cd
    excg_dvsn_cd cpbc_ordp_mtrl_dvsn_cd ord_orgno rsvn_ord_end_dt excg_id_dvsn_Cd stpm_cndt_pric
    stpm_efct_occr_dtmd"""
)
DONE_2 = fields("tot_ord_qty tot_ccld_qty tot_ccld_amt prsm_tlex_smtl pchs_avg_pric")
HELD = fields(
    """pdno prdt_name trad_dvsn_name bfdy_buy_qty bfdy_sll_qty thdt_buyqty thdt_sll_qty hldg_qty
    ord_psbl_qty pchs_avg_pric pchs_amt prpr evlu_amt evlu_pfls_amt evlu_pfls_rt evlu_erng_rt
    loan_dt loan_amt stln_slng_chgs expd_dt fltt_rt bfdy_cprs_icdc item_mgna_rt_name grta_rt_name
    sbst_pric stck_loan_unpr"""
)
HELD_2 = fields(
    """dnca_tot_amt nxdy_excc_amt prvs_rcdl_excc_amt cma_evlu_amt bfdy_buy_amt thdt_buy_amt
    nxdy_auto_rdpt_amt bfdy_sll_amt thdt_sll_amt d2_auto_rdpt_amt bfdy_tlex_amt thdt_tlex_amt
    tot_loan_amt scts_evlu_amt tot_evlu_amt nass_amt fncg_gld_auto_rdpt_yn pchs_amt_smtl_amt
    evlu_amt_smtl_amt evlu_pfls_smtl_amt tot_stln_slng_chgs bfdy_tot_asst_evlu_amt asst_icdc_amt
    asst_icdc_erng_rt"""
)
REALISED = fields("rlzt_pfls rlzt_erng_rt real_evlu_pfls real_evlu_pfls_erng_rt")
DAYS = fields("""trad_dt buy_amt sll_amt rlzt_pfls fee loan_int tl_tax pfls_rt sll_qty1 buy_qty1""")
DAYS_2 = fields(
    """sll_qty_smtl sll_tr_amt_smtl sll_fee_smtl sll_tltx_smtl sll_excc_amt_smtl buy_qty_smtl
    buy_tr_amt_smtl buy_fee_smtl buy_tax_smtl buy_excc_amt_smtl tot_qty tot_tr_amt tot_fee tot_tltx
    tot_excc_amt tot_rlzt_pfls loan_int"""
)
SHARES = fields(
    """trad_dt pdno prdt_name trad_dvsn_name loan_dt hldg_qty pchs_unpr buy_qty buy_amt sll_pric
    sll_qty sll_amt rlzt_pfls pfls_rt fee tl_tax loan_int"""
)
SHARES_2 = {"buyqty_smtl" if name == "buy_qty_smtl" else name for name in DAYS_2} | {"tot_pftrt"}


def fills(wire) -> list:
    """List the account's executions as the exchange's ledger has them."""
    return list(wire.server.world.ledger.fills())


def won(side: str, wire) -> int:
    """Sum what was bought or sold."""
    return sum(f.quantity * f.price for f in fills(wire) if f.side == side)


async def traded(wire) -> dict[str, str]:
    """Buy and sell so that every inquiry has something to show; give the numbers by name."""
    quote = wire.server.world.exchange.quote(CALM)
    return {
        "bought": await wire.placed("buy", 30, quote.ask),
        "edge": await wire.placed("buy", 7, 0, PDNO=EDGE, ORD_DVSN="01"),
        "sold": await wire.placed("sell", 11, 0, ORD_DVSN="01"),
        "asked": await wire.placed("sell", 4, 80_000),
        "waiting": await wire.placed("buy", 2, 60_000),
    }


async def held(wire, tr_id: str = "TTTC8434R") -> tuple[dict, dict]:
    """Give the positions by symbol and the totals of a balance."""
    reply = await wire.balance(tr_id)
    keys = f"output1 output2 {CTX}"
    body = check_good(reply, wire.mine(tr_id), keys, msg_cd="KIOK0510", cont="D")
    assert len(body["output2"]) == 1
    assert (len(body["ctx_area_fk100"]), body["ctx_area_nk100"]) == (100, " " * 100)
    return {row["pdno"]: row for row in body["output1"]}, body["output2"][0]


async def buying_power(wire, **params: str) -> dict:
    """Ask for buying power and give its output."""
    head = {"PDNO": CALM, "ORD_UNPR": "70000", "ORD_DVSN": "00"}
    head |= {"CMA_EVLU_AMT_ICLD_YN": "N", "OVRS_ICLD_YN": "N"}
    reply = await wire.ask("TTTC8908R", **(head | params))
    return check_good(reply, wire.mine("TTTC8908R"), "output", msg_cd="KIOK0530")["output"]


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_buying_power_divides_the_money_by_the_price(opening, env):
    wire = await opening(env=env)
    for params in ({}, {"ORD_UNPR": "0", "ORD_DVSN": "01"}, {"ORD_UNPR": "", "PDNO": ""}):
        row = await buying_power(wire, **params)
        assert list(row) == PSBL
        check_whole(row)
        price = int(row["psbl_qty_calc_unpr"])
        assert price == {"": 0, "0": 91_000}.get(params.get("ORD_UNPR", "70000"), 70_000)
        if price:
            assert int(row["nrcvb_buy_qty"]) == int(row["nrcvb_buy_amt"]) // price
        assert row["ord_psbl_cash"] == str(CASH)
        assert int(row["nrcvb_buy_amt"]) <= CASH


async def test_as_many_shares_as_buying_power_says_can_be_bought(real):
    count = int((await buying_power(real, ORD_UNPR="60000"))["nrcvb_buy_qty"])
    await real.placed("buy", count, 60_000)
    assert (await buying_power(real, ORD_UNPR="60000"))["nrcvb_buy_qty"] == "0"


async def test_sellable_shares_leave_out_what_is_on_sale(real):
    await traded(real)
    reply = await real.ask("TTTC8408R", PDNO=CALM)
    row = check_good(reply, "TTTC8408R", "output", msg_cd="KIOK0530")["output"]
    assert list(row) == SELL
    check_numbers(row, pchs_avg_pric=4, evlu_pfls_rt=2)
    check_whole(row, "prdt_name", "pchs_avg_pric", "evlu_pfls_rt")
    shown = [row[name] for name in ("buy_qty", "sll_qty", "cblc_qty", "ord_psbl_qty")]
    assert shown == ["30", "11", "19", "15"]
    assert int(row["evlu_amt"]) == 19 * int(row["now_pric"])
    assert int(row["evlu_pfls_amt"]) == int(row["evlu_amt"]) - int(row["pchs_amt"])


@pytest.mark.parametrize(
    ("asked", "names"), [("0", ["asked", "waiting"]), ("1", ["asked"]), ("2", ["waiting"])]
)
async def test_open_orders_are_those_that_can_be_amended(real, asked, names):
    numbers = await traded(real)
    params = {"INQR_DVSN_1": "0", "INQR_DVSN_2": asked, "CTX_AREA_FK100": "", "CTX_AREA_NK100": ""}
    reply = await real.ask("TTTC0084R", **params)
    body = check_good(reply, "TTTC0084R", f"output {CTX}", msg_cd="KIOK0510", cont="D")
    rows = body["output"]
    assert {row["odno"] for row in rows} == {numbers[name] for name in names}
    for row in rows:
        assert list(row) == OPEN
        check_numbers(row, ord_qty=0, ord_unpr=0, tot_ccld_qty=0, tot_ccld_amt=0, psbl_qty=0)
        sells = row["odno"] == numbers["asked"]
        assert row["sll_buy_dvsn_cd"] == ("01" if sells else "02")
        assert row["psbl_qty"] == ("4" if sells else "2")
        assert (row["rvse_cncl_dvsn_name"], row["orgn_odno"]) == ("", "")
        assert (row["ord_gno_brno"], row["excg_dvsn_cd"]) == ("06010", "02")


async def test_an_amended_order_says_so_among_the_open_ones(real):
    odno = await real.placed("buy", 2, 60_000)
    await real.change(odno, "01", ORD_UNPR="61000")
    params = {"INQR_DVSN_1": "0", "INQR_DVSN_2": "0"}
    (row,) = (await real.ask("TTTC0084R", **params)).json()["output"]
    assert (row["orgn_odno"], row["ord_unpr"]) == (odno, "61000")
    assert row["rvse_cncl_dvsn_name"].endswith("정정*")


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_orders_and_fills_are_those_of_the_ledger(opening, env):
    wire = await opening(env=env)
    numbers = await traded(wire)
    reply = await wire.orders()
    keys = f"output1 output2 {CTX}"
    body = check_good(reply, wire.mine("TTTC0081R"), keys, msg_cd="KIOK0510", cont="D")
    rows, totals = body["output1"], body["output2"]
    assert [list(row) for row in rows] == [DONE] * 5
    assert [row["odno"] for row in rows] == sorted(numbers.values(), reverse=True)
    for row in rows:
        own = [f for f in fills(wire) if f.number == row["odno"]]
        count, amount = sum(f.quantity for f in own), sum(f.quantity * f.price for f in own)
        assert (row["tot_ccld_qty"], row["tot_ccld_amt"]) == (str(count), str(amount))
        assert int(row["ord_qty"]) == count + int(row["rmn_qty"]) + int(row["cncl_cfrm_qty"])
        assert row["cnc_cfrm_qty"] == row["cncl_cfrm_qty"]
        if count:
            assert abs(Decimal(row["avg_prvs"]) - Decimal(amount) / count) < Decimal("0.0001")
        check_numbers(row, ord_qty=0, ord_unpr=0, tot_ccld_qty=0, rmn_qty=0, rjct_qty=0)
        assert (row["ord_dt"], row["ord_tmd"], row["excg_id_dvsn_Cd"]) == (TODAY, "100000", "KRX")
        assert (row["excg_dvsn_cd"], row["prdt_type_cd"]) == ("02", "300")
    assert list(totals) == DONE_2
    for total, part in (("tot_ord_qty", "ord_qty"), ("tot_ccld_qty", "tot_ccld_qty"),
                        ("tot_ccld_amt", "tot_ccld_amt")):  # fmt: skip
        assert int(totals[total]) == sum(int(row[part]) for row in rows)
    assert int(totals["prsm_tlex_smtl"]) == sum(f.fee + f.tax for f in fills(wire))
    check_numbers(totals, pchs_avg_pric=4)


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"SLL_BUY_DVSN_CD": "01"}, ["sold", "asked"]),
        ({"SLL_BUY_DVSN_CD": "02"}, ["bought", "edge", "waiting"]),
        ({"CCLD_DVSN": "01"}, ["bought", "edge", "sold"]),
        ({"CCLD_DVSN": "02"}, ["asked", "waiting"]),
        ({"PDNO": EDGE}, ["edge"]),
        ({"EXCG_ID_DVSN_CD": "NXT"}, []),
        ({"INQR_STRT_DT": "20261001", "INQR_END_DT": "20261030"}, []),
    ],
)
async def test_the_list_of_orders_keeps_to_its_filters(real, params, names):
    numbers = await traded(real)
    rows = (await real.orders(**(params | {"INQR_DVSN": "01"}))).json()["output1"]
    assert [row["odno"] for row in rows] == sorted(numbers[name] for name in names)


async def test_one_order_can_be_asked_for_and_the_totals_stay_those_of_the_day(real):
    numbers = await traded(real)
    everything = (await real.orders()).json()
    one = (await real.orders(ODNO=numbers["edge"])).json()
    assert [row["odno"] for row in one["output1"]] == [numbers["edge"]]
    assert one["output2"] == everything["output2"]


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_a_balance_adds_up(opening, env):
    wire = await opening(env=env)
    await traded(wire)
    rows, totals = await held(wire)
    assert set(rows) == {CALM, EDGE}
    assert all(list(row) == HELD for row in rows.values())
    assert list(totals) == HELD_2
    for row in rows.values():
        check_numbers(row, pchs_avg_pric=4, evlu_pfls_rt=2, evlu_erng_rt=8, fltt_rt=8)
        count, cost = int(row["hldg_qty"]), int(row["pchs_amt"])
        assert int(row["evlu_amt"]) == count * int(row["prpr"])
        assert int(row["evlu_pfls_amt"]) == int(row["evlu_amt"]) - cost
        assert abs(Decimal(row["pchs_avg_pric"]) * count - cost) < 1
        assert row["prpr"] == str(wire.server.world.exchange.quote(row["pdno"]).price)
    calm = rows[CALM]
    names = ("thdt_buyqty", "thdt_sll_qty", "hldg_qty", "ord_psbl_qty", "trad_dvsn_name")
    assert [calm[name] for name in names] == ["30", "11", "19", "15", "현금"]
    check_whole(totals, "fncg_gld_auto_rdpt_yn", "asst_icdc_erng_rt")
    figure = {name: int(text) for name, text in totals.items() if text.lstrip("-").isdecimal()}
    worth = sum(int(row["evlu_amt"]) for row in rows.values())
    costs = sum(f.fee + f.tax for f in fills(wire))
    assert figure["dnca_tot_amt"] == CASH
    assert figure["prvs_rcdl_excc_amt"] == CASH - won("buy", wire) + won("sell", wire) - costs
    assert (figure["thdt_buy_amt"], figure["thdt_sll_amt"]) == (won("buy", wire), won("sell", wire))
    assert figure["thdt_tlex_amt"] == costs
    assert figure["scts_evlu_amt"] == figure["evlu_amt_smtl_amt"] == worth
    assert figure["tot_evlu_amt"] == worth + figure["prvs_rcdl_excc_amt"] == figure["nass_amt"]
    assert figure["pchs_amt_smtl_amt"] == sum(int(row["pchs_amt"]) for row in rows.values())
    assert figure["evlu_pfls_smtl_amt"] == worth - figure["pchs_amt_smtl_amt"]
    assert figure["bfdy_tot_asst_evlu_amt"] == CASH
    assert figure["asst_icdc_amt"] == figure["tot_evlu_amt"] - CASH
