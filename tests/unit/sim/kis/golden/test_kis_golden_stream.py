"""Sections 5.1 to 5.6 of the sheet: acks, refusals, heartbeats and limits of the stream."""

from __future__ import annotations

import json
import re

import pytest
from websockets.exceptions import ConnectionClosed

from tests.unit.sim.kis_golden_tools import (
    CALM,
    DOWN,
    EDGE,
    FUND,
    HALTED,
    UP,
    next_data,
    next_json,
    register,
    subscription,
)

CODES = (CALM, UP, DOWN, HALTED, EDGE, FUND)
REAL = {
    "H0STCNT0", "H0STASP0", "H0NXCNT0", "H0UNCNT0", "H0NXASP0", "H0UNASP0", "H0STANC0", "H0NXANC0",
    "H0UNANC0", "H0STMKO0", "H0NXMKO0", "H0UNMKO0", "H0STMBC0", "H0NXMBC0", "H0UNMBC0", "H0STPGM0",
    "H0NXPGM0", "H0UNPGM0", "H0STOUP0", "H0STOAC0", "H0STOAA0", "H0STNAV0",
}  # fmt: skip
PAPER = {"H0STCNT0", "H0STASP0"}
NOTICE = {"real": "H0STCNI0", "paper": "H0STCNI9"}


def check_ack(frame: dict, tr_id: str, tr_key: str, *, encrypt: str = "N") -> None:
    """Require the ack of a registration."""
    assert list(frame) == ["header", "body"]
    assert frame["header"] == {"tr_id": tr_id, "tr_key": tr_key, "encrypt": encrypt}
    output = frame["body"].pop("output")
    assert frame["body"] == {"rt_cd": "0", "msg_cd": "OPSP0000", "msg1": "SUBSCRIBE SUCCESS"}
    assert {name: len(text) for name, text in output.items()} == {"iv": 16, "key": 32}
    assert all(text.isascii() for text in output.values())


def check_error(frame: dict, msg_cd: str, msg1: str, rt_cd: str) -> None:
    """Require a refusal: the envelope of an ack without output."""
    assert set(frame["header"]) == {"tr_id", "tr_key", "encrypt"}
    assert list(frame["body"]) == ["rt_cd", "msg_cd", "msg1"]
    body = frame["body"]
    assert body["msg_cd"] == msg_cd
    assert msg1 in body["msg1"]
    assert body["rt_cd"] == rt_cd if rt_cd else body["rt_cd"] != "0"


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_every_kind_is_acknowledged_and_taken_back(opening, env):
    wire = await opening(env=env)
    key = await wire.approval()
    async with wire.connect() as socket:
        for tr_id in sorted(REAL if env == "real" else PAPER):
            check_ack(await register(socket, key, tr_id, CALM), tr_id, CALM)
            gone = await register(socket, key, tr_id, CALM, tr_type="2")
            assert gone["header"] == {"tr_id": tr_id, "tr_key": CALM, "encrypt": "N"}
            words = {"rt_cd": "0", "msg_cd": "OPSP0001", "msg1": "UNSUBSCRIBE SUCCESS"}
            assert gone["body"] == words
        hts = wire.server.options.hts_id
        check_ack(await register(socket, key, NOTICE[env], hts), NOTICE[env], hts, encrypt="Y")


async def test_paper_lacks_what_the_table_calls_real_only(paper):
    key = await paper.approval()
    async with paper.connect() as socket:
        for tr_id in sorted(REAL - PAPER | {"H0STCNI0"}):
            check_error(await register(socket, key, tr_id, CALM), "OPSP8991", "invalid tr_id", "")


@pytest.mark.parametrize("path", ["", "/", "/tryitout", "/tryitout/H0STCNT0"])
async def test_the_path_does_not_matter(real, path):
    key = await real.approval()
    async with real.connect(path) as socket:
        check_ack(await register(socket, key, "H0STCNT0", CALM), "H0STCNT0", CALM)


@pytest.mark.parametrize(
    ("change", "code", "text", "rt_cd"),
    [
        ({"approval_key": "x"}, "OPSP0011", "NOT FOUND", ""),
        ({"approval_key": ""}, "OPSP0011", "NOT FOUND", ""),
        ({"tr_type": "0"}, "OPSP8997", "invalid tr_type", ""),
        ({"tr_type": "3"}, "OPSP8997", "invalid tr_type", ""),
        ({"custtype": "X"}, "OPSP8998", "invalid custtype", ""),
        ({"approval_key": "x", "tr_type": "3"}, "OPSP0011", "NOT FOUND", ""),
        ({"tr_type": "3", "custtype": "X"}, "OPSP8997", "invalid tr_type", ""),
        ({"tr_type": "2"}, "OPSP0003", "UNSUBSCRIBE ERROR(not found!)", ""),
    ],
)
async def test_a_bad_header_is_refused_and_the_session_lives(real, change, code, text, rt_cd):
    key = await real.approval()
    async with real.connect() as socket:
        check_error(await register(socket, key, "H0STCNT0", CALM, **change), code, text, rt_cd)
        check_ack(await register(socket, key, "H0STCNT0", CALM), "H0STCNT0", CALM)


@pytest.mark.parametrize(
    ("tr_id", "tr_key", "code"),
    [("H0XXXXX0", CALM, "OPSP8991"), ("H0STCNT0", "000000", "OPSP8992")],
)
async def test_an_unknown_kind_or_symbol_is_refused(real, tr_id, tr_key, code):
    key = await real.approval()
    async with real.connect() as socket:
        frame = await register(socket, key, tr_id, tr_key)
        check_error(frame, code, "invalid tr_", "")
        assert (frame["header"]["tr_id"], frame["header"]["tr_key"]) == (tr_id, tr_key)


async def test_a_malformed_message_is_refused_by_its_first_fault(real):
    key = await real.approval()
    good = subscription(key, "H0STCNT0", CALM)
    without = {k: v for k, v in good["header"].items() if k != "custtype"}
    messages = [
        ("{", "OPSP9999"),
        ("[]", "OPSP9999"),
        (json.dumps({"body": good["body"]}), "OPSP9998"),
        (json.dumps({"header": good["header"]}), "OPSP9992"),
        (json.dumps({"header": good["header"], "body": {}}), "OPSP9991"),
        (json.dumps(good | {"body": {"input": {"tr_id": "H0STCNT0"}}}), "OPSP9990"),
        (json.dumps(good | {"header": without}), "OPSP9997"),
    ]
    async with real.connect() as socket:
        for text, code in messages:
            await socket.send(text)
            check_error(await next_json(socket), code, "", "")


async def test_registering_twice_is_refused(real):
    key = await real.approval()
    async with real.connect() as socket:
        await register(socket, key, "H0STCNT0", CALM)
        frame = await register(socket, key, "H0STCNT0", CALM)
        check_error(frame, "OPSP0002", "ALREADY IN SUBSCRIBE", "1")


async def test_the_forty_second_registration_is_refused(real):
    key, hts = await real.approval(), real.server.options.hts_id
    pairs = [("H0STCNI0", hts), *((tr, code) for tr in sorted(REAL) for code in CODES)]
    async with real.connect() as socket:
        for tr_id, code in pairs[:41]:
            assert (await register(socket, key, tr_id, code))["body"]["rt_cd"] == "0"
        check_error(await register(socket, key, *pairs[41]), "OPSP0008", "MAX SUBSCRIBE OVER", "1")
        await register(socket, key, *pairs[0], tr_type="2")
        check_ack(await register(socket, key, *pairs[41]), *pairs[41])


async def test_a_second_session_is_refused_and_closed_and_the_first_lives(real):
    key = await real.approval()
    async with real.connect() as first:
        await register(first, key, "H0STCNT0", CALM)
        async with real.connect() as second:
            frame = await register(second, key, "H0STCNT0", CALM)
            check_error(frame, "OPSP8996", "ALREADY IN USE appkey", "9")
            assert frame["header"]["tr_id"] == "(null)"
            with pytest.raises(ConnectionClosed):
                await second.recv()
        check_ack(await register(first, key, "H0STASP0", CALM), "H0STASP0", CALM)


async def test_after_the_first_session_ends_another_may_begin(real):
    key = await real.approval()
    for _ in range(2):
        async with real.connect() as socket:
            check_ack(await register(socket, key, "H0STCNT0", CALM), "H0STCNT0", CALM)


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_a_wrong_hts_id_drops_the_connection(opening, env):
    wire = await opening(env=env)
    key = await wire.approval()
    async with wire.connect() as socket:
        await socket.send(json.dumps(subscription(key, NOTICE[env], "somebody")))
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_an_approval_key_is_checked_when_something_is_registered(real):
    key = await real.approval()
    async with real.connect() as socket:
        await register(socket, key, "H0STCNT0", CALM)
        real.server.step(23 * 3600)
        check_ack(await register(socket, key, "H0STASP0", CALM), "H0STASP0", CALM)
        real.server.step(2 * 3600)
        check_error(await register(socket, key, "H0STCNT0", UP), "OPSP0011", "NOT FOUND", "")
        fresh = await real.approval()
        assert fresh != key
        check_ack(await register(socket, fresh, "H0STCNT0", UP), "H0STCNT0", UP)


@pytest.mark.parametrize("style", ["echo", "pong", "ping"])
async def test_a_heartbeat_is_small_and_every_way_to_answer_is_taken(opening, style):
    wire = await opening(ping_s=0.02)
    key = await wire.approval()
    async with wire.connect() as socket:
        for _ in range(3):
            text = await socket.recv()
            assert len(text.encode()) <= 125
            frame = json.loads(text)
            assert list(frame) == ["header"]
            assert list(frame["header"]) == ["tr_id", "datetime"]
            assert frame["header"]["tr_id"] == "PINGPONG"
            assert re.fullmatch(r"20261102100000", frame["header"]["datetime"])
            if style == "echo":
                await socket.send(text)
            elif style == "pong":
                await socket.pong(text)
            else:
                await socket.ping(text)
        check_ack(await register(socket, key, "H0STCNT0", CALM), "H0STCNT0", CALM)


async def test_heartbeats_come_while_data_flows(opening):
    wire = await opening(ping_s=0.02)
    key = await wire.approval()
    async with wire.connect() as socket:
        await register(socket, key, "H0STCNT0", CALM)
        beats = 0
        for _ in range(3000):
            wire.server.step(5)
            text = await socket.recv()
            beats += "PINGPONG" in text
            if beats == 2:
                break
        assert beats == 2


async def test_nothing_comes_for_what_was_taken_back(real):
    key = await real.approval()
    async with real.connect() as socket:
        for code in (CALM, FUND):
            await register(socket, key, "H0STCNT0", code)
        await register(socket, key, "H0STCNT0", FUND, tr_type="2")
        real.server.step(60)
        seen = set()
        for _ in range(5):
            seen.add((await next_data(socket))[3].split("^")[0])
        assert seen == {CALM}


async def test_a_new_connection_gets_nothing_of_the_old_one(real):
    key = await real.approval()
    async with real.connect() as socket:
        await register(socket, key, "H0STCNT0", CALM)
    real.server.step(60)
    async with real.connect() as socket:
        await register(socket, key, "H0STASP0", FUND)
        real.server.step(60)
        mark, tr_id, count, payload = await next_data(socket)
        assert (mark, tr_id, count, payload.split("^")[0]) == ("0", "H0STASP0", "001", FUND)
