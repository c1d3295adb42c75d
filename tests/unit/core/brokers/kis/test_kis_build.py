"""The adapter put together: tokens kept sealed, push keys, nothing secret in a log or a text."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime

import httpx
import pytest
from structlog.testing import capture_logs

from core.brokers.kis import calls
from core.brokers.kis.extras import DAY_ORDER, Extras
from core.brokers.kis.place import secrets_of
from core.errors import NotSent, ReadFailed, Refused
from core.net.limiter import Lane
from core.net.sealed import SealedFile, key_from_file
from tests.kis_wire import (
    APP_KEY,
    APP_SECRET,
    DAY,
    TOKEN,
    Wire,
    accepted,
    account,
    approved,
    bad,
    day_list,
    filled_row,
    fine,
    oauth_bad,
    paper_place,
    reply,
    token,
)


async def test_token_is_kept_sealed_and_used_by_the_next_process(tmp_path):
    key = key_from_file(tmp_path / "keys" / "gaemi.key")
    store = SealedFile(tmp_path / "token", key, name="kis-paper")
    for _ in range(2):
        wire = Wire()
        account(wire)
        await wire.kis(tokens=store).broker.look(DAY)
    assert wire.requests(calls.TOKEN) == []
    assert TOKEN.encode() not in (tmp_path / "token").read_bytes()


async def test_token_request_is_of_the_published_form():
    wire = Wire()
    account(wire)
    await wire.kis().broker.look(DAY)
    assert wire.bodies(calls.TOKEN) == [
        {"grant_type": "client_credentials", "appkey": APP_KEY, "appsecret": APP_SECRET}
    ]


async def test_end_of_a_token_is_korean_time():
    wire = Wire()
    account(wire)
    wire.put(calls.TOKEN, token(ends="2026-11-03 10:30:00"), token("second"))
    kis = wire.kis()
    await kis.broker.look(DAY)
    # Half an hour is left: it is renewed ahead, as soon as a minute has passed.
    wire.clock.move_by(61)
    await kis.broker.look(DAY)
    assert wire.requests(calls.BALANCE)[-1].headers["authorization"] == "Bearer second"
    assert wire.clock.now() < datetime(2026, 11, 3, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "answer",
    [
        reply({"access_token": TOKEN}),
        reply({"access_token_token_expired": "2026-11-04 10:00:00"}),
        token("two words"), token("줄\n바꿈"), token(ends="tomorrow"), reply([]),
        httpx.Response(200, content=b"<html>"), httpx.Response(503), oauth_bad("EGW00133"),
        httpx.ReadTimeout("slow"),
    ],
)  # fmt: skip
async def test_without_a_whole_token_nothing_is_sent(answer):
    wire = Wire()
    wire.put(calls.TOKEN, answer)
    with pytest.raises(NotSent):
        await wire.kis().broker.submit(approved())
    assert wire.requests(calls.ORDER) == []
    assert len(wire.requests(calls.TOKEN)) == 1


async def test_push_key_is_asked_for_by_its_own_name_of_the_secret():
    wire = Wire()
    learned: list[str] = []
    wire.put(calls.APPROVAL, reply({"approval_key": "approval-key-0001"}))
    kis = wire.kis(learned=learned.append)

    async def refuse(_url):
        raise ReadFailed("stop here")

    stream = wire.kis(learned=learned.append, opener=refuse).stream(["005930"])
    hints = stream.hints()
    await anext(hints)
    await hints.aclose()
    assert wire.bodies(calls.APPROVAL)[0]["secretkey"] == APP_SECRET
    assert learned == ["approval-key-0001"]
    await kis.close()


async def test_learned_secrets_are_tokens_too():
    wire = Wire()
    account(wire)
    learned: list[str] = []
    await wire.kis(learned=learned.append).broker.look(DAY)
    assert learned == [TOKEN]


async def test_no_log_line_and_no_error_shows_a_secret():
    wire = Wire()
    place = paper_place()
    shown: list[str] = []
    trouble = [bad("EGW00123", " ".join(secrets_of(place))), bad("OPSQ2000", APP_SECRET)]
    with capture_logs() as lines:
        for answer in trouble:
            account(wire)
            wire.put(calls.BALANCE, answer)
            with pytest.raises(ReadFailed) as told:
                await wire.kis(place).broker.look(DAY)
            shown.append(str(told.value))
        wire.put(calls.ORDER, bad("APBK0952", " ".join(secrets_of(place))))
        with pytest.raises(Refused) as refused:
            await wire.kis(place).broker.submit(approved())
        shown.append(str(refused.value))
    text = " ".join([*shown, *map(str, lines)])
    assert not [secret for secret in (*secrets_of(place), TOKEN) if secret in text]


def test_unknown_fields_are_told_of_once():
    extras = Extras()
    row = filled_row() | {"new_field": "1"}
    lowered = {name.lower(): value for name, value in row.items()}
    assert extras.note("list", [lowered], DAY_ORDER) == {"list.new_field"}
    assert extras.note("list", [lowered], DAY_ORDER) == frozenset()
    assert extras.note("balance", [lowered], DAY_ORDER) == {"balance.new_field"}


async def test_published_rows_have_no_unknown_field():
    wire = Wire()
    account(wire, filled_row())
    with capture_logs() as lines:
        await wire.kis().broker.look(DAY)
    assert not [line for line in lines if "fields" in line]


async def test_slower_accounts_can_be_paced():
    wire = Wire()
    account(wire)
    before = wire.clock.monotonic()
    await wire.kis(gap_s=2.0).broker.look(DAY)
    assert wire.clock.monotonic() - before >= 3 * 2.0
    # Never faster than the place allows.
    assert wire.kis(gap_s=0.001)._limiter._gap == paper_place().gap_s


async def test_cancels_leave_under_a_burst_of_rate_limits():
    wire = Wire()
    wire.put(calls.DAY_ORDERS, bad("EGW00201", status=500))
    wire.put(calls.CANCEL, accepted("0000009999"))
    kis = wire.kis()
    with pytest.raises(ReadFailed):
        await kis.broker.look(DAY)
    before = wire.clock.monotonic()
    for _ in range(5):
        await kis.client.post(calls.CANCEL, "VTTC0013U", b"{}", lane=Lane.CANCEL)
    assert wire.clock.monotonic() - before <= 5 * 0.55 + 2


async def test_jitter_comes_from_the_source_handed_in():
    def pauses(seed: int):
        wire = Wire()
        account(wire)
        wire.put(calls.DAY_ORDERS, httpx.ReadTimeout("slow"), httpx.ReadTimeout("slow"), day_list())
        return wire, wire.kis(rng=random.Random(seed))

    slept = []
    for seed in (1, 1, 2):
        wire, kis = pauses(seed)
        await kis.broker.look(DAY)
        slept.append(wire.slept)
    assert slept[0] == slept[1] != slept[2]


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("core.ports, core.flow.gateway", {"websockets", "cryptography", "httpx"}),
        ("core.brokers.kis.build", {"websockets", "pandas", "openai"}),
    ],
)
def test_libraries_are_loaded_by_their_users_only(module, absent):
    code = f"import {module}, sys; print(*(set({sorted(absent)}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


async def test_success_without_parts_is_no_answer():
    wire = Wire()
    account(wire)
    wire.put(calls.BUYING_POWER, fine())
    with pytest.raises(ReadFailed, match="no object output"):
        await wire.kis().broker.look(DAY)
