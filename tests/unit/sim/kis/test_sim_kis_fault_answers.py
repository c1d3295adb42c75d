"""Faults of an order's way and its answer: reliability.md 4.5, F01-F20, F47 and F48."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
import websockets

from tests.unit.sim.kis_fault_tools import BUY, CALM, add, orders, reopened, until


@pytest.mark.parametrize("name", ["F01", "F02", "F03"])
async def test_a_closed_port_refuses_and_opens_again(kis, name):
    add(kis, name, for_s=1)
    with pytest.raises((httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError)):
        await kis.order("buy", 1, 69_000)
    await reopened(kis)
    assert orders(kis) == []
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"


@pytest.mark.parametrize(("name", "accepted"), [("F04", False), ("F05", True), ("F06", True)])
async def test_a_timeout_may_or_may_not_have_been_accepted(kis, name, accepted):
    add(kis, name, tr_id=BUY, delay_s=60)
    kis.http.timeout = httpx.Timeout(60, read=0.5)
    with pytest.raises(httpx.ReadTimeout):
        await kis.order("buy", 1, 69_000)
    if accepted:
        await until(lambda: orders(kis))
    assert bool(orders(kis)) is accepted


async def test_an_order_can_stay_out_of_sight(kis):
    add(kis, "F06", tr_id=BUY, delay_s=0.01, visible_after_s=31)
    with pytest.raises(httpx.RemoteProtocolError):
        await kis.order("buy", 1, 69_000)
    assert (await kis.fills())["output1"] == []
    assert (await kis.call("TTTC0084R"))["output"] == []
    kis.server.step(31)
    assert len((await kis.fills())["output1"]) == 1


@pytest.mark.parametrize(("name", "accepted"), [("F07", 0), ("F08", 1)])
async def test_a_500_may_or_may_not_have_been_accepted(kis, name, accepted):
    add(kis, name, tr_id=BUY)
    reply = await kis.raw(BUY, kis.account)
    assert reply.status_code == 500
    add(kis, name, tr_id=BUY)
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "1"
    assert len(orders(kis)) == accepted


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_proxy_answers_with_a_page(kis, status):
    add(kis, "F09", tr_id=BUY, status=status)
    fields = {"PDNO": CALM, "ORD_DVSN": "00", "ORD_QTY": "1", "ORD_UNPR": "69000"}
    reply = await kis.raw(BUY, kis.account | fields)
    assert (reply.status_code, "<html>" in reply.text) == (status, True)
    assert reply.headers["content-type"].startswith("text/html")
    assert len(orders(kis)) == 1


ONE = {"PDNO": CALM, "ORD_DVSN": "00", "ORD_QTY": "1", "ORD_UNPR": "69000"}


async def test_a_body_can_be_cut_in_half(kis):
    add(kis, "F10", tr_id=BUY)
    reply = await kis.raw(BUY, kis.account | ONE)
    with pytest.raises(ValueError, match=r"JSON|Expecting|Unterminated|delimiter|utf"):
        json.loads(reply.content)
    assert len(orders(kis)) == 1
    add(kis, "F10", tr_id=BUY, mode="cut")
    with pytest.raises(httpx.RemoteProtocolError):
        await kis.raw(BUY, kis.account | ONE)


async def test_a_body_can_be_empty(kis):
    add(kis, "F11", tr_id=BUY)
    reply = await kis.raw(BUY, kis.account | ONE)
    assert (reply.status_code, reply.content, len(orders(kis))) == (200, b"", 1)


@pytest.mark.parametrize(
    ("detail", "expected"),
    [({}, {"ODNO": ""}), ({"odno": "0000000000"}, {"ODNO": "0000000000"}), ({"odno": None}, {})],
)
async def test_success_can_come_without_a_number(kis, detail, expected):
    add(kis, "F12", tr_id=BUY, **detail)
    reply = await kis.order("buy", 1, 69_000)
    assert reply["rt_cd"] == "0"
    assert {k: v for k, v in reply["output"].items() if k == "ODNO"} == expected


async def test_a_refusal_can_be_anything(kis):
    add(kis, "F13", tr_id=BUY)
    assert (await kis.order("buy", 1, 69_000))["msg_cd"] == "APBK0952"
    add(kis, "F13", tr_id=BUY, msg_cd="APBK9999", msg1="모름", rt_cd="1")
    reply = await kis.order("buy", 1, 69_000)
    assert (reply["rt_cd"], reply["msg_cd"], reply["msg1"]) == ("1", "APBK9999", "모름")
    assert orders(kis) == []


async def test_the_gateway_limit_can_strike_once(kis):
    add(kis, "F14", tr_id=BUY)
    reply = await kis.raw(BUY, kis.account | ONE)
    assert (reply.status_code, reply.json()["msg_cd"]) == (500, "EGW00201")
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_a_token_can_expire_early_and_be_renewed(kis):
    add(kis, "F15", tr_id=BUY)
    assert (await kis.order("buy", 1, 69_000))["msg_cd"] == "EGW00123"
    kis.server.step(60)
    await kis.log_in()
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_a_revoked_token_cannot_be_renewed_at_once(kis):
    kis.server.step(61)
    add(kis, "F16", tr_id=BUY, delay_s=60)
    assert (await kis.order("buy", 1, 69_000))["msg_cd"] == "EGW00121"
    grant = {"grant_type": "client_credentials"} | kis.pair
    assert (await kis.oauth("tokenP", **grant)).json()["error_code"] == "EGW00133"
    kis.server.step(60)
    await kis.log_in()
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_an_answer_can_carry_another_orders_number(kis):
    first = (await kis.order("buy", 1, 69_000))["output"]["ODNO"]
    add(kis, "F17", tr_id=BUY)
    assert (await kis.order("buy", 2, 69_000))["output"]["ODNO"] == first


async def test_an_answer_can_come_late(kis):
    add(kis, "F18", tr_id=BUY, delay_s=0.5)
    task = asyncio.ensure_future(kis.order("buy", 1, 69_000))
    await until(lambda: orders(kis))
    assert (len(orders(kis)), task.done()) == (1, False)
    assert (await task)["rt_cd"] == "0"


async def test_a_connection_can_be_reset_after_the_headers(kis):
    add(kis, "F19", tr_id=BUY)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await kis.order("buy", 1, 69_000)
    assert len(orders(kis)) == 1


@pytest.mark.parametrize("status", [307, 308])
async def test_a_redirect_is_sent_and_nothing_accepted(kis, status):
    add(kis, "F20", tr_id=BUY, status=status)
    reply = await kis.raw(BUY, kis.account | ONE)
    assert (reply.status_code, reply.headers["location"]) == (status, kis.server.url)
    assert orders(kis) == []


async def test_the_limit_can_strike_for_minutes(kis):
    add(kis, "F47", for_s=600)
    for _ in range(3):
        assert (await kis.order("buy", 1, 69_000))["msg_cd"] == "EGW00201"
    kis.server.step(600)
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_a_whole_outage_closes_both_ports_while_trading_goes_on(kis):
    bid = kis.server.world.exchange.quote(CALM).bid
    await kis.order("buy", 1, bid)
    async with kis.socket() as socket:
        await socket.ask("H0STCNT0", CALM)
        add(kis, "F48", for_s=2)
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(socket.frame(), 60)
    with pytest.raises(httpx.HTTPError):
        await kis.fills()
    while not orders(kis)[0].filled:
        kis.server.step(60)
    await reopened(kis)
    assert (await kis.fills())["output1"][0]["tot_ccld_qty"] == "1"
    async with kis.socket() as socket:
        assert (await socket.ask("H0STCNT0", CALM))["body"]["rt_cd"] == "0"
