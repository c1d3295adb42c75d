"""Fault switches F01 to F28, each at least once: what a client sees and what the books say."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.unit.sim.kis_golden_tools import CALM, check_good, check_refused

ORDER, LIST, BALANCE, PRICE = "order-cash", "inquire-daily-ccld", "inquire-balance", "FHKST01010100"
CTX = ("ctx_area_fk100", "ctx_area_nk100")
LIMITED = {"rt_cd": "1", "msg_cd": "EGW00201", "msg1": "초당 거래건수를 초과하였습니다."}


def booked(wire) -> int:
    """Count the account's orders in the exchange's ledger."""
    return len(wire.server.world.ledger.all_orders(wire.server.options.account))


async def unanswered(wire) -> None:
    """Send an order that gets no answer."""
    with pytest.raises((httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)):
        await wire.order("buy", 1, 60_000)


async def check_healthy(wire) -> None:
    """Require that the next order is answered as ever."""
    before = booked(wire)
    check_good(await wire.order("buy", 1, 60_000), "TTTC0012U", "output", msg_cd="APBK0013")
    assert booked(wire) == before + 1


@pytest.mark.parametrize("name", ["F01", "F02", "F03"])
async def test_a_connection_that_cannot_be_made_sends_nothing(opening, name):
    wire = await opening(retries=6)  # the transport tries again until the port is back
    wire.server.faults.add(name, for_s=0.2)
    fragile = httpx.AsyncClient(base_url=wire.server.url, verify=False)
    with pytest.raises(httpx.ConnectError):
        await fragile.get("/")
    await fragile.aclose()
    assert booked(wire) == 0
    await check_healthy(wire)


async def test_f04_a_timeout_of_a_call_that_was_never_taken(real):
    real.server.faults.add("F04", path=ORDER, delay_s=0.05)
    await unanswered(real)
    assert booked(real) == 0
    await check_healthy(real)


async def test_f05_a_timeout_after_acceptance(real):
    real.server.faults.add("F05", path=ORDER, delay_s=0.05)
    await unanswered(real)
    (row,) = (await real.orders()).json()["output1"]
    assert (row["pdno"], row["rmn_qty"], row["rjct_qty"]) == (CALM, "1", "0")
    await check_healthy(real)


@pytest.mark.parametrize("seconds", [0.5, 5, 31, 180, 600])
async def test_f06_an_accepted_order_that_shows_only_later(real, seconds):
    real.server.faults.add("F06", path=ORDER, delay_s=0.02, visible_after_s=seconds)
    await unanswered(real)
    assert booked(real) == 1
    real.server.step(seconds - 0.25)
    assert (await real.orders()).json()["output1"] == []
    real.server.step(0.25)
    assert len((await real.orders()).json()["output1"]) == 1


@pytest.mark.parametrize(("name", "count"), [("F07", 0), ("F08", 1)])
async def test_f07_f08_status_500_before_or_after_acceptance(real, name, count):
    real.server.faults.add(name, path=ORDER)
    reply = await real.order("buy", 1, 60_000)
    body = reply.json()
    assert (reply.status_code, body["rt_cd"], list(body)) == (500, "1", ["rt_cd", "msg_cd", "msg1"])
    assert body["msg_cd"].startswith("EGW")
    assert booked(real) == count
    await check_healthy(real)


@pytest.mark.parametrize("name", ["F07", "F08"])
@pytest.mark.parametrize("code", ["EGW00301", "EGW00302"])
async def test_a_routing_error_may_come_before_or_after_acceptance(real, name, code):
    real.server.faults.add(name, path=ORDER, msg_cd=code)
    check_refused(await real.order("buy", 1, 60_000), code, status=500)
    assert booked(real) == (name == "F08")


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_f09_a_page_of_the_proxy_after_acceptance(real, status):
    real.server.faults.add("F09", path=ORDER, status=status)
    reply = await real.order("buy", 1, 60_000)
    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html")
    assert booked(real) == 1
    await check_healthy(real)


@pytest.mark.parametrize("mode", ["text", "cut"])
async def test_f10_json_that_ends_in_the_middle(real, mode):
    real.server.faults.add("F10", path=ORDER, mode=mode)
    if mode == "cut":
        with pytest.raises(httpx.RemoteProtocolError):
            await real.order("buy", 1, 60_000)
    else:
        reply = await real.order("buy", 1, 60_000)
        assert reply.status_code == 200
        with pytest.raises(ValueError):
            reply.json()
    assert booked(real) == 1
    await check_healthy(real)


async def test_f11_status_200_with_an_empty_body(real):
    real.server.faults.add("F11", path=ORDER)
    reply = await real.order("buy", 1, 60_000)
    assert (reply.status_code, reply.content) == (200, b"")
    assert booked(real) == 1


@pytest.mark.parametrize(("given", "shown"), [("", ""), ("0000000000", "0000000000"), (None, None)])
async def test_f12_success_without_a_number(real, given, shown):
    real.server.faults.add("F12", path=ORDER, odno=given)
    body = (await real.order("buy", 1, 60_000)).json()
    assert (body["rt_cd"], body["msg_cd"]) == ("0", "APBK0013")
    assert body["output"].get("ODNO") == shown
    assert booked(real) == 1


@pytest.mark.parametrize(("code", "rt_cd"), [("APBK0952", "7"), ("APBK9999", "1")])
async def test_f13_a_refusal_of_any_code(real, code, rt_cd):
    real.server.faults.add("F13", path=ORDER, msg_cd=code, rt_cd=rt_cd)
    check_refused(await real.order("buy", 1, 60_000), code, rt_cd=rt_cd)
    assert booked(real) == 0
    await check_healthy(real)


async def test_f14_the_rate_limit_answers_with_its_own_body(real):
    real.server.faults.add("F14", path=ORDER)
    reply = await real.order("buy", 1, 60_000)
    assert (reply.status_code, reply.json()) == (500, LIMITED)
    assert booked(real) == 0
    await check_healthy(real)


async def test_f15_the_token_ends_early_and_a_new_one_is_given(real):
    real.server.faults.add("F15", path=ORDER)
    check_refused(await real.order("buy", 1, 60_000), "EGW00123", status=500)
    assert booked(real) == 0
    await real.later(60)
    await check_healthy(real)


async def test_f16_the_token_is_revoked_and_the_next_may_not_be_asked_for_yet(real):
    real.server.step(3600)
    real.server.faults.add("F16", path=ORDER, delay_s=60)
    check_refused(await real.order("buy", 1, 60_000), "EGW00121", status=500)
    reply = await real.issue()
    assert (reply.status_code, reply.json()["error_code"]) == (403, "EGW00133")
    await real.later(60)
    await check_healthy(real)


async def test_f17_the_answer_carries_another_orders_number(real):
    first = await real.placed("buy", 1, 60_000)
    real.server.faults.add("F17", path=ORDER)
    body = (await real.order("buy", 2, 61_000)).json()
    assert body["output"]["ODNO"] == first
    rows = (await real.orders()).json()["output1"]
    assert [row["ord_qty"] for row in rows] == ["2", "1"]


async def test_f18_a_slow_answer_comes_late_and_is_right(real):
    real.server.faults.add("F18", path=ORDER, delay_s=0.3, count=2)
    real.http.timeout = httpx.Timeout(0.1)
    await unanswered(real)
    assert booked(real) == 1
    real.http.timeout = httpx.Timeout(5)
    await check_healthy(real)


async def test_f19_a_reset_after_the_headers(real):
    real.server.faults.add("F19", path=ORDER)
    await unanswered(real)
    assert booked(real) == 1
    await check_healthy(real)


@pytest.mark.parametrize("status", [307, 308])
async def test_f20_a_redirect_before_anything_is_taken(real, status):
    real.server.faults.add("F20", path=ORDER, status=status)
    reply = await real.order("buy", 1, 60_000)
    assert (reply.status_code, reply.content) == (status, b"")
    assert reply.headers["location"].startswith("http://127.0.0.1")
    assert booked(real) == 0


async def pair_of_pages(wire) -> tuple[dict, httpx.Response]:
    """Ask for two pages of orders and give the first body and the second reply."""
    first = (await wire.orders()).json()
    keys = {name.upper(): first[name] for name in CTX}
    return first, await wire.orders(cont="N", **keys)


async def test_f21_a_second_page_that_fails(opening):
    wire = await opening(env="paper")
    for _ in range(20):
        await wire.placed("buy", 1, 49_100)
    wire.server.faults.add("F21", path=LIST, skip=1)
    first, second = await pair_of_pages(wire)
    assert len(first["output1"]) == 15
    assert (second.status_code, second.json()["rt_cd"]) == (500, "1")
    _, second = await pair_of_pages(wire)
    assert len(second.json()["output1"]) == 5


@pytest.mark.parametrize(("mode", "mark"), [("early", "D"), ("endless", "M")])
async def test_f21_a_list_that_ends_early_or_never(opening, mode, mark):
    wire = await opening(env="paper")
    for _ in range(20):
        await wire.placed("buy", 1, 49_100)
    wire.server.faults.add("F21", path=LIST, mode=mode, count=-1)
    keys = dict.fromkeys((name.upper() for name in CTX), "")
    for _ in range(1 if mode == "early" else 12):
        reply = await wire.orders(cont="N" if keys["CTX_AREA_NK100"] else "", **keys)
        assert reply.headers["tr_cont"] == mark
        assert bool(reply.json()["ctx_area_nk100"].strip()) is (mode == "endless")
        keys = {name.upper(): reply.json()[name] for name in CTX}


async def test_f22_the_data_changed_and_the_query_must_begin_again(real):
    real.server.faults.add("F22", path=LIST)
    reply = await real.orders()
    check_refused(reply, reply.json()["msg_cd"])
    assert "다시 조회" in reply.json()["msg1"]
    assert (await real.orders()).json()["rt_cd"] == "0"


async def test_f23_a_row_comes_twice_when_rows_move(opening):
    wire = await opening(env="paper")
    placed = [await wire.placed("buy", 1, 49_100) for _ in range(20)]
    wire.server.faults.add("F23", path=LIST, count=2)
    first, second = await pair_of_pages(wire)
    found = [row["odno"] for row in first["output1"] + second.json()["output1"]]
    assert len(found) == 21
    assert set(found) == set(placed)


async def test_f24_the_balance_stays_behind_the_orders(real):
    real.server.faults.add("F24", path=BALANCE, for_s=180)
    await real.placed("buy", 3, 0, ORD_DVSN="01")
    assert (await real.orders()).json()["output1"][0]["tot_ccld_qty"] == "3"
    assert (await real.balance()).json()["output1"] == []
    real.server.step(180)
    (row,) = (await real.balance()).json()["output1"]
    assert row["hldg_qty"] == "3"


async def test_f25_success_without_rows_and_with_totals(opening):
    wire = await opening(env="paper")
    await wire.placed("buy", 1, 60_000)
    wire.server.faults.add("F25", path=LIST)
    reply = await wire.orders()
    keys = "output1 output2 ctx_area_fk100 ctx_area_nk100"
    body = check_good(reply, "VTTC0081R", keys, msg_cd="70070000", cont="D")
    assert body["msg1"].rstrip() == "조회할 내역(자료)이 없습니다"
    assert (body["output1"], body["output2"]["tot_ord_qty"]) == ([], "1")


@pytest.mark.parametrize(
    ("style", "field", "shown"),
    [
        ("plus", "ord_unpr", "+60000"),
        ("pad", "ord_qty", "0" * 14 + "1"),
        ("decimal", "ord_qty", "1.0000"),
        ("fullwidth", "ord_unpr", "６００００"),
        ("prefix", "pdno", f"A{CALM}"),
    ],
)
async def test_f26_numbers_written_in_another_way(real, style, field, shown):
    await real.placed("buy", 1, 60_000)
    real.server.faults.add("F26", path=LIST, style=style, field=field)
    (row,) = (await real.orders()).json()["output1"]
    assert row[field] == shown


async def test_f26_names_in_another_case(real):
    await real.placed("buy", 1, 60_000)
    plain = (await real.orders()).json()["output1"][0]
    real.server.faults.add("F26", path=LIST, style="case")
    (row,) = (await real.orders()).json()["output1"]
    assert list(row) == [name.upper() for name in plain]
    assert list(row.values()) == list(plain.values())


async def test_f27_a_field_that_nobody_knows(real):
    await real.placed("buy", 1, 60_000)
    real.server.faults.add("F27", path=LIST, field="new_fld", value="7")
    body = (await real.orders()).json()
    assert (body["output1"][0]["new_fld"], body["output1"][0]["ord_qty"]) == ("7", "1")


@pytest.mark.parametrize(("mode", "left"), [("missing", {}), ("null", {"ord_qty": None}),
                                            ("blank", {"ord_qty": ""})])  # fmt: skip
async def test_f28_a_field_that_is_missing_or_null(real, mode, left):
    await real.placed("buy", 1, 60_000)
    real.server.faults.add("F28", path=LIST, field="ord_qty", mode=mode)
    (row,) = json.loads((await real.orders()).content)["output1"]
    assert {name: row[name] for name in ("ord_qty",) if name in row} == left


async def test_a_switch_hits_only_what_it_names_and_as_often_as_it_says(real):
    real.server.faults.add("F07", path=ORDER, count=2, skip=1)
    statuses = [(await real.order("buy", 1, 60_000)).status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]
    real.server.faults.add("F11", tr_id="TTTC8434R")
    check_good(await real.quote(PRICE), PRICE, "output")
    assert (await real.balance()).content == b""
