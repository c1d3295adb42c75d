"""Sections 1.6 to 1.9, 6.1 and rows 1 to 18 of section 7: what the gateway checks, in its order."""

from __future__ import annotations

import json

import pytest

from tests.unit.sim.kis_golden_tools import (
    BOTH,
    CALM,
    PAPER,
    PATHS,
    QUOTATIONS,
    REAL_ONLY,
    TODAY,
    check_good,
    check_refused,
)

PRICE, BUY = "FHKST01010100", "TTTC0012U"
LIMITED = {"rt_cd": "1", "msg_cd": "EGW00201", "msg1": "초당 거래건수를 초과하였습니다."}
CODE = {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": CALM}
# Every required parameter of every call at once: more than a call needs does not hurt.
EVERYTHING = CODE | {
    "FID_INPUT_DATE_1": TODAY,
    "FID_INPUT_DATE_2": TODAY,
    "FID_PERIOD_DIV_CODE": "D",
    "FID_ORG_ADJ_PRC": "0",
    "FID_INPUT_HOUR_1": "100000",
    "FID_PW_DATA_INCU_YN": "N",
    "FID_ETC_CLS_CODE": "",
    "FID_COND_SCR_DIV_CODE": "20171",
    "FID_INPUT_ISCD_1": CALM,
    "FID_COND_MRKT_DIV_CODE_1": "J",
    "BASS_DT": TODAY,
    "PRDT_TYPE_CD": "300",
    "PDNO": CALM,
    "INQR_STRT_DT": TODAY,
    "INQR_END_DT": TODAY,
    "CTX_AREA_FK100": "",
    "CTX_AREA_NK100": "",
}


async def test_every_inquiry_answers_under_its_real_id(real):
    for tr_id in (*QUOTATIONS, *REAL_ONLY, *(i for i in BOTH if i.endswith("R"))):
        reply = await real.send(tr_id, EVERYTHING | real.account)
        assert (reply.status_code, reply.json()["rt_cd"]) == (200, "0"), reply.text
        assert reply.headers["tr_id"] == tr_id


async def test_every_paper_inquiry_answers_under_its_paper_id(paper):
    for tr_id in (*QUOTATIONS, *(i for i in PAPER if i.endswith("R"))):
        reply = await paper.send(tr_id, EVERYTHING | paper.account)
        assert (reply.status_code, reply.json()["rt_cd"]) == (200, "0"), reply.text


async def test_the_paper_host_refuses_ids_of_the_real_one(paper):
    for tr_id in (*REAL_ONLY, *BOTH):
        body = (await paper.send(tr_id, EVERYTHING | paper.account)).json()
        assert (body["rt_cd"], body["msg_cd"]) == ("1", "EGW00213"), tr_id
        assert body["msg1"].startswith("모의투자 tr이 아닙니다")


async def test_the_real_host_refuses_paper_ids(real):
    for tr_id in PAPER:
        body = (await real.send(tr_id, EVERYTHING | real.account)).json()
        assert (body["rt_cd"], body["msg_cd"]) == ("1", "EGW00213"), tr_id


async def test_an_id_made_by_the_sample_for_a_real_only_call_does_not_exist(paper):
    reply = await paper.http.get(PATHS["CTCA0903R"], headers=paper.headers("VTCA0903R"))
    check_refused(reply, "OPSQ0002", "없는 서비스 코드 입니다")


@pytest.mark.parametrize(
    ("headers", "code", "text"),
    [
        ({"appkey": None}, "EGW00102", "AppKey는 필수입니다."),
        ({"appkey": "x" * 36}, "EGW00103", "유효하지 않은 AppKey입니다."),
        ({"appsecret": None}, "EGW00104", "AppSecret은 필수입니다."),
        ({"appsecret": "x"}, "EGW00304", ""),
        ({"authorization": None}, "EGW00122", "token을 찾을 수 없습니다."),
        (
            {"authorization": "Basic eA=="},
            "EGW00205",
            "credentials_type이 유효하지 않습니다.(Bearer)",
        ),
        ({"authorization": "Bearer eA"}, "EGW00121", "유효하지 않은 token 입니다."),
        ({"custtype": "X"}, "EGW00208", ""),
        ({"hashkey": "zz"}, "EGW00131", "유효하지 않은 hashkey입니다."),
    ],
)
async def test_each_gateway_error_has_status_500(real, headers, code, text):
    check_refused(await real.send(PRICE, CODE, **headers), code, text, status=500)


@pytest.mark.parametrize("tr_id", ["FHKST99999999", "FHKST01010200", "TTTC8434R"])
async def test_an_id_that_is_unknown_or_of_another_path_is_no_service(real, tr_id):
    reply = await real.http.get(PATHS[PRICE], params=CODE, headers=real.headers(tr_id))
    check_refused(reply, "OPSQ0002", "없는 서비스 코드 입니다")


async def test_a_call_without_an_id_is_refused(real):
    reply = await real.send(PRICE, CODE, tr_id=None)
    check_refused(reply, "OPSQ9999", status=500)


async def test_an_unknown_path_and_a_wrong_method_are_404_with_an_empty_object(real):
    for method, path in (("GET", "/nothing"), ("POST", PATHS[PRICE]), ("GET", PATHS[BUY])):
        reply = await real.http.request(method, path, headers=real.headers(PRICE))
        assert (reply.status_code, reply.json()) == (404, {}), path


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        ("{}", "text/plain", "EGW00132"),
        ("{", "application/json", "OPSQ9997"),
        ("[]", "application/json", "OPSQ9997"),
    ],
)
async def test_an_order_must_be_a_json_object(real, content, kind, code):
    head = real.headers(BUY, **{"content-type": kind})
    reply = await real.http.post(PATHS[BUY], content=content, headers=head)
    check_refused(reply, code, status=500)


async def test_checks_go_in_the_order_of_the_sheet(opening):
    wire = await opening(rate=3)
    order = wire.account | {"ORD_QTY": 1}
    wrong = {"appkey": "x", "appsecret": "x", "authorization": "Basic x", "custtype": "X"}
    steps = [
        ({"content-type": "text/plain"}, "EGW00132"),
        ({"content-type": "application/json"}, "EGW00103"),
        ({"appkey": wire.pair["appkey"]}, "EGW00304"),
        ({"appsecret": wire.pair["appsecret"]}, "EGW00205"),
        ({"authorization": "Bearer x"}, "EGW00121"),
        ({"authorization": f"Bearer {wire.token}", "tr_id": "FHKST99999999"}, "OPSQ0002"),
    ]
    for change, code in steps:
        wrong |= change
        reply = await wire.http.post(
            PATHS[BUY], content=json.dumps(order), headers=wire.headers(BUY, **wrong)
        )
        assert reply.json()["msg_cd"] == code, change
    # The three calls that passed the keys used up the second.
    check_refused(await wire.send(PRICE, CODE), "EGW00201", status=500)
    wire.server.step(1)
    check_refused(await wire.send(BUY, order, custtype="X"), "EGW00208", status=500)
    check_refused(await wire.send(BUY, order), "OPSQ2001")


@pytest.mark.parametrize(("env", "limit"), [("real", 20), ("paper", 2)])
async def test_the_call_limit_of_a_second(opening, env, limit):
    wire = await opening(env=env, rate=None)
    for _ in range(limit):
        check_good(await wire.send(PRICE, CODE), PRICE, "output")
    reply = await wire.send(PRICE, CODE)
    assert (reply.status_code, reply.json()) == (500, LIMITED)
    wire.server.step(0.5)
    assert (await wire.send(PRICE, CODE)).json() == LIMITED
    wire.server.step(0.5)
    check_good(await wire.send(PRICE, CODE), PRICE, "output")


async def test_all_calls_share_one_limit_and_a_refused_order_is_not_sent(opening):
    wire = await opening(env="paper", rate=None)
    await wire.quote(PRICE)
    await wire.balance()
    assert (await wire.order("buy", 1, 69_000)).json() == LIMITED
    wire.server.step(1)
    assert (await wire.orders()).json()["output1"] == []


@pytest.mark.parametrize("name", ["FID_COND_MRKT_DIV_CODE", "FID_INPUT_ISCD"])
async def test_a_missing_field_is_named(real, name):
    reply = await real.send(PRICE, {k: v for k, v in CODE.items() if k != name})
    check_refused(reply, "OPSQ2001")
    assert name in reply.json()["msg1"]


async def test_get_names_are_taken_in_any_case_and_post_names_in_upper_case(real):
    lower = {name.lower(): text for name, text in CODE.items()}
    check_good(await real.send(PRICE, lower), PRICE, "output")
    order = {k.lower(): v for k, v in real.account.items()}
    check_refused(await real.send(BUY, order), "OPSQ2001")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("ORD_QTY", 1, "OPSQ2001"),
        ("ORD_UNPR", 69000, "OPSQ2001"),
        ("CANO", "123456789", "OPSQ2002"),
        ("ORD_QTY", "1" * 11, "OPSQ2002"),
        ("ORD_DVSN", "000", "OPSQ2002"),
    ],
)
async def test_order_values_are_short_texts(real, field, value, code):
    order = real.account | {"PDNO": CALM, "ORD_DVSN": "00", "ORD_QTY": "1", "ORD_UNPR": "69000"}
    check_refused(await real.send(BUY, order | {field: value}), code)


@pytest.mark.parametrize("tr_id", ["TTTC8434R", "TTTC0081R", "TTTC8908R"])
@pytest.mark.parametrize("env", ["real", "paper"])
async def test_a_foreign_account_is_refused(opening, env, tr_id):
    wire = await opening(env=env)
    for other in ({"CANO": "99999999"}, {"ACNT_PRDT_CD": "03"}):
        reply = await wire.send(wire.mine(tr_id), EVERYTHING | wire.account | other)
        check_refused(reply, "OPSQ2000", "ERROR : INPUT INVALID_CHECK_ACNO")


async def test_what_the_sample_and_the_legacy_samples_send_is_accepted(real):
    head = real.headers(PRICE, custtype=None, charset="UTF-8", tr_cont="")
    head["appKey"], head["appSecret"] = head.pop("appkey"), head.pop("appsecret")
    reply = await real.http.get(
        f"//{PATHS[PRICE]}".replace("/v1/", "//v1/"), headers=head, params=CODE
    )
    check_good(reply, PRICE, "output")


async def test_standard_header_names_have_capitals_and_own_ones_have_none(real):
    replies = [await real.send(PRICE, CODE), await real.send("TTTC8434R", real.account)]
    replies.append(await real.send(PRICE, CODE, custtype="X"))
    for reply in replies:
        names = [name.decode() for name, _ in reply.headers.raw]
        assert {"Content-Type", "Content-Length", "Date", "Server"} <= set(names)
        assert [n for n in names if n.islower()] == ["tr_id", "tr_cont", "gt_uid"]
    uids = {reply.headers["gt_uid"] for reply in replies}
    assert len(uids) == 3
