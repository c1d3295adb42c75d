"""Our KIS client against our KIS server: the push feed hints, and never proves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from core.brokers.kis.notices import NoticeKind
from core.brokers.kis.stream import Gap, Hint, HintKind
from tests.kis_rig import rig


async def next_hint(hints: AsyncIterator[Hint | Gap], kind: HintKind = HintKind.ORDER) -> Hint:
    async with asyncio.timeout(60):
        async for one in hints:
            if isinstance(one, Hint) and one.kind is kind:
                return one
    raise AssertionError("the feed ended")


@pytest.mark.parametrize("fields", [23, 26])
@pytest.mark.parametrize("env", ["real", "paper"])
async def test_own_orders_are_hinted_at_in_both_layouts(env, fields):
    async with (
        rig(env, notice_fields=fields) as market,
        aclosing(market.kis.stream().hints()) as hints,
    ):
        assert await anext(hints) == Gap("push feed starts")
        number = await market.submit()
        taken = await next_hint(hints)
        assert taken.notice is not None
        assert (taken.notice.kind, taken.notice.number) == (NoticeKind.ACCEPTED, number)
        filled = await next_hint(hints)
        assert filled.notice is not None
        assert filled.notice.kind is NoticeKind.FILLED
        assert (filled.notice.number, filled.symbol) == (number, market.code)
        assert 0 < filled.notice.shares <= 3


async def test_dropped_feed_comes_back_and_says_so():
    async with rig() as market, aclosing(market.kis.stream().hints()) as hints:
        assert await anext(hints) == Gap("push feed starts")
        market.server.faults.add("F35")
        async with asyncio.timeout(60):
            gaps = [await anext(hints), await anext(hints)]
        assert all(isinstance(gap, Gap) for gap in gaps)
        assert gaps[1] == Gap("push feed starts")
        await market.submit()
        assert (await next_hint(hints)).symbol == market.code


async def test_forged_fill_is_a_hint_and_nothing_else():
    async with rig() as market:
        before = await market.look()
        async with aclosing(market.kis.stream().hints()) as hints:
            await anext(hints)
            await asyncio.sleep(0.2)
            market.server.faults.add("F39", code=market.code, quantity=1)
            forged = await next_hint(hints)
        assert forged.notice is not None
        after = await market.look()
        assert (after.rows, after.holdings, after.cash) == (
            before.rows, before.holdings, before.cash,
        )  # fmt: skip
