"""What the rows say of an order: its number, channel, end, and those that amend it."""

from __future__ import annotations

import pytest

from core.brokers.kis import calls
from core.domain.calendar import utc
from tests.kis_wire import DAY, Wire, accepted, account, approved, day_row, filled_row
from tests.unit.core.brokers.kis.look_tools import fails, full, look


async def test_branch_is_part_of_the_number():
    wire = Wire()
    account(wire, filled_row("1"), filled_row("1", ord_gno_brno="06010"))
    assert {r.number for r in (await look(wire)).rows} == {full(1), "06010-0000000001"}


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "open"),
        ({"cncl_cfrm_qty": "10", "rmn_qty": "0"}, "cancelled"),
        ({"cncl_yn": "Y", "rmn_qty": "0"}, "cancelled"),
        ({"cncl_yn": "Y"}, "open"),
        ({"rjct_qty": "10", "rmn_qty": "0"}, "rejected"),
        ({"rmn_qty": "0"}, "open"),
        ({"tot_ccld_qty": "10", "tot_ccld_amt": "700000", "rmn_qty": "0"}, "filled"),
    ],
)
async def test_only_a_row_that_says_so_ends_an_order(change, state):
    wire = Wire()
    account(wire, day_row(**change))
    assert (await look(wire)).rows[0].state == state


async def test_unfilled_rest_expires_when_the_session_is_over():
    wire = Wire()
    account(wire, day_row())
    wire.clock.move_to(utc(DAY, 15, 59))
    assert (await look(wire)).rows[0].state == "open"
    wire.clock.move_to(utc(DAY, 16, 1))
    assert (await look(wire)).rows[0].state == "expired"
    wire.clock.move_to(utc(DAY.replace(day=4), 8))
    assert (await look(wire)).rows[0].state == "expired"


async def test_nothing_expires_by_a_clock_that_is_wrong():
    wire = Wire()
    account(wire, day_row())
    wire.clock.move_to(utc(DAY, 19))
    looked = await wire.kis(clock_is_wrong=lambda: True).broker.look(DAY)
    assert looked.rows[0].state == "open"


async def test_amendment_goes_on_where_its_parent_stopped():
    wire = Wire()
    parent = filled_row("1", 4, rmn_qty="0", cncl_cfrm_qty="6")
    child = day_row("2", orgn_odno="1", ord_qty="6", ord_unpr="70100", rmn_qty="4",
                    tot_ccld_qty="2", tot_ccld_amt="140200")  # fmt: skip
    account(wire, parent, child)
    (row,) = (await look(wire)).rows
    assert (row.number, row.shares, row.price) == (full(1), 10, 70_000)
    assert (row.filled, row.amount, row.state) == (6, 420_200, "open")


async def test_cancel_is_no_order_of_its_own():
    wire = Wire()
    parent = filled_row("1", 4, rmn_qty="0", cncl_cfrm_qty="6", cncl_yn="Y")
    child = day_row("2", orgn_odno="1", ord_qty="6", ord_unpr="0", rmn_qty="0", cncl_yn="Y")
    account(wire, parent, child)
    (row,) = (await look(wire)).rows
    assert (row.number, row.filled, row.state) == (full(1), 4, "cancelled")


async def test_amendment_without_its_parent_makes_the_list_incomplete():
    wire = Wire()
    account(wire, day_row("2", orgn_odno="1"))
    await fails(wire, "lacks")


async def test_channel_is_ours_only_when_we_were_answered():
    wire = Wire()
    account(wire, filled_row(), filled_row("5"))
    wire.put(calls.ORDER, accepted())
    broker = wire.kis().broker
    await broker.submit(approved())
    view = await broker.look(DAY)
    assert {r.number: r.channel for r in view.rows} == {full(2891): "api", full(5): "unreadable"}


async def test_channel_by_its_mark_when_the_mark_is_known():
    wire = Wire()
    marks = ("31", "01", "")
    rows = [
        filled_row(str(i + 1), cpbc_ordp_mtrl_dvsn_cd=m, ordr_empno="") for i, m in enumerate(marks)
    ]
    account(wire, *rows)
    view = await wire.kis(api_media=frozenset({"31"})).broker.look(DAY)
    assert [r.channel for r in view.rows] == ["api", "other", "unreadable"]


async def test_number_is_the_same_however_it_is_padded():
    wire = Wire()
    account(wire, filled_row("2891", ord_gno_brno="950"))
    wire.put(calls.ORDER, accepted("000000000002891", "00950"))
    broker = wire.kis().broker
    given_number = await broker.submit(approved())
    assert [r.number for r in (await broker.look(DAY)).rows] == [given_number] == [full(2891)]
