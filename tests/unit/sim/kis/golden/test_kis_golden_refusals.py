"""Section 3.11 and rows 18 to 30 of section 7: why an order is refused, in both environments."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from sim.replay import ReplayFeed
from sim.sessions import KST
from sim.values import Listing
from tests.unit.sim.kis_golden_tools import CALM, HALTED, check_refused

ANY = ""  # a code or text that the sheet leaves open


def at(text: str) -> datetime:
    """Turn day and time of November 2026 into an instant."""
    return datetime.strptime(f"2026-11-{text} +0900", "%Y-%m-%d %H:%M %z")


# what is sent, then code and text on the real host, then on paper
REFUSED = {
    "unknown symbol": (
        {"PDNO": "000000"},
        ("APBK0656", "해당종목정보가 없습니다"),
        ("40030000", "매매불가 종목"),
    ),
    "tick": ({"ORD_UNPR": "69050"}, (ANY, "주식주문호가단위 오류"), ("40030000", "호가단위 오류")),
    "above the limit": ({"ORD_UNPR": "91100"}, (ANY, "상/하한가 범위"), (ANY, "상/하한가 범위")),
    "below the limit": ({"ORD_UNPR": "48900"}, (ANY, "상/하한가 범위"), (ANY, "상/하한가 범위")),
    "no quantity": ({"ORD_QTY": "0"}, (ANY, "주문 수량을 확인"), (ANY, "주문 수량을 확인")),
    "quantity in words": ({"ORD_QTY": "1.5"}, (ANY, "주문 수량을 확인"), (ANY, "주문 수량을 확인")),
    "negative quantity": ({"ORD_QTY": "-1"}, (ANY, "주문 수량을 확인"), (ANY, "주문 수량을 확인")),
    "limit without a price": ({"ORD_UNPR": "0"}, (ANY, ANY), (ANY, ANY)),
    "market with a price": ({"ORD_DVSN": "01"}, (ANY, ANY), (ANY, ANY)),
    "price with decimals": ({"ORD_UNPR": "69000.5"}, (ANY, ANY), (ANY, ANY)),
    "kind that no exchange has": ({"ORD_DVSN": "99"}, (ANY, ANY), (ANY, ANY)),
    "kind of another session": ({"ORD_DVSN": "06", "ORD_UNPR": "0"}, ("APBK0918", ANY), (ANY, ANY)),
    "halted": (
        {"PDNO": HALTED, "ORD_UNPR": "5000"},
        ("APBK0634", ANY),
        (ANY, ANY),
    ),
    "cash": (
        {"ORD_QTY": "143", "ORD_UNPR": "70000"},
        ("APBK0952", "주문가능금액을 초과 했습니다"),
        ("40250000", "모의투자 주문가능금액이 부족합니다."),
    ),
    "another account": (
        {"CANO": "99999999"},
        ("OPSQ2000", "INVALID_CHECK_ACNO"),
        ("40910000", "모의투자 주문이 불가한 계좌입니다."),
    ),
    "an exchange that has not this share": (
        {"EXCG_ID_DVSN_CD": "NXT"},
        ("APBK0918", ANY),
        (ANY, ANY),
    ),
}


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_an_order_is_refused_by_the_words_of_the_sheet(opening, env):
    wire = await opening(env=env)
    for name, (change, real, paper) in REFUSED.items():
        code, text = real if env == "real" else paper
        reply = await wire.order("buy", 1, 69_000, **change)
        body = reply.json()
        allowed = {"real": ("7", "1"), "paper": ("1",)}[env]
        assert (reply.status_code, body["rt_cd"] in allowed) == (200, True), name
        assert body["msg_cd"] == (code or body["msg_cd"]), name
        assert text in body["msg1"], name
        check_refused(reply, body["msg_cd"], rt_cd=body["rt_cd"])
    assert (await wire.orders()).json()["output1"] == []


@pytest.mark.parametrize(
    ("env", "code", "rt_cd"), [("real", ("APBK0400", "APBK1234"), "7"), ("paper", (), "1")]
)
async def test_a_sale_beyond_what_is_held_is_refused(opening, env, code, rt_cd):
    wire = await opening(env=env)
    await wire.placed("buy", 3, wire.server.world.exchange.quote(CALM).ask)
    await wire.placed("sell", 2, 80_000)
    body = (await wire.order("sell", 2, 80_000)).json()
    assert body["rt_cd"] == rt_cd
    assert not code or body["msg_cd"] in code
    await wire.placed("sell", 1, 80_000)


async def test_a_buy_without_a_price_reserves_at_the_upper_limit(real):
    # 109 * 91,000 fits into ten million with commission, 110 does not; 140 at 70,000 would.
    check_refused(await real.order("buy", 110, 0, ORD_DVSN="01"), "APBK0952", rt_cd="7")
    await real.placed("buy", 109, 0, ORD_DVSN="01")


async def test_a_waiting_buy_keeps_its_money_and_a_cancel_gives_it_back(real):
    odno = await real.placed("buy", 142, 69_000)
    check_refused(await real.order("buy", 10, 69_000), "APBK0952", rt_cd="7")
    await real.change(odno, "02")
    await real.placed("buy", 10, 69_000)


@pytest.mark.parametrize(
    ("instant", "real", "paper"),
    [
        ("02 08:10", ("APBK0918", "장운영시간이 아닙니다"), (ANY, "모의투자 장시작전 입니다.")),
        (
            "02 15:31",
            ("APBK0918", "장운영시간이 아닙니다"),
            ("40580000", "모의투자 장종료 입니다."),
        ),
        (
            "07 10:00",
            (ANY, "장운영일자가 주문일과 상이합니다"),
            ("40100000", "모의투자 영업일이 아닙니다."),
        ),
    ],
)
@pytest.mark.parametrize("env", ["real", "paper"])
async def test_outside_the_session_the_reason_is_named(opening, env, instant, real, paper):
    now = at("02 08:00") if instant.startswith("02 08") else at("02 10:00")
    wire = await opening(env=env, now=now)
    seconds = (at(instant) - wire.server.world.exchange.now.astimezone(KST)).total_seconds()
    await wire.later(seconds)
    code, text = real if env == "real" else paper
    reply = await wire.order("buy", 1, 69_000)
    body = reply.json()
    assert body["msg_cd"] == (code or body["msg_cd"])
    assert text in body["msg1"]
    assert body["rt_cd"] == ("7" if env == "real" else "1")


@pytest.mark.parametrize(
    ("minutes", "opens"), [(-90, False), (-89, True), (329, True), (330, False)]
)
async def test_orders_are_taken_from_half_past_eight_to_half_past_three(opening, minutes, opens):
    wire = await opening(now=at("02 08:00"))
    await wire.later((120 + minutes) * 60 - (1 if minutes == -90 else 0))
    assert ((await wire.order("buy", 1, 69_000)).json()["rt_cd"] == "0") is opens


@pytest.mark.parametrize("instant", ["02 08:40", "02 15:25"])
async def test_an_auction_takes_limit_and_market_and_no_other_kind(opening, instant):
    wire = await opening(now=at("02 08:00"))
    await wire.later((at(instant) - at("02 08:00")).total_seconds())
    for dvsn in ("03", "04", "11", "13", "15", "21"):
        price = "69000" if dvsn == "11" else "0"
        body = (await wire.order("buy", 1, price, ORD_DVSN=dvsn)).json()
        assert (body["rt_cd"], body["msg_cd"] in ("APBK1943", "APBK3013")) == ("7", True), dvsn
    await wire.placed("buy", 1, 60_000)
    await wire.placed("buy", 1, 0, ORD_DVSN="01")


async def test_the_first_broken_rule_of_an_order_answers(opening):
    wire = await opening(env="paper")
    order = {
        "CANO": "99999999", "PDNO": "000000", "EXCG_ID_DVSN_CD": "NXT", "ORD_DVSN": "99",
        "ORD_QTY": "0", "ORD_UNPR": "1000050",
    }  # fmt: skip
    steps = [
        ({}, "불가한 계좌"),
        ({"CANO": wire.account["CANO"]}, "매매불가 종목"),
        ({"PDNO": CALM}, "KRX"),
        ({"EXCG_ID_DVSN_CD": "KRX"}, "주문구분"),
        ({"ORD_DVSN": "00"}, "수량"),
        ({"ORD_QTY": "1000"}, "호가단위"),
        ({"ORD_UNPR": "1000000"}, "상/하한가"),
        ({"PDNO": HALTED, "ORD_UNPR": "5000", "ORD_QTY": "9999"}, "정지"),
        ({"PDNO": CALM, "ORD_UNPR": "70000", "ORD_QTY": "1000"}, "주문가능금액"),
    ]
    for change, text in steps:
        order |= change
        body = (await wire.send("VTTC0012U", wire.account | order)).json()
        assert text in body["msg1"], body


async def test_a_quantity_must_be_a_multiple_of_the_unit(opening, golden_base):
    feed = golden_base.feed
    listings = [replace(item, lot=10) if item.code == CALM else item for item in feed.listings()]
    bars = {
        item.code: feed.bars(item.code, until=at("13 00:00").date(), count=999) for item in listings
    }
    assert all(isinstance(item, Listing) for item in listings)
    wire = await opening(feed=ReplayFeed(listings, bars, start=feed.start))
    reply = await wire.order("buy", 15, 69_000)
    check_refused(reply, reply.json()["msg_cd"], "주문 수량을 확인해주세요.", rt_cd="7")
    await wire.placed("buy", 20, 69_000)


async def test_paper_refuses_every_exchange_but_krx(paper):
    for venue in ("NXT", "SOR", "ALL"):
        body = (await paper.order("buy", 1, 69_000, EXCG_ID_DVSN_CD=venue)).json()
        assert body["rt_cd"] == "1"
        assert "KRX" in body["msg1"]
