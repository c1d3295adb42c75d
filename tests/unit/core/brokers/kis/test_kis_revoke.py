"""A token given up is never used again; a body's hash is read whole or not at all."""

from __future__ import annotations

import pytest

from core.brokers.kis import calls
from core.errors import ReadFailed, Refused
from core.net.sealed import SealedFile, key_from_file
from tests.kis_wire import APP_KEY, APP_SECRET, DAY, TOKEN, Wire, account, oauth_bad, reply, token

GONE = reply({"code": 200, "message": "접근토큰 폐기에 성공하였습니다"})


async def test_token_given_up_is_revoked_once_and_the_next_look_has_another():
    wire = Wire()
    account(wire)
    wire.put(calls.REVOKE, GONE)
    wire.put(calls.TOKEN, token(), token("next.token"))
    kis = wire.kis()
    await kis.broker.look(DAY)
    assert await kis.revoke()
    assert not await kis.revoke()
    assert wire.bodies(calls.REVOKE) == [
        {"appkey": APP_KEY, "appsecret": APP_SECRET, "token": TOKEN}
    ]
    await wire.sleep(62)
    await kis.broker.look(DAY)
    assert wire.requests(calls.BALANCE)[-1].headers["authorization"] == "Bearer next.token"


async def test_without_a_token_nothing_is_sent():
    wire = Wire()
    assert not await wire.kis().revoke()
    assert wire.asked == []


async def test_next_process_does_not_use_what_was_given_up(tmp_path):
    key = key_from_file(tmp_path / "keys" / "gaemi.key")
    store = SealedFile(tmp_path / "token", key, name="kis-paper")
    wire = Wire()
    account(wire)
    wire.put(calls.REVOKE, GONE)
    kis = wire.kis(tokens=store)
    await kis.broker.look(DAY)
    await kis.revoke()
    later = Wire()
    account(later)
    later.put(calls.TOKEN, token("next.token"))
    await later.kis(tokens=store).broker.look(DAY)
    assert later.requests(calls.BALANCE)[-1].headers["authorization"] == "Bearer next.token"


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [(oauth_bad("EGW00121"), Refused), (reply({"code": 500}), ReadFailed), (reply({}), ReadFailed)],
)
async def test_revocation_that_is_not_confirmed_is_told_and_the_token_not_used(answer, wanted):
    wire = Wire()
    account(wire)
    wire.put(calls.REVOKE, answer)
    kis = wire.kis()
    await kis.broker.look(DAY)
    with pytest.raises(wanted):
        await kis.revoke()
    with pytest.raises(ReadFailed, match="no access token"):
        await kis.broker.look(DAY)


async def test_hash_of_a_body_is_read():
    wire = Wire()
    wire.put(calls.HASHKEY, reply({"BODY": {"A": "1"}, "HASH": "ab" * 32}))
    assert await wire.kis().hash_key({"A": "1"}) == "ab" * 32
    (request,) = wire.requests(calls.HASHKEY)
    assert request.headers["appkey"] == APP_KEY
    assert wire.bodies(calls.HASHKEY) == [{"A": "1"}]


@pytest.mark.parametrize("found", ["ab" * 31, "xy" * 32, "", None])
async def test_half_a_hash_is_none(found):
    wire = Wire()
    wire.put(calls.HASHKEY, reply({"HASH": found}))
    with pytest.raises(ReadFailed, match="hash"):
        await wire.kis().hash_key({"A": "1"})
