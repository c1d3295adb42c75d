"""The push connection against a real server on loopback."""

from __future__ import annotations

import pytest
from websockets.asyncio.server import serve

from core.errors import ReadFailed
from core.net.socket import connect
from tests.loopback import answering, http, peer_doing


def address(server) -> str:
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/tryitout"


async def test_texts_go_both_ways():
    async def echo(connection):
        async for text in connection:
            await connection.send(f"heard {text}")

    async with serve(echo, "127.0.0.1", 0) as server:
        wire = await connect(address(server))
        await wire.send("하나")
        assert await wire.receive() == "heard 하나"
        await wire.close()


async def test_bytes_read_as_nothing():
    async def speak(connection):
        await connection.send(b"\x00\x01")
        await connection.send("text")

    async with serve(speak, "127.0.0.1", 0) as server:
        wire = await connect(address(server))
        assert [await wire.receive(), await wire.receive()] == ["", "text"]
        await wire.close()


async def test_peer_that_hangs_up_is_gone_for_both():
    async def hang_up(connection):
        await connection.close()

    async with serve(hang_up, "127.0.0.1", 0) as server:
        wire = await connect(address(server))
        with pytest.raises(ReadFailed, match="gone"):
            await wire.receive()
        with pytest.raises(ReadFailed, match="gone"):
            await wire.send("hello")
        await wire.close()


async def test_server_that_speaks_something_else_is_no_connection():
    async with peer_doing(answering(http(b"", "503 Busy"))) as peer:
        with pytest.raises(ReadFailed, match="no push connection"):
            await connect(peer.url(scheme="ws"))


async def test_nobody_there_is_no_connection():
    async with peer_doing(answering(b"")) as peer:
        port = peer.port
    with pytest.raises(ReadFailed, match="no push connection"):
        await connect(f"ws://127.0.0.1:{port}/")
