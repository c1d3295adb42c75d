"""Our KIS client against our KIS server: a look over faulty lists is whole or none."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.commands import BrokerView
from core.errors import ReadFailed
from tests.kis_rig import Rig, rig

LIST = "inquire-daily-ccld"
BALANCE = "inquire-balance"


async def filled_rig(market: Rig, *, count: int) -> None:
    """Fill one order and let others rest, so that the list has several pages."""
    await market.submit()
    low = await market.intent(resting=True)
    for _ in range(count):
        market.server.hts_order(market.code, side="buy", quantity=1, price=low.price)
    market.time.skip(3)


@pytest.mark.parametrize(
    ("fault", "detail"),
    [
        ("F21", {"skip": 1}),
        ("F21", {"mode": "endless"}),
        ("F25", {}),
        ("F28", {"field": "tot_ccld_qty"}),
        ("F28", {"field": "rmn_qty", "mode": "null"}),
        ("F28", {"field": "odno", "mode": "blank"}),
        ("F26", {"style": "fullwidth"}),
        ("F22", {}),
        ("F10", {}),
        ("F11", {}),
    ],
)
async def test_list_that_is_not_whole_is_no_look(fault, detail):
    async with rig("paper", cash=10**12) as market:
        await filled_rig(market, count=20)
        await market.look()
        market.server.faults.add(fault, path=LIST, count=-1, **detail)
        with pytest.raises(ReadFailed):
            await market.look()


async def test_list_that_ends_early_lacks_what_was_seen_before():
    async with rig("paper", cash=10**12) as market:
        await filled_rig(market, count=20)
        await market.look()
        market.server.faults.add("F21", path=LIST, count=-1, mode="early")
        with pytest.raises(ReadFailed, match="lacks"):
            await market.look()


async def test_list_that_ends_before_its_fills_is_found_by_its_totals():
    async with rig("paper", cash=10**12) as market:
        low = await market.intent(resting=True)
        for _ in range(20):
            market.server.hts_order(market.code, side="buy", quantity=1, price=low.price)
        await market.submit()
        market.time.skip(3)
        market.server.faults.add("F21", path=LIST, count=-1, mode="early")
        with pytest.raises(ReadFailed, match="fewer fills"):
            await market.look()


@pytest.mark.parametrize("fault", ["F22", "F23", "F27", "F14"])
async def test_passing_trouble_and_new_fields_change_no_look(fault):
    async with rig("paper", cash=10**12) as market:
        await filled_rig(market, count=20)
        before = await market.look()
        market.server.faults.add(fault, path=LIST, count=1)
        after = await market.look()
        assert (after.rows, after.holdings) == (before.rows, before.holdings)


@pytest.mark.parametrize("style", ["plus", "decimal", "prefix", "case", "pad"])
async def test_other_ways_of_writing_are_read_exactly_or_not_at_all(style):
    async with rig() as market:
        await filled_rig(market, count=2)
        before = await market.look()
        market.server.faults.add("F26", path="trading/inquire", count=-1, style=style)
        try:
            after = await market.look()
        except ReadFailed:
            return
        assert (after.rows, after.holdings, after.cash) == (
            before.rows, before.holdings, before.cash,
        )  # fmt: skip


@pytest.mark.parametrize("style", ["prefix"])
async def test_prefix_is_read(style):
    async with rig() as market:
        await filled_rig(market, count=2)
        before = await market.look()
        market.server.faults.add("F26", path=LIST, count=-1, style=style)
        assert (await market.look()).rows == before.rows


async def test_empty_balance_after_a_full_one_is_no_look():
    async with rig() as market:
        await filled_rig(market, count=0)
        await market.look()
        market.server.faults.add("F25", path=BALANCE, count=-1)
        with pytest.raises(ReadFailed, match="fewer holdings"):
            await market.look()


async def test_look_goes_on_after_an_outage():
    async with rig() as market:
        await filled_rig(market, count=1)
        before = await market.look()
        market.server.faults.add("F48", for_s=2)
        await asyncio.sleep(0.05)
        with pytest.raises(ReadFailed):
            await market.look()
        assert (await looked_again(market)).rows == before.rows


async def looked_again(market: Rig) -> BrokerView:
    async with asyncio.timeout(60):
        while True:
            try:
                return await market.look()
            except ReadFailed:
                await asyncio.sleep(0.1)


async def test_expired_token_is_renewed_for_a_look():
    async with rig() as market:
        await market.look()
        market.time.skip(61)
        market.server.faults.add("F15", path=LIST)
        await market.look()
