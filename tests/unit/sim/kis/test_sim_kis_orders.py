"""Orders, amendments and cancels: sections 3.1, 3.2 and 3.11 of the sheet."""

from __future__ import annotations

from datetime import datetime

import pytest

from sim.sessions import KST

CALM, LOCKED, HALTED, THIN = "990001", "990002", "990003", "990004"


def quote(client, code=CALM):
    return client.server.world.exchange.quote(code)


def orders(client):
    return client.server.world.ledger.all_orders(client.options.account)


async def test_an_order_is_answered_with_branch_number_and_time(kis):
    reply = await kis.order("buy", 3, 69_000)
    assert reply == {
        "rt_cd": "0",
        "msg_cd": "APBK0013",
        "msg1": "주문 전송 완료 되었습니다.".ljust(80),
        "output": {
            "KRX_FWDG_ORD_ORGNO": "06010",
            "ODNO": "0000000001",
            "ORD_TMD": "100000",
        },
    }


@pytest.mark.parametrize(
    ("side", "code", "text"),
    [
        ("buy", "40600000", "모의투자 매수주문이 완료 되었습니다."),
        ("sell", "40590000", "모의투자 매도주문이 완료 되었습니다."),
    ],
)
async def test_paper_confirms_in_its_own_words(start, side, code, text):
    client = await start(env="paper", holdings=1)
    reply = await client.order(side, 1, 71_500 if side == "sell" else 69_000)
    assert (reply["msg_cd"], reply["msg1"].strip()) == (code, text)
    assert reply["output"]["KRX_FWDG_ORD_ORGNO"] == "00950"


async def test_old_ids_still_trade(kis):
    fields = {"PDNO": CALM, "ORD_DVSN": "00", "ORD_QTY": "1", "ORD_UNPR": "69000"}
    assert (await kis.call("TTTC0802U", **fields))["rt_cd"] == "0"
    assert orders(kis)[-1].side == "buy"


async def test_two_equal_orders_are_two_orders(kis):
    numbers = [(await kis.order("buy", 1, 69_000))["output"]["ODNO"] for _ in range(2)]
    assert numbers == ["0000000001", "0000000002"]


async def test_a_market_order_fills_at_the_book(kis):
    ask = quote(kis).ask
    await kis.order("buy", 3, 0, dvsn="01")
    order = orders(kis)[-1]
    assert (order.state, order.filled, order.amount) == ("filled", 3, 3 * ask)


@pytest.mark.parametrize(("dvsn", "price_of"), [("03", lambda q: q.ask), ("04", lambda q: q.bid)])
async def test_best_and_top_orders_take_their_price_from_the_book(kis, dvsn, price_of):
    expected = price_of(quote(kis))
    await kis.order("buy", 1, 0, dvsn=dvsn)
    assert orders(kis)[-1].price == expected


async def test_an_ioc_order_gives_up_its_rest(kis):
    ask, size = quote(kis).ask, quote(kis).ask_size
    kis_cash = await kis.order("buy", size + 5, ask, dvsn="11")
    if kis_cash["rt_cd"] != "0":  # more shares than the account can pay: take the thin share
        ask, size = quote(kis, THIN).ask, quote(kis, THIN).ask_size
        await kis.order("buy", size + 5, ask, code=THIN, dvsn="11")
    order = orders(kis)[-1]
    assert (order.state, order.filled) == ("cancelled", size)


async def test_a_fok_order_fills_whole_or_not_at_all(kis):
    ask, size = quote(kis, THIN).ask, quote(kis, THIN).ask_size
    await kis.order("buy", size + 1, ask, code=THIN, dvsn="12")
    assert not [order for order in orders(kis) if order.filled]
    row = (await kis.fills())["output1"][0]
    assert (row["tot_ccld_qty"], row["cncl_cfrm_qty"], row["ccld_cndt_name"]) == (
        "0",
        str(size + 1),
        "FOK",
    )
    await kis.order("buy", size, ask, code=THIN, dvsn="12")
    assert orders(kis)[-1].state == "filled"


REAL = [
    ({"code": "005930"}, "7", "APBK0656"),
    ({"quantity": 0}, "7", None),
    ({"quantity": "1.5"}, "7", None),
    ({"price": 0}, "7", None),
    ({"price": 70_050}, "7", "APBK0506"),
    ({"price": 100_000}, "7", None),
    ({"dvsn": "01", "price": 70_000}, "7", None),
    ({"dvsn": "99"}, "7", "APBK1943"),
    ({"dvsn": "06", "price": 0}, "7", "APBK0918"),
    ({"quantity": 1_000}, "7", "APBK0952"),
    ({"side": "sell"}, "7", "APBK0400"),
    ({"code": HALTED, "price": 5_000}, "7", "APBK0634"),
    ({"EXCG_ID_DVSN_CD": "NXT"}, "7", "APBK0918"),
    ({"CANO": "12345678"}, "1", "OPSQ2000"),
]
PAPER = [
    ({"code": "005930"}, "40030000", "매매불가 종목"),
    ({"price": 70_050}, "40030000", "호가단위 오류"),
    ({"quantity": 1_000}, "40250000", "주문가능금액이 부족"),
    ({"EXCG_ID_DVSN_CD": "SOR"}, "40310000", "KRX"),
    ({"CANO": "12345678"}, "40910000", "불가한 계좌"),
]


async def ask(client, change):
    wanted = {"side": "buy", "quantity": 1, "price": 69_000} | change
    side, quantity, price = (wanted.pop(name) for name in ("side", "quantity", "price"))
    return await client.order(side, quantity, price, **wanted)


@pytest.mark.parametrize(("change", "rt_cd", "code"), REAL)
async def test_a_refused_order_has_status_200_and_its_code(kis, change, rt_cd, code):
    reply = await ask(kis, change)
    assert reply["rt_cd"] == rt_cd
    assert code in (None, reply["msg_cd"])
    assert "output" not in reply
    assert orders(kis) == []


@pytest.mark.parametrize(("change", "code", "words"), PAPER)
async def test_paper_refuses_with_numeric_codes(paper, change, code, words):
    reply = await ask(paper, change)
    assert (reply["rt_cd"], reply["msg_cd"]) == ("1", code)
    assert words in reply["msg1"]


@pytest.mark.parametrize(
    ("now", "real", "paper_code"),
    [
        (datetime(2026, 11, 2, 8, tzinfo=KST), "APBK0918", "40570000"),
        (datetime(2026, 11, 2, 15, 30, tzinfo=KST), "APBK0918", "40580000"),
        (datetime(2026, 11, 7, 10, tzinfo=KST), "APBK0918", "40100000"),
    ],
)
async def test_outside_its_hours_the_market_refuses(start, now, real, paper_code):
    assert (await (await start(now=now)).order("buy", 1, 69_000))["msg_cd"] == real
    closed = await start(env="paper", now=now)
    assert (await closed.order("buy", 1, 69_000))["msg_cd"] == paper_code


async def test_calls_take_limit_and_market_but_no_best_orders(start):
    client = await start(now=datetime(2026, 11, 2, 8, 45, tzinfo=KST))
    assert (await client.order("buy", 1, 69_000))["rt_cd"] == "0"
    assert (await client.order("buy", 1, 0, dvsn="01"))["rt_cd"] == "0"
    assert (await client.order("buy", 1, 0, dvsn="03"))["msg_cd"] == "APBK3013"


async def test_an_order_without_price_reserves_at_the_upper_limit(kis):
    fits = 10_000_000 // 91_000
    assert (await kis.order("buy", fits + 1, 0, dvsn="01"))["msg_cd"] == "APBK0952"
    assert (await kis.order("buy", fits, 0, dvsn="01"))["rt_cd"] == "0"


async def test_a_cancel_gets_a_number_of_its_own(kis):
    placed = (await kis.order("buy", 3, 69_000))["output"]["ODNO"]
    reply = await kis.change(placed, "02")
    assert (reply["rt_cd"], reply["output"]["ODNO"]) == ("0", "0000000002")
    assert orders(kis)[0].state == "cancelled"
    assert (await kis.order("buy", 1, 69_000))["output"]["ODNO"] == "0000000003"


async def test_paper_names_its_cancel(paper):
    placed = (await paper.order("buy", 3, 69_000))["output"]["ODNO"]
    assert (await paper.change(placed, "02"))["msg_cd"] == "40630000"


@pytest.mark.parametrize(("env", "code"), [("real", None), ("paper", "40330000")])
async def test_nothing_left_means_no_cancel(start, env, code):
    client = await start(env=env)
    placed = (await client.order("buy", 1, 0, dvsn="01"))["output"]["ODNO"]
    reply = await client.change(placed, "02")
    assert reply["rt_cd"] != "0"
    assert "정정/취소할 수량이 없습니다" in reply["msg1"]
    assert code in (None, reply["msg_cd"])


@pytest.mark.parametrize("number", ["0000000099", "", "abc"])
async def test_an_unknown_original_cannot_be_cancelled(kis, number):
    assert (await kis.change(number, "02"))["rt_cd"] == "7"


async def test_a_wrong_branch_is_refused_and_an_empty_one_taken(kis):
    placed = (await kis.order("buy", 1, 69_000))["output"]["ODNO"]
    assert (await kis.change(placed, "02", KRX_FWDG_ORD_ORGNO="99999"))["rt_cd"] == "7"
    assert (await kis.change(placed, "02", KRX_FWDG_ORD_ORGNO=""))["rt_cd"] == "0"


async def test_part_of_an_order_can_be_cancelled(kis):
    placed = (await kis.order("buy", 10, 69_000))["output"]["ODNO"]
    await kis.change(placed, "02", quantity=4, whole="N")
    rows = {row["odno"]: row for row in (await kis.fills())["output1"]}
    original = rows[placed]
    assert (original["ord_qty"], original["rmn_qty"], original["cncl_cfrm_qty"]) == ("10", "6", "4")
    assert orders(kis)[0].remaining == 6


async def test_more_than_the_rest_cannot_be_cancelled(kis):
    placed = (await kis.order("buy", 3, 69_000))["output"]["ODNO"]
    assert (await kis.change(placed, "02", quantity=4, whole="N"))["rt_cd"] == "7"
    assert orders(kis)[0].remaining == 3


async def test_an_amendment_replaces_the_order_under_a_new_number(kis):
    placed = (await kis.order("buy", 3, 69_000))["output"]["ODNO"]
    reply = await kis.change(placed, "01", price=68_900)
    old, new = orders(kis)
    assert reply["output"]["ODNO"] == "0000000002"
    assert (old.state, new.state, new.price, new.quantity) == ("cancelled", "open", 68_900, 3)
    row = (await kis.fills())["output1"][0]
    assert (row["odno"], row["orgn_odno"]) == ("0000000002", placed)


async def test_an_amended_order_is_amended_again_by_its_latest_number(kis):
    first = (await kis.order("buy", 3, 69_000))["output"]["ODNO"]
    second = (await kis.change(first, "01", price=68_900))["output"]["ODNO"]
    assert (await kis.change(first, "01", price=68_800))["rt_cd"] == "7"
    assert (await kis.change(second, "01", price=68_800))["rt_cd"] == "0"


async def test_a_refused_amendment_leaves_the_original(kis):
    placed = (await kis.order("buy", 3, 69_000))["output"]["ODNO"]
    for price in (68_950, 200_000):
        assert (await kis.change(placed, "01", price=price))["rt_cd"] == "7"
    assert orders(kis)[0].remaining == 3


async def test_an_amendment_may_use_the_money_of_its_original(kis):
    placed = (await kis.order("buy", 140, 69_000))["output"]["ODNO"]
    assert (await kis.change(placed, "01", price=69_100))["rt_cd"] == "0"


async def test_part_of_an_order_can_be_amended(kis):
    placed = (await kis.order("buy", 10, 69_000))["output"]["ODNO"]
    await kis.change(placed, "01", price=68_900, quantity=4, whole="N")
    old, new = orders(kis)
    assert (old.remaining, new.remaining, new.price) == (6, 4, 68_900)


async def test_orders_expire_at_the_close_and_keep_their_row(kis):
    placed = (await kis.order("buy", 2, 60_000))["output"]["ODNO"]
    kis.server.step(6 * 3600)
    row = (await kis.fills())["output1"][0]
    assert (row["odno"], row["rmn_qty"], row["cncl_yn"]) == (placed, "2", "N")
    assert (await kis.call("TTTC0084R"))["output"] == []


async def test_the_hts_trades_past_the_api(kis):
    kis.server.hts_order(CALM, side="buy", quantity=1, price=69_000)
    row = (await kis.fills())["output1"][0]
    assert (row["pdno"], row["ordr_empno"]) == (CALM, "HTS")


async def test_a_locked_share_cannot_be_bought_at_the_best_price(kis):
    assert (await kis.order("buy", 1, 0, code=LOCKED, dvsn="03"))["rt_cd"] == "7"
