"""What clients of others send, and the calls that they make beside the plain ones."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sim.kis.inquiries import in_reach

CALM = "990001"
ABROAD = "/uapi/overseas-stock/v1/trading"
TRADING = "/uapi/domestic-stock/v1/trading"


async def ask(client, path: str, tr_id: str, **params):
    """Send a GET with the account to any path."""
    head = client.headers | {"tr_id": tr_id}
    return await client.http.get(path, params=client.account | params, headers=head)


@pytest.mark.parametrize("first", ["00000101", "10101", "19000101"])
async def test_a_chart_may_begin_before_all_dates(kis, first):
    found = await kis.quote(
        "FHKST03010100",
        FID_INPUT_DATE_1=first,
        FID_INPUT_DATE_2="20261102",
        FID_PERIOD_DIV_CODE="D",
        FID_ORG_ADJ_PRC="0",
    )
    assert found["rt_cd"] == "0"
    assert len(found["output2"]) >= 1


@pytest.mark.parametrize("first", ["2026110", "20261301", "yesterda"])
async def test_a_date_that_is_none_is_still_refused(kis, first):
    found = await kis.quote(
        "FHKST03010100",
        FID_INPUT_DATE_1=first,
        FID_INPUT_DATE_2="20261102",
        FID_PERIOD_DIV_CODE="D",
        FID_ORG_ADJ_PRC="0",
    )
    assert (found["rt_cd"], found["msg_cd"]) == ("1", "OPSQ2001")


@pytest.mark.parametrize("hour", ["000000", ""])
async def test_midnight_asks_for_the_newest_minutes(kis, hour):
    params = {"FID_ETC_CLS_CODE": "", "FID_PW_DATA_INCU_YN": "N"}
    newest = await kis.quote("FHKST03010200", FID_INPUT_HOUR_1=hour, **params)
    bounded = await kis.quote("FHKST03010200", FID_INPUT_HOUR_1="100000", **params)
    assert newest["output2"] == bounded["output2"]
    assert newest["output2"][0]["stck_cntg_hour"] == "100000"


async def test_buying_power_is_answered_where_a_published_client_asks_for_it(kis):
    params = {"PDNO": "", "ORD_UNPR": "0", "ORD_DVSN": "02"}
    reply = await ask(kis, f"{TRADING}/inquire-daily-ccld", "TTTC8908R", **params)
    assert reply.json()["output"]["ord_psbl_cash"] == "10000000"
    elsewhere = await ask(kis, f"{TRADING}/inquire-balance", "TTTC8908R", **params)
    assert elsewhere.json()["msg_cd"] == "OPSQ0002"


@pytest.mark.parametrize(
    ("segment", "real", "paper", "lists"),
    [
        ("inquire-present-balance", "CTRP6504R", "VTRP6504R", ("output1", "output2")),
        ("inquire-balance", "TTTS3012R", "VTTS3012R", ("output1",)),
        ("inquire-nccs", "TTTS3018R", "VTTS3018R", ("output",)),
        ("inquire-ccnl", "TTTS3035R", "VTTS3035R", ("output",)),
        ("inquire-period-profit", "TTTS3039R", "", ("output1",)),
    ],
)
async def test_nothing_is_held_abroad_and_that_is_said(start, segment, real, paper, lists):
    for env, tr_id in (("real", real), ("paper", paper)):
        if not tr_id:
            continue
        client = await start(env=env)
        reply = await ask(client, f"{ABROAD}/{segment}", tr_id)
        body = reply.json()
        assert (body["rt_cd"], [body[name] for name in lists]) == ("0", [[] for _ in lists])
        assert reply.headers["tr_cont"] in ("", "D")
        foreign = await client.http.get(
            f"{ABROAD}/{segment}",
            params={"CANO": "00000000", "ACNT_PRDT_CD": "01"},
            headers=client.headers | {"tr_id": tr_id},
        )
        assert foreign.json()["msg_cd"] == "OPSQ2000"


async def test_price_two_agrees_with_price_one(kis):
    params = {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": CALM}
    path = "/uapi/domestic-stock/v1/quotations/inquire-price-2"
    head = kis.headers | {"tr_id": "FHPST01010000"}
    two = (await kis.http.get(path, params=params, headers=head)).json()["output"]
    one = (await kis.quote("FHKST01010100"))["output"]
    for name in ("stck_prpr", "prdy_vrss", "prdy_vrss_sign", "prdy_ctrt", "acml_vol", "stck_mxpr"):
        assert two[name] == one[name], name
    assert len(two) == 54
    assert two["trht_yn"] == two["mang_issu_yn"] == "N"
    assert int(two["oprc_vrss_prpr"]) == int(one["stck_prpr"]) - int(one["stck_oprc"])
    assert all(isinstance(value, str) for value in two.values())


async def test_price_two_is_not_for_paper(paper):
    path = "/uapi/domestic-stock/v1/quotations/inquire-price-2"
    head = paper.headers | {"tr_id": "FHPST01010000"}
    reply = await paper.http.get(path, params={"FID_INPUT_ISCD": CALM}, headers=head)
    assert reply.json()["msg_cd"] == "EGW00213"


async def test_assets_are_shares_and_deposits(kis):
    await kis.order("buy", 5, 0, dvsn="01")
    reply = (await ask(kis, f"{TRADING}/inquire-account-balance", "CTRP6548R")).json()
    balance = (await kis.balance())["output2"][0]
    rows, sums = reply["output1"], reply["output2"]
    assert sums["nass_tot_amt"] == balance["nass_amt"]
    assert sums["evlu_amt_smtl"] == rows[0]["evlu_amt"] == balance["scts_evlu_amt"]
    assert sum(int(row["real_nass_amt"]) for row in rows) == int(balance["nass_amt"])
    assert sum(float(row["whol_weit_rt"]) for row in rows) == pytest.approx(100, abs=0.02)


async def test_margin_is_what_is_free_to_order(kis):
    await kis.order("buy", 5, 69_000)
    reply = (await ask(kis, f"{TRADING}/intgr-margin", "TTTC0869R")).json()["output"]
    free = (await kis.call("TTTC8908R", PDNO=CALM, ORD_UNPR="69000"))["output"]["ord_psbl_cash"]
    assert reply["stck_cash_ord_psbl_amt"] == reply["stck_cash100_max_ord_psbl_amt"] == free
    used = int(reply["stck_cash_objt_amt"]) - int(free)
    assert reply["stck_cash_use_amt"] == str(used)
    assert used >= 5 * 69_000
    assert len(reply) == 104


async def test_own_orders_abroad_can_be_registered(kis):
    async with kis.socket() as socket:
        ack = await socket.ask("H0GSCNI0", kis.options.hts_id)
    assert (ack["body"]["msg_cd"], ack["header"]["encrypt"]) == ("OPSP0000", "Y")


@pytest.mark.parametrize(
    ("tr_id", "plain", "long"),
    [("H0STCNT0", 46, 47), ("H0STASP0", 59, 63), ("H0UNCNT0", 46, 47), ("H0UNASP0", 65, 66)],
)
@pytest.mark.parametrize("lengthened", [False, True])
async def test_market_frames_are_as_long_as_asked(start, tr_id, plain, long, lengthened):
    client = await start(after_market_fields=lengthened)
    async with client.socket() as socket:
        await socket.ask(tr_id, CALM)
        client.server.step(120)
        fields = (await socket.frame()).split("|", 3)[3].split("^")
    assert len(fields) == (long if lengthened else plain)
    if lengthened:
        assert fields[-1] == ("1" if tr_id == "H0UNASP0" else "2")


async def test_an_approval_of_one_host_serves_the_other_with_the_same_keys(start):
    pair = {"app_key": "K" * 36, "app_secret": "S" * 180, "account": "50012345-01"}
    real, paper = await start(**pair), await start(env="paper", **pair)
    key = await paper.approval()
    async with real.socket() as socket:
        socket.key = key
        assert (await socket.ask("H0STCNT0", CALM))["body"]["msg_cd"] == "OPSP0000"


@pytest.mark.parametrize("key", ["", "zz", "00000000-0000-0000-0000-000000000000", "é" * 36])
async def test_a_made_up_approval_is_refused(kis, key):
    async with kis.socket() as socket:
        socket.key = key
        body = (await socket.ask("H0STCNT0", CALM))["body"]
    assert body["msg_cd"] == "OPSP0011", json.dumps(body)


@pytest.mark.parametrize(
    ("day", "today", "recent"),
    [
        (date(2026, 11, 2), date(2026, 11, 2), True),
        (date(2026, 8, 2), date(2026, 11, 2), True),
        (date(2026, 8, 1), date(2026, 11, 2), False),
        (date(2026, 2, 28), date(2026, 5, 31), True),  # February has no thirty-first
        (date(2026, 2, 27), date(2026, 5, 31), False),
        (date(2025, 10, 31), date(2026, 1, 31), True),
        (date(2025, 10, 30), date(2026, 1, 31), False),
    ],
)
def test_every_day_is_shown_by_exactly_one_of_the_two_order_lists(day, today, recent):
    for late, early in (("TTTC0081R", "CTSC9215R"), ("VTTC8001R", "VTSC9115R")):
        assert in_reach(day, late, today) is recent
        assert in_reach(day, early, today) is not recent


async def test_todays_orders_are_not_among_those_of_long_ago(kis):
    await kis.order("buy", 1, 69_000)
    span = {"INQR_STRT_DT": "20250101", "INQR_END_DT": "20261102"}
    path = f"{TRADING}/inquire-daily-ccld"
    now = (await ask(kis, path, "TTTC0081R", **span)).json()
    before = (await ask(kis, path, "CTSC9215R", **span)).json()
    assert (len(now["output1"]), before["output1"]) == (1, [])
    assert before["output2"]["tot_ord_qty"] == "0"
