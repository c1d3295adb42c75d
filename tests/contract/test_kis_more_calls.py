"""The calls beyond trading, against our KIS server: minutes, ranking, open orders, profit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.brokers.kis.futures_market import KisFuturesMarket
from core.brokers.kis.market import KisMarket
from core.brokers.kis.open_orders import Cancellable, cancellable, sellable
from core.brokers.kis.profit import profit_by_day, profit_by_share, realised_today
from core.brokers.kis.ranking import by_traded_value
from core.domain.bar import Bar
from core.domain.signal import Side
from core.errors import ReadFailed
from tests.kis_futures_rig import futures_rig
from tests.kis_rig import DAY, Rig, order_of, rig, row_of

FRIDAY = date(2026, 10, 30)


def told(bars: list[Bar]) -> list[tuple[object, ...]]:
    return [(b.opened_at, b.open, b.high, b.low, b.close, b.volume) for b in bars]


def share_market(market: Rig) -> KisMarket:
    assert isinstance(market.kis.market, KisMarket)
    return market.kis.market


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_minutes_of_today_are_those_of_the_servers_own_tape(env):
    async with rig(env) as market:
        market.time.skip(90 * 60)
        bars = await share_market(market).minute_bars(market.code, DAY)
        tape = market.server.world.tape.minutes(market.code)
        running = market.time.now().replace(second=0, microsecond=0)
        theirs = [
            (b.start, b.open, b.high, b.low, b.close, b.volume) for b in tape if b.start < running
        ]
        assert len(bars) > 60
        assert told(bars) == theirs


async def test_minutes_of_a_past_day_add_up_to_its_daily_bar():
    async with rig() as market:
        bars = await share_market(market).minute_bars(market.code, FRIDAY)
        (day,) = await market.kis.market.daily_bars(market.code, until=FRIDAY, count=1)
        assert len(bars) > 120
        assert (bars[0].open, bars[-1].close) == (day.open, day.close)
        assert (max(b.high for b in bars), min(b.low for b in bars)) == (day.high, day.low)
        assert sum(b.volume for b in bars) == day.volume


async def test_futures_minutes_count_what_was_traded():
    async with futures_rig() as market:
        await market.trade(Side.BUY)
        market.time.skip(120)
        assert isinstance(market.kis.market, KisFuturesMarket)
        bars = await market.kis.market.minute_bars(market.code, DAY)
        quote = await market.quote()
        assert bars
        assert 0 < sum(b.volume for b in bars) <= quote.volume
        assert [b.opened_at for b in bars] == sorted({b.opened_at for b in bars})


async def test_ranking_is_that_of_the_market():
    async with rig() as market:
        found = await by_traded_value(market.kis.client)
        exchange = market.server.world.exchange
        quotes = [exchange.quote(item.code) for item in market.server.world.listings()]
        assert {one.symbol for one in found} == {
            item.code for item in market.server.world.listings()
        }
        assert [one.traded_value for one in found] == sorted(
            (quote.traded_value for quote in quotes), reverse=True
        )


async def test_paper_is_not_asked_for_what_it_lacks():
    async with rig("paper") as market:
        with pytest.raises(ReadFailed, match="live accounts only"):
            await share_market(market).minute_bars(market.code, FRIDAY)
        with pytest.raises(ReadFailed, match="live accounts only"):
            await by_traded_value(market.kis.client)


async def test_open_order_is_cancellable_until_it_is_cancelled():
    async with rig() as market:
        meant = await market.intent(resting=True)
        number = await market.submit(meant)
        (one,) = await cancellable(market.kis.client)
        assert one == Cancellable(number, market.code, Side.BUY, 3, meant.price, 0, 3)
        await market.kis.broker.cancel(order_of(meant, number))
        assert await cancellable(market.kis.client) == []


async def test_bought_shares_are_sellable_and_their_sale_has_a_profit():
    async with rig() as market:
        meant = await market.intent()
        bought = await market.submit(meant)
        market.time.skip(5)
        assert await sellable(market.kis.client, market.code) == 3
        sale = replace(meant, side=Side.SELL, price=(await market.quote()).bid)
        sold = await market.submit(sale)
        market.time.skip(5)
        view = await market.look()
        buy, sell = row_of(view, bought), row_of(view, sold)
        (day,) = await profit_by_day(market.kis.client, DAY, DAY)
        (share,) = await profit_by_share(market.kis.client, DAY, DAY)
        assert (day.bought, day.sold) == (buy.amount, sell.amount)
        assert day.realised == sell.amount - buy.amount - day.fee - day.tax
        assert (share.shares_bought, share.shares_sold) == (3, 3)
        assert share.realised == day.realised == await realised_today(market.kis.client)


@pytest.mark.parametrize("env", ["real", "paper"])
async def test_revoked_token_is_replaced_a_minute_later(env):
    async with rig(env) as market:
        before = await market.look()
        assert await market.kis.revoke()
        market.time.skip(62)
        assert (await market.look()).rows == before.rows
        assert len(await market.kis.hash_key({"PDNO": market.code})) == 64


async def test_futures_minutes_are_not_asked_of_paper():
    async with futures_rig("paper") as market:
        assert isinstance(market.kis.market, KisFuturesMarket)
        with pytest.raises(ReadFailed, match="live accounts only"):
            await market.kis.market.minute_bars(market.code, DAY)


async def test_futures_minutes_of_a_past_day_add_up_to_its_daily_bar():
    async with futures_rig() as market:
        assert isinstance(market.kis.market, KisFuturesMarket)
        bars = await market.kis.market.minute_bars(market.code, FRIDAY)
        (day,) = await market.kis.market.daily_bars(market.code, until=FRIDAY, count=1)
        assert day.day == FRIDAY
        assert (bars[0].open, bars[-1].close) == (day.open, day.close)
        assert (max(b.high for b in bars), min(b.low for b in bars)) == (day.high, day.low)
        assert sum(b.volume for b in bars) == day.volume
