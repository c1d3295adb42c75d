"""Reads that fail are repeated, with a new token where it was revoked, or fail the look."""

from __future__ import annotations

import httpx
import pytest

from core.brokers.kis import calls
from core.errors import ReadFailed
from tests.kis_wire import ACCOUNT, DAY, Wire, account, bad, balance_page, oauth_bad, power, token
from tests.unit.core.brokers.kis.look_tools import fails, look


async def test_reads_wait_out_a_rate_limit():
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, bad("EGW00201", status=500), bad("EGW00201"), balance_page())
    await look(wire)
    assert len(wire.requests(calls.BALANCE)) == 3
    assert sum(1 for s in wire.slept if s >= 1.0) >= 2


@pytest.mark.parametrize(
    "fault",
    [httpx.ReadTimeout("slow"), httpx.ConnectError("refused"), httpx.Response(503, content=b"<x>"),
     bad("EGW00001", status=500)],
)  # fmt: skip
async def test_reads_are_repeated_with_jitter_until_their_deadline(fault):
    wire = Wire()
    account(wire)
    wire.put(calls.BUYING_POWER, fault, fault, power())
    assert (await look(wire)).orderable == 9_000_000
    wire.put(calls.BUYING_POWER, fault)
    before = wire.clock.monotonic()
    await fails(wire, "inquire-psbl-order")
    assert wire.clock.monotonic() - before < 60


async def test_business_refusal_of_a_read_is_not_repeated():
    wire = Wire()
    account(wire)
    wire.put(calls.BUYING_POWER, bad("OPSQ2000", "ERROR : INPUT INVALID_CHECK_ACNO"))
    await fails(wire, "OPSQ2000")
    assert len(wire.requests(calls.BUYING_POWER)) == 1


async def test_revoked_token_is_replaced_and_the_read_repeated():
    wire = Wire()
    account(wire)
    wire.put(calls.TOKEN, token("first-token"), token("second-token"))
    kis = wire.kis()
    await kis.broker.look(DAY)
    wire.clock.move_by(120)
    wire.put(calls.BALANCE, bad("EGW00121", status=500), balance_page())
    await kis.broker.look(DAY)
    sent = [r.headers["authorization"] for r in wire.requests(calls.BALANCE)]
    assert sent[-2:] == ["Bearer first-token", "Bearer second-token"]
    assert len(wire.requests(calls.TOKEN)) == 2


async def test_revoked_token_within_the_minute_fails_the_look():
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, bad("EGW00123"))
    await fails(wire, "may be asked for in")
    assert len(wire.requests(calls.TOKEN)) == 1


async def test_refused_token_request_fails_the_look():
    wire = Wire()
    wire.put(calls.TOKEN, oauth_bad("EGW00103"))
    await fails(wire, "EGW00103")


async def test_failed_look_tells_no_secret():
    wire = Wire()
    account(wire)
    wire.put(calls.BUYING_POWER, bad("OPSQ2000", f"{ACCOUNT} 01"))
    with pytest.raises(ReadFailed) as told:
        await look(wire)
    assert ACCOUNT not in str(told.value)
