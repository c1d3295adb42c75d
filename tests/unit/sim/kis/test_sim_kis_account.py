"""Inquiries of the account: sections 3.3 to 3.9 of the sheet."""

from __future__ import annotations

import re

import pytest

CALM = "990001"
CCLD_FIELDS = re.findall(
    r"\w+",
    """ord_dt ord_gno_brno odno orgn_odno ord_dvsn_name sll_buy_dvsn_cd
sll_buy_dvsn_cd_name pdno prdt_name ord_qty ord_unpr ord_tmd tot_ccld_qty avg_prvs cncl_yn
tot_ccld_amt loan_dt ordr_empno ord_dvsn_cd cnc_cfrm_qty cncl_cfrm_qty rmn_qty rjct_qty
ccld_cndt_name inqr_ip_addr cpbc_ordp_ord_rcit_dvsn_cd cpbc_ordp_infm_mthd_dvsn_cd infm_tmd
ctac_tlno prdt_type_cd excg_dvsn_cd cpbc_ordp_mtrl_dvsn_cd ord_orgno rsvn_ord_end_dt
excg_id_dvsn_Cd stpm_cndt_pric stpm_efct_occr_dtmd""",
)
BALANCE_FIELDS = re.findall(
    r"\w+",
    """pdno prdt_name trad_dvsn_name bfdy_buy_qty bfdy_sll_qty thdt_buyqty
thdt_sll_qty hldg_qty ord_psbl_qty pchs_avg_pric pchs_amt prpr evlu_amt evlu_pfls_amt evlu_pfls_rt
evlu_erng_rt loan_dt loan_amt stln_slng_chgs expd_dt fltt_rt bfdy_cprs_icdc item_mgna_rt_name
grta_rt_name sbst_pric stck_loan_unpr""",
)
TOTAL_FIELDS = re.findall(
    r"\w+",
    """dnca_tot_amt nxdy_excc_amt prvs_rcdl_excc_amt cma_evlu_amt bfdy_buy_amt
thdt_buy_amt nxdy_auto_rdpt_amt bfdy_sll_amt thdt_sll_amt d2_auto_rdpt_amt bfdy_tlex_amt
thdt_tlex_amt tot_loan_amt scts_evlu_amt tot_evlu_amt nass_amt fncg_gld_auto_rdpt_yn
pchs_amt_smtl_amt evlu_amt_smtl_amt evlu_pfls_smtl_amt tot_stln_slng_chgs bfdy_tot_asst_evlu_amt
asst_icdc_amt asst_icdc_erng_rt""",
)


@pytest.fixture
async def rich(start):
    """An account that can pay for every order of a test."""
    return await start(cash=1_000_000_000)


async def place(client, count, price=60_000):
    return [(await client.order("buy", 1, price))["output"]["ODNO"] for _ in range(count)]


async def test_orderable_cash_leaves_room_for_the_fee(kis):
    output = (await kis.call("TTTC8908R", PDNO=CALM, ORD_UNPR="70000", ORD_DVSN="00"))["output"]
    assert output["ord_psbl_cash"] == "10000000"
    assert output["psbl_qty_calc_unpr"] == "70000"
    quantity = int(output["nrcvb_buy_qty"])
    assert quantity == int(output["nrcvb_buy_amt"]) // 70_000 == 142
    assert (await kis.order("buy", quantity, 70_000))["rt_cd"] == "0"


async def test_orderable_shares_without_a_price_count_at_the_upper_limit(kis):
    output = (await kis.call("TTTC8908R", PDNO=CALM, ORD_UNPR="", ORD_DVSN="01"))["output"]
    assert output["psbl_qty_calc_unpr"] == "91000"
    quantity = int(output["nrcvb_buy_qty"])
    assert (await kis.order("buy", quantity, 0, dvsn="01"))["rt_cd"] == "0"


async def test_orderable_cash_without_a_symbol_gives_amounts_only(kis):
    output = (await kis.call("TTTC8908R", PDNO="", ORD_UNPR="", ORD_DVSN="01"))["output"]
    assert (output["nrcvb_buy_qty"], output["ord_psbl_cash"]) == ("0", "10000000")


async def test_orderable_cash_falls_by_what_open_orders_reserve(kis):
    await kis.order("buy", 10, 60_000)
    output = (await kis.call("TTTC8908R", PDNO=CALM, ORD_UNPR="60000", ORD_DVSN="00"))["output"]
    assert output["ord_psbl_cash"] == str(10_000_000 - 600_000 - 90)


async def test_sellable_shares_leave_out_open_sales(start):
    client = await start(holdings=1)
    held = int((await client.balance())["output1"][0]["hldg_qty"])
    await client.order("sell", 2, 80_000)
    output = (await client.call("TTTC8408R", PDNO=CALM))["output"]
    assert (output["cblc_qty"], output["ord_psbl_qty"]) == (str(held), str(held - 2))
    row = (await client.balance())["output1"][0]
    assert (row["hldg_qty"], row["ord_psbl_qty"]) == (str(held), str(held - 2))


async def test_open_orders_show_what_can_still_be_changed(kis):
    (number,) = await place(kis, 1)
    rows = (await kis.call("TTTC0084R", INQR_DVSN_1="0", INQR_DVSN_2="0"))["output"]
    assert rows == [
        {
            "ord_gno_brno": "06010",
            "odno": number,
            "orgn_odno": "",
            "ord_dvsn_name": "지정가",
            "pdno": CALM,
            "prdt_name": "고요전자",
            "rvse_cncl_dvsn_name": "",
            "ord_qty": "1",
            "ord_unpr": "60000",
            "ord_tmd": "100000",
            "tot_ccld_qty": "0",
            "tot_ccld_amt": "0",
            "psbl_qty": "1",
            "sll_buy_dvsn_cd": "02",
            "ord_dvsn_cd": "00",
            "mgco_aptm_odno": "",
            "excg_dvsn_cd": "02",
            "excg_id_dvsn_cd": "KRX",
            "excg_id_dvsn_name": "KRX",
            "stpm_cndt_pric": "0",
            "stpm_efct_occr_yn": "N",
        }
    ]


async def test_open_orders_filter_by_side(start):
    client = await start(holdings=1)
    await client.order("sell", 1, 80_000)
    await client.order("buy", 1, 60_000)
    for code, side in (("1", "01"), ("2", "02")):
        rows = (await client.call("TTTC0084R", INQR_DVSN_2=code))["output"]
        assert [row["sll_buy_dvsn_cd"] for row in rows] == [side]


async def test_paper_does_not_list_open_orders(paper):
    assert (await paper.call("VTTC0084R"))["msg_cd"] == "OPSQ0002"


async def test_an_order_row_has_the_fields_of_the_sheet_in_order(kis):
    await kis.order("buy", 3, 0, dvsn="01")
    reply = await kis.fills()
    row = reply["output1"][0]
    assert list(row) == CCLD_FIELDS
    order = kis.server.world.ledger.all_orders(kis.options.account)[0]
    assert row["avg_prvs"] == f"{order.amount / 3:.4f}"
    assert (row["tot_ccld_qty"], row["rmn_qty"], row["ord_dvsn_name"]) == ("3", "0", "시장가")
    assert reply["output2"] == {
        "tot_ord_qty": "3",
        "tot_ccld_qty": "3",
        "tot_ccld_amt": str(order.amount),
        "prsm_tlex_smtl": str(order.fee),
        "pchs_avg_pric": f"{order.amount / 3:.4f}",
    }


async def test_a_cancel_is_a_row_of_its_own(kis):
    (number,) = await place(kis, 1)
    await kis.change(number, "02")
    cancel, original = (await kis.fills())["output1"]
    assert (cancel["orgn_odno"], cancel["sll_buy_dvsn_cd_name"]) == (number, "매수취소*")
    assert (original["odno"], original["rmn_qty"], original["cncl_yn"]) == (number, "0", "Y")


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 3),
        ({"CCLD_DVSN": "01"}, 1),
        ({"CCLD_DVSN": "02"}, 2),
        ({"SLL_BUY_DVSN_CD": "01"}, 0),
        ({"SLL_BUY_DVSN_CD": "02"}, 3),
        ({"PDNO": "990002"}, 0),
        ({"ODNO": "0000000002"}, 1),
        ({"ODNO": "2"}, 1),
        ({"EXCG_ID_DVSN_CD": "NXT"}, 0),
        ({"EXCG_ID_DVSN_CD": "ALL"}, 3),
        ({"INQR_STRT_DT": "20261001", "INQR_END_DT": "20261101"}, 0),
    ],
)
async def test_the_order_list_is_filtered(kis, change, count):
    await place(kis, 2)
    await kis.order("buy", 1, 0, dvsn="01")
    assert len((await kis.fills(**change))["output1"]) == count


async def test_the_totals_ignore_the_number_filter(kis):
    await place(kis, 3)
    reply = await kis.fills(ODNO="0000000002")
    assert reply["output2"]["tot_ord_qty"] == "3"


async def test_the_list_runs_in_both_directions(kis):
    numbers = await place(kis, 3)
    newest = [row["odno"] for row in (await kis.fills())["output1"]]
    oldest = [row["odno"] for row in (await kis.fills(INQR_DVSN="01"))["output1"]]
    assert (newest, oldest) == (numbers[::-1], numbers)


async def walk(client, tr_id, params, name):
    """Follow the continuation as the sheet has it; give the rows and the headers seen."""
    rows, marks, mark = [], [], ""
    while True:
        reply = await client.raw(tr_id, client.account | params, tr_cont=mark)
        body = reply.json()
        rows += body[name]
        marks.append(reply.headers["tr_cont"])
        if reply.headers["tr_cont"] not in ("M", "F"):
            return rows, marks
        mark = "N"
        keys = {n.upper(): v for n, v in body.items() if n.startswith("ctx_area")}
        assert all(len(value) == 100 for value in keys.values())
        assert keys["CTX_AREA_NK100"].strip()
        params = params | keys


SPAN = {"INQR_STRT_DT": "20261102", "INQR_END_DT": "20261102"}


@pytest.mark.parametrize(("env", "count", "pages"), [("real", 205, 3), ("paper", 31, 3)])
async def test_the_order_list_is_paged(start, env, count, pages):
    client = await start(env=env, cash=1_000_000_000)
    numbers = await place(client, count)
    tr_id = "TTTC0081R" if env == "real" else "VTTC0081R"
    rows, marks = await walk(client, tr_id, SPAN | {"INQR_DVSN": "01"}, "output1")
    assert [row["odno"] for row in rows] == numbers
    assert marks == ["M"] * (pages - 1) + ["D"]


async def test_open_orders_are_paged_by_fifty(rich):
    numbers = await place(rich, 101)
    rows, marks = await walk(rich, "TTTC0084R", {}, "output")
    assert [row["odno"] for row in rows] == numbers
    assert marks == ["M", "M", "D"]


async def test_the_last_page_has_blank_keys_of_full_width(kis):
    reply = await kis.fills()
    assert reply["ctx_area_fk100"] == reply["ctx_area_nk100"] == " " * 100


async def test_a_page_survives_an_order_that_comes_in_between(rich):
    await place(rich, 101)
    first = await rich.raw("TTTC0081R", rich.account | SPAN | {"INQR_DVSN": "00"})
    await place(rich, 5)
    keys = {n.upper(): v for n, v in first.json().items() if n.startswith("ctx_area")}
    second = await rich.raw("TTTC0081R", rich.account | SPAN | keys, tr_cont="N")
    assert [row["odno"] for row in second.json()["output1"]] == ["0000000001"]


async def test_unknown_keys_begin_anew(rich):
    await place(rich, 3)
    params = SPAN | {"CTX_AREA_NK100": "N^nonsense^".ljust(100), "CTX_AREA_FK100": ""}
    reply = await rich.raw("TTTC0081R", rich.account | params, tr_cont="N")
    assert len(reply.json()["output1"]) == 3


async def test_nothing_to_show_has_its_own_code_on_paper(paper):
    reply = await paper.fills()
    assert (reply["rt_cd"], reply["msg_cd"], reply["output1"]) == ("0", "70070000", [])


async def test_a_foreign_account_is_refused(kis):
    for tr_id in ("TTTC8434R", "TTTC8908R", "TTTC0084R"):
        assert (await kis.call(tr_id, CANO="12345678"))["msg_cd"] == "OPSQ2000"


async def test_a_position_row_agrees_with_its_own_figures(start):
    client = await start(holdings=2)
    reply = await client.balance()
    assert len(reply["output1"]) == 2
    for row in reply["output1"]:
        assert list(row) == BALANCE_FIELDS
        quantity, price, paid = (int(row[n]) for n in ("hldg_qty", "prpr", "pchs_amt"))
        assert int(row["evlu_amt"]) == quantity * price
        assert int(row["evlu_pfls_amt"]) == quantity * price - paid
        assert row["pchs_avg_pric"] == f"{paid / quantity:.4f}"
        assert row["evlu_erng_rt"] == "0.00000000"


async def test_the_totals_are_a_list_of_one_that_adds_up(start):
    client = await start(holdings=3)
    await client.order("buy", 2, 0, dvsn="01")
    reply = await client.balance()
    (total,) = reply["output2"]
    assert list(total) == TOTAL_FIELDS
    worth = sum(int(row["evlu_amt"]) for row in reply["output1"])
    paid = sum(int(row["pchs_amt"]) for row in reply["output1"])
    assert int(total["scts_evlu_amt"]) == int(total["evlu_amt_smtl_amt"]) == worth
    assert int(total["nass_amt"]) == worth + int(total["prvs_rcdl_excc_amt"])
    assert int(total["tot_evlu_amt"]) == int(total["nass_amt"])
    assert int(total["evlu_pfls_smtl_amt"]) == worth - paid
    change = int(total["tot_evlu_amt"]) - int(total["bfdy_tot_asst_evlu_amt"])
    assert int(total["asst_icdc_amt"]) == change


async def test_todays_buys_do_not_touch_the_deposit(kis):
    await kis.order("buy", 2, 0, dvsn="01")
    order = kis.server.world.ledger.all_orders(kis.options.account)[0]
    (total,) = (await kis.balance())["output2"]
    assert total["dnca_tot_amt"] == total["nxdy_excc_amt"] == "10000000"
    assert total["prvs_rcdl_excc_amt"] == str(10_000_000 - order.amount - order.fee)
    assert (total["thdt_buy_amt"], total["thdt_tlex_amt"]) == (str(order.amount), str(order.fee))


async def test_a_sold_position_stays_listed_until_it_settles(start):
    client = await start(holdings=1)
    held = int((await client.balance())["output1"][0]["hldg_qty"])
    await client.order("sell", held, 0, dvsn="01")
    rows = (await client.balance())["output1"]
    assert [(row["hldg_qty"], row["thdt_sll_qty"]) for row in rows] == [("0", str(held))]
    client.server.step(24 * 3600)
    await client.log_in()
    rows = (await client.balance())["output1"]
    assert [(row["hldg_qty"], row["bfdy_sll_qty"]) for row in rows] == [("0", str(held))]
    client.server.step(24 * 3600)
    await client.log_in()
    assert (await client.balance())["output1"] == []


@pytest.mark.parametrize(("env", "count", "pages"), [("real", 120, 3), ("paper", 41, 3)])
async def test_positions_are_paged(start, env, count, pages):
    client = await start(env=env, holdings=count, feed=None)
    tr_id = "TTTC8434R" if env == "real" else "VTTC8434R"
    rows, marks = await walk(client, tr_id, {}, "output1")
    assert len({row["pdno"] for row in rows}) == len(rows) == count
    assert marks == ["M"] * (pages - 1) + ["D"]


async def test_the_endowment_costs_nothing_of_the_cash(start):
    client = await start(holdings=3)
    (total,) = (await client.balance())["output2"]
    assert total["dnca_tot_amt"] == "10000000"


async def sell_one(client):
    await client.order("sell", 1, 0, dvsn="01")
    order = client.server.world.ledger.all_orders(client.options.account)[-1]
    return order.amount, order.fee, order.tax


async def test_realised_profit_is_price_less_cost_less_fees(start):
    client = await start(holdings=1)
    before = (await client.balance())["output1"][0]
    cost = int(before["pchs_amt"]) // int(before["hldg_qty"])
    amount, fee, tax = await sell_one(client)
    reply = await client.call("TTTC8494R", COST_ICLD_YN="Y")
    (total,) = reply["output2"]
    assert total["rlzt_pfls"] == str(amount - cost - fee - tax)
    assert set(reply["output1"][0]) == set(BALANCE_FIELDS) - {
        "item_mgna_rt_name",
        "grta_rt_name",
        "sbst_pric",
    }


async def test_profit_by_day_and_by_share_agree(start):
    client = await start(holdings=1)
    amount, fee, tax = await sell_one(client)
    days = await client.call("TTTC8708R", **SPAN, SORT_DVSN="00", INQR_DVSN="00", CBLC_DVSN="00")
    shares = await client.call("TTTC8715R", **SPAN, SORT_DVSN="00", CBLC_DVSN="00")
    day, share = days["output1"][0], shares["output1"][0]
    assert (day["trad_dt"], day["sll_amt"], day["tl_tax"]) == ("20261102", str(amount), str(tax))
    assert (share["pdno"], share["sll_qty"], share["fee"]) == (CALM, "1", str(fee))
    assert day["rlzt_pfls"] == share["rlzt_pfls"] == days["output2"]["tot_rlzt_pfls"]
    assert "buy_qty_smtl" in days["output2"]
    assert {"buyqty_smtl", "tot_pftrt"} <= set(shares["output2"])
