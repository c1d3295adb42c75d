"""Quotations: section 2 of the sheet."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

CALM, LOCKED, HALTED, FUND = "990001", "990002", "990003", "990005"
PRICE_FIELDS = re.findall(
    r"\w+",
    """iscd_stat_cls_code marg_rate rprs_mrkt_kor_name new_hgpr_lwpr_cls_code
bstp_kor_isnm temp_stop_yn oprc_rang_cont_yn clpr_rang_cont_yn crdt_able_yn grmn_rate_cls_code
elw_pblc_yn stck_prpr prdy_vrss prdy_vrss_sign prdy_ctrt acml_tr_pbmn acml_vol prdy_vrss_vol_rate
stck_oprc stck_hgpr stck_lwpr stck_mxpr stck_llam stck_sdpr wghn_avrg_stck_prc hts_frgn_ehrt
frgn_ntby_qty pgtr_ntby_qty pvt_scnd_dmrs_prc pvt_frst_dmrs_prc pvt_pont_val pvt_frst_dmsp_prc
pvt_scnd_dmsp_prc dmrs_val dmsp_val cpfn rstc_wdth_prc stck_fcam stck_sspr aspr_unit
hts_deal_qty_unit_val lstn_stcn hts_avls per pbr stac_month vol_tnrt eps bps d250_hgpr
d250_hgpr_date d250_hgpr_vrss_prpr_rate d250_lwpr d250_lwpr_date d250_lwpr_vrss_prpr_rate
stck_dryy_hgpr dryy_hgpr_vrss_prpr_rate dryy_hgpr_date stck_dryy_lwpr dryy_lwpr_vrss_prpr_rate
dryy_lwpr_date w52_hgpr w52_hgpr_vrss_prpr_ctrt w52_hgpr_date w52_lwpr w52_lwpr_vrss_prpr_ctrt
w52_lwpr_date whol_loan_rmnd_rate ssts_yn stck_shrn_iscd fcam_cnnm cpfn_cnnm apprch_rate
frgn_hldn_qty vi_cls_code ovtm_vi_cls_code last_ssts_cntg_qty invt_caful_yn mrkt_warn_cls_code
short_over_yn sltr_yn mang_issu_cls_code""",
)


async def test_a_price_has_every_field_of_the_sheet_as_text(kis):
    reply = await kis.quote("FHKST01010100")
    assert (reply["rt_cd"], reply["msg_cd"]) == ("0", "MCA00000")
    assert set(reply["output"]) == set(PRICE_FIELDS)
    assert all(isinstance(value, str) for value in reply["output"].values())


async def test_a_price_agrees_with_the_exchange(kis):
    output = (await kis.quote("FHKST01010100"))["output"]
    quote = kis.server.world.exchange.quote(CALM)
    assert output["stck_prpr"] == str(quote.price)
    assert (output["stck_sdpr"], output["stck_mxpr"], output["stck_llam"]) == (
        "70000",
        "91000",
        "49000",
    )
    assert output["rstc_wdth_prc"] == "21000"
    assert output["aspr_unit"] == "100"
    assert int(output["prdy_vrss"]) == quote.price - 70_000
    assert output["acml_vol"] == str(quote.volume)
    assert "hts_kor_isnm" not in output


async def test_the_change_carries_its_sign_and_two_decimals(kis):
    output = (await kis.quote("FHKST01010100"))["output"]
    change = int(output["prdy_vrss"])
    assert output["prdy_vrss_sign"] == ("2" if change > 0 else "5" if change < 0 else "3")
    assert output["prdy_ctrt"] == f"{change / 700:.2f}"


async def test_a_share_at_its_upper_limit_has_sign_one(kis):
    output = (await kis.quote("FHKST01010100", LOCKED))["output"]
    assert (output["stck_prpr"], output["prdy_vrss_sign"], output["prdy_ctrt"]) == (
        "13000",
        "1",
        "30.00",
    )


async def test_a_halted_share_says_so(kis):
    output = (await kis.quote("FHKST01010100", HALTED))["output"]
    assert (output["iscd_stat_cls_code"], output["temp_stop_yn"]) == ("58", "Y")


async def test_an_unknown_symbol_costs_nothing_and_is_no_error(kis):
    reply = await kis.quote("FHKST01010100", "005930")
    assert (reply["rt_cd"], reply["output"]["stck_prpr"]) == ("0", "0")


async def test_nothing_trades_on_nxt(kis):
    reply = await kis.quote("FHKST01010100", FID_COND_MRKT_DIV_CODE="NX")
    assert reply["output"]["stck_prpr"] == "0"
    combined = await kis.quote("FHKST01010100", FID_COND_MRKT_DIV_CODE="UN")
    assert combined["output"]["stck_prpr"] != "0"


async def test_the_book_has_ten_levels_that_do_not_cross(kis):
    output = (await kis.quote("FHKST01010200"))["output1"]
    asks = [int(output[f"askp{n}"]) for n in range(1, 11)]
    bids = [int(output[f"bidp{n}"]) for n in range(1, 11)]
    assert asks == sorted(asks)
    assert bids == sorted(bids, reverse=True)
    assert bids[0] < asks[0]
    sizes = [int(output[f"askp_rsqn{n}"]) for n in range(1, 11)]
    assert output["total_askp_rsqn"] == str(sum(sizes))
    total = int(output["total_bidp_rsqn"]) - int(output["total_askp_rsqn"])
    assert output["ntby_aspr_rsqn"] == str(total)
    assert len([name for name in output if "icdc" in name]) == 24


async def test_our_resting_order_stands_in_the_book(kis):
    before = (await kis.quote("FHKST01010200"))["output1"]
    level = next(n for n in range(1, 11) if before[f"bidp{n}"] != "0")
    price = before[f"bidp{level}"]
    await kis.order("buy", 7, price)
    after = (await kis.quote("FHKST01010200"))["output1"]
    grown = int(after[f"bidp_rsqn{level}"]) - int(before[f"bidp_rsqn{level}"])
    assert (after[f"bidp{level}"], grown) == (price, 7)


async def test_empty_levels_are_zeros(kis):
    output = (await kis.quote("FHKST01010200", LOCKED))["output1"]
    assert (output["askp1"], output["askp_rsqn1"]) == ("0", "0")
    assert output["bidp1"] == "13000"


async def test_the_expected_fill_shows_only_in_a_call(start):
    client = await start()
    assert (await client.quote("FHKST01010200"))["output2"]["antc_cnpr"] == "0"
    client.server.step(5 * 3600 + 25 * 60)  # 15:25, the closing call
    output = await client.quote("FHKST01010200")
    assert output["output2"]["antc_cnpr"] == output["output2"]["stck_prpr"]
    assert output["output2"]["antc_mkop_cls_code"] == "121"
    assert output["output1"]["new_mkop_cls_code"] == "00"


async def test_last_trades_come_newest_first_thirty_at_most(kis):
    rows = (await kis.quote("FHKST01010300"))["output"]
    hours = [row["stck_cntg_hour"] for row in rows]
    assert len(rows) == 30
    assert hours == sorted(hours, reverse=True)
    assert set(rows[0]) == {
        "stck_cntg_hour",
        "stck_prpr",
        "prdy_vrss",
        "prdy_vrss_sign",
        "cntg_vol",
        "tday_rltv",
        "prdy_ctrt",
    }


async def test_trades_by_time_end_at_the_hour(kis):
    reply = await kis.quote("FHPST01060000", FID_INPUT_HOUR_1="093000")
    rows = reply["output2"]
    assert rows[0]["stck_cntg_hour"] <= "093000"
    assert "stck_pbpr" in rows[0]
    assert reply["output1"]["prdy_vol"] == "400000"


async def test_several_prices_come_in_one_call(kis):
    codes = [CALM, LOCKED, "000000"]
    params = {f"FID_INPUT_ISCD_{n}": code for n, code in enumerate(codes, 1)}
    params |= {f"FID_COND_MRKT_DIV_CODE_{n}": "J" for n in range(1, 4)}
    rows = (await kis.call("FHKST11300006", **params))["output"]
    assert [row["inter_shrn_iscd"] for row in rows] == codes[:2]
    assert rows[0]["inter2_sdpr"] == "70000"
    assert rows[1]["inter_kor_isnm"] == "잠긴화학"


RANK = {
    "FID_COND_MRKT_DIV_CODE": "J",
    "FID_COND_SCR_DIV_CODE": "20171",
    "FID_INPUT_ISCD": "0000",
    "FID_DIV_CLS_CODE": "0",
    "FID_BLNG_CLS_CODE": "3",
    "FID_TRGT_CLS_CODE": "111111111",
    "FID_TRGT_EXLS_CLS_CODE": "000000",
    "FID_INPUT_PRICE_1": "",
    "FID_INPUT_PRICE_2": "",
    "FID_VOL_CNT": "",
}


async def test_the_rank_by_value_falls_and_never_continues(kis):
    reply = await kis.raw("FHPST01710000", RANK)
    rows = reply.json()["output"]
    values = [int(row["acml_tr_pbmn"]) for row in rows]
    assert values == sorted(values, reverse=True)
    assert rows[0]["mksc_shrn_iscd"] == CALM
    assert [row["data_rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert reply.headers["tr_cont"] != "M"


async def test_the_rank_heeds_price_bounds_and_volume(kis):
    narrow = RANK | {"FID_INPUT_PRICE_1": "60000", "FID_INPUT_PRICE_2": "80000"}
    rows = (await kis.raw("FHPST01710000", narrow)).json()["output"]
    assert [row["mksc_shrn_iscd"] for row in rows] == [CALM]
    busy = RANK | {"FID_VOL_CNT": "1000000"}
    assert (await kis.raw("FHPST01710000", busy)).json()["output"] == []


async def test_changes_rank_in_both_directions(kis):
    lower = {name.lower(): value for name, value in RANK.items()}
    up = (await kis.raw("FHPST01700000", lower | {"fid_rank_sort_cls_code": "0"})).json()["output"]
    down = (await kis.raw("FHPST01700000", lower | {"fid_rank_sort_cls_code": "1"})).json()
    assert up[0]["stck_shrn_iscd"] == LOCKED
    assert [r["stck_shrn_iscd"] for r in down["output"]][-1] == LOCKED


async def test_market_values_rank_with_their_share_of_the_market(kis):
    rows = (await kis.raw("FHPST01740000", RANK)).json()["output"]
    assert sum(float(row["mrkt_whol_avls_rlim"]) for row in rows) == pytest.approx(100, abs=0.1)


async def test_holidays_come_by_24_days_with_the_next_start_in_the_key(kis):
    params = {"BASS_DT": "20261102", "CTX_AREA_NK": "", "CTX_AREA_FK": ""}
    reply = (await kis.raw("CTCA0903R", params)).json()
    assert (reply["msg_cd"], len(reply["output"])) == ("KIOK0500", 24)
    assert reply["output"][0] == {
        "bass_dt": "20261102",
        "wday_dvsn_cd": "02",
        "bzdy_yn": "Y",
        "tr_day_yn": "Y",
        "opnd_yn": "Y",
        "sttl_day_yn": "Y",
    }
    assert [row["opnd_yn"] for row in reply["output"][4:8]] == ["Y", "N", "N", "Y"]
    assert reply["ctx_area_nk"] == "20261126            "
    assert reply["ctx_area_fk"] == "20261102            "


async def test_holidays_continue_from_the_key(kis):
    params = {"BASS_DT": "20261102", "CTX_AREA_NK": "20261126            "}
    reply = (await kis.raw("CTCA0903R", params, tr_cont="N")).json()
    assert reply["output"][0]["bass_dt"] == "20261126"


async def test_stock_info_gives_the_long_code_and_the_market(kis):
    output = (await kis.call("CTPF1002R", PRDT_TYPE_CD="300", PDNO=CALM))["output"]
    assert (output["pdno"], output["mket_id_cd"]) == ("00000A990001", "STK")
    assert (output["prdt_abrv_name"], output["scty_grp_id_cd"]) == ("고요전자", "ST")
    assert (output["bfdy_clpr"], output["tr_stop_yn"]) == ("70000", "N")
    assert (output["cptt_trad_tr_psbl_yn"], output["nxt_tr_stop_yn"]) == ("N", "N")
    fund = (await kis.call("CTPF1002R", PRDT_TYPE_CD="300", PDNO=FUND))["output"]
    assert fund["scty_grp_id_cd"] == "EF"


@pytest.mark.parametrize("tr_id", ["CTPF1002R", "CTPF1604R"])
async def test_info_about_an_unknown_product_has_rt_cd_7(kis, tr_id):
    reply = await kis.call(tr_id, PRDT_TYPE_CD="300", PDNO="005930")
    assert reply["rt_cd"] == "7"


async def test_market_time_names_five_business_days_and_futures_hours(kis):
    output = (await kis.call("HHMCM000002C0"))["output1"]
    assert [output[f"date{n}"] for n in range(1, 6)] == [
        "20261029",
        "20261030",
        "20261102",
        "20261103",
        "20261104",
    ]
    assert (output["today"], output["s_time"], output["e_time"]) == ("20261102", "084500", "154500")


@pytest.mark.parametrize(
    ("market", "width", "count"), [("kospi", 227, 4), ("kosdaq", 221, 1), ("konex", 184, 0)]
)
async def test_master_files_slice_as_the_sheet_says(kis, market, width, count):
    reply = await kis.http.get(f"/common/master/{market}_code.mst.zip")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as file:
        text = file.read(f"{market}_code.mst").decode("cp949")
    lines = text.splitlines()
    assert len(lines) == count
    for line in lines:
        tail, code = line[-width:], line[:9].strip()
        assert kis.server.world.name(code) == line[21:-width].strip()
        assert tail[:2] in ("ST", "EF")
        assert tail.isascii()


async def test_the_master_line_holds_base_price_halt_and_listing_date(kis):
    reply = await kis.http.get("/common/master/kospi_code.mst.zip")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as file:
        lines = file.read("kospi_code.mst").decode("cp949").splitlines()
    tails = {line[:6]: line[-227:] for line in lines}
    assert int(tails[CALM][41:50]) == 70_000
    assert int(tails[CALM][81:93]) == 400_000
    assert (tails[CALM][60], tails[HALTED][60]) == ("N", "Y")
    assert tails[CALM][105:113].isdecimal()
