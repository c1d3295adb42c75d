"""Faults of real connections: what never left, what is in doubt, and that nothing is repeated."""

from __future__ import annotations

import asyncio
import socket
import struct

import httpx
import pytest

from core.errors import InDoubt, NotSent, ReadFailed, SettingsError
from core.net.http import MAX_BYTES, Ask, Http, origin
from tests.loopback import Peer, answering, http, peer_doing, read_request

BODY = b'{"PDNO":"005930"}'


async def post(peer: Peer, *, scheme: str = "http", deadline_s: float = 60.0):
    url = peer.url("/order", scheme)
    return await Http([url]).post_once(Ask(url, body=BODY, deadline_s=deadline_s))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_answer_comes_back_with_lower_case_headers():
    async with peer_doing(answering(http(b"{}", "200 OK", "tr_cont: M"))) as peer:
        reply = await post(peer)
    assert (reply.status, reply.body, reply.headers["tr_cont"]) == (200, b"{}", "M")
    assert peer.requests[0].endswith(BODY)


async def test_refused_connection_never_left():
    url = f"http://127.0.0.1:{free_port()}/order"
    with pytest.raises(NotSent, match="ConnectError"):
        await Http([url]).post_once(Ask(url, body=BODY))


async def test_unknown_host_never_left():
    url = "http://kis.invalid:9443/order"
    with pytest.raises(NotSent):
        await Http([url]).post_once(Ask(url, body=BODY))


async def test_failed_tls_never_left():
    async with peer_doing(answering(b"this is no TLS\r\n\r\n")) as peer:
        with pytest.raises(NotSent):
            await post(peer, scheme="https")
    assert not any(BODY in request for request in peer.requests)


async def test_a_stop_that_came_while_connecting_keeps_every_byte_back():
    words = ["halted", ""]
    async with peer_doing(answering(http(b"{}"))) as peer:
        door = Http([peer.url()])
        with pytest.raises(NotSent, match="halted"):
            await door.post_once(Ask(peer.url(), body=BODY), last_word=lambda: words[0])
        await asyncio.sleep(0)
        assert peer.connections == 1
        assert not any(BODY in request for request in peer.requests)
        await door.post_once(Ask(peer.url(), body=BODY), last_word=lambda: words[1])
    assert sum(BODY in request for request in peer.requests) == 1


async def test_host_off_the_list_never_left():
    async with peer_doing(answering(http(b"{}"))) as peer:
        door = Http(["https://openapi.koreainvestment.com:9443"])
        with pytest.raises(NotSent, match="not on the list"):
            await door.post_once(Ask(peer.url(), body=BODY))
        with pytest.raises(ReadFailed, match="not on the list"):
            await door.read(Ask(peer.url()))
    assert peer.connections == 0


async def test_reset_after_the_request_is_doubt():
    async def reset(peer, reader, writer):
        peer.requests.append(await read_request(reader))
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async with peer_doing(reset) as peer:
        with pytest.raises(InDoubt):
            await post(peer)
    assert len(peer.requests) == 1


async def test_reset_before_the_request_was_read_is_doubt():
    async def shut(peer, reader, writer):
        return

    async with peer_doing(shut) as peer:
        with pytest.raises(InDoubt):
            await post(peer)
    assert peer.connections == 1


async def test_silence_is_doubt_and_one_request():
    async def hush(peer, reader, writer):
        peer.requests.append(await read_request(reader))
        await asyncio.Event().wait()

    async with peer_doing(hush) as peer:
        with pytest.raises(InDoubt, match="TimeoutError"):
            await post(peer, deadline_s=2)
    assert (peer.connections, len(peer.requests)) == (1, 1)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}",
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["truncated", "garbage", "broken chunks"],
)
async def test_unreadable_answer_is_doubt(raw):
    async with peer_doing(answering(raw)) as peer:
        with pytest.raises(InDoubt):
            await post(peer)
    assert len(peer.requests) == 1


@pytest.mark.parametrize("status", ["301 Moved", "307 Temporary Redirect", "308 Permanent"])
async def test_redirect_is_not_followed(status):
    async with peer_doing(answering(http(b"", status, "Location: /elsewhere"))) as peer:
        reply = await post(peer)
    assert 300 < reply.status < 309
    assert len(peer.requests) == 1


async def test_cancelled_request_is_not_sent_again():
    async def hush(peer, reader, writer):
        peer.requests.append(await read_request(reader))
        await asyncio.Event().wait()

    async with peer_doing(hush) as peer:
        sending = asyncio.ensure_future(post(peer))
        async with asyncio.timeout(60):
            while not peer.requests:  # noqa: ASYNC110 - the peer has no event
                await asyncio.sleep(0.01)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    assert len(peer.requests) == 1


async def test_each_order_has_a_connection_of_its_own_and_reads_share_one():
    async with peer_doing(answering(http(b"{}"), keep=True)) as peer:
        door = Http([peer.url()])
        for _ in range(3):
            await door.post_once(Ask(peer.url(), body=BODY))
        assert peer.connections == 3
        for _ in range(3):
            await door.read(Ask(peer.url()))
        assert peer.connections == 4
        await door.close()


async def test_proxies_of_the_environment_are_ignored(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    async with peer_doing(answering(http(b"{}"))) as peer:
        reply = await post(peer)
    assert reply.fine


async def test_endless_answer_is_given_up():
    async def endless():
        for _ in range(MAX_BYTES // 1_000_000 + 2):
            yield b"x" * 1_000_000

    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=endless()))
    door = Http(["http://127.0.0.1:1"], transport=lambda: transport)
    with pytest.raises(InDoubt, match="ReadError"):
        await door.post_once(Ask("http://127.0.0.1:1/", body=BODY))


async def test_failed_read_says_so_and_names_no_address():
    url = f"http://127.0.0.1:{free_port()}/balance"
    with pytest.raises(ReadFailed) as told:
        await Http([url]).read(Ask(url, params={"CANO": "81012345"}))
    assert "81012345" not in str(told.value)


def test_request_shows_no_secret():
    ask = Ask("https://h", {"appsecret": "s3cret"}, {"CANO": "81012345"}, b"81012345")
    assert "s3cret" not in repr(ask)
    assert "81012345" not in repr(ask)


@pytest.mark.parametrize("url", ["", "openapi.example", "ftp://host", "http://", "http://h:99999"])
def test_address_without_host_is_refused(url):
    with pytest.raises(SettingsError, match="https://host:port"):
        origin(url)


def test_ports_are_part_of_the_origin():
    assert origin("https://a/x") == ("https", "a", 443)
    assert origin("https://A:9443") == ("https", "a", 9443)
