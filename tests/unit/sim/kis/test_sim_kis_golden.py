"""Requests and replies as the fact sheet prints them, byte for byte where it does."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import datetime

import pytest

from sim.kis.desk import Notice
from sim.kis.frames import book_fields, notice_fields, trade_fields
from sim.kis.options import completed
from sim.kis.world import World
from sim.sessions import KST

CALM = "990001"
TRADE = (
    "005930^093354^71900^5^-100^-0.14^72023.83^72100^72400^71700^71900^71800^1^3052507^219853241700"
    "^5105^6937^1832^84.90^1366314^1159996^1^0.39^20.28^090020^5^-200^090820^5^-500^092619^2^200"
    "^20230612^20^N^65945^216924^1118750^2199206^0.05^2424142^125.92^0^^72100"
)
ACCEPTED = (
    "HTSID^1234567801^0000002891^^02^0^01^0^136480^0000000001^000000000^094941^0^1^1^06010"
    "^000000001^홍길동^하림^10^^하림^"
)
FILLED = (
    "HTSID^1234567801^0000002891^^02^0^00^0^136480^0000000001^000003190^094941^0^2^2^06010"
    "^000000001^홍길동^하림^10^^하림^000000000"
)


async def send(client, text: str) -> tuple[int, dict[str, str], str]:
    """Send bytes over a bare socket and give status, headers as written, and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.options.port)
    head, _, body = text.partition("\n\n")
    lines = [*head.strip().splitlines(), "Host: x", "Connection: close"]
    lines.append(f"Content-Length: {len(body.encode())}")
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body.encode())
    raw = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    head, _, body = raw.partition("\r\n\r\n")
    first, *rest = head.split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in rest), body


LIMITED = (
    '{"error_description":"접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)",'
    '"error_code":"EGW00133"}'
)
CHART = (
    '"output2":[{"stck_bsop_date":"20261030","stck_clpr":"70000","stck_oprc":"70500",'
    '"stck_hgpr":"72000","stck_lwpr":"69000","acml_vol":"400000","acml_tr_pbmn":"28133333333",'
    '"flng_cls_code":"00","prtt_rate":"0.00","mod_yn":"N","prdy_vrss_sign":"3",'
    '"prdy_vrss":"0","revl_issu_reas":""}]'
)
PAIRS = [
    (
        """POST /oauth2/tokenP HTTP/1.1
Content-Type: application/json
Accept: text/plain
charset: UTF-8

{"grant_type":"client_credentials","appkey":"KEY","appsecret":"wrong"}""",
        403,
        '{"error_description":"유효하지 않은 AppSecret입니다.","error_code":"EGW00105"}',
    ),
    (
        """POST /oauth2/tokenP HTTP/1.1
Content-Type: application/json

{"grant_type":"client_credentials","appkey":"KEY","appsecret":"SECRET"}""",
        403,
        LIMITED,
    ),
    (
        """POST /oauth2/revokeP HTTP/1.1
Content-Type: application/json

{"appkey":"KEY","appsecret":"SECRET","token":"TOKEN"}""",
        200,
        '{"code":200,"message":"접근토큰 폐기에 성공하였습니다"}',
    ),
    (
        """GET /uapi/domestic-stock/v1/quotations/inquire-price?FID_COND_MRKT_DIV_CODE=J HTTP/1.1
authorization: Bearer abc
appkey: KEY
appsecret: SECRET
tr_id: FHKST01010100
custtype: P

""",
        500,
        '{"rt_cd":"1","msg_cd":"EGW00121","msg1":"유효하지 않은 token 입니다."}',
    ),
    (
        """POST /uapi/domestic-stock/v1/trading/order-cash HTTP/1.1
authorization: Bearer TOKEN
appkey: KEY
appsecret: SECRET
tr_id: TTTC0012U
custtype: P
content-type: application/json; charset=utf-8

{"CANO":"81012345","ACNT_PRDT_CD":"01","PDNO":"990001","ORD_DVSN":"00","ORD_QTY":"3",\
"ORD_UNPR":"69000","EXCG_ID_DVSN_CD":"KRX","SLL_TYPE":"","CNDT_PRIC":""}""",
        200,
        '{"rt_cd":"0","msg_cd":"APBK0013","msg1":"주문 전송 완료 되었습니다.'
        + " " * 65
        + '","output":{"KRX_FWDG_ORD_ORGNO":"06010","ODNO":"0000000001","ORD_TMD":"100000"}}',
    ),
    (
        """POST /uapi/domestic-stock/v1/trading/order-cash HTTP/1.1
authorization: Bearer TOKEN
appKey: KEY
appSecret: SECRET
tr_id: TTTC0801U
content-type: application/json

{"CANO":"81012345","ACNT_PRDT_CD":"01","PDNO":"990001","ORD_DVSN":"01","ORD_QTY":"3",\
"ORD_UNPR":"0"}""",
        200,
        '{"rt_cd":"7","msg_cd":"APBK0400","msg1":"주문 가능한 수량을 초과했습니다.'
        + " " * 62
        + '"}',
    ),
    (
        """GET /uapi/domestic-stock/v1/quotations/inquire-daily-itemchartprice?\
FID_COND_MRKT_DIV_CODE=J&FID_INPUT_ISCD=990001&FID_INPUT_DATE_1=20261030&\
FID_INPUT_DATE_2=20261030&FID_PERIOD_DIV_CODE=D&FID_ORG_ADJ_PRC=0 HTTP/1.1
authorization: Bearer TOKEN
appkey: KEY
appsecret: SECRET
tr_id: FHKST03010100
custtype: P

""",
        200,
        CHART,
    ),
]


@pytest.mark.parametrize(("request_text", "status", "expected"), PAIRS)
async def test_a_pair_of_the_sheet(start, request_text, status, expected):
    client = await start(app_key="KEY", app_secret="SECRET", account="8101234501")
    token = client.headers["authorization"].removeprefix("Bearer ")
    got, headers, body = await send(client, request_text.replace("TOKEN", token))
    assert got == status
    assert body == expected or (expected.startswith('"output2"') and expected in body)
    assert headers["Content-Type"] == "application/json; charset=UTF-8"


async def test_a_registration_typed_from_the_sheet(start):
    client = await start(app_key="KEY", app_secret="SECRET")
    async with client.socket() as socket:
        await socket.send(
            '{"header":{"approval_key":"KEYTEXT","custtype":"P","tr_type":"1",'
            '"content-type":"utf-8"},"body":{"input":{"tr_id":"H0STCNT0","tr_key":"990001"}}}'.replace(
                "KEYTEXT", socket.key
            )
        )
        text = await socket.frame()
    assert re.fullmatch(
        r'\{"header":\{"tr_id":"H0STCNT0","tr_key":"990001","encrypt":"N"\},"body":\{"rt_cd":"0",'
        r'"msg_cd":"OPSP0000","msg1":"SUBSCRIBE SUCCESS",'
        r'"output":\{"iv":"\w{16}","key":"\w{32}"\}\}\}',
        text,
    )


def shape(text: str) -> str:
    """Say how a field is written: decimals, signed or not, letters, nothing."""
    if re.fullmatch(r"-?\d+", text):
        return "whole"
    found = re.fullmatch(r"-?\d+\.(\d+)", text)
    return f"{len(found[1])} decimals" if found else "text" if text else ""


@pytest.fixture
def world(options) -> World:
    return World(completed(options), ticks=lambda: 0.0)


def test_a_trade_is_written_like_the_sheets_example(world):
    trade = world.tape.share(CALM).trades[-1]
    ours, example = trade_fields(world, CALM, trade), TRADE.split("^")
    assert len(example) == len(ours) == 46
    assert [shape(x) for x in ours] == [shape(x) for x in example]


def test_a_book_during_trading_expects_nothing(world):
    fields = book_fields(world, CALM)
    assert [shape(x) for x in fields] == ["whole"] * 52 + ["2 decimals"] + ["whole"] * 6


@pytest.mark.parametrize("example", [ACCEPTED, FILLED])
def test_a_notice_is_written_like_the_sheets_example(options, example):
    wanted = example.split("^")
    named = completed(replace(options, account="1234567801", hts_id="HTSID"))
    world = World(named, ticks=lambda: 0.0)
    filled = wanted[13] == "2"
    notice = Notice(
        number=2891,
        original=0,
        code="136480",
        side="buy",
        event="new",
        dvsn=wanted[6],
        quantity=1,
        price=int(wanted[10]),
        at=datetime(2026, 11, 2, 9, 49, 41, tzinfo=KST),
        order_quantity=1,
        order_price=0,
        filled=filled,
        accept=wanted[14],
    )
    ours = notice_fields(world, notice, layout=23, branch="06010")
    # Slot 18 was the share's name once and carries three run-together fields since.
    named_at = {18, 21}
    assert [x for n, x in enumerate(ours) if n not in named_at] == [
        x for n, x in enumerate(wanted) if n not in named_at
    ]
    assert len(ours[18]) == 14


def test_both_layouts_carry_the_same_facts(world):
    notice = Notice(
        number=7, original=3, code=CALM, side="sell", event="cancel", dvsn="00", quantity=2,
        price=0, at=world.exchange.now, order_quantity=2, order_price=0, accept="2",
    )  # fmt: skip
    wire = notice_fields(world, notice, layout=23, branch="00950")
    full = notice_fields(world, notice, layout=26, branch="00950")
    assert (len(wire), len(full)) == (23, 26)
    assert wire[:18] == full[:18]
    assert wire[19:] == full[22:]
    assert f"{full[18][:0]:>9}{full[19]}{full[20]}".strip() == wire[18].strip()


async def test_every_leaf_of_a_reply_is_text(start):
    client = await start(holdings=3)
    await client.order("buy", 1, 69_000)
    span = {"INQR_STRT_DT": "20261102", "INQR_END_DT": "20261102"}
    for tr_id in ("TTTC8434R", "TTTC8494R", "TTTC0081R", "TTTC0084R", "TTTC8708R", "TTTC8908R"):
        reply = await client.call(tr_id, PDNO=CALM, **span)
        assert reply["rt_cd"] == "0", tr_id
        assert all(isinstance(leaf, str) for leaf in leaves(reply)), tr_id


def leaves(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


CONTAINERS = {
    "FHKST01010100": ("output", dict),
    "FHKST01010200": ("output1", dict),
    "FHKST01010300": ("output", list),
    "FHKST01010400": ("output", list),
    "FHKST03010100": ("output2", list),
    "FHKST03010200": ("output2", list),
    "FHPST01710000": ("output", list),
    "CTCA0903R": ("output", list),
    "CTPF1002R": ("output", dict),
    "HHMCM000002C0": ("output1", dict),
    "TTTC8908R": ("output", dict),
    "TTTC8408R": ("output", dict),
    "TTTC0084R": ("output", list),
    "TTTC0081R": ("output2", dict),
    "TTTC8434R": ("output2", list),
    "TTTC8494R": ("output2", list),
    "TTTC8708R": ("output2", dict),
    "TTTC8715R": ("output2", dict),
}


@pytest.mark.parametrize("tr_id", CONTAINERS)
async def test_containers_are_what_the_official_sample_reads(kis, tr_id):
    params = {
        "FID_COND_MRKT_DIV_CODE": "J",
        "FID_COND_SCR_DIV_CODE": "20171",
        "FID_INPUT_ISCD": "0000" if tr_id == "FHPST01710000" else CALM,
        "FID_INPUT_DATE_1": "20261001",
        "FID_INPUT_DATE_2": "20261102",
        "FID_INPUT_HOUR_1": "100000",
        "FID_PERIOD_DIV_CODE": "D",
        "BASS_DT": "20261102",
        "PRDT_TYPE_CD": "300",
        "PDNO": CALM,
        "INQR_STRT_DT": "20261102",
        "INQR_END_DT": "20261102",
    }
    reply = await kis.call(tr_id, **params)
    name, kind = CONTAINERS[tr_id]
    assert (reply["rt_cd"], type(reply[name])) == ("0", kind)
    assert all(key.isidentifier() for key in reply)
    assert json.dumps(reply)
