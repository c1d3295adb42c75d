"""Switches faults of a KIS server and shows what they did to its orders."""

from __future__ import annotations

CALM = "990001"
BUY = "TTTC0012U"
LIST = "inquire-daily-ccld"


def orders(client):
    return client.server.world.ledger.all_orders(client.options.account)


def add(client, name, **detail):
    return client.server.faults.add(name, **detail)


async def notices(client, socket, open_frame, ack, count):
    return [open_frame(await socket.frame(), ack) for _ in range(count)]
