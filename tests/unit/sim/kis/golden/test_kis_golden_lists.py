"""Sections 2.8, 2.9 and 2.11 to 2.14: rankings, holidays, share data, market time, master files."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.unit.sim.kis_golden_tools import (
    CALM,
    DOWN,
    EDGE,
    FUND,
    HALTED,
    TODAY,
    UP,
    Q,
    check_good,
    check_numbers,
    check_refused,
    check_whole,
    fields,
)

VOLUME, CHANGE, CAP = "FHPST01710000", "FHPST01700000", "FHPST01740000"
HOLIDAY, STOCK, PRODUCT, HOURS = "CTCA0903R", "CTPF1002R", "CTPF1604R", "HHMCM000002C0"
ROWS = {
    VOLUME: fields(
        """hts_kor_isnm mksc_shrn_iscd data_rank stck_prpr prdy_vrss_sign prdy_vrss prdy_ctrt
        acml_vol prdy_vol lstn_stcn avrg_vol n_befr_clpr_vrss_prpr_rate vol_inrt vol_tnrt
        nday_vol_tnrt avrg_tr_pbmn tr_pbmn_tnrt nday_tr_pbmn_tnrt acml_tr_pbmn"""
    ),
    CHANGE: fields(
        """stck_shrn_iscd data_rank hts_kor_isnm stck_prpr prdy_vrss prdy_vrss_sign prdy_ctrt
        acml_vol stck_hgpr hgpr_hour acml_hgpr_date stck_lwpr lwpr_hour acml_lwpr_date
        lwpr_vrss_prpr_rate dsgt_date_clpr_vrss_prpr_rate cnnt_ascn_dynu hgpr_vrss_prpr_rate
        cnnt_down_dynu oprc_vrss_prpr_sign oprc_vrss_prpr oprc_vrss_prpr_rate prd_rsfl
        prd_rsfl_rate"""
    ),
    CAP: fields(
        """mksc_shrn_iscd data_rank hts_kor_isnm stck_prpr prdy_vrss prdy_vrss_sign prdy_ctrt
        acml_vol lstn_stcn stck_avls mrkt_whol_avls_rlim"""
    ),
}
SYMBOL = {VOLUME: "mksc_shrn_iscd", CHANGE: "stck_shrn_iscd", CAP: "mksc_shrn_iscd"}
SCREEN = {VOLUME: "20171", CHANGE: "20170", CAP: "20174"}
HOLIDAY_ROW = fields("bass_dt wday_dvsn_cd bzdy_yn tr_day_yn opnd_yn sttl_day_yn")
# Named in 2.12; the sheet leaves out fields of the workbook between them.
STOCK_NAMES = fields(
    """pdno prdt_type_cd mket_id_cd scty_grp_id_cd excg_dvsn_cd setl_mmdd lstg_stqt lstg_cptl_amt
    cpta papr issu_pric kospi200_item_yn scts_mket_lstg_dt scts_mket_lstg_abol_dt
    kosdaq_mket_lstg_dt kosdaq_mket_lstg_abol_dt reits_kind_cd etf_dvsn_cd oilf_fund_yn
    idx_bztp_lcls_cd idx_bztp_mcls_cd idx_bztp_scls_cd stck_kind_cd prdt_name prdt_name120
    prdt_abrv_name std_pdno prdt_eng_name prdt_eng_abrv_name etf_txtn_type_cd etf_type_cd
    lstg_abol_dt sbst_pric thco_sbst_pric tr_stop_yn admn_item_yn thdt_clpr bfdy_clpr clpr_chng_dt
    std_idst_clsf_cd std_idst_clsf_cd_name elec_scty_yn etf_chas_erng_rt_dbnb
    etf_etn_ivst_heed_item_yn frnr_psnl_lmt_rt cptt_trad_tr_psbl_yn nxt_tr_stop_yn"""
)
PRODUCT_NAMES = fields(
    """pdno prdt_type_cd prdt_name prdt_name120 prdt_abrv_name prdt_eng_name prdt_eng_name120
    prdt_eng_abrv_name std_pdno shtn_pdno prdt_sale_stat_cd prdt_risk_grad_cd prdt_clsf_cd
    prdt_clsf_name sale_strt_dt sale_end_dt wrap_asst_type_cd ivst_prdt_type_cd
    ivst_prdt_type_cd_name frst_erlm_dt"""
)


async def rank(wire, tr_id: str, **params: str) -> list[dict]:
    """Ask for a ranking as the sample does and give its rows."""
    head = {"FID_COND_MRKT_DIV_CODE": "J", "FID_COND_SCR_DIV_CODE": SCREEN[tr_id]}
    head |= {"FID_INPUT_ISCD": "0000", "FID_DIV_CLS_CODE": "0", "FID_BLNG_CLS_CODE": "0"}
    head |= {"FID_TRGT_CLS_CODE": "111111111", "FID_TRGT_EXLS_CLS_CODE": "0000000000"}
    head |= {"FID_INPUT_PRICE_1": "", "FID_INPUT_PRICE_2": "", "FID_VOL_CNT": ""}
    head |= {"FID_RANK_SORT_CLS_CODE": "0", "FID_INPUT_DATE_1": ""} | params
    if tr_id != VOLUME:
        head = {name.lower(): text for name, text in head.items()}
    return check_good(await wire.send(tr_id, head), tr_id, "output")["output"]


def codes(rows: list[dict], tr_id: str) -> list[str]:
    """Give the symbols of rows, which each ranking names otherwise."""
    return [row[SYMBOL[tr_id]] for row in rows]


@pytest.mark.parametrize("tr_id", [VOLUME, CHANGE, CAP])
async def test_a_ranking_has_the_fields_of_the_sheet(real, tr_id):
    rows = await rank(real, tr_id)
    assert [list(row) for row in rows] == [ROWS[tr_id]] * 6
    assert [row["data_rank"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    rates = {n: 2 for n in ROWS[tr_id] if n.endswith(("rate", "ctrt", "tnrt", "rlim", "vol_inrt"))}
    for row in rows:
        check_numbers(row, **rates)
        texts = ("hts_kor_isnm", "hgpr_hour", "lwpr_hour", "oprc_vrss_prpr_sign", SYMBOL[tr_id])
        check_whole(row, *texts, *rates)
        quote = real.server.world.exchange.quote(row[SYMBOL[tr_id]])
        assert (row["stck_prpr"], row["acml_vol"]) == (str(quote.price), str(quote.volume))


@pytest.mark.parametrize(("kind", "field"), [("0", "acml_vol"), ("3", "acml_tr_pbmn")])
async def test_volume_ranks_by_shares_or_by_won(real, kind, field):
    rows = await rank(real, VOLUME, FID_BLNG_CLS_CODE=kind)
    figures = [int(row[field]) for row in rows]
    assert figures == sorted(figures, reverse=True)


@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        ("0", lambda row: float(row["prdy_ctrt"])),
        ("1", lambda row: -float(row["prdy_ctrt"])),
        ("2", lambda row: float(row["oprc_vrss_prpr_rate"])),
        ("3", lambda row: -float(row["oprc_vrss_prpr_rate"])),
    ],
)
async def test_change_ranks_against_yesterday_or_the_open(real, kind, figure):
    rows = await rank(real, CHANGE, FID_RANK_SORT_CLS_CODE=kind)
    figures = [figure(row) for row in rows]
    assert figures == sorted(figures, reverse=True)
    if kind in "01":
        assert codes(rows, CHANGE)[0] == {"0": UP, "1": DOWN}[kind]


async def test_market_values_are_in_hundred_million_won_and_percent_of_the_market(real):
    rows = await rank(real, CAP)
    values = [int(row["stck_avls"]) for row in rows]
    assert values == sorted(values, reverse=True)
    for row in rows:
        assert int(row["stck_avls"]) == int(row["lstn_stcn"]) * int(row["stck_prpr"]) // 10**8
    assert sum(float(row["mrkt_whol_avls_rlim"]) for row in rows) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"FID_INPUT_ISCD": "0001"}, {CALM, HALTED, EDGE, FUND}),
        ({"FID_INPUT_ISCD": "1001"}, {UP, DOWN}),
        ({"FID_INPUT_PRICE_1": "10000", "FID_INPUT_PRICE_2": "20000"}, {UP, EDGE}),
        ({"FID_VOL_CNT": "20000"}, {CALM, FUND}),
        ({"FID_COND_MRKT_DIV_CODE": "NX"}, set()),
    ],
)
async def test_a_ranking_keeps_to_its_filters(real, params, expected):
    assert set(codes(await rank(real, VOLUME, **params), VOLUME)) == expected


@pytest.mark.parametrize(
    ("flags", "gone"), [("0000010000", HALTED), ("0000001000", FUND), ("000001", HALTED)]
)
async def test_the_volume_rank_leaves_out_what_its_flags_exclude(real, flags, gone):
    rows = await rank(real, VOLUME, FID_TRGT_EXLS_CLS_CODE=flags)
    assert set(codes(rows, VOLUME)) == {CALM, UP, DOWN, HALTED, EDGE, FUND} - {gone}


async def test_rankings_have_thirty_rows_and_no_second_page(opening):
    wire = await opening(feed=None, holdings=40)
    for tr_id in (VOLUME, CHANGE, CAP):
        assert len(await rank(wire, tr_id)) == 30


async def test_holidays_are_twenty_four_days_a_page(real):
    params = {"BASS_DT": TODAY, "CTX_AREA_NK": "", "CTX_AREA_FK": ""}
    keys = "output ctx_area_nk ctx_area_fk"
    first = check_good(await real.send(HOLIDAY, params), HOLIDAY, keys, msg_cd="KIOK0500", cont="M")
    assert [list(row) for row in first["output"]] == [HOLIDAY_ROW] * 24
    assert first["ctx_area_nk"] == "20261126" + " " * 12
    assert first["ctx_area_fk"] == TODAY + " " * 12
    head = {"bass_dt": TODAY, "wday_dvsn_cd": "02"}
    flags = ("bzdy_yn", "tr_day_yn", "opnd_yn", "sttl_day_yn")
    assert first["output"][0] == head | dict.fromkeys(flags, "Y")
    assert [row["opnd_yn"] for row in first["output"][:7]] == list("YYYYYNN")
    weekdays = [row["wday_dvsn_cd"] for row in first["output"][:7]]
    assert weekdays == ["02", "03", "04", "05", "06", "07", "01"]
    params |= {"CTX_AREA_NK": first["ctx_area_nk"], "CTX_AREA_FK": first["ctx_area_fk"]}
    reply = await real.send(HOLIDAY, params, tr_cont="N")
    second = check_good(reply, HOLIDAY, keys, msg_cd="KIOK0500", cont="M")
    days = [row["bass_dt"] for row in first["output"] + second["output"]]
    assert days == sorted(set(days))
    assert (len(days), days[24]) == (48, "20261126")


async def test_stock_information_of_a_kospi_share(real):
    params = {"PRDT_TYPE_CD": "300", "PDNO": CALM}
    body = check_good(await real.send(STOCK, params), STOCK, "output", msg_cd="KIOK0530")
    row = body["output"]
    assert [name for name in row if name in STOCK_NAMES] == STOCK_NAMES
    assert row["pdno"] == f"00000A{CALM}"
    shown = ("mket_id_cd", "scty_grp_id_cd", "excg_dvsn_cd", "stck_kind_cd", "tr_stop_yn")
    assert [row[name] for name in shown] == ["STK", "ST", "02", "101", "N"]
    assert (row["bfdy_clpr"], row["prdt_name"], len(row["std_pdno"])) == ("70000", "고요전자", 12)
    assert row["lstg_cptl_amt"] == str(int(row["lstg_stqt"]) * int(row["papr"]))


@pytest.mark.parametrize(
    ("code", "market", "group", "exchange", "kind", "halted"),
    [(UP, "KSQ", "ST", "03", "101", "N"), (FUND, "STK", "EF", "02", "000", "N"),
     (HALTED, "STK", "ST", "02", "101", "Y")],
)  # fmt: skip
async def test_stock_information_names_market_and_kind(
    real, code, market, group, exchange, kind, halted
):
    row = (await real.send(STOCK, {"PRDT_TYPE_CD": "300", "PDNO": code})).json()["output"]
    shown = ("mket_id_cd", "scty_grp_id_cd", "excg_dvsn_cd", "stck_kind_cd", "tr_stop_yn")
    assert [row[name] for name in shown] == [market, group, exchange, kind, halted]


async def test_product_information(real):
    params = {"PRDT_TYPE_CD": "300", "PDNO": CALM}
    body = check_good(await real.send(PRODUCT, params), PRODUCT, "output", msg_cd="KIOK0530")
    assert list(body["output"]) == PRODUCT_NAMES
    assert (body["output"]["shtn_pdno"], body["output"]["prdt_name"]) == (CALM, "고요전자")


@pytest.mark.parametrize("tr_id", [STOCK, PRODUCT])
async def test_an_unknown_product_is_rt_cd_7(real, tr_id):
    reply = await real.send(tr_id, {"PRDT_TYPE_CD": "300", "PDNO": "000000"})
    check_refused(reply, reply.json()["msg_cd"], "해당종목정보가 없습니다.", rt_cd="7")


async def test_market_time_gives_five_business_days_and_the_hours(real):
    body = check_good(await real.send(HOURS, {}), HOURS, "output1")
    assert body["output1"] == {
        "date1": "20261029",
        "date2": "20261030",
        "date3": TODAY,
        "date4": "20261103",
        "date5": "20261104",
        "today": TODAY,
        "time": "100000",
        "s_time": "084500",
        "e_time": "154500",
    }
    assert list(body["output1"]) == fields("date1..5 today time s_time e_time")
    assert Q in str((await real.send(HOURS, {})).url)


def lines(content: bytes, name: str) -> list[str]:
    """Unpack a master file as the sheet says: cp949, one record a line."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.namelist() == [name]
        text = file.read(name).decode("cp949")
    assert not text or text.endswith("\n")
    return text.splitlines()


@pytest.mark.parametrize(
    ("name", "tail", "expected"),
    [("kospi_code.mst", 227, [CALM, HALTED, EDGE, FUND]), ("kosdaq_code.mst", 221, [UP, DOWN]),
     ("konex_code.mst", 184, [])],
)  # fmt: skip
async def test_a_master_file_lists_the_shares_of_its_market(real, name, tail, expected):
    reply = await real.http.get(f"/common/master/{name}.zip")
    assert reply.status_code == 200
    found = lines(reply.content, name)
    assert [line[:9].rstrip() for line in found] == expected
    assert all(len(line[9:21].strip()) == 12 and line[-tail:].isascii() for line in found)
    assert all(line[21:-tail].strip() for line in found)


async def test_a_kospi_record_at_its_offsets(real):
    reply = await real.http.get("/common/master/kospi_code.mst.zip")
    line, halted, _, fund = lines(reply.content, "kospi_code.mst")
    tail = line[-227:]
    assert line[21:-227].strip() == "고요전자"
    assert (tail[0:2], fund[-227:][0:2]) == ("ST", "EF")
    assert (tail[41:50], tail[50:55]) == ("000070000", "00001")
    assert (tail[60], halted[-227:][60], tail[61:65]) == ("N", "Y", "NN00")
    assert int(tail[81:93]) == 300_179
    row = (await real.send(STOCK, {"PRDT_TYPE_CD": "300", "PDNO": CALM})).json()["output"]
    assert line[9:21] == row["std_pdno"]
    assert int(tail[93:105]) == int(row["papr"])
    assert tail[105:113] == row["scts_mket_lstg_dt"]
    assert int(tail[113:128]) == int(row["lstg_stqt"]) // 1000
    assert int(tail[212:221]) == int(row["lstg_stqt"]) * 70_000 // 10**8


async def test_a_kosdaq_record_at_its_offsets(real):
    reply = await real.http.get("/common/master/kosdaq_code.mst.zip")
    tail = lines(reply.content, "kosdaq_code.mst")[0][-221:]
    assert (tail[0:2], tail[36:45], tail[45:50], tail[55]) == ("ST", "000010000", "00001", "N")
    row = (await real.send(STOCK, {"PRDT_TYPE_CD": "300", "PDNO": UP})).json()["output"]
    assert tail[100:108] == row["kosdaq_mket_lstg_dt"]
    assert int(tail[206:215]) == int(row["lstg_stqt"]) * 10_000 // 10**8
