"""Switches faults of a KIS server and shows what they did to its orders."""

from __future__ import annotations

import asyncio

import httpx

WAIT_S = 60

CALM = "990001"
BUY = "TTTC0012U"
LIST = "inquire-daily-ccld"


def orders(client):
    return client.server.world.ledger.all_orders(client.options.account)


def add(client, name, **detail):
    return client.server.faults.add(name, **detail)


async def until(check):
    """Wait for what the server does in tasks of its own."""
    async with asyncio.timeout(WAIT_S):
        while not check():  # noqa: ASYNC110 - a server in tasks has no event
            await asyncio.sleep(0.01)


async def reopened(client):
    """Wait for the port to answer again; reads only."""
    async with asyncio.timeout(WAIT_S):
        while True:
            try:
                return await client.fills()
            except httpx.HTTPError:
                await asyncio.sleep(0.05)


async def notices(client, socket, open_frame, ack, count):
    return [open_frame(await socket.frame(), ack) for _ in range(count)]
