"""Faults of the push feed: notices repeated, lost, late, forged, and a feed that ends."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import websockets

from tests.unit.sim.kis_fault_tools import BUY, CALM, add, notices, orders


async def test_notices_of_a_hidden_order_wait_for_it(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        add(kis, "F06", tr_id=BUY, delay_s=0.01, visible_after_s=30)
        with pytest.raises(httpx.RemoteProtocolError):
            await kis.order("buy", 1, 69_000)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(socket.frame(), 0.05)
        kis.server.step(30)
        assert open_frame(await socket.frame(), ack)[2] == "0000000001"


async def test_notices_can_be_repeated(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        add(kis, "F31", times=3)
        await kis.order("buy", 1, 69_000)
        seen = await notices(kis, socket, open_frame, ack, 3)
    assert seen[0] == seen[1] == seen[2]


async def test_notices_can_be_lost_while_the_heart_beats(start):
    client = await start(ping_s=0.02)
    async with client.socket() as socket:
        await socket.notices()
        add(client, "F32", count=-1)
        await client.order("buy", 1, 0, dvsn="01")
        assert "PINGPONG" in await socket.frame()


async def test_a_fill_can_come_before_the_acceptance(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        add(kis, "F33")
        await kis.order("buy", 1, 0, dvsn="01")
        seen = await notices(kis, socket, open_frame, ack, 2)
    assert [fields[13] for fields in seen] == ["2", "1"]


async def test_a_cancelled_order_can_still_fill(kis, open_frame):
    placed = (await kis.order("buy", 3, 69_000))["output"]["ODNO"]
    async with kis.socket() as socket:
        ack = await socket.notices()
        add(kis, "F34", path="order-rvsecncl", quantity=2)
        assert (await kis.change(placed, "02"))["rt_cd"] == "0"
        cancel, fill = await notices(kis, socket, open_frame, ack, 2)
    assert (cancel[5], fill[13], fill[9]) == ("2", "2", "0000000002")
    order = orders(kis)[0]
    assert (order.state, order.filled) == ("cancelled", 2)


async def test_the_stream_can_be_dropped(kis):
    async with kis.socket() as socket:
        await socket.ask("H0STCNT0", CALM)
        add(kis, "F35")
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(socket.frame(), 60)


async def test_the_stream_can_fall_silent_and_stay_open(start):
    client = await start(ping_s=0.02)
    async with client.socket() as socket:
        await socket.ask("H0STCNT0", CALM)
        add(client, "F36", for_s=30)
        await asyncio.sleep(0.05)
        while not await quiet(socket):
            pass
        client.server.step(31)
        assert await asyncio.wait_for(socket.frame(), 60)


async def quiet(socket):
    try:
        await asyncio.wait_for(socket.frame(), 0.1)
    except TimeoutError:
        return True
    return False


async def test_a_session_can_be_pushed_out(kis):
    async with kis.socket() as socket:
        await socket.ask("H0STCNT0", CALM)
        add(kis, "F37")
        assert (await socket.ack())["body"]["msg_cd"] == "OPSP8996"


async def test_a_frame_can_be_indecipherable(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        add(kis, "F38")
        await kis.order("buy", 1, 69_000)
        with pytest.raises(ValueError, match=r"padding|length|utf|bytes"):
            open_frame(await socket.frame(), ack)


async def test_a_fill_can_be_forged(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        add(kis, "F39", odno=77, quantity=5, price=70_000)
        fields = open_frame(await asyncio.wait_for(socket.frame(), 60), ack)
    assert (fields[2], fields[9], fields[13]) == ("0000000077", "0000000005", "2")
    assert orders(kis) == []


async def test_the_exchange_can_turn_down_what_the_broker_took(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        add(kis, "F13", tr_id=BUY, mode="exchange")
        reply = await kis.order("buy", 3, 69_000)
        accepted, refused = await notices(kis, socket, open_frame, ack, 2)
    assert (reply["rt_cd"], orders(kis)) == ("0", [])
    assert (accepted[12], refused[12], refused[13]) == ("0", "1", "1")
    row = (await kis.fills())["output1"][0]
    assert (row["odno"], row["rjct_qty"], row["rmn_qty"], row["tot_ccld_qty"]) == (
        reply["output"]["ODNO"],
        "3",
        "0",
        "0",
    )
    assert row["sll_buy_dvsn_cd_name"] == "매수거부"
