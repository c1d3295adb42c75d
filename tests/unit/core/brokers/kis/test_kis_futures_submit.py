"""Futures orders and cancels: one request each, and the outcome that its answer proves."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.brokers.kis import calls as share_calls
from core.brokers.kis import futures_calls as calls
from core.brokers.kis.codes import FUTURES_PROOFS, FUTURES_REFUSALS, REFUSALS
from core.brokers.kis.futures_body import decode, encode, order_request
from core.domain.order import Mode, OrderKind
from core.domain.signal import Side
from core.errors import InDoubt, NotSent, Refused
from tests.kis_futures_wire import (
    CODE,
    approved,
    contracts,
    futures_live,
    futures_paper,
    resting,
    taken,
)
from tests.kis_wire import ACCOUNT, BRANCH, Wire, bad, fine, oauth_bad, reply
from tests.kis_wire import approved as approved_shares
from tests.kis_wire import intent as share_intent

ACCEPTED = f"{BRANCH}-0000002891"


async def outcome(answer, meant=None) -> tuple[type[Exception] | None, str, Wire]:
    wire = Wire()
    wire.put(calls.ORDER, answer)
    try:
        number = await wire.kis(futures_paper()).broker.submit(approved(meant or contracts()))
    except (NotSent, Refused, InDoubt) as error:
        return type(error), str(error), wire
    return None, number, wire


@pytest.mark.parametrize(
    ("place", "tr_id"), [(futures_paper(), "VTTO1101U"), (futures_live(), "TTTO1101U")]
)
@pytest.mark.parametrize(("side", "code"), [(Side.SELL, "01"), (Side.BUY, "02")])
async def test_order_carries_its_side_in_the_body(place, tr_id, side, code):
    wire = Wire()
    wire.put(calls.ORDER, taken())
    number = await wire.kis(place).broker.submit(approved(contracts(place, side=side)))
    (request,) = wire.requests(calls.ORDER)
    assert (number, request.headers["tr_id"]) == (ACCEPTED, tr_id)
    assert request.headers["connection"] == "close"
    assert wire.bodies(calls.ORDER) == [{
        "ORD_PRCS_DVSN_CD": "02", "CANO": ACCOUNT, "ACNT_PRDT_CD": "03",
        "SLL_BUY_DVSN_CD": code, "SHTN_PDNO": CODE, "ORD_QTY": "3", "UNIT_PRICE": "70000",
        "NMPR_TYPE_CD": "01", "KRX_NMPR_CNDT_CD": "0", "CTAC_TLNO": "",
        "FUOP_ITEM_DVSN_CD": "", "ORD_DVSN_CD": "01",
    }]  # fmt: skip


# The table of outcomes, a line each; whatever is on no line is doubt.
@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (taken(), None),
        (fine(output=[json.loads(taken().content)["output"]]), None),
        (taken("0000000000"), InDoubt),
        (taken(""), InDoubt),
        (taken(ORD_GNO_BRNO=""), InDoubt),
        (fine(output={}), InDoubt),
        (fine(), InDoubt),
        (reply(json.loads(taken().content), status=500), InDoubt),
        (bad("APBK9999"), InDoubt),
        (bad("APBK0919"), InDoubt),
        (bad("APBK0400"), InDoubt),
        (bad("APBK0952", status=500), InDoubt),
        (bad("EGW00301", status=500), InDoubt),
        (bad("EGW00302", status=500), InDoubt),
        (bad("EGW00201", status=500), Refused),
        (oauth_bad("EGW00133"), Refused),
        (httpx.Response(502, content=b"<html>bad gateway</html>"), InDoubt),
        (httpx.Response(200, content=b""), InDoubt),
        (httpx.ReadTimeout("slow"), InDoubt),
        (httpx.RemoteProtocolError("gone"), InDoubt),
        (httpx.ConnectError("refused"), NotSent),
    ],
)
async def test_outcome_is_what_the_answer_proves(answer, wanted):
    failed, _, wire = await outcome(answer)
    assert failed is wanted
    assert len(wire.requests(calls.ORDER)) == 1


@pytest.mark.parametrize("code", sorted(FUTURES_REFUSALS))
async def test_listed_code_is_a_sure_refusal(code):
    failed, text, wire = await outcome(bad(code, "안 됩니다"))
    assert (failed, text) == (Refused, f"{code}: 안 됩니다")
    assert len(wire.requests(calls.ORDER)) == 1


@pytest.mark.parametrize("code", sorted(FUTURES_PROOFS.gateway))
@pytest.mark.parametrize("status", [200, 403, 500])
async def test_gateway_code_is_a_sure_refusal_under_any_status(code, status):
    failed, _, _ = await outcome(bad(code, status=status))
    assert failed is Refused


@pytest.mark.parametrize("code", sorted(set(REFUSALS) - set(FUTURES_REFUSALS)))
async def test_code_that_was_recorded_of_shares_alone_is_doubt(code):
    failed, _, _ = await outcome(bad(code))
    assert failed is InDoubt


async def test_refusal_with_an_order_number_is_doubt():
    body = json.loads(taken().content) | {"rt_cd": "1", "msg_cd": "APBK0952"}
    failed, _, _ = await outcome(reply(body))
    assert failed is InDoubt


async def test_number_that_was_given_before_is_doubt():
    wire = Wire()
    wire.put(calls.ORDER, taken())
    broker = wire.kis(futures_paper()).broker
    await broker.submit(approved(contracts()))
    with pytest.raises(InDoubt, match="another order"):
        await broker.submit(approved(contracts()))


async def test_shares_never_leave_through_a_futures_account():
    failed, text, wire = await outcome(taken(), share_intent(futures_paper()))
    assert failed is NotSent
    assert "for shares" in text
    assert wire.requests(calls.ORDER) == []


async def test_contracts_never_leave_through_an_account_of_shares():
    wire = Wire()
    with pytest.raises(NotSent, match="for contracts"):
        await wire.kis().broker.submit(approved_shares(share_intent(multiplier=10)))
    assert wire.requests(share_calls.ORDER) == []


@pytest.mark.parametrize("wrong", [{"account": "other"}, {"mode": Mode.LIVE}])
async def test_order_of_another_account_or_mode_is_not_sent(wrong):
    failed, _, wire = await outcome(taken(), contracts(**wrong))
    assert failed is NotSent
    assert wire.asked == []


async def test_bytes_that_were_not_journaled_never_leave():
    wire = Wire()
    wire.put(calls.ORDER, taken())
    broker = wire.kis(futures_paper()).broker
    with pytest.raises(NotSent, match="not the ones that were journaled"):
        await broker.submit(replace(approved(), body_sha="0" * 64))
    assert (wire.requests(calls.ORDER), broker.posts) == ([], 0)
    await broker.submit(approved())
    assert broker.posts == 1


async def test_last_word_stops_an_order_before_its_bytes():
    wire = Wire()
    broker = wire.kis(futures_paper(), last_word=lambda meant: f"halted {meant.symbol}").broker
    with pytest.raises(NotSent, match=f"halted {CODE}"):
        await broker.submit(approved(contracts()))
    assert wire.requests(calls.ORDER) == []


@pytest.mark.parametrize(
    ("place", "tr_id", "quantity"),
    [(futures_paper(), "VTTO1103U", "2"), (futures_live(), "TTTO1103U", "0")],
)
async def test_cancel_takes_all_that_is_left_and_tells_paper_how_many(place, tr_id, quantity):
    wire = Wire()
    wire.put(calls.CANCEL, taken("0000002892", ORGN_ODNO="0000002891"))
    order = resting(intent=contracts(place), filled=1)
    await wire.kis(place).broker.cancel(order)
    (request,) = wire.requests(calls.CANCEL)
    assert request.headers["tr_id"] == tr_id
    assert wire.bodies(calls.CANCEL) == [{
        "ORD_PRCS_DVSN_CD": "02", "CANO": ACCOUNT, "ACNT_PRDT_CD": "03",
        "RVSE_CNCL_DVSN_CD": "02", "ORGN_ODNO": "0000002891", "ORD_QTY": quantity,
        "UNIT_PRICE": "0", "NMPR_TYPE_CD": "01", "KRX_NMPR_CNDT_CD": "0", "RMN_QTY_YN": "Y",
        "FUOP_ITEM_DVSN_CD": "", "ORD_DVSN_CD": "01",
    }]  # fmt: skip


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
        await wire.kis(futures_paper()).broker.cancel(resting())
    assert len(wire.requests(calls.CANCEL)) == 1


@pytest.mark.parametrize("number", ["", "0000002891", "-1", f"{BRANCH}-"])
async def test_cancel_without_a_whole_number_is_not_sent(number):
    wire = Wire()
    with pytest.raises(NotSent, match="number"):
        await wire.kis(futures_paper()).broker.cancel(resting(number))
    assert wire.asked == []


intents = st.builds(
    contracts,
    side=st.sampled_from(Side),
    shares=st.integers(1, 100_000),
    price=st.integers(1, 10**9),
    kind=st.sampled_from(OrderKind),
    symbol=st.from_regex(r"\A[0-9A-Z]{6}([0-9A-Z]{2})?\Z"),
    owner=st.text(max_size=20),
)


@given(intents)
def test_order_survives_its_own_bytes(meant):
    place = futures_paper()
    _, body = order_request(meant, place)
    assert decode(body, meant, place).canon_hash() == meant.canon_hash()
    assert all(isinstance(value, str) for value in json.loads(body).values())


@pytest.mark.parametrize(
    "change",
    [
        {"ORD_QTY": "30"}, {"UNIT_PRICE": "7000"}, {"SHTN_PDNO": "111W03"}, {"CANO": "81012346"},
        {"ACNT_PRDT_CD": "01"}, {"SLL_BUY_DVSN_CD": "01"}, {"SLL_BUY_DVSN_CD": ""},
    ],
)  # fmt: skip
def test_changed_bytes_are_another_order(change):
    place, meant = futures_paper(), contracts()
    body = json.dumps(json.loads(encode(meant, place)) | change).encode()
    assert decode(body, meant, place).canon_hash() != meant.canon_hash()


def test_intent_of_another_account_does_not_become_an_order():
    with pytest.raises(NotSent, match="does not survive"):
        order_request(replace(contracts(), account="other"), futures_paper())
