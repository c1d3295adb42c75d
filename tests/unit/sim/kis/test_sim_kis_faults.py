"""The fault switches: reliability.md 4.5, as far as a broker's side can show them."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
import websockets

CALM = "990001"
BUY = "TTTC0012U"
LIST = "inquire-daily-ccld"


def orders(client):
    return client.server.world.ledger.all_orders(client.options.account)


def add(client, name, **detail):
    return client.server.faults.add(name, **detail)


@pytest.mark.parametrize("name", ["F01", "F02", "F03"])
async def test_a_closed_port_refuses_and_opens_again(kis, name):
    add(kis, name, for_s=0.1)
    with pytest.raises((httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError)):
        await kis.order("buy", 1, 69_000)
    await asyncio.sleep(0.3)
    assert orders(kis) == []
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"


@pytest.mark.parametrize(("name", "accepted"), [("F04", False), ("F05", True), ("F06", True)])
async def test_a_timeout_may_or_may_not_have_been_accepted(kis, name, accepted):
    add(kis, name, tr_id=BUY, delay_s=0.5)
    kis.http.timeout = httpx.Timeout(0.1)
    with pytest.raises(httpx.ReadTimeout):
        await kis.order("buy", 1, 69_000)
    assert bool(orders(kis)) is accepted


async def test_an_order_can_stay_out_of_sight(kis):
    add(kis, "F06", tr_id=BUY, delay_s=0.01, visible_after_s=31)
    with pytest.raises(httpx.RemoteProtocolError):
        await kis.order("buy", 1, 69_000)
    assert (await kis.fills())["output1"] == []
    assert (await kis.call("TTTC0084R"))["output"] == []
    kis.server.step(31)
    assert len((await kis.fills())["output1"]) == 1


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
    add(kis, "F18", tr_id=BUY, delay_s=0.2)
    task = asyncio.ensure_future(kis.order("buy", 1, 69_000))
    await asyncio.sleep(0.1)
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


async def test_the_second_page_can_fail(kis):
    add(kis, "F21", path=LIST, skip=1)
    assert (await kis.fills())["rt_cd"] == "0"
    assert (await kis.fills())["rt_cd"] == "1"
    assert (await kis.fills())["rt_cd"] == "0"


SPAN = {"INQR_STRT_DT": "20261102", "INQR_END_DT": "20261102"}


@pytest.mark.parametrize(("mode", "mark"), [("early", "D"), ("endless", "M")])
async def test_a_list_can_end_early_or_never(paper, mode, mark):
    for _ in range(16):
        await paper.order("buy", 1, 60_000)
    add(paper, "F21", path=LIST, mode=mode, count=-1)
    reply = await paper.raw("VTTC0081R", paper.account | SPAN)
    assert (reply.headers["tr_cont"], len(reply.json()["output1"])) == (mark, 15)
    assert bool(reply.json()["ctx_area_nk100"].strip()) is (mark == "M")


async def test_the_list_can_have_changed_meanwhile(kis):
    add(kis, "F22", path=LIST)
    reply = await kis.fills()
    assert reply["rt_cd"] == "1"
    assert "다시 조회" in reply["msg1"]


async def test_rows_can_come_twice_over_two_pages(paper):
    for _ in range(16):
        await paper.order("buy", 1, 60_000)
    add(paper, "F23", path=LIST, count=2)
    first = (await paper.raw("VTTC0081R", paper.account | SPAN)).json()
    keys = {n.upper(): v for n, v in first.items() if n.startswith("ctx_area")}
    second = await paper.raw("VTTC0081R", paper.account | SPAN | keys, tr_cont="N")
    assert second.json()["output1"][0] == first["output1"][-1]


async def test_the_balance_can_lag_behind_the_orders(kis):
    add(kis, "F24", for_s=180)
    await kis.order("buy", 1, 0, dvsn="01")
    assert (await kis.balance())["output1"] == []
    assert (await kis.fills())["output1"][0]["tot_ccld_qty"] == "1"
    kis.server.step(180)
    assert (await kis.balance())["output1"][0]["hldg_qty"] == "1"


async def test_success_can_be_empty_with_totals(kis):
    await kis.order("buy", 1, 0, dvsn="01")
    add(kis, "F25", path=LIST)
    reply = await kis.fills()
    assert (reply["rt_cd"], reply["msg_cd"], reply["output1"]) == ("0", "70070000", [])
    assert reply["output2"]["tot_ccld_qty"] == "1"


@pytest.mark.parametrize(
    ("style", "field", "expected"),
    [
        ("plus", "ord_qty", "+2"),
        ("pad", "ord_qty", "000000000000002"),
        ("decimal", "ord_qty", "2.0000"),
        ("fullwidth", "ord_unpr", "６９０００"),
        ("prefix", "pdno", "A990001"),
        ("case", "EXCG_ID_DVSN_CD", "KRX"),
    ],
)
async def test_numbers_can_be_written_otherwise(kis, style, field, expected):
    await kis.order("buy", 2, 69_000)
    add(kis, "F26", path=LIST, style=style)
    assert (await kis.fills())["output1"][0][field] == expected


async def test_a_key_can_be_added(kis):
    add(kis, "F27", tr_id="FHKST01010100", field="brand_new", value="7")
    assert (await kis.quote("FHKST01010100"))["output"]["brand_new"] == "7"


@pytest.mark.parametrize(("mode", "expected"), [("missing", "gone"), ("null", None), ("blank", "")])
async def test_a_field_can_be_missing_null_or_blank(kis, mode, expected):
    await kis.order("buy", 2, 69_000)
    add(kis, "F28", path=LIST, field="tot_ccld_qty", mode=mode)
    assert (await kis.fills())["output1"][0].get("tot_ccld_qty", "gone") == expected


@pytest.mark.parametrize(("name", "expected"), [("F40", "3"), ("F41", "1")])
async def test_the_filled_quantity_can_be_wrong(kis, name, expected):
    await kis.order("buy", 2, 0, dvsn="01")
    add(kis, name, path=LIST)
    assert (await kis.fills())["output1"][0]["tot_ccld_qty"] == expected


async def notices(client, socket, open_frame, ack, count):
    return [open_frame(await socket.frame(), ack) for _ in range(count)]


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
            await asyncio.wait_for(socket.frame(), 2)


async def test_the_stream_can_fall_silent_and_stay_open(start):
    client = await start(ping_s=0.02)
    async with client.socket() as socket:
        await socket.ask("H0STCNT0", CALM)
        add(client, "F36", for_s=30)
        await asyncio.sleep(0.05)
        while not await quiet(socket):
            pass
        client.server.step(31)
        assert await asyncio.wait_for(socket.frame(), 2)


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
        fields = open_frame(await asyncio.wait_for(socket.frame(), 2), ack)
    assert (fields[2], fields[9], fields[13]) == ("0000000077", "0000000005", "2")
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
        add(kis, "F48", for_s=0.2)
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(socket.frame(), 2)
    with pytest.raises(httpx.HTTPError):
        await kis.fills()
    while not orders(kis)[0].filled:
        kis.server.step(60)
    await asyncio.sleep(0.4)
    assert (await kis.fills())["output1"][0]["tot_ccld_qty"] == "1"
    async with kis.socket() as socket:
        assert (await socket.ask("H0STCNT0", CALM))["body"]["rt_cd"] == "0"


async def test_a_fault_counts_its_hits_and_then_lets_through(kis):
    fault = add(kis, "F07", tr_id=BUY, count=2, skip=1)
    codes = [(await kis.order("buy", 1, 69_000))["rt_cd"] for _ in range(4)]
    assert (codes, fault.hits) == (["0", "1", "1", "0"], 2)
    assert kis.server.faults.active() == []


async def test_a_fault_hits_only_what_it_names(kis):
    add(kis, "F07", tr_id="TTTC0011U", count=-1)
    add(kis, "F07", path="order-rvsecncl", count=-1)
    placed = await kis.order("buy", 1, 69_000)
    assert placed["rt_cd"] == "0"
    assert (await kis.change(placed["output"]["ODNO"], "02"))["rt_cd"] == "1"
    kis.server.faults.clear()
    assert (await kis.change(placed["output"]["ODNO"], "02"))["rt_cd"] == "0"


async def test_faults_come_from_a_file(start, tmp_path):
    path = tmp_path / "faults.json"
    rows = [{"fault": "F13", "match": {"tr_id": BUY}, "count": 1, "msg_cd": "APBK0400"}]
    path.write_text(json.dumps(rows), encoding="utf-8")
    client = await start(faults=path)
    assert (await client.order("buy", 1, 69_000))["msg_cd"] == "APBK0400"
    assert (await client.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_an_unknown_fault_is_named_with_what_is_allowed(kis, tmp_path, start):
    with pytest.raises(ValueError, match=r"F99.*F01"):
        add(kis, "F99")
    path = tmp_path / "faults.json"
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 1: found 1; give an object"):
        await start(faults=path)


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
