"""Sections 1.2 to 1.5 of the sheet: token, revocation, approval key, hash key."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime

import pytest

from tests.unit.sim.kis_golden_tools import TODAY, check_good, check_refused

PRICE = "FHKST01010100"
TOO_EARLY = {
    "error_description": "접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)",
    "error_code": "EGW00133",
}
HOUR, MINUTE = 3600, 60


def claims(token: str) -> tuple[dict, dict]:
    """Read header and payload of a JWT."""
    head, payload, _ = (part + "=" * (-len(part) % 4) for part in token.split("."))
    return json.loads(base64.urlsafe_b64decode(head)), json.loads(base64.urlsafe_b64decode(payload))


async def test_a_token_is_a_jwt_of_the_key_valid_a_day(opening):
    wire = await opening(log_in=False)
    reply = await wire.issue()
    assert reply.status_code == 200
    assert reply.headers["content-type"].lower().startswith("application/json")
    body = reply.json()
    assert list(body) == ["access_token", "access_token_token_expired", "token_type", "expires_in"]
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 86400)
    assert body["access_token_token_expired"] == "2026-11-03 10:00:00"
    assert len(body["access_token"]) <= 350
    head, payload = claims(body["access_token"])
    assert head["alg"] == "HS512"
    assert set(payload) == {"sub", "aud", "iss", "exp", "iat", "jti"}
    assert (payload["iss"], payload["jti"]) == ("unogw", wire.server.options.app_key)
    assert payload["exp"] - payload["iat"] == 86400
    expires = datetime.strptime(body["access_token_token_expired"] + "+0900", "%Y-%m-%d %H:%M:%S%z")
    assert expires.timestamp() == payload["exp"]


async def test_a_second_token_call_within_a_minute_is_forbidden(real):
    real.server.step(59)
    reply = await real.issue()
    assert (reply.status_code, reply.json()) == (403, TOO_EARLY)
    assert list(reply.json()) == list(TOO_EARLY)


async def test_within_six_hours_the_same_token_comes_with_the_same_expiry(opening):
    wire = await opening(log_in=False)
    first = (await wire.issue()).json()
    wire.server.step(MINUTE)
    assert (await wire.issue()).json() == first
    wire.server.step(6 * HOUR - 2 * MINUTE)
    assert (await wire.issue()).json() == first


async def test_after_six_hours_a_new_token_comes_and_the_old_one_lives_on(opening):
    wire = await opening(log_in=False)
    first = (await wire.issue()).json()
    wire.server.step(6 * HOUR)
    second = (await wire.issue()).json()
    assert second["access_token"] != first["access_token"]
    assert second["access_token_token_expired"] == "2026-11-03 16:00:00"
    for token in (first["access_token"], second["access_token"]):
        wire.token = token
        check_good(await wire.quote(PRICE), PRICE, "output")


async def test_a_token_ends_after_a_day(real):
    real.server.step(24 * HOUR - 1)
    check_good(await real.quote(PRICE), PRICE, "output")
    real.server.step(1)
    check_refused(await real.quote(PRICE), "EGW00123", "기간이 만료된 token 입니다.", status=500)


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"appkey": ""}, "EGW00102", "AppKey는 필수입니다."),
        ({"appkey": "x" * 36}, "EGW00103", "유효하지 않은 AppKey입니다."),
        ({"appsecret": ""}, "EGW00104", "AppSecret은 필수입니다."),
        ({"appsecret": "x" * 180}, "EGW00105", "유효하지 않은 AppSecret입니다."),
        ({"grant_type": ""}, "EGW00115", ""),
        ({"grant_type": "password"}, "EGW00116", ""),
    ],
)
async def test_a_bad_token_call_is_answered_in_the_oauth_shape(opening, change, code, text):
    wire = await opening(log_in=False)
    reply = await wire.issue(**change)
    body = reply.json()
    assert list(body) == ["error_description", "error_code"]
    assert (reply.status_code, body["error_code"]) == (403, code)
    assert not text or body["error_description"] == text
    # The refusal came before the minute's one call was counted.
    assert (await wire.issue()).status_code == 200


async def test_a_revoked_token_is_refused_and_a_new_one_is_made(real):
    old = real.token
    reply = await real.http.post("/oauth2/revokeP", json=real.pair | {"token": old})
    assert reply.status_code == 200
    assert reply.json() == {"code": 200, "message": "접근토큰 폐기에 성공하였습니다"}
    check_refused(await real.quote(PRICE), "EGW00121", "유효하지 않은 token 입니다.", status=500)
    real.server.step(MINUTE)
    await real.log_in()
    assert real.token != old
    check_good(await real.quote(PRICE), PRICE, "output")


async def test_revoking_needs_the_secret(real):
    body = real.pair | {"token": real.token, "appsecret": "x" * 180}
    reply = await real.http.post("/oauth2/revokeP", json=body)
    assert (reply.status_code, reply.json()["error_code"]) == (403, "EGW00105")
    check_good(await real.quote(PRICE), PRICE, "output")


async def test_an_approval_key_is_thirty_six_characters(real):
    key = await real.approval()
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key)


async def test_approval_takes_secretkey_and_not_appsecret(real):
    body = {"grant_type": "client_credentials", **real.pair}
    reply = await real.http.post("/oauth2/Approval", json=body)
    assert (reply.status_code, reply.json()["error_code"]) == (403, "EGW00104")


async def test_a_hash_key_echoes_the_body_and_is_taken_with_an_order(real):
    order = real.account | {
        "PDNO": "990001", "ORD_DVSN": "00", "ORD_QTY": "1", "ORD_UNPR": "69000",
    }  # fmt: skip
    head = real.pair | {"content-type": "application/json; charset=utf-8"}
    reply = await real.http.post("/uapi/hashkey", json=order, headers=head)
    body = reply.json()
    assert reply.status_code == 200
    assert list(body) == ["BODY", "HASH"]
    assert body["BODY"] == order
    assert re.fullmatch(r"[0-9A-Fa-f]{64}", body["HASH"])
    taken = await real.send("TTTC0012U", order, hashkey=body["HASH"])
    check_good(taken, "TTTC0012U", "output", msg_cd="APBK0013")
    refused = await real.send("TTTC0012U", order, hashkey="short")
    check_refused(refused, "EGW00131", "유효하지 않은 hashkey입니다.", status=500)


async def test_keys_of_one_host_are_unknown_on_the_other(real, paper):
    assert (await paper.issue(**real.pair)).json()["error_code"] == "EGW00103"
    token = real.token
    paper.token, own = token, paper.token
    check_refused(await paper.quote(PRICE), "EGW00121", status=500)
    paper.token = own
    check_good(await paper.quote(PRICE), PRICE, "output")


async def test_the_first_call_carries_today(real):
    reply = await real.http.get("/uapi/domestic-stock/v1/quotations/market-time",
                                headers=real.headers("HHMCM000002C0"))  # fmt: skip
    assert reply.json()["output1"]["today"] == TODAY
