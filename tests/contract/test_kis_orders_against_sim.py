"""Our KIS client against our KIS server, which share no code: orders, lists and quotes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.brokers.kis import calls
from core.brokers.kis.order_body import cancel_body
from core.domain.signal import Side
from core.errors import InDoubt, Refused
from core.net.limiter import Lane
from tests.kis_rig import DAY, Rig, order_of, rig, row_of


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_order_is_taken_filled_and_held(env):
    async with rig(env) as market:
        meant = await market.intent()
        number = await market.submit(meant)
        market.time.skip(5)
        view = await market.look()
        row = row_of(view, number)
        assert (row.symbol, row.side, row.shares, row.price) == (market.code, "buy", 3, meant.price)
        assert (row.filled, row.state, row.channel, row.kind) == (3, "filled", "api", "limit")
        assert 0 < row.amount <= 3 * meant.price
        (held,) = view.holdings
        assert (held.symbol, held.shares) == (market.code, 3)
        assert view.cash == 100_000_000 - row.amount - row.fee
        assert 0 < view.orderable < 100_000_000
        sold = await market.submit(replace(meant, side=Side.SELL, price=(await market.quote()).bid))
        market.time.skip(5)
        view = await market.look()
        assert row_of(view, sold).tax > 0
        assert view.holdings == ()


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_resting_order_is_cancelled_and_its_own_row_says_so(env):
    async with rig(env) as market:
        meant = await market.intent(resting=True)
        number = await market.submit(meant)
        assert row_of(await market.look(), number).state == "open"
        await market.kis.broker.cancel(order_of(meant, number))
        view = await market.look()
        assert [r.number for r in view.rows] == [number]
        assert (view.rows[0].state, view.rows[0].filled) == ("cancelled", 0)
        with pytest.raises((Refused, InDoubt)):
            await market.kis.broker.cancel(order_of(meant, number))


async def test_order_that_the_person_amends_is_followed():
    async with rig() as market:
        meant = await market.intent(resting=True)
        number = await market.submit(meant)
        quote = await market.quote()
        await amend(market, number, price=quote.ask)
        market.time.skip(5)
        (row,) = (await market.look()).rows
        assert (row.number, row.price, row.shares) == (number, meant.price, 3)
        assert (row.filled, row.state) == (3, "filled")
        assert row.amount > 3 * meant.price


async def test_amended_order_that_is_cancelled_ends_as_its_parent():
    async with rig() as market:
        meant = await market.intent(resting=True)
        number = await market.submit(meant)
        child = await amend(market, number, price=meant.price + 100)
        assert (await market.look()).rows[0].state == "open"
        await market.kis.broker.cancel(order_of(meant, child))
        (row,) = (await market.look()).rows
        assert (row.number, row.filled, row.state) == (number, 0, "cancelled")


async def amend(market: Rig, number: str, *, price: int) -> str:
    """Change an order's price as the person would in the broker's own app."""
    branch, _, bare = number.partition("-")
    body = json.loads(cancel_body(branch, bare, market.kis.place))
    body |= {"RVSE_CNCL_DVSN_CD": "01", "ORD_UNPR": str(price)}
    seen = await market.kis.client.post(
        calls.CANCEL, market.kis.place.tr.cancel, json.dumps(body).encode(), lane=Lane.CANCEL
    )
    assert seen.success, seen.text
    return seen.number


async def test_rest_of_a_day_expires():
    async with rig() as market:
        number = await market.submit(resting=True)
        market.time.skip(7 * 3600)
        assert row_of(await market.look(), number).state == "expired"


@pytest.mark.parametrize(("env", "count"), [("real", 130), ("paper", 40)])
async def test_list_of_many_pages_is_whole(env, count):
    async with rig(env, cash=10**12) as market:
        meant = await market.intent(resting=True)
        for _ in range(count):
            market.server.hts_order(market.code, side="buy", quantity=1, price=meant.price)
        number = await market.submit(meant)
        view = await market.look()
        assert len({r.number for r in view.rows}) == len(view.rows) == count + 1
        assert view.rows[-1].number == number
        assert {r.channel for r in view.rows[:-1]} == {"unreadable"}


@pytest.mark.parametrize(("env", "count"), [("real", 60), ("paper", 45)])
async def test_balance_of_many_pages_is_whole(env, count):
    async with rig(env, holdings=count) as market:
        view = await market.look()
        assert len({h.symbol for h in view.holdings}) == count
        assert all(h.shares > 0 and h.cost > 0 for h in view.holdings)


async def test_unfunded_order_is_refused_by_its_code():
    async with rig(cash=1_000) as market:
        with pytest.raises(Refused, match="APBK0952"):
            await market.submit()
        assert market.orders() == 0


async def test_symbols_quotes_and_bars_are_read():
    async with rig() as market:
        listed = await market.kis.market.instruments()
        assert {i.symbol for i in listed} == {i.code for i in market.server.world.listings()}
        assert market.kis.market.listed(market.code) is not None
        quote = await market.quote()
        assert quote.limits.lower < quote.bid <= quote.ask < quote.limits.upper
        assert await market.kis.market.quotes(["999999"]) == []
        bars = await market.kis.market.daily_bars(market.code, until=DAY, count=150)
        assert len(bars) == 150
        assert [b.day for b in bars] == sorted(b.day for b in bars)
        assert bars[-1].day < DAY
        theirs = market.server.world.bars(market.code, until=bars[-1].day, count=150)
        ours = [(b.day, b.open, b.high, b.low, b.close, b.volume) for b in bars]
        assert ours == [(b.day, b.open, b.high, b.low, b.close, b.volume) for b in theirs]
