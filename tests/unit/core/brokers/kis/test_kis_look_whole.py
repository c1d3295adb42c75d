"""A look that lacks what its totals, an earlier look or the other list show is none."""

from __future__ import annotations

import pytest

from core.brokers.kis import calls
from core.errors import ReadFailed
from tests.kis_wire import (
    DAY,
    Wire,
    account,
    balance_page,
    day_list,
    day_row,
    filled_row,
    holding_row,
)
from tests.unit.core.brokers.kis.look_tools import fails, look


async def test_totals_without_rows_are_no_empty_list():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(totals=(10, 700_000)))
    await fails(wire, "fewer fills")


async def test_order_seen_before_must_still_be_there():
    wire = Wire()
    account(wire, filled_row("1"), filled_row("2"))
    broker = wire.kis().broker
    await broker.look(DAY)
    account(wire, filled_row("2"))
    with pytest.raises(ReadFailed, match="lacks 1 orders"):
        await broker.look(DAY)
    wire.put(calls.DAY_ORDERS, day_list())
    with pytest.raises(ReadFailed, match="lacks 2 orders"):
        await broker.look(DAY)


async def test_suddenly_empty_account_proves_nothing():
    wire = Wire()
    account(wire, holdings=(holding_row(),))
    broker = wire.kis().broker
    await broker.look(DAY)
    wire.put(calls.BALANCE, balance_page(cash=0))
    with pytest.raises(ReadFailed, match="suddenly empty"):
        await broker.look(DAY)


async def test_holdings_fewer_than_their_total_are_no_balance():
    wire = Wire()
    account(wire)
    wire.put(calls.BALANCE, balance_page(holding_row(), paid=1_400_000))
    await fails(wire, "fewer holdings")
    wire.put(calls.BALANCE, balance_page(paid=700_000))
    await fails(wire, "fewer holdings")


async def test_fill_between_list_and_balance_is_read_again():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, day_list(day_row()), day_list(filled_row()))
    wire.put(calls.BALANCE, balance_page(), balance_page(holding_row()))
    view = await look(wire)
    assert (view.rows[0].filled, view.holdings[0].shares) == (10, 10)


async def test_list_that_never_rests_is_no_look():
    wire = Wire()
    account(wire)
    wire.put(calls.DAY_ORDERS, *(day_list(filled_row(shares=n)) for n in range(10)))
    await fails(wire, "changed during each")


async def test_resting_orders_are_read_before_and_after_the_balance():
    wire = Wire()
    account(wire, day_row())
    await look(wire)
    assert len(wire.requests(calls.DAY_ORDERS)) == 2
    account(wire, filled_row())
    await look(wire)
    assert len(wire.requests(calls.DAY_ORDERS)) == 3
