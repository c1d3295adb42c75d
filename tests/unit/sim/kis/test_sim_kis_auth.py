"""Tokens, approval keys and hash keys: sections 1.2 to 1.5 of the sheet."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest

GRANT = {"grant_type": "client_credentials"}
LIMITED = {
    "error_description": "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)",
    "error_code": "EGW00133",
}
HOUR = 3600


async def test_a_token_has_the_four_fields_of_the_sheet(start):
    client = await start(log_in=False)
    reply = await client.oauth("tokenP", **GRANT, **client.pair)
    assert reply.status_code == 200
    body = reply.json()
    assert list(body) == ["access_token", "access_token_token_expired", "token_type", "expires_in"]
    assert body["access_token_token_expired"] == "2026-11-03 10:00:00"
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 86400)
    assert len(body["access_token"]) <= 350


async def test_a_token_is_a_jwt_whose_jti_is_the_app_key(kis):
    token = kis.headers["authorization"].removeprefix("Bearer ")
    head, payload, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert json.loads(base64.urlsafe_b64decode(head + "=="))["alg"] == "HS512"
    assert set(claims) == {"sub", "aud", "iss", "exp", "iat", "jti"}
    assert (claims["iss"], claims["jti"]) == ("unogw", kis.options.app_key)


async def test_the_expiry_counts_from_the_later_of_both_times(start):
    machine = datetime(2026, 12, 24, 3, tzinfo=UTC)
    client = await start(log_in=False, started=machine)
    body = (await client.oauth("tokenP", **GRANT, **client.pair)).json()
    assert body["access_token_token_expired"] == "2026-12-25 12:00:00"


async def test_a_second_issue_within_the_minute_is_refused_in_oauth_shape(kis):
    reply = await kis.oauth("tokenP", **GRANT, **kis.pair)
    assert (reply.status_code, reply.json()) == (403, LIMITED)


async def test_a_minute_later_the_same_token_comes_again_with_the_same_expiry(kis):
    first = kis.headers["authorization"]
    kis.server.step(60)
    body = (await kis.oauth("tokenP", **GRANT, **kis.pair)).json()
    assert f"Bearer {body['access_token']}" == first
    assert body["access_token_token_expired"] == "2026-11-03 10:00:00"


async def test_six_hours_later_a_new_token_comes_and_the_old_one_still_works(kis):
    first = kis.headers["authorization"]
    kis.server.step(6 * HOUR)
    assert await kis.log_in() != first.removeprefix("Bearer ")
    kis.headers["authorization"] = first
    assert (await kis.quote("FHKST01010100"))["rt_cd"] == "0"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"appsecret": "x"}, "EGW00105"),
        ({"appsecret": ""}, "EGW00104"),
        ({"appkey": "x"}, "EGW00103"),
        ({"appkey": ""}, "EGW00102"),
        ({"grant_type": ""}, "EGW00115"),
        ({"grant_type": "password"}, "EGW00116"),
    ],
)
async def test_bad_credentials_are_refused_by_code(start, change, code):
    client = await start(log_in=False)
    reply = await client.oauth("tokenP", **(GRANT | client.pair | change))
    assert reply.status_code == 403
    assert reply.json()["error_code"] == code
    assert set(reply.json()) == {"error_code", "error_description"}


async def test_a_refused_issue_does_not_use_up_the_minute(start):
    client = await start(log_in=False)
    await client.oauth("tokenP", **(GRANT | client.pair | {"appsecret": "x"}))
    assert (await client.oauth("tokenP", **GRANT, **client.pair)).status_code == 200


async def test_revocation_answers_with_a_number_and_ends_the_token(kis):
    token = kis.headers["authorization"].removeprefix("Bearer ")
    reply = await kis.oauth("revokeP", **kis.pair, token=token)
    assert reply.json() == {"code": 200, "message": "접근토큰 폐기에 성공하였습니다"}
    refused = await kis.quote("FHKST01010100")
    assert refused == {
        "rt_cd": "1",
        "msg_cd": "EGW00121",
        "msg1": "유효하지 않은 token 입니다.",
    }


async def test_after_a_revocation_a_new_token_is_issued(kis):
    token = kis.headers["authorization"].removeprefix("Bearer ")
    await kis.oauth("revokeP", **kis.pair, token=token)
    kis.server.step(60)
    assert await kis.log_in() != token
    assert (await kis.quote("FHKST01010100"))["rt_cd"] == "0"


async def test_a_token_dies_after_a_day(kis):
    kis.server.step(24 * HOUR)
    assert (await kis.quote("FHKST01010100"))["msg_cd"] == "EGW00123"


async def test_an_approval_key_looks_like_a_uuid_and_takes_secretkey(kis):
    key = await kis.approval()
    assert len(key) == 36
    assert [len(part) for part in key.split("-")] == [8, 4, 4, 4, 12]
    wrong = await kis.oauth("Approval", **GRANT, **kis.pair)
    assert wrong.json()["error_code"] == "EGW00104"


async def test_the_hash_key_echoes_the_body_and_has_64_hex_digits(kis):
    body = {"ORD_PRCS_DVSN_CD": "02", "CANO": "81012345"}
    reply = await kis.http.post("/uapi/hashkey", json=body, headers=kis.pair)
    assert reply.json()["BODY"] == body
    assert len(reply.json()["HASH"]) == 64
    assert set(reply.json()["HASH"]) <= set("0123456789abcdef")


async def test_an_order_goes_with_its_hash_and_not_with_a_broken_one(kis):
    kis.headers["hashkey"] = "a" * 64
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"
    kis.headers["hashkey"] = "nonsense"
    assert (await kis.order("buy", 1, 69_000))["msg_cd"] == "EGW00131"


async def test_a_token_of_the_other_environment_is_refused(kis, start):
    paper = await start(
        env="paper",
        app_key=kis.options.app_key,
        app_secret=kis.options.app_secret,
    )
    paper.headers["authorization"] = kis.headers["authorization"]
    assert (await paper.quote("FHKST01010100"))["msg_cd"] == "EGW00121"
