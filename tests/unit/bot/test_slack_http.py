"""Slack's requests to a port: only what Slack signed lately is heard, and each thing once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from core.domain.commands import Press
from tests import slack_api as api
from tests import slack_payloads as sp
from tests.peers.aimock_server import free_port
from tests.unit.bot.test_slack import Wired, wired


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Wired, str]]:
    """Run a face that listens on a port, and give its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    async with wired(wait=False, port=port) as it, asyncio.timeout(60):
        while not it.face.connected:  # noqa: ASYNC110 - a port that opens tells nobody
            await asyncio.sleep(0)
        yield it, url


async def test_signed_requests_are_answered_at_once_and_worked_on_afterwards() -> None:
    async with listening() as (it, url):
        it.bench.door.hold = asyncio.Event()
        assert await api.post(url, sp.press("c1:" + "A" * 22)) == (200, "")
        assert await api.post(url, sp.slash("status")) == (200, "")
        it.bench.door.hold.set()
        await it.api.until("chat.postMessage")
        await it.api.until("chat.postEphemeral")


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "0" * 32},
        {"age_s": 330.0},
        {"age_s": -330.0},
        {"headers": {"X-Slack-Signature": "v0=" + "0" * 64}},
        {"headers": {"X-Slack-Signature": ""}},
        {"headers": {"X-Slack-Request-Timestamp": "1"}},
    ],
    ids=["another secret", "old", "from the future", "no mark", "empty mark", "another time"],
)
async def test_what_slack_did_not_sign_just_now_is_refused(how: dict[str, Any]) -> None:
    async with listening() as (it, url):
        for body in (sp.press("c1:" + "A" * 22), sp.slash("halt"), sp.said("halt")):
            status, _ = await api.post(url, body, **how)
            assert status == 401
        await api.post(url, sp.slash("status"))
        await it.api.until("chat.postMessage")
        assert (it.bench.door.asked, it.bench.halts) == ([], [])


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[1]", b"null", b"payload=%7B", b""])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_what_cannot_be_read_opens_nothing_even_when_it_is_signed(
    raw: bytes, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening() as (it, url), ClientSession(trust_env=False) as session:
        mark = api.signed(raw.decode("utf-8", "replace").encode())
        async with session.post(url, data=raw, headers={"Content-Type": kind, **mark}) as answer:
            assert answer.status in (200, 400, 401)
        await api.post(url, sp.slash("status"))
        await it.api.until("chat.postMessage")
        assert (it.bench.door.asked, it.bench.halts) == ([], [])
        assert "Traceback" not in caplog.text


@pytest.mark.parametrize("mark", ["v0=é", "", "x" * 5_000])
async def test_a_mark_that_is_none_is_refused(mark: str, caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as (_, url):
        raw = mark.encode("latin-1").decode("latin-1")
        status, _text = await api.post(url, sp.slash("halt"), headers={"X-Slack-Signature": raw})
        assert status == 401
        assert "Traceback" not in caplog.text


@pytest.mark.parametrize("stamp", ["soon", "", "9" * 400])
async def test_a_time_that_is_none_opens_nothing(stamp: str) -> None:
    async with listening() as (it, url):
        status, _ = await api.post(
            url, sp.slash("halt"), headers={"X-Slack-Request-Timestamp": stamp}
        )
        assert status == 401
        assert it.bench.halts == []


async def test_a_request_that_comes_again_is_done_once() -> None:
    async with listening() as (it, url):
        for retry in ("0", "1", "2"):
            more = {"X-Slack-Retry-Num": retry, "X-Slack-Retry-Reason": "http_timeout"}
            await api.post(url, sp.said("halt"), headers=more)
            await api.post(url, sp.press("c1:" + "A" * 22), headers=more)
        await it.api.until("chat.postEphemeral")
        await it.api.until("chat.postMessage")
        assert (len(it.bench.halts), len(it.bench.door.of(Press))) == (1, 1)


async def test_a_request_that_was_kept_and_sent_again_does_nothing() -> None:
    async with listening() as (it, url):
        raw, kind = api.written(sp.slash("halt"))
        headers = {"Content-Type": kind, **api.signed(raw, age_s=10)}
        bare = raw.replace(b"trigger_id", b"nothing_id")
        unnamed = {"Content-Type": kind, **api.signed(bare)}
        async with ClientSession(trust_env=False) as session:
            for sent, how in ((raw, headers), (raw, headers), (bare, unnamed), (bare, unnamed)):
                async with session.post(url, data=sent, headers=how) as answer:
                    assert answer.status == 200
            async with session.post(url, data=bare, headers=headers) as other:
                assert other.status == 401
        await it.api.until("chat.postMessage", 2)
        assert len(it.bench.halts) == 2


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data", ""])
async def test_no_type_of_body_goes_around_the_signature(kind: str) -> None:
    async with listening() as (it, url):
        for more in ("", "&ssl_check=1", "&ssl_check=1&token=x"):
            raw = api.written(sp.slash("halt"))[0] + more.encode()
            forged = {"Content-Type": kind, "X-Slack-Signature": "v0=0"} if kind else {}
            async with (
                ClientSession(trust_env=False) as session,
                session.post(url, data=raw, headers=forged) as answer,
            ):
                assert answer.status == 401
        await api.post(url, sp.slash("status"))
        await it.api.until("chat.postMessage")
        assert it.bench.halts == []


async def test_slack_may_ask_whose_port_this_is() -> None:
    async with listening() as (_, url):
        asked = {"type": "url_verification", "challenge": "abc", "token": "gone"}
        status, text = await api.post(url, asked)
        assert (status, "abc" in text) == (200, True)
        status, text = await api.post(url, asked, secret="0" * 32)
        assert (status, "abc" in text) == (401, False)


async def test_nothing_else_is_served() -> None:
    async with listening() as (_, url), ClientSession(trust_env=False) as session:
        for method, path in (("GET", url), ("POST", url + "/x"), ("GET", url.rsplit("/", 2)[0])):
            async with session.request(method, path) as answer:
                assert answer.status in (401, 404, 405)
        async with session.post(url, data=BytesIO(b"x" * (2 << 20))) as large:
            assert large.status in (401, 413)


async def test_a_port_in_use_is_tried_again() -> None:
    taken = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with wired(wait=False, port=port) as it, asyncio.timeout(60):
        await it.api.until("auth.test", 2)
        assert (it.face.connected, it.face.trouble) == (False, "port")
        taken.close()
        await taken.wait_closed()
        while not it.face.connected:  # noqa: ASYNC110 - a port that opens tells nobody
            await asyncio.sleep(0)


async def test_the_port_is_closed_when_the_face_ends() -> None:
    async with listening() as (_, url):
        pass
    with pytest.raises(ClientError):
        await api.post(url, sp.slash("status"))
