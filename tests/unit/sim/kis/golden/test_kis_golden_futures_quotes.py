"""Sections 4.1, 4.4 and 4.5 of the sheet: futures prices, book, charts, master file."""

from __future__ import annotations

import pytest

from sim.futures.contracts import standard_code
from tests.unit.sim.kis_futures_tools import (
    FUTURES_BOTH,
    FUTURES_PATHS,
    FUTURES_QUOTES,
    FUTURES_REAL,
    NEAR,
    FuturesWire,
)
from tests.unit.sim.kis_golden_tools import (
    check_good,
    check_numbers,
    check_refused,
    check_whole,
    fields,
)

PRICE = fields(
    """hts_kor_isnm futs_prpr futs_prdy_vrss prdy_vrss_sign futs_prdy_clpr futs_prdy_ctrt acml_vol
    acml_tr_pbmn hts_otst_stpl_qty otst_stpl_qty_icdc futs_oprc futs_hgpr futs_lwpr futs_mxpr
    futs_llam basis futs_sdpr hts_thpr dprt crbr_aply_mxpr crbr_aply_llam futs_last_tr_date
    hts_rmnn_dynu futs_lstn_medm_hgpr futs_lstn_medm_lwpr delta_val gama theta vega rho hist_vltl
    hts_ints_vltl mrkt_basis acpr"""
)
UNDER = fields(
    """bstp_cls_code hts_kor_isnm bstp_nmix_prpr prdy_vrss_sign bstp_nmix_prdy_vrss
    bstp_nmix_prdy_ctrt"""
)
BOOK_1 = fields(
    """hts_kor_isnm futs_prpr prdy_vrss_sign futs_prdy_vrss futs_prdy_ctrt acml_vol futs_prdy_clpr
    futs_shrn_iscd"""
)
BOOK_2 = fields(
    """futs_askp1..5 futs_bidp1..5 askp_rsqn1..5 bidp_rsqn1..5 askp_csnu1..5 bidp_csnu1..5
    total_askp_rsqn total_bidp_rsqn total_askp_csnu total_bidp_csnu aspr_acpt_hour"""
)
DAILY = fields(
    "stck_bsop_date futs_prpr futs_oprc futs_hgpr futs_lwpr acml_vol acml_tr_pbmn mod_yn"
)
MINUTE = fields(
    "stck_bsop_date stck_cntg_hour futs_prpr futs_oprc futs_hgpr futs_lwpr cntg_vol acml_tr_pbmn"
)
SPAN = {"FID_INPUT_DATE_1": "20260801", "FID_INPUT_DATE_2": "20261102", "FID_PERIOD_DIV_CODE": "D"}
MINUTES = {
    "FID_HOUR_CLS_CODE": "60", "FID_PW_DATA_INCU_YN": "N", "FID_FAKE_TICK_INCU_YN": "N",
    "FID_INPUT_DATE_1": "20261102", "FID_INPUT_HOUR_1": "100000",
}  # fmt: skip


@pytest.fixture
def futures(real):
    return FuturesWire(real)


async def test_price_has_the_fields_of_the_sheet_in_their_formats(futures):
    reply = await futures.quote("FHMIF10000000")
    body = check_good(reply, "FHMIF10000000", "output1 output2 output3")
    row = body["output1"]
    assert list(row) == PRICE
    quote = futures.venue.quote(NEAR)
    assert row["futs_prpr"] == str(quote.price)
    assert row["futs_prdy_vrss"] == str(quote.price - quote.base)
    assert row["futs_sdpr"] == row["futs_prdy_clpr"] == str(quote.base)
    assert (row["futs_mxpr"], row["futs_llam"]) == (str(quote.upper), str(quote.lower))
    assert row["acml_tr_pbmn"] == str(quote.traded_value * 10)
    assert (row["futs_last_tr_date"], row["hts_rmnn_dynu"]) == ("20261112", "11")
    assert row["hts_kor_isnm"] == "고요전자 F 202611 (  10)"
    check_numbers(row, futs_prdy_ctrt=2, basis=2, hts_thpr=2, dprt=2, mrkt_basis=2, delta_val=4)
    whole = [name for name in PRICE[1:] if name.startswith(("futs_", "acml_", "hts_otst"))]
    check_numbers(row, **dict.fromkeys([n for n in whole if n != "futs_prdy_ctrt"], 0))
    for name in ("output2", "output3"):
        assert list(body[name]) == UNDER
    assert body["output2"]["bstp_nmix_prpr"].endswith(".00")


async def test_extremes_since_the_listing_hold_the_day(futures):
    row = await futures.price()
    highest, lowest = int(row["futs_lstn_medm_hgpr"]), int(row["futs_lstn_medm_lwpr"])
    assert highest >= int(row["futs_hgpr"])
    assert lowest <= int(row["futs_lwpr"])
    assert highest % 100 == lowest % 100 == 0


async def test_limits_begin_at_ten_percent_of_the_settlement_price(futures):
    row = await futures.price()
    base = int(row["futs_sdpr"])
    assert base * 0.9 <= int(row["futs_llam"]) <= base * 0.902
    assert base * 1.098 <= int(row["futs_mxpr"]) <= base * 1.1


async def test_book_has_five_levels_with_prices_sizes_and_counts(futures):
    body = check_good(await futures.quote("FHMIF10010000"), "FHMIF10010000", "output1 output2")
    assert list(body["output1"]) == BOOK_1
    book = body["output2"]
    assert list(book) == BOOK_2
    check_whole(book, "aspr_acpt_hour")
    asks = [int(book[f"futs_askp{n}"]) for n in range(1, 6)]
    bids = [int(book[f"futs_bidp{n}"]) for n in range(1, 6)]
    assert asks == sorted(asks)
    assert bids == sorted(bids, reverse=True)
    assert bids[0] < asks[0]
    for side in ("ask", "bid"):
        for kind in ("rsqn", "csnu"):
            total = sum(int(book[f"{side}p_{kind}{n}"]) for n in range(1, 6))
            assert book[f"total_{side}p_{kind}"] == str(total)
    assert book["aspr_acpt_hour"] == "100000"


async def test_daily_bars_come_newest_first_and_end_at_the_asked_day(futures):
    reply = await futures.quote("FHKIF03020100", **SPAN)
    body = check_good(reply, "FHKIF03020100", "output1 output2")
    rows = body["output2"]
    days = [row["stck_bsop_date"] for row in rows]
    assert days == sorted(days, reverse=True)
    assert days[0] == "20261102"
    assert all(list(row) == DAILY for row in rows)
    for row in rows:
        check_whole(row, "mod_yn")
        low, high = int(row["futs_lwpr"]), int(row["futs_hgpr"])
        assert low <= int(row["futs_oprc"]) <= high
        assert low <= int(row["futs_prpr"]) <= high
    contract = futures.venue.market.contract(NEAR)
    assert days[-1] == f"{contract.since:%Y%m%d}"
    assert body["output1"]["futs_shrn_iscd"] == NEAR
    assert {"prdy_vol", "futs_prdy_oprc", "futs_askp", "kospi200_nmix", "tday_rltv"} <= set(
        body["output1"]
    )


@pytest.mark.parametrize("period", ["W", "M", "Y"])
async def test_longer_bars_hold_the_extremes_of_their_days(futures, period):
    days = (await futures.quote("FHKIF03020100", **SPAN)).json()["output2"]
    longer = (await futures.quote("FHKIF03020100", **SPAN | {"FID_PERIOD_DIV_CODE": period})).json()
    rows = longer["output2"]
    assert 0 < len(rows) < len(days)
    for name, pick in (("futs_hgpr", max), ("futs_lwpr", min)):
        assert pick(int(row[name]) for row in rows) == pick(int(row[name]) for row in days)
    assert sum(int(r["acml_vol"]) for r in rows) == sum(int(r["acml_vol"]) for r in days)


@pytest.mark.parametrize(("step", "places"), [("30", "30"), ("60", "00"), ("3600", "0000")])
async def test_minute_bars_cover_their_step_and_count_up_the_won(futures, step, places):
    reply = await futures.quote("FHKIF03020200", **MINUTES | {"FID_HOUR_CLS_CODE": step})
    rows = check_good(reply, "FHKIF03020200", "output1 output2")["output2"]
    assert all(list(row) == MINUTE for row in rows)
    hours = [row["stck_cntg_hour"] for row in rows]
    assert hours == sorted(hours, reverse=True)
    assert hours[0] <= "100000"
    assert all(hour.endswith(("00", places)) for hour in hours)
    totals = [int(row["acml_tr_pbmn"]) for row in rows]
    assert totals == sorted(totals, reverse=True)
    quote = futures.venue.quote(NEAR)
    assert totals[0] == quote.traded_value * 10
    if step == "3600":
        assert sum(int(row["cntg_vol"]) for row in rows) == quote.volume


async def test_minute_bars_go_on_with_earlier_days_up_to_a_hundred_and_two(futures):
    past = {"FID_PW_DATA_INCU_YN": "Y"}
    rows = (await futures.quote("FHKIF03020200", **MINUTES | past)).json()["output2"]
    assert len(rows) == 102
    days = [row["stck_bsop_date"] for row in rows]
    assert sorted(set(days), reverse=True) == ["20261102", "20261030"]
    oldest = rows[-1]
    more = {"FID_INPUT_DATE_1": oldest["stck_bsop_date"], "FID_INPUT_HOUR_1": "140000"}
    before = (await futures.quote("FHKIF03020200", **MINUTES | past | more)).json()["output2"]
    assert before[0]["stck_bsop_date"] == "20261030"


@pytest.mark.parametrize("tr_id", [*FUTURES_QUOTES, "FHKIF03020200"])
@pytest.mark.parametrize("change", [{"code": "A99999"}, {"FID_COND_MRKT_DIV_CODE": "F"}])
async def test_unknown_codes_and_other_markets_answer_nothing(futures, tr_id, change):
    more = {} if tr_id.startswith("FHMIF") else SPAN | MINUTES
    body = (await futures.quote(tr_id, **more | change)).json()
    assert body["rt_cd"] == "0"
    assert body["output1"].get("futs_prpr", "0") == "0"
    assert not body["output2"]


@pytest.mark.parametrize(
    ("tr_id", "change"),
    [
        ("FHKIF03020100", {"FID_PERIOD_DIV_CODE": "Q"}),
        ("FHKIF03020100", {"FID_INPUT_DATE_1": "2026"}),
        ("FHKIF03020200", {"FID_HOUR_CLS_CODE": "61"}),
        ("FHKIF03020200", {"FID_INPUT_HOUR_1": "10"}),
    ],
)
async def test_bad_fields_are_refused(futures, tr_id, change):
    check_refused(await futures.quote(tr_id, **SPAN | MINUTES | change), "OPSQ2001")


async def test_master_file_has_nine_columns_and_every_contract(futures):
    rows = await futures.master()
    assert {len(row) for row in rows} == {9}
    near = [row for row in rows if row[7] == "990001" and row[6] == "1"]
    assert near == [
        ["1", NEAR, standard_code("11", 2026, 11), "고요전자 F 202611 (  10)", "", "0", "1",
         "990001", "고요전자"],
    ]  # fmt: skip
    assert {row[0] for row in rows if row[7] == "990002"} == {"3"}
    listed = {c.code for c in futures.venue.market.contracts(futures.venue.day())}
    assert {row[1] for row in rows if row[6] != "0"} == listed
    continuous = [row[1] for row in rows if row[6] == "0"]
    assert len(continuous) == 5
    assert not set(continuous) & listed


async def test_index_master_is_there_and_empty(futures):
    reply = await futures.wire.http.get("/common/master/fo_idx_code_mts.mst.zip")
    assert reply.status_code == 200


@pytest.mark.parametrize("tr_id", FUTURES_REAL)
async def test_real_only_calls_are_refused_on_paper(paper, tr_id):
    futures = FuturesWire(paper)
    check_refused(await futures.send(tr_id, futures.account), "EGW00213", status=500)


@pytest.mark.parametrize("tr_id", FUTURES_BOTH)
async def test_ids_belong_to_their_environment(real, paper, tr_id):
    for wire, wrong in ((real, f"V{tr_id[1:]}"), (paper, tr_id)):
        futures = FuturesWire(wire)
        check_refused(await futures.send(wrong, futures.account), "EGW00213", status=500)


async def test_an_id_of_another_path_is_no_service(futures):
    head = futures.wire.headers("FHMIF10000000")
    reply = await futures.wire.http.get(FUTURES_PATHS["FHMIF10010000"], headers=head)
    check_refused(reply, "OPSQ0002")


async def test_quotes_work_on_paper_too(paper):
    for tr_id in FUTURES_QUOTES:
        more = SPAN if tr_id == "FHKIF03020100" else {}
        assert (await FuturesWire(paper).quote(tr_id, **more)).json()["rt_cd"] == "0"
