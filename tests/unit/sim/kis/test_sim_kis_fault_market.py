"""Fills in pieces and out of order, halts, closed hours, splits, and a clock that is off."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kis.fault_market import pieces

CALM = "990001"
NOTE = "H0STCNI0"


@given(st.integers(1, 10_000), st.integers(1, 500))
def test_pieces_are_the_whole_and_none_is_empty(quantity, count):
    cut = pieces(quantity, count)
    assert sum(cut) == quantity
    assert len(cut) == min(count, quantity)
    assert min(cut) >= 1


@pytest.mark.parametrize("count", [2, 7, 500])
async def test_an_order_fills_in_as_many_pieces_as_asked(start, open_frame, count):
    kis = await start(cash=100_000_000)
    async with kis.socket() as socket:
        ack = await socket.notices()
        kis.server.faults.add("F29", pieces=count, price=69_000)
        placed = await kis.order("buy", 600, 69_000)
        frames = [open_frame(await socket.frame(), ack) for _ in range(count + 1)]
    assert [fields[13] for fields in frames] == ["1"] + ["2"] * count
    assert sum(int(fields[9]) for fields in frames[1:]) == 600
    row = (await kis.fills())["output1"][0]
    assert (row["odno"], row["tot_ccld_qty"], row["rmn_qty"]) == (
        placed["output"]["ODNO"],
        "600",
        "0",
    )
    assert row["tot_ccld_amt"] == str(600 * 69_000)


async def test_a_refused_order_leaves_the_next_one_whole(kis):
    kis.server.faults.add("F29", pieces=3)
    assert (await kis.order("buy", 10_000_000, 69_000))["rt_cd"] != "0"
    await kis.order("buy", 3, 69_000)
    assert (await kis.fills())["output1"][0]["tot_ccld_qty"] == "0"


async def test_fills_can_come_in_the_reverse_order(kis, open_frame):
    async with kis.socket() as socket:
        ack = await socket.notices()
        kis.server.faults.add("F30", count=-1)
        kis.server.faults.add("F29", pieces=3, price=69_000)
        await kis.order("buy", 7, 69_000)
        taken = open_frame(await socket.frame(), ack)
        kis.server.step(1)
        fills = [open_frame(await socket.frame(), ack) for _ in range(3)]
    assert taken[13] == "1"
    assert [int(fields[9]) for fields in fills] == [2, 2, 3]


async def test_a_halt_refuses_orders_stops_trading_and_lets_cancels_through(kis):
    placed = await kis.order("buy", 1, 69_000)
    kis.server.faults.add("F42", code=CALM, for_s=0.3)
    before = (await kis.quote("FHKST01010100"))["output"]
    assert (before["iscd_stat_cls_code"], before["temp_stop_yn"]) == ("58", "Y")
    kis.server.step(120)
    after = (await kis.quote("FHKST01010100"))["output"]
    assert after["acml_vol"] == before["acml_vol"]
    assert (await kis.order("buy", 1, 69_000))["msg_cd"] == "APBK0634"
    book = (await kis.quote("FHKST01010200"))["output1"]
    assert (book["askp1"], book["bidp1"]) == ("0", "0")
    assert (await kis.change(placed["output"]["ODNO"], "02"))["rt_cd"] == "0"


async def test_a_circuit_breaker_holds_every_share_and_ends(kis):
    kis.server.faults.add("F42", code="all", for_s=0.05)
    codes = [listing.code for listing in kis.server.world.listings()]
    assert all(kis.server.world.exchange.quote(code).halted for code in codes)
    for _ in range(200):
        if not kis.server.world.exchange.quote(CALM).halted:
            break
        await kis.quote("FHKST01010100")
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_an_interruption_takes_limit_orders_and_no_best_price(kis):
    kis.server.faults.add("F42", code=CALM, mode="vi", for_s=120)
    assert (await kis.quote("FHKST01010100"))["output"]["vi_cls_code"] == "Y"
    assert (await kis.order("buy", 1, 69_000))["rt_cd"] == "0"
    assert (await kis.order("buy", 1, 0, dvsn="03"))["msg_cd"] == "APBK3013"


async def test_a_share_that_is_not_traded_cannot_be_halted(kis):
    with pytest.raises(ValueError, match="'000000' of F42 is not traded here"):
        kis.server.faults.add("F42", code="000000")


@pytest.mark.parametrize(
    ("env", "fault", "mode", "code"),
    [
        ("paper", "F43", "after", "40580000"),
        ("paper", "F43", "before", "40570000"),
        ("paper", "F43", "holiday", "40100000"),
        ("paper", "F43", "reserved", "40310000"),
        ("real", "F43", "after", "APBK0918"),
        ("real", "F44", "tick", "APBK0506"),
        ("paper", "F44", "tick", "40030000"),
        ("real", "F44", "limit", "APBK0507"),
        ("real", "F44", "lot", "APBK0501"),
    ],
)
async def test_orders_are_refused_as_the_switch_says_and_inquiries_are_not(
    start, env, fault, mode, code
):
    client = await start(env=env)
    client.server.faults.add(fault, mode=mode)
    assert (await client.balance())["rt_cd"] == "0"
    assert (await client.order("buy", 1, 69_000))["msg_cd"] == code
    assert (await client.order("buy", 1, 69_000))["rt_cd"] == "0"


async def test_a_split_doubles_shares_and_halves_prices(kis):
    await kis.order("buy", 5, 0, dvsn="01")
    before = (await kis.balance())["output1"][0]
    price = (await kis.quote("FHKST01010100"))["output"]["stck_prpr"]
    kis.server.faults.add("F45", code=CALM, ratio=2)
    after = (await kis.balance())["output1"][0]
    assert int(after["hldg_qty"]) == 2 * int(before["hldg_qty"])
    assert int(after["prpr"]) == int(before["prpr"]) // 2
    assert float(after["pchs_avg_pric"]) == pytest.approx(float(before["pchs_avg_pric"]) / 2)
    assert after["pchs_amt"] == before["pchs_amt"]
    shown = (await kis.quote("FHKST01010100"))["output"]["stck_prpr"]
    assert int(shown) == int(price) // 2
    other = (await kis.quote("FHKST01010100", "990002"))["output"]["stck_prpr"]
    assert other == str(kis.server.world.exchange.quote("990002").price)


@pytest.mark.parametrize("by_s", [2, -2, 3600, -32_400])
async def test_the_server_clock_can_be_off(kis, by_s):
    before = parsedate_to_datetime((await kis.raw("FHKST01010100", {})).headers["Date"])
    kis.server.faults.add("F46", by_s=by_s, for_s=60)
    after = parsedate_to_datetime((await kis.raw("FHKST01010100", {})).headers["Date"])
    assert (after - before).total_seconds() == by_s


async def test_a_clock_a_day_ahead_ends_every_token(kis):
    kis.server.faults.add("F46", by_s=90_000, for_s=60)
    assert (await kis.quote("FHKST01010100"))["msg_cd"] == "EGW00123"
