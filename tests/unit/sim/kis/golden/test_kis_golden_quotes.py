"""Sections 2.1, 2.2, 2.7 and 2.10 of the sheet: price, book, trades, several prices."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.unit.sim.kis_golden_tools import (
    CALM,
    DOWN,
    EDGE,
    FUND,
    HALTED,
    TODAY,
    UP,
    check_good,
    check_numbers,
    check_refused,
    check_whole,
    fields,
    number,
)

PRICE, BOOK, TRADES, TIMED = "FHKST01010100", "FHKST01010200", "FHKST01010300", "FHPST01060000"
MANY = "FHKST11300006"
# 2.1 lists its fields by meaning and not in the order of the wire.
PRICE_FIELDS = fields(
    """stck_prpr prdy_vrss prdy_vrss_sign prdy_ctrt stck_oprc stck_hgpr stck_lwpr stck_mxpr
    stck_llam stck_sdpr wghn_avrg_stck_prc rstc_wdth_prc aspr_unit hts_deal_qty_unit_val acml_vol
    acml_tr_pbmn prdy_vrss_vol_rate vol_tnrt iscd_stat_cls_code temp_stop_yn oprc_rang_cont_yn
    clpr_rang_cont_yn crdt_able_yn grmn_rate_cls_code marg_rate elw_pblc_yn ssts_yn vi_cls_code
    ovtm_vi_cls_code invt_caful_yn mrkt_warn_cls_code short_over_yn sltr_yn mang_issu_cls_code
    rprs_mrkt_kor_name bstp_kor_isnm new_hgpr_lwpr_cls_code stck_shrn_iscd cpfn cpfn_cnnm
    stck_fcam fcam_cnnm stck_sspr lstn_stcn hts_avls per pbr eps bps stac_month
    d250_hgpr d250_hgpr_date d250_hgpr_vrss_prpr_rate d250_lwpr d250_lwpr_date
    d250_lwpr_vrss_prpr_rate stck_dryy_hgpr dryy_hgpr_vrss_prpr_rate dryy_hgpr_date stck_dryy_lwpr
    dryy_lwpr_vrss_prpr_rate dryy_lwpr_date w52_hgpr w52_hgpr_vrss_prpr_ctrt w52_hgpr_date w52_lwpr
    w52_lwpr_vrss_prpr_ctrt w52_lwpr_date pvt_scnd_dmrs_prc pvt_frst_dmrs_prc pvt_pont_val
    pvt_frst_dmsp_prc pvt_scnd_dmsp_prc dmrs_val dmsp_val hts_frgn_ehrt frgn_ntby_qty pgtr_ntby_qty
    frgn_hldn_qty last_ssts_cntg_qty whol_loan_rmnd_rate apprch_rate"""
)
BOOK_1 = fields(
    """aspr_acpt_hour askp1..10 bidp1..10 askp_rsqn1..10 bidp_rsqn1..10 askp_rsqn_icdc1..10
    bidp_rsqn_icdc1..10 total_askp_rsqn total_bidp_rsqn total_askp_rsqn_icdc total_bidp_rsqn_icdc
    ovtm_total_askp_rsqn ovtm_total_bidp_rsqn ovtm_total_askp_icdc ovtm_total_bidp_icdc
    ntby_aspr_rsqn new_mkop_cls_code"""
)
BOOK_2 = fields(
    """antc_mkop_cls_code stck_prpr stck_oprc stck_hgpr stck_lwpr stck_sdpr antc_cnpr
    antc_cntg_vrss_sign antc_cntg_vrss antc_cntg_prdy_ctrt antc_vol stck_shrn_iscd vi_cls_code"""
)
TRADE = fields("stck_cntg_hour stck_prpr prdy_vrss prdy_vrss_sign cntg_vol tday_rltv prdy_ctrt")
TIMED_1 = fields(
    "stck_prpr prdy_vrss prdy_vrss_sign prdy_ctrt acml_vol prdy_vol rprs_mrkt_kor_name"
)
TIMED_2 = fields(
    """stck_cntg_hour stck_pbpr prdy_vrss prdy_vrss_sign prdy_ctrt askp bidp tday_rltv acml_vol
    cnqn"""
)
MULTI = fields(
    """inter_shrn_iscd inter_kor_isnm inter2_prpr inter2_prdy_vrss prdy_vrss_sign prdy_ctrt acml_vol
    inter2_oprc inter2_hgpr inter2_lwpr inter2_llam inter2_mxpr inter2_askp inter2_bidp seln_rsqn
    shnu_rsqn total_askp_rsqn total_bidp_rsqn acml_tr_pbmn inter2_prdy_clpr oprc_vrss_hgpr_rate
    intr_antc_cntg_vrss intr_antc_cntg_vrss_sign intr_antc_cntg_prdy_ctrt intr_antc_vol inter2_sdpr
    kospi_kosdaq_cls_name mrkt_trtm_cls_name hour_cls_code"""
)


async def output(wire, tr_id, code=CALM, keys="output", **params):
    """Ask for one share and give the body of a good reply."""
    return check_good(await wire.quote(tr_id, code, **params), tr_id, keys)


def percent(part: int, whole: int) -> str:
    """Write a percentage with two decimals, half away from zero."""
    cents = (abs(part) * 20_000 + whole) // (2 * whole)
    return f"{'-' if part < 0 and cents else ''}{cents // 100}.{cents % 100:02d}"


async def test_inquire_price_has_every_field_and_plain_numbers(real):
    row = (await output(real, PRICE))["output"]
    assert set(row) == set(PRICE_FIELDS)
    check_whole(
        {k: row[k] for k in [*PRICE_FIELDS[:17], "cpfn", "lstn_stcn", "hts_avls"]},
        "prdy_ctrt", "wghn_avrg_stck_prc", "prdy_vrss_vol_rate",
    )  # fmt: skip
    two = "prdy_ctrt wghn_avrg_stck_prc prdy_vrss_vol_rate vol_tnrt per pbr eps bps hts_frgn_ehrt"
    two += " d250_hgpr_vrss_prpr_rate dryy_lwpr_vrss_prpr_rate w52_hgpr_vrss_prpr_ctrt"
    check_numbers(row, **dict.fromkeys(two.split(), 2))
    assert all(re.fullmatch(r"20\d{6}", row[f"{name}_date"]) for name in ("d250_hgpr", "w52_lwpr"))
    assert row["fcam_cnnm"].replace(",", "") == row["stck_fcam"]
    assert row["cpfn_cnnm"].removesuffix(" 억").replace(",", "") == row["cpfn"]


async def test_inquire_price_agrees_with_the_exchange(real):
    row = (await output(real, PRICE))["output"]
    quote = real.server.world.exchange.quote(CALM)
    assert row["stck_shrn_iscd"] == CALM
    assert row["rprs_mrkt_kor_name"] == "KOSPI"
    assert row["stck_prpr"] == str(quote.price)
    assert row["prdy_vrss"] == str(quote.price - 70_000)
    assert row["prdy_ctrt"] == percent(quote.price - 70_000, 70_000)
    assert (row["stck_sdpr"], row["stck_mxpr"], row["stck_llam"]) == ("70000", "91000", "49000")
    assert (row["rstc_wdth_prc"], row["aspr_unit"]) == ("21000", "100")
    assert (row["stck_oprc"], row["acml_vol"]) == ("70500", str(quote.volume))
    assert row["acml_tr_pbmn"] == str(quote.traded_value)
    mean = int(row["wghn_avrg_stck_prc"].replace(".", ""))
    assert mean == pytest.approx(quote.traded_value * 100 / quote.volume, abs=1)
    assert int(row["hts_avls"]) == int(row["lstn_stcn"]) * quote.price // 100_000_000
    assert row["prdy_vrss_vol_rate"] == percent(quote.volume, 300_179)


@pytest.mark.parametrize(
    ("code", "price", "sign", "change", "rate"),
    [(UP, "13000", "1", "3000", "30.00"), (DOWN, "7000", "4", "-3000", "-30.00"),
     (HALTED, "5000", "3", "0", "0.00")],
)  # fmt: skip
async def test_the_sign_code_names_the_limits_and_the_change_is_signed(
    real, code, price, sign, change, rate
):
    row = (await output(real, PRICE, code))["output"]
    names = ("stck_prpr", "prdy_vrss_sign", "prdy_vrss", "prdy_ctrt")
    assert [row[name] for name in names] == [price, sign, change, rate]
    halted = code == HALTED
    assert (row["iscd_stat_cls_code"] == "58", row["temp_stop_yn"]) == (halted, "NY"[halted])


async def test_the_limit_width_is_cut_to_the_tick_of_the_base_price(real):
    row = (await output(real, PRICE, EDGE))["output"]
    # 6.4: 15,440 * 0.3 = 4,632 -> 4,630; 20,070 is cut to the tick of 50, 10,810 has a tick of 10.
    names = ("rstc_wdth_prc", "stck_mxpr", "stck_llam", "aspr_unit")
    assert [row[name] for name in names] == ["4630", "20050", "10810", "10"]


async def test_an_unknown_symbol_has_price_zero_and_rt_cd_0(real):
    row = (await output(real, PRICE, "000000"))["output"]
    assert (row["stck_prpr"], row["prdy_vrss"]) == ("0", "0")


QUOTED = {PRICE: {}, BOOK: {}, TRADES: {}, TIMED: {"FID_INPUT_HOUR_1": "100000"}}
QUOTED["FHKST01010400"] = {"FID_PERIOD_DIV_CODE": "D"}
QUOTED["FHKST03010100"] = {
    "FID_PERIOD_DIV_CODE": "D", "FID_INPUT_DATE_1": TODAY, "FID_INPUT_DATE_2": TODAY,
}  # fmt: skip
QUOTED["FHKST03010200"] = {"FID_INPUT_HOUR_1": "100000"}


@pytest.mark.parametrize("tr_id", QUOTED)
async def test_a_quotation_keeps_to_the_market_it_is_asked_for(real, tr_id):
    krx, both, nxt, wrong = [
        (await real.quote(tr_id, FID_COND_MRKT_DIV_CODE=market, **QUOTED[tr_id]))
        for market in ("J", "UN", "NX", "Z")
    ]
    assert krx.json() == both.json()
    # No share of this market trades on NXT: the answer is that of an unknown symbol.
    assert nxt.json()["rt_cd"] == "0"
    empty = nxt.json().get("output2") or nxt.json().get("output")
    assert not empty or empty["stck_prpr"] == "0"
    check_refused(wrong, "OPSQ2001", "ERROR : INPUT INVALID_CHECK_MRKT_DIV_CODE")


async def test_the_order_book_has_ten_levels_and_its_sums(real):
    body = await output(real, BOOK, keys="output1 output2")
    first, second = body["output1"], body["output2"]
    assert list(first) == BOOK_1
    assert list(second) == BOOK_2
    check_whole({k: first[k] for k in BOOK_1 if k not in ("aspr_acpt_hour", "new_mkop_cls_code")})
    sums = {}
    for side, step in (("ask", 100), ("bid", -100)):
        prices = [int(first[f"{side}p{n}"]) for n in range(1, 11)]
        assert prices == [prices[0] + step * n for n in range(10)]
        sums[side] = sum(int(first[f"{side}p_rsqn{n}"]) for n in range(1, 11))
        assert first[f"total_{side}p_rsqn"] == str(sums[side])
    assert int(first["askp1"]) > int(first["bidp1"])
    assert first["ntby_aspr_rsqn"] == str(sums["bid"] - sums["ask"])
    assert (first["aspr_acpt_hour"], first["new_mkop_cls_code"]) == ("100000", "20")
    quote = real.server.world.exchange.quote(CALM)
    assert (first["askp1"], first["bidp1"]) == (str(quote.ask), str(quote.bid))
    assert (second["stck_prpr"], second["stck_shrn_iscd"]) == (str(quote.price), CALM)
    assert number(second["antc_cntg_prdy_ctrt"], 2)


async def test_a_share_at_its_upper_limit_has_no_asks(real):
    first = (await output(real, BOOK, UP, keys="output1 output2"))["output1"]
    assert {first[f"askp{n}"] for n in range(1, 11)} == {"0"}
    assert (first["askp_rsqn1"], first["total_askp_rsqn"]) == ("0", "0")
    assert first["bidp1"] == "13000"


async def test_the_closing_call_says_that_expectation_has_started(real):
    real.server.step((5 * 60 + 21) * 60)
    body = await output(real, BOOK, keys="output1 output2")
    second = body["output2"]
    assert second["antc_mkop_cls_code"] == "121"
    assert int(second["antc_cnpr"]) > 0
    assert int(second["antc_cntg_vrss"]) == int(second["antc_cnpr"]) - 70_000


async def test_last_trades_come_newest_first_as_the_tape_had_them(real):
    rows = (await output(real, TRADES))["output"]
    assert len(rows) == 30
    assert all(list(row) == TRADE for row in rows)
    prints = [p for p in real.server.world.exchange.prints() if p.code == CALM][:-31:-1]
    assert [(r["stck_prpr"], r["cntg_vol"]) for r in rows] == [
        (str(p.price), str(p.quantity)) for p in prints
    ]
    hours = [row["stck_cntg_hour"] for row in rows]
    assert hours == sorted(hours, reverse=True)
    for row in rows:
        check_numbers(row, stck_prpr=0, prdy_vrss=0, cntg_vol=0, tday_rltv=2, prdy_ctrt=2)
        assert int(row["prdy_vrss"]) == int(row["stck_prpr"]) - 70_000


async def test_trades_by_time_end_at_the_hour_and_add_up(real):
    body = await output(real, TIMED, keys="output1 output2", FID_INPUT_HOUR_1="093000")
    assert list(body["output1"]) == TIMED_1
    assert body["output1"]["prdy_vol"] == "300179"
    rows = body["output2"]
    assert len(rows) == 30
    assert all(list(row) == TIMED_2 for row in rows)
    assert max(row["stck_cntg_hour"] for row in rows) <= "093000"
    for newer, older in pairwise(rows):
        assert int(newer["acml_vol"]) == int(older["acml_vol"]) + int(newer["cnqn"])


async def test_several_prices_come_in_the_order_of_the_question(real):
    codes = [FUND, CALM, UP]
    params = {}
    for n, code in enumerate(codes, 1):
        params |= {f"FID_COND_MRKT_DIV_CODE_{n}": "J", f"FID_INPUT_ISCD_{n}": code}
    rows = check_good(await real.send(MANY, params), MANY, "output")["output"]
    assert [row["inter_shrn_iscd"] for row in rows] == codes
    assert all(list(row) == MULTI for row in rows)
    texts = fields(
        "inter_kor_isnm kospi_kosdaq_cls_name mrkt_trtm_cls_name hour_cls_code inter_shrn_iscd"
    )
    for row in rows:
        rates = ("prdy_ctrt", "oprc_vrss_hgpr_rate", "intr_antc_cntg_prdy_ctrt")
        check_whole(row, *texts, *rates)
        check_numbers(row, **dict.fromkeys(rates, 2))
        quote = real.server.world.exchange.quote(row["inter_shrn_iscd"])
        assert row["inter2_prpr"] == str(quote.price)
        assert (row["inter2_askp"], row["inter2_bidp"]) == (str(quote.ask), str(quote.bid))
        assert int(row["inter2_prdy_vrss"]) == quote.price - int(row["inter2_prdy_clpr"])
    assert [row["prdy_vrss_sign"] for row in rows][2] == "1"
