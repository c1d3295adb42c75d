"""The WebSocket: section 5 of the sheet."""

from __future__ import annotations

import json

import pytest
import websockets

CALM = "990001"
TRADES, BOOK = "H0STCNT0", "H0STASP0"


def errors(ack):
    return ack["body"]["rt_cd"], ack["body"]["msg_cd"]


async def data(socket):
    """Give the next data frame, cut in four."""
    while True:
        text = await socket.frame()
        if text[0] in "01":
            return text.split("|", 3)


async def test_a_registration_is_acknowledged_in_the_sheets_shape(kis):
    async with kis.socket() as socket:
        ack = await socket.ask(TRADES, CALM)
    output = ack["body"].pop("output")
    assert ack == {
        "header": {"tr_id": TRADES, "tr_key": CALM, "encrypt": "N"},
        "body": {"rt_cd": "0", "msg_cd": "OPSP0000", "msg1": "SUBSCRIBE SUCCESS"},
    }
    assert (len(output["iv"]), len(output["key"])) == (16, 32)


async def test_a_deregistration_begins_with_unsub_and_has_no_keys(kis):
    async with kis.socket() as socket:
        await socket.ask(TRADES, CALM)
        ack = await socket.ask(TRADES, CALM, "2")
    assert ack["body"] == {"rt_cd": "0", "msg_cd": "OPSP0001", "msg1": "UNSUBSCRIBE SUCCESS"}


@pytest.mark.parametrize("path", ["/tryitout", "/", "", f"/tryitout/{TRADES}"])
async def test_every_path_is_taken(kis, path):
    async with kis.socket(path) as socket:
        assert errors(await socket.ask(TRADES, CALM)) == ("0", "OPSP0000")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", "OPSP9999"),
        ("[]", "OPSP9999"),
        ({"body": {}}, "OPSP9998"),
        ({"header": {}}, "OPSP9992"),
        ({"header": {}, "body": {}}, "OPSP9991"),
        ({"header": {}, "body": {"input": {"tr_id": TRADES}}}, "OPSP9990"),
    ],
)
async def test_a_broken_message_is_answered_by_code(kis, message, code):
    async with kis.socket() as socket:
        await socket.send(message)
        ack = await socket.ack()
    assert errors(ack) == ("9", code)
    assert set(ack["header"]) == {"tr_id", "tr_key", "encrypt"}


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ({"approval_key": "nonsense"}, "OPSP0011"),
        ({"custtype": "X"}, "OPSP8998"),
        ({"tr_type": "3"}, "OPSP8997"),
        ({"tr_id": "H0XXXXX0"}, "OPSP8991"),
        ({"tr_key": "005930"}, "OPSP8992"),
        ({"tr_id": "H0STCNI9"}, "OPSP8991"),
    ],
)
async def test_a_wrong_registration_is_answered_by_code(kis, ask, code):
    wanted = {"tr_id": TRADES, "tr_key": CALM} | ask
    async with kis.socket() as socket:
        ack = await socket.ask(wanted.pop("tr_id"), wanted.pop("tr_key"), **wanted)
    assert ack["body"]["msg_cd"] == code
    assert "output" not in ack["body"]


async def test_a_second_registration_of_the_same_is_refused(kis):
    async with kis.socket() as socket:
        await socket.ask(TRADES, CALM)
        assert errors(await socket.ask(TRADES, CALM)) == ("1", "OPSP0002")


async def test_an_unknown_deregistration_is_refused(kis):
    async with kis.socket() as socket:
        assert errors(await socket.ask(TRADES, CALM, "2")) == ("1", "OPSP0003")


async def test_the_42nd_registration_is_refused(start):
    client = await start(feed=None, holdings=45)
    codes = [listing.code for listing in client.server.world.listings()]
    async with client.socket() as socket:
        assert errors(await socket.notices()) == ("0", "OPSP0000")
        for code in codes[:40]:
            assert errors(await socket.ask(TRADES, code)) == ("0", "OPSP0000")
        assert errors(await socket.ask(TRADES, codes[40])) == ("1", "OPSP0008")
        await socket.ask(TRADES, codes[0], "2")
        assert errors(await socket.ask(TRADES, codes[40])) == ("0", "OPSP0000")


async def test_a_wrong_hts_id_closes_the_connection(kis):
    async with kis.socket() as socket:
        with pytest.raises(websockets.ConnectionClosed):
            await socket.ask("H0STCNI0", "stranger")


async def test_a_second_session_of_the_same_key_is_refused(kis):
    async with kis.socket() as first, kis.socket() as second:
        await first.ask(TRADES, CALM)
        ack = await second.ask(TRADES, CALM)
        assert errors(ack) == ("9", "OPSP8996")
        assert ack["header"]["tr_id"] == "(null)"
        with pytest.raises(websockets.ConnectionClosed):
            await second.frame()
        assert errors(await first.ask(BOOK, CALM)) == ("0", "OPSP0000")


async def test_a_second_session_can_push_the_first_out(start):
    client = await start(second_session="push")
    async with client.socket() as first, client.socket() as second:
        await first.ask(TRADES, CALM)
        assert errors(await second.ask(TRADES, CALM)) == ("0", "OPSP0000")
        assert errors(await first.ack()) == ("9", "OPSP8996")
        with pytest.raises(websockets.ConnectionClosed):
            await first.frame()


async def test_after_a_drop_everything_is_registered_anew(kis):
    async with kis.socket() as socket:
        await socket.ask(TRADES, CALM)
        kis.server.stream.drop()
        with pytest.raises(websockets.ConnectionClosed):
            await socket.frame()
    async with kis.socket() as socket:
        assert errors(await socket.ask(TRADES, CALM)) == ("0", "OPSP0000")
        kis.server.step(60)
        assert (await data(socket))[1] == TRADES


async def test_a_heartbeat_comes_and_every_style_of_answer_is_taken(start):
    client = await start(ping_s=0.02)
    async with client.socket() as socket:
        text = await socket.frame()
        beat = json.loads(text)
        assert beat == {"header": {"tr_id": "PINGPONG", "datetime": "20261102100000"}}
        assert len(text) <= 125
        await socket.send(text)
        await socket.connection.pong(text)
        await socket.connection.ping("other")
        assert errors(await socket.ask(TRADES, CALM)) == ("0", "OPSP0000")


async def test_a_trade_has_46_fields_that_agree_with_the_market(kis):
    async with kis.socket() as socket:
        await socket.ask(TRADES, CALM)
        kis.server.step(6)
        mark, tr_id, count, payload = await data(socket)
    fields = payload.split("^")
    assert (mark, tr_id, count, len(fields)) == ("0", TRADES, "001", 46)
    trade = kis.server.world.tape.share(CALM).trades[-1]
    assert fields[0] == CALM
    assert fields[2] == str(trade.price)
    assert int(fields[4]) == trade.price - 70_000
    assert fields[12:15] == [str(trade.quantity), str(trade.volume), str(trade.value)]
    assert fields[21] in ("1", "5")
    assert (fields[24], fields[33], fields[34], fields[35]) == ("090000", "20261102", "20", "N")
    assert int(fields[10]) > int(fields[11]) > 0


async def test_trades_of_a_minute_are_several_and_add_up(kis):
    async with kis.socket() as socket:
        await socket.ask(TRADES, CALM)
        before = kis.server.world.tape.share(CALM).trades[-1].volume
        kis.server.step(60)
        frames = [await data(socket) for _ in range(12)]
    quantities = [int(frame[3].split("^")[12]) for frame in frames]
    volume = kis.server.world.tape.share(CALM).trades[-1].volume
    assert sum(quantities) == volume - before


async def test_a_book_has_59_fields_and_the_combined_one_65(kis):
    async with kis.socket() as socket:
        await socket.ask(BOOK, CALM)
        kis.server.step(6)
        fields = (await data(socket))[3].split("^")
        await socket.ask(BOOK, CALM, "2")
        await socket.ask("H0UNASP0", CALM)
        kis.server.step(6)
        combined = (await data(socket))[3].split("^")
    assert (len(fields), len(combined)) == (59, 65)
    asks, bids = [int(x) for x in fields[3:13]], [int(x) for x in fields[13:23]]
    assert asks == sorted(asks)
    assert bids == sorted(bids, reverse=True)
    assert int(fields[43]) == sum(int(x) for x in fields[23:33])
    assert fields[47:53] == ["0", "0", "0", "-70000", "5", "-100.00"]


async def test_only_what_is_registered_is_streamed(kis):
    async with kis.socket() as socket:
        await socket.ask(TRADES, CALM)
        await socket.ask(BOOK, "990004")
        kis.server.step(300)
        seen = set()
        for _ in range(40):
            _, tr_id, _, payload = await data(socket)
            seen.add((tr_id, payload.split("^")[0]))
    assert seen <= {(TRADES, CALM), (BOOK, "990004")}


async def test_notices_are_acknowledged_as_encrypted(kis):
    async with kis.socket() as socket:
        ack = await socket.notices()
    assert ack["header"]["encrypt"] == "Y"


async def test_an_acceptance_notice_matches_the_sheet_field_by_field(start, open_frame):
    client = await start(notice_fields=23)
    async with client.socket() as socket:
        ack = await socket.notices()
        await client.order("buy", 3, 69_000)
        fields = open_frame(await socket.frame(), ack)
    assert fields == [
        client.options.hts_id,
        client.options.account,
        "0000000001",
        "",
        "02",
        "0",
        "00",
        "0",
        CALM,
        "0000000003",
        "000069000",
        "100000",
        "0",
        "1",
        "1",
        "06010",
        "000000003",
        "홍길동",
        "         1Y   ",
        "10",
        "",
        "고요전자",
        "",
    ]


async def test_a_fill_notice_has_quantity_price_and_order_price(start, open_frame):
    client = await start(notice_fields=23)
    ask = client.server.world.exchange.quote(CALM).ask
    async with client.socket() as socket:
        ack = await socket.notices()
        await client.order("buy", 3, ask)
        accepted = open_frame(await socket.frame(), ack)
        filled = open_frame(await socket.frame(), ack)
    assert (accepted[13], accepted[14]) == ("1", "1")
    assert (filled[13], filled[14], filled[2]) == ("2", "2", accepted[2])
    assert (filled[9], filled[10], filled[22]) == ("0000000003", f"{ask:09d}", f"{ask:09d}")


async def test_the_specification_layout_has_26_fields(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        await kis.order("buy", 3, 69_000)
        fields = open_frame(await socket.frame(), ack)
    assert len(fields) == 26
    assert fields[18:25] == ["000000000", "1", "Y", "", "10", "", "고요전자"]


async def test_a_cancel_notice_has_its_own_number_and_the_original(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        placed = (await kis.order("buy", 3, 69_000))["output"]["ODNO"]
        await kis.change(placed, "02")
        await socket.frame()
        fields = open_frame(await socket.frame(), ack)
    assert (fields[2], fields[3], fields[5]) == ("0000000002", placed, "2")
    assert (fields[10], fields[13], fields[14]) == ("000000000", "1", "2")


async def test_an_ioc_rest_is_told_with_acpt_3(kis, open_frame):
    thin = kis.server.world.exchange.quote("990004")
    async with kis.socket() as socket:
        ack = await socket.notices()
        await kis.order("buy", thin.ask_size + 1, thin.ask, code="990004", dvsn="11")
        seen = [open_frame(await socket.frame(), ack) for _ in range(3)]
    assert [(fields[7], fields[13], fields[14]) for fields in seen] == [
        ("1", "1", "1"),
        ("1", "2", "2"),
        ("1", "1", "3"),
    ]


async def test_a_resting_order_is_told_when_the_market_comes_to_it(kis, open_frame):
    bid = kis.server.world.exchange.quote(CALM).bid
    async with kis.socket() as socket:
        ack = await socket.notices()
        await kis.order("buy", 2, bid)
        await socket.frame()
        while not kis.server.world.ledger.all_orders(kis.options.account)[0].filled:
            kis.server.step(60)
        fields = open_frame(await socket.frame(), ack)
    assert (fields[13], fields[2]) == ("2", "0000000001")


async def test_paper_has_its_own_notice_id(paper, open_frame):
    async with paper.socket() as socket:
        ack = await socket.notices()
        assert ack["header"]["tr_id"] == "H0STCNI9"
        await paper.order("buy", 3, 69_000)
        frame = await socket.frame()
    assert frame.startswith("1|H0STCNI9|001|")
    assert open_frame(frame, ack)[15] == "00950"


async def test_paper_streams_krx_only(paper):
    async with paper.socket() as socket:
        assert errors(await socket.ask(TRADES, CALM)) == ("0", "OPSP0000")
        assert (await socket.ask("H0UNCNT0", CALM))["body"]["msg_cd"] == "OPSP8991"
        assert (await socket.ask("H0STMKO0", CALM))["body"]["msg_cd"] == "OPSP8991"


async def test_the_hts_is_heard_on_the_stream_too(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        kis.server.hts_order(CALM, side="buy", quantity=2, price=69_000)
        fields = open_frame(await socket.frame(), ack)
    assert (fields[8], fields[9]) == (CALM, "0000000002")


async def test_an_approval_key_outlives_a_restart_and_dies_after_a_day(kis, start):
    key = await kis.approval()
    again = await start()
    async with again.socket() as socket:
        socket.key = key
        assert errors(await socket.ask(TRADES, CALM)) == ("0", "OPSP0000")
        again.server.step(24 * 3600 - 1)
        assert errors(await socket.ask("H0STASP0", CALM)) == ("0", "OPSP0000")
        again.server.step(1)
    async with again.socket() as socket:
        socket.key = key
        assert errors(await socket.ask(TRADES, CALM)) == ("1", "OPSP0011")
