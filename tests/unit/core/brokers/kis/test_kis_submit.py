"""Orders and cancels: one request each, and the outcome that its answer proves."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import calls
from core.brokers.kis.codes import PROOFS, REFUSALS
from core.brokers.kis.order_body import decode, encode, order_request
from core.brokers.kis.place import account_of
from core.domain.order import Mode, OrderKind
from core.domain.signal import Side
from core.errors import InDoubt, NotSent, Refused
from tests.kis_wire import (
    ACCOUNT,
    APP_SECRET,
    BRANCH,
    DAY,
    TOKEN,
    Wire,
    accepted,
    account,
    approved,
    bad,
    day_row,
    fine,
    intent,
    live_place,
    oauth_bad,
    paper_place,
    reply,
    resting,
    token,
)


async def outcome(answer) -> tuple[type[Exception] | None, str, Wire]:
    wire = Wire()
    wire.put(calls.ORDER, answer)
    try:
        number = await wire.kis().broker.submit(approved())
    except (NotSent, Refused, InDoubt) as error:
        return type(error), str(error), wire
    return None, number, wire


async def test_accepted_order_gives_branch_and_number():
    failed, number, wire = await outcome(accepted())
    assert (failed, number) == (None, f"{BRANCH}-0000002891")
    (request,) = wire.requests(calls.ORDER)
    assert request.headers["tr_id"] == "VTTC0012U"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["custtype"] == "P"
    assert request.headers["connection"] == "close"
    assert wire.bodies(calls.ORDER) == [{
        "CANO": ACCOUNT, "ACNT_PRDT_CD": "01", "PDNO": "005930", "ORD_DVSN": "00",
        "ORD_QTY": "10", "ORD_UNPR": "70000", "SLL_TYPE": "", "CNDT_PRIC": "",
        "EXCG_ID_DVSN_CD": "KRX",
    }]  # fmt: skip


@pytest.mark.parametrize("code", sorted(REFUSALS))
async def test_listed_code_is_a_sure_refusal(code):
    failed, text, wire = await outcome(bad(code, "안 됩니다"))
    assert failed is Refused
    assert text == f"{code}: 안 됩니다"
    assert len(wire.requests(calls.ORDER)) == 1


@pytest.mark.parametrize("code", sorted(PROOFS.gateway))
@pytest.mark.parametrize("status", [200, 403, 500])
async def test_gateway_code_is_a_sure_refusal_under_any_status(code, status):
    failed, _, wire = await outcome(bad(code, status=status))
    assert failed is Refused
    assert len(wire.requests(calls.ORDER)) == 1


async def test_gateway_code_of_the_oauth_form_is_read_too():
    failed, text, _ = await outcome(oauth_bad("EGW00133"))
    assert (failed, text) == (Refused, "EGW00133: 잠시 후")


DOUBTS = {
    "not listed": bad("APBK9999"),
    "code of contradicting reports": bad("APBK0919"),
    "service delayed": bad("90020000"),
    "check the previous trade": bad("EGW00302", status=500),
    "invalid token": bad("EGW00121", status=500),
    "listed refusal under 500": bad("APBK0952", status=500),
    "refusal with a number": reply({
        "rt_cd": "1", "msg_cd": "APBK0952", "output": {"ODNO": "1", "KRX_FWDG_ORD_ORGNO": "1"},
    }),
    "no output": fine(),
    "output null": fine(output=None),
    "blank number": accepted("          "),
    "zero number": accepted("0000000000"),
    "number that is no text": fine(output={"ODNO": 7, "KRX_FWDG_ORD_ORGNO": BRANCH}),
    "refusal with a number that is no text": reply({
        "rt_cd": "1", "msg_cd": "APBK0952", "output": {"ODNO": 7},
    }),
    "refusal with half a number": reply({
        "rt_cd": "1", "msg_cd": "APBK0952", "output": {"ODNO": "7"},
    }),
    "number of words": accepted("no number"),
    "no branch": accepted(branch="     "),
    "success under 500": reply({"rt_cd": "0", "output": {"ODNO": "1"}}, status=500),
    "accepted under 307": httpx.Response(307, headers={"location": "/x"}, content=b"{}"),
    "502 html": httpx.Response(502, content=b"<html>Bad Gateway</html>"),
    "empty body": httpx.Response(200, content=b""),
    "half a body": httpx.Response(200, content=accepted().content[:-20]),
    "a list": httpx.Response(200, content=b"[]"),
    "not utf-8": httpx.Response(200, content=b'{"rt_cd":"0","msg1":"\xff"}'),
    "deep nesting": httpx.Response(200, content=b"[" * 100_000),
    "rt_cd as a number": reply({"rt_cd": 0, "output": {"ODNO": "1", "KRX_FWDG_ORD_ORGNO": "1"}}),
    "two numbers": reply({
        "rt_cd": "0", "output": {"ODNO": "1", "odno": "2", "KRX_FWDG_ORD_ORGNO": BRANCH},
    }),
    "read timeout": httpx.ReadTimeout("slow"),
    "write timeout": httpx.WriteTimeout("slow"),
    "reset": httpx.ReadError("reset"),
    "hang-up": httpx.RemoteProtocolError("closed"),
}  # fmt: skip


@pytest.mark.parametrize("answer", DOUBTS.values(), ids=DOUBTS.keys())
async def test_everything_else_is_doubt_and_never_sent_again(answer):
    failed, _, wire = await outcome(answer)
    assert failed is InDoubt
    assert len(wire.requests(calls.ORDER)) == 1


@pytest.mark.parametrize("fault", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")])
async def test_no_connection_is_not_sent(fault):
    failed, _, wire = await outcome(fault)
    assert failed is NotSent
    assert len(wire.requests(calls.ORDER)) == 1


async def test_answer_with_a_number_known_before_is_doubt():
    wire = Wire()
    account(wire, day_row("0000000007"))
    wire.put(calls.ORDER, accepted("0000000007"))
    broker = wire.kis().broker
    await broker.look(DAY)
    with pytest.raises(InDoubt, match="another order"):
        await broker.submit(approved())


async def test_number_answered_twice_is_doubt():
    wire = Wire()
    wire.put(calls.ORDER, accepted())
    broker = wire.kis().broker
    await broker.submit(approved())
    with pytest.raises(InDoubt, match="another order"):
        await broker.submit(approved())


async def test_look_that_finds_the_order_first_does_not_make_its_answer_foreign():
    wire = Wire()
    account(wire, day_row())
    broker = wire.kis().broker
    loop = asyncio.get_running_loop()
    looks = []

    def slowly(_request):
        looks.append(loop.create_task(broker.look(DAY)))
        return accepted()

    wire.put(calls.ORDER, slowly)
    assert await broker.submit(approved()) == f"{BRANCH}-0000002891"
    view = await looks[0]
    assert [row.number for row in view.rows] == [f"{BRANCH}-0000002891"]


@pytest.mark.parametrize(
    "wrong", [{"account": "someone else"}, {"mode": Mode.LIVE}, {"account": ""}]
)
async def test_order_of_another_account_or_mode_is_not_sent(wrong):
    wire = Wire()
    broker = wire.kis().broker
    with pytest.raises(NotSent):
        await broker.submit(approved(intent(**wrong)))
    with pytest.raises(NotSent):
        await broker.cancel(resting(intent=intent(**wrong)))
    assert wire.asked == []


async def test_last_word_stops_an_order_before_its_bytes():
    wire = Wire()
    wire.put(calls.ORDER, accepted())
    broker = wire.kis(last_word=lambda meant: f"halted {meant.symbol}").broker
    with pytest.raises(NotSent, match="halted 005930"):
        await broker.submit(approved())
    assert wire.requests(calls.ORDER) == []


async def test_without_a_token_nothing_is_sent():
    wire = Wire()
    wire.put(calls.TOKEN, oauth_bad("EGW00105", "유효하지 않은 AppSecret입니다."))
    with pytest.raises(NotSent, match="EGW00105"):
        await wire.kis().broker.submit(approved())
    assert wire.requests(calls.ORDER) == []


async def test_expired_token_is_replaced_for_the_next_press_only():
    wire = Wire()
    wire.put(calls.TOKEN, token("first-token"), token("second-token"))
    wire.put(calls.ORDER, bad("EGW00123", status=500), accepted())
    broker = wire.kis().broker
    with pytest.raises(Refused, match="EGW00123"):
        await broker.submit(approved())
    assert len(wire.requests(calls.ORDER)) == 1
    wire.clock.move_by(61)
    await broker.submit(approved())
    sent = [r.headers["authorization"] for r in wire.requests(calls.ORDER)]
    assert sent == ["Bearer first-token", "Bearer second-token"]


async def test_too_fast_slows_the_next_calls_down():
    wire = Wire()
    wire.put(calls.ORDER, bad("EGW00201", status=500), accepted())
    broker = wire.kis(live_place()).broker
    meant = intent(live_place())
    with pytest.raises(Refused):
        await broker.submit(approved(meant))
    before = wire.clock.monotonic()
    await broker.submit(approved(meant))
    assert wire.clock.monotonic() - before >= 1.0


async def test_refusal_tells_no_account_number():
    _, text, _ = await outcome(bad("APBK0952", f"{ACCOUNT}01 계좌 {APP_SECRET[:20]}"))
    assert ACCOUNT not in text
    failed, text, _ = await outcome(bad("APBK9999", f"{ACCOUNT}-01 계좌"))
    assert (failed, ACCOUNT in text) == (InDoubt, False)


async def test_cancel_names_branch_and_number():
    wire = Wire()
    wire.put(calls.CANCEL, accepted("0000002892"))
    await wire.kis().broker.cancel(resting())
    (request,) = wire.requests(calls.CANCEL)
    assert request.headers["tr_id"] == "VTTC0013U"
    assert wire.bodies(calls.CANCEL) == [{
        "CANO": ACCOUNT, "ACNT_PRDT_CD": "01", "KRX_FWDG_ORD_ORGNO": BRANCH,
        "ORGN_ODNO": "0000002891", "ORD_DVSN": "00", "RVSE_CNCL_DVSN_CD": "02", "ORD_QTY": "0",
        "ORD_UNPR": "0", "QTY_ALL_ORD_YN": "Y", "CNDT_PRIC": "", "EXCG_ID_DVSN_CD": "KRX",
    }]  # fmt: skip


@pytest.mark.parametrize("number", [None, "", "0000002891", "-1", f"{BRANCH}-"])
async def test_cancel_without_a_whole_number_is_not_sent(number):
    wire = Wire()
    with pytest.raises(NotSent, match="number"):
        await wire.kis().broker.cancel(resting(number))
    assert wire.asked == []


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (bad("40330000"), Refused),
        (bad("EGW00201", status=500), Refused),
        (bad("APBK7777"), InDoubt),
        (httpx.ReadTimeout("slow"), InDoubt),
        (httpx.ConnectError("refused"), NotSent),
    ],
)
async def test_cancel_has_the_same_outcomes(answer, wanted):
    wire = Wire()
    wire.put(calls.CANCEL, answer)
    with pytest.raises(wanted):
        await wire.kis().broker.cancel(resting())
    assert len(wire.requests(calls.CANCEL)) == 1


intents = st.builds(
    intent,
    side=st.sampled_from(Side),
    shares=st.integers(1, 100_000),
    price=st.integers(1, 10**9),
    kind=st.sampled_from(OrderKind),
    symbol=st.from_regex(r"\A[0-9A-Z]{6}\Z"),
    owner=st.text(max_size=20),
)


@given(intents)
def test_order_survives_its_own_bytes(meant):
    place = paper_place()
    tr_id, body = order_request(meant, place)
    assert decode(tr_id, body, meant, place).canon_hash() == meant.canon_hash()
    assert all(isinstance(value, str) for value in json.loads(body).values())


@pytest.mark.parametrize(
    "change", [{"ORD_QTY": "100"}, {"ORD_UNPR": "7000"}, {"PDNO": "000660"}, {"CANO": "81012346"}]
)
def test_changed_bytes_are_another_order(change):
    place, meant = paper_place(), intent()
    body = json.dumps(json.loads(encode(meant, place)) | change).encode()
    assert decode(place.tr.buy, body, meant, place).canon_hash() != meant.canon_hash()


def test_changed_side_is_another_order():
    place, meant = paper_place(), intent()
    body = encode(meant, place)
    assert decode(place.tr.sell, body, meant, place).canon_hash() != meant.canon_hash()


def test_intent_of_another_account_does_not_become_an_order():
    with pytest.raises(NotSent, match="does not survive"):
        order_request(replace(intent(), account="other"), paper_place())


def test_sell_and_buy_have_their_own_ids():
    for place in (paper_place(), live_place()):
        buy, _ = order_request(intent(place), place)
        sell, _ = order_request(intent(place, side=Side.SELL), place)
        assert (buy, sell) == (place.tr.buy, place.tr.sell)
        assert account_of(place) == intent(place).account


@pytest.mark.parametrize("sha", ["", "0" * 64])
async def test_bytes_that_were_not_journaled_never_leave(sha):
    wire = Wire()
    wire.put(calls.ORDER, accepted())
    broker = wire.kis().broker
    with pytest.raises(NotSent, match="not the ones that were journaled"):
        await broker.submit(replace(approved(), body_sha=sha))
    assert wire.requests(calls.ORDER) == []
    assert broker.posts == 0
    await broker.submit(approved())
    assert broker.posts == len(wire.requests(calls.ORDER)) == 1
