"""Our KIS client against our KIS server: what a fault of an order proves, and what not."""

from __future__ import annotations

import asyncio

import pytest

from core.errors import InDoubt, NotSent, Refused
from tests.kis_rig import rig

ORDER = "order-cash"


async def test_f01_refused_connection_is_not_sent():
    async with rig() as market:
        meant = await market.intent()
        market.server.faults.add("F01", for_s=30)
        await asyncio.sleep(0.05)
        with pytest.raises(NotSent):
            await market.submit(meant)
        assert market.orders() == 0


ORDER_FAULTS = [
    ("F04", {"delay_s": 0.2}, InDoubt, 0),
    ("F05", {"delay_s": 0.2}, InDoubt, 1),
    ("F07", {}, InDoubt, 0),
    ("F08", {}, InDoubt, 1),
    ("F09", {}, InDoubt, 1),
    ("F10", {}, InDoubt, 1),
    ("F10", {"mode": "cut"}, InDoubt, 1),
    ("F11", {}, InDoubt, 1),
    ("F12", {}, InDoubt, 1),
    ("F12", {"odno": None}, InDoubt, 1),
    ("F12", {"odno": "0000000000"}, InDoubt, 1),
    ("F13", {}, Refused, 0),
    ("F13", {"msg_cd": "APBK9876"}, InDoubt, 0),
    ("F14", {}, Refused, 0),
    ("F19", {}, InDoubt, 1),
    ("F20", {}, InDoubt, 0),
    ("F20", {"status": 308}, InDoubt, 0),
]


@pytest.mark.parametrize(("fault", "detail", "wanted", "orders"), ORDER_FAULTS)
async def test_fault_of_an_order_has_its_class(fault, detail, wanted, orders):
    async with rig() as market:
        meant = await market.intent(resting=True)
        market.server.faults.add(fault, path=ORDER, **detail)
        with pytest.raises(wanted):
            await market.submit(meant)
        assert market.orders() == orders
        market.server.faults.clear()
        view = await market.look()
        assert len(view.rows) == orders
        assert all((r.symbol, r.shares, r.price) == (meant.symbol, 3, meant.price)
                   for r in view.rows)  # fmt: skip


async def test_f15_expired_token_is_refused_renewed_and_pressed_again():
    async with rig() as market:
        meant = await market.intent(resting=True)
        market.server.faults.add("F15", path=ORDER)
        with pytest.raises(Refused, match="EGW00123"):
            await market.submit(meant)
        with pytest.raises(NotSent, match="may be asked for in"):
            await market.submit(meant)
        market.time.skip(61)
        await market.submit(meant)
        assert market.orders() == 1


async def test_f16_revoked_token_stops_orders_until_it_is_renewed():
    async with rig() as market:
        meant = await market.intent(resting=True)
        market.server.faults.add("F16", path=ORDER, delay_s=90)
        with pytest.raises((Refused, InDoubt)):
            await market.submit(meant)
        for _ in range(2):
            market.time.skip(40)
            with pytest.raises(NotSent):
                await market.submit(meant)
        market.time.skip(70)
        await market.submit(meant)
        assert market.orders() == 1


async def test_f17_number_of_another_order_is_doubt():
    async with rig() as market:
        meant = await market.intent(resting=True)
        await market.submit(meant)
        market.server.faults.add("F17", path=ORDER)
        with pytest.raises(InDoubt, match="another order"):
            await market.submit(meant)
        assert market.orders() == 2
