"""The gateway's checks in their order, its headers, limits and paging."""

from __future__ import annotations

import pytest

PRICE = "/uapi/domestic-stock/v1/quotations/inquire-price"
CODE = {"FID_COND_MRKT_DIV_CODE": "J", "FID_INPUT_ISCD": "990001"}
LIMITED = {"rt_cd": "1", "msg_cd": "EGW00201", "msg1": "초당 거래건수를 초과하였습니다."}


async def test_standard_headers_have_capitals_and_kis_ones_have_none(kis):
    reply = await kis.raw("FHKST01010100", CODE)
    names = [name.decode() for name, _ in reply.headers.raw]
    assert names == [
        "Content-Type",
        "Content-Length",
        "Date",
        "Server",
        "tr_id",
        "tr_cont",
        "gt_uid",
    ]
    assert reply.headers["tr_id"] == "FHKST01010100"
    assert len(reply.headers["gt_uid"]) == 32


async def test_each_reply_has_its_own_gt_uid(kis):
    seen = {(await kis.raw("FHKST01010100", CODE)).headers["gt_uid"] for _ in range(5)}
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"appkey": ""}, "EGW00102", 500),
        ({"appkey": "x"}, "EGW00103", 500),
        ({"appsecret": ""}, "EGW00104", 500),
        ({"appsecret": "x"}, "EGW00304", 500),
        ({"authorization": ""}, "EGW00122", 500),
        ({"authorization": "Basic abc"}, "EGW00205", 500),
        ({"authorization": "Bearer a.b.c"}, "EGW00121", 500),
        ({"tr_id": ""}, "OPSQ9999", 500),
        ({"tr_id": "FHKST99999999"}, "OPSQ0002", 200),
        ({"tr_id": "TTTC8434R"}, "OPSQ0002", 200),
        ({"tr_id": "VTTC8434R"}, "OPSQ0002", 200),
        ({"custtype": "X"}, "EGW00208", 500),
    ],
)
async def test_a_bad_header_is_refused_by_code(kis, change, code, status):
    head = kis.headers | {"tr_id": "FHKST01010100"} | change
    reply = await kis.http.get(PRICE, params=CODE, headers=head)
    assert (reply.json()["msg_cd"], reply.status_code) == (code, status)
    assert reply.json()["rt_cd"] == "1"


async def test_the_first_broken_rule_answers(kis):
    head = kis.headers | {"tr_id": "nonsense", "appkey": "x", "authorization": ""}
    reply = await kis.http.get(PRICE, params={}, headers=head)
    assert reply.json()["msg_cd"] == "EGW00103"


async def test_custtype_may_be_absent(kis):
    del kis.headers["custtype"]
    assert (await kis.quote("FHKST01010100"))["rt_cd"] == "0"


async def test_legacy_header_names_are_understood(kis):
    head = {"appKey": kis.headers.pop("appkey"), "appSecret": kis.headers.pop("appsecret")}
    kis.headers |= head
    assert (await kis.quote("FHKST01010100"))["rt_cd"] == "0"


async def test_an_unknown_path_is_404_with_an_empty_object(kis):
    reply = await kis.http.get("/nonsense")
    assert (reply.status_code, reply.json()) == (404, {})


async def test_a_wrong_method_is_404(kis):
    reply = await kis.http.post(PRICE, json={}, headers=kis.headers | {"tr_id": "FHKST01010100"})
    assert reply.status_code == 404


async def test_repeated_slashes_are_folded(kis):
    reply = await kis.http.get(
        f"{kis.server.url}//uapi//domestic-stock/v1/quotations/inquire-price",
        params=CODE,
        headers=kis.headers | {"tr_id": "FHKST01010100"},
    )
    assert reply.json()["rt_cd"] == "0"


async def test_query_names_may_be_in_lower_case(kis):
    params = {name.lower(): value for name, value in CODE.items()}
    assert (await kis.raw("FHKST01010100", params)).json()["rt_cd"] == "0"


async def test_a_missing_field_is_named(kis):
    reply = (await kis.raw("FHKST01010100", {"FID_COND_MRKT_DIV_CODE": "J"})).json()
    assert reply["msg_cd"] == "OPSQ2001"
    assert "FID_INPUT_ISCD" in reply["msg1"]


async def test_a_post_must_be_json(kis):
    reply = await kis.raw("TTTC0012U", {}, **{"content-type": "text/plain"})
    assert (reply.status_code, reply.json()["msg_cd"]) == (500, "EGW00132")
    head = kis.headers | {"tr_id": "TTTC0012U"}
    path = "/uapi/domestic-stock/v1/trading/order-cash"
    for content in (b"{", b"[]", b""):
        reply = await kis.http.post(path, content=content, headers=head)
        assert (reply.status_code, reply.json()["msg_cd"]) == (500, "OPSQ9997")


async def test_order_fields_must_be_texts_in_upper_case(kis):
    number = await kis.raw("TTTC0012U", kis.account | {"ORD_QTY": 3})
    assert number.json()["msg_cd"] == "OPSQ2001"
    lower = {name.lower(): value for name, value in kis.account.items()}
    reply = await kis.raw("TTTC0012U", lower)
    assert (reply.json()["msg_cd"], "CANO" in reply.json()["msg1"]) == ("OPSQ2001", True)


async def test_a_field_that_is_too_long_is_refused(kis):
    reply = await kis.order("buy", 1, 69_000, CANO="812345678")
    assert reply["msg_cd"] == "OPSQ2002"


@pytest.mark.parametrize(("env", "limit"), [("real", 20), ("paper", 2)])
async def test_one_call_too_many_in_a_second_is_refused(start, env, limit):
    client = await start(env=env, rate=None)
    for _ in range(limit):
        assert (await client.quote("FHKST01010100"))["rt_cd"] == "0"
    reply = await client.raw("FHKST01010100", CODE)
    assert (reply.status_code, reply.json()) == (500, LIMITED)
    client.server.step(1)
    assert (await client.quote("FHKST01010100"))["rt_cd"] == "0"


async def test_the_limit_counts_before_the_token_is_looked_at(start):
    client = await start(env="paper", rate=None)
    client.headers["authorization"] = "Bearer x"
    codes = [(await client.quote("FHKST01010100"))["msg_cd"] for _ in range(3)]
    assert codes == ["EGW00121", "EGW00121", "EGW00201"]


async def test_the_paper_host_refuses_ids_of_the_real_one(paper):
    for tr_id in ("TTTC8434R", "TTTC0081R", "TTTC0012U"):
        reply = await paper.call(tr_id, INQR_STRT_DT="", INQR_END_DT="")
        assert (reply["rt_cd"], reply["msg_cd"]) == ("1", "EGW00213"), tr_id


@pytest.mark.parametrize(
    "tr_id",
    ["FHKST03010230", "FHPST01710000", "CTCA0903R", "CTPF1002R", "HHMCM000002C0", "FHKST11300006"],
)
async def test_the_paper_host_lacks_what_is_real_only(paper, tr_id):
    reply = await paper.call(tr_id)
    assert reply["msg_cd"] == "EGW00213"


async def test_an_id_that_only_looks_like_paper_does_not_exist(paper):
    reply = await paper.http.get(
        "/uapi/domestic-stock/v1/quotations/chk-holiday",
        params={"BASS_DT": "20261102"},
        headers=paper.headers | {"tr_id": "VTCA0903R"},
    )
    assert reply.json()["msg_cd"] == "OPSQ0002"


async def test_a_published_call_that_is_not_built_says_so(kis):
    reply = await kis.http.get(
        "/uapi/domestic-stock/v1/finance/balance-sheet",
        headers=kis.headers | {"tr_id": "FHKST66430100"},
    )
    assert reply.json()["msg_cd"] == "OPSQ0002"
    assert "시뮬레이터" in reply.json()["msg1"]


async def test_one_connection_serves_many_calls(kis):
    for _ in range(30):
        assert (await kis.quote("FHKST01010100"))["rt_cd"] == "0"
    assert len(kis.server.http._writers) == 1
