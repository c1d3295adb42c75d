"""Our futures client against our server's futures: two readings of one sheet, no shared code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.brokers.kis import futures_calls as calls
from core.brokers.kis.futures_account import FuturesAccount, Orderable
from core.brokers.kis.futures_body import cancel_body
from core.brokers.kis.futures_market import KisFuturesMarket
from core.brokers.kis.notices import NoticeKind
from core.brokers.kis.stream import Gap, Hint, HintKind
from core.domain.booking import booked
from core.domain.calendar import trading_date
from core.domain.contract import second_thursday
from core.domain.position import Book, Fill
from core.domain.signal import Side
from core.errors import InDoubt, NotSent, Refused
from core.net.limiter import Lane
from tests.kis_futures_rig import DEPOSIT, FuturesRig, futures_rig
from tests.kis_rig import order_of, row_of

BUY, SELL = Side.BUY, Side.SELL
BOTH = pytest.mark.parametrize("env", ["real", "paper"])


@BOTH
@pytest.mark.parametrize("side", Side)
async def test_contracts_are_opened_on_either_side_and_held_with_their_sign(env, side):
    async with futures_rig(env) as market:
        meant = await market.intent(side)
        number = await market.submit(meant)
        market.time.skip(5)
        view = await market.look()
        row = row_of(view, number)
        assert (row.symbol, row.side, row.shares, row.price) == (
            market.code, side.value, 2, meant.price,
        )  # fmt: skip
        assert (row.filled, row.state, row.channel, row.kind) == (2, "filled", "api", "limit")
        # Notional: ten shares a contract, at the limit or better. No tax.
        assert row.amount % 20 == 0
        assert abs(row.amount - meant.gross) <= meant.gross // 50
        assert (row.tax, row.fee) == (0, row.amount * 3 // 100_000 // 10 * 10)
        (held,) = view.holdings
        way = 1 if side is BUY else -1
        assert (held.symbol, held.shares, held.multiplier) == (market.code, 2 * way, 10)
        assert held.cost == way * row.amount
        assert view.cash == DEPOSIT - row.fee
        # Margin is tied up, the notional is not paid.
        assert DEPOSIT - row.amount // 2 < view.orderable < DEPOSIT


@BOTH
async def test_cash_of_the_broker_is_the_cash_of_our_books(env):
    async with futures_rig(env) as market:
        book, cash = Book("p", market.code), DEPOSIT
        for side, contracts in ((SELL, 3), (SELL, 2), (BUY, 4), (BUY, 3), (SELL, 2)):
            number = await market.trade(side, contracts)
            view = await market.look()
            row = row_of(view, number)
            assert row.filled == contracts
            fill = Fill(
                number, "p", market.code, side, row.filled, row.amount, row.fee, row.tax,
                row.filled, view.at, view.day, multiplier=10,
            )  # fmt: skip
            made = booked(book, fill)
            book, cash = made.book, cash + made.cash
            held = {h.symbol: h.shares for h in view.holdings}
            assert held.get(market.code, 0) == book.shares
            # Each partial close may round a won to the other side.
            assert abs(view.cash - cash) <= 3
        assert book.shares == 0


async def test_a_days_settlement_does_not_move_our_cash():
    async with futures_rig() as market:
        await market.trade(SELL, 3)
        before = await market.look()
        paid = row_of(before, before.rows[0].number)
        for _ in range(2):
            market.time.skip(24 * 3600)
            after = await market.look()
            assert (after.cash, after.holdings) == (before.cash, before.holdings)
        assert paid.fee > 0


@BOTH
async def test_resting_order_is_cancelled_and_its_own_row_says_so(env):
    async with futures_rig(env) as market:
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
    async with futures_rig() as market:
        number = await market.submit(resting=True)
        quote = await market.quote()
        await amend(market, number, price=quote.ask)
        market.time.skip(5)
        (row,) = (await market.look()).rows
        assert (row.number, row.shares, row.filled, row.state) == (number, 2, 2, "filled")


async def amend(market: FuturesRig, number: str, *, price: int) -> None:
    """Change an order's price as the person would in the broker's own app."""
    place = market.kis.place
    body = json.loads(cancel_body(number.partition("-")[2], 2, place))
    body |= {"RVSE_CNCL_DVSN_CD": "01", "UNIT_PRICE": str(price)}
    seen = await market.kis.client.post(
        calls.CANCEL, place.futures.cancel, json.dumps(body).encode(), lane=Lane.CANCEL
    )
    assert seen.success, seen.text


async def test_rest_of_a_day_expires_after_the_longer_session():
    async with futures_rig() as market:
        number = await market.submit(resting=True)
        # 15:35: shares are closed, futures are not.
        market.time.skip(5.6 * 3600)
        assert row_of(await market.look(), number).state == "open"
        market.time.skip(3600)
        assert row_of(await market.look(), number).state == "expired"


async def test_list_of_many_pages_is_whole():
    async with futures_rig() as market:
        meant = await market.intent(resting=True, shares=1)
        numbers = [await market.submit(meant) for _ in range(105)]
        view = await market.look()
        assert [r.number for r in view.rows] == numbers
        assert len(set(numbers)) == 105


async def test_unfunded_order_is_refused_by_its_code():
    async with futures_rig(futures_cash=1_000) as market:
        with pytest.raises(Refused, match="APBK0952"):
            await market.submit()
        assert (await market.look()).rows == ()


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"account": "other"}, NotSent),
        ({"multiplier": 0}, NotSent),
        ({"symbol": "A99999"}, Refused),
        ({"price": 1}, (Refused, InDoubt)),
        ({"shares": 10_000_000}, (Refused, InDoubt)),
    ],
)
async def test_order_that_cannot_be_is_never_taken(change, outcome):
    async with futures_rig() as market:
        meant = replace(await market.intent(), **change)
        with pytest.raises(outcome):
            await market.submit(meant)
        assert (await market.look()).rows == ()


@pytest.mark.parametrize("fault", ["F08", "F09"])
async def test_lost_answer_is_doubt_and_the_order_shows_once(fault):
    async with futures_rig() as market:
        meant = await market.intent(resting=True)
        market.server.faults.add(fault, path="domestic-futureoption/v1/trading/order")
        with pytest.raises(InDoubt):
            await market.submit(meant)
        (row,) = (await market.look()).rows
        assert (row.symbol, row.state, row.channel) == (market.code, "open", "unreadable")


@BOTH
async def test_contracts_are_listed_with_their_terms(env):
    async with futures_rig(env) as market:
        listed = await market.kis.market.instruments()
        assert {i.symbol for i in listed} == {
            c.code for c in market.server.futures.world.contracts()
        }
        for one in listed:
            terms = one.contract
            assert terms is not None
            assert terms.multiplier == 10
            assert terms.underlying in one.contract.underlying
            month = terms.expiry.year, terms.expiry.month
            assert timedelta(0) <= second_thursday(*month) - terms.expiry < timedelta(7)
            assert 0 < terms.maintenance <= terms.initial <= Decimal("0.3")
        assert one.name.endswith("(  10)")


async def test_margin_of_the_terms_is_what_the_broker_ties_up():
    async with futures_rig() as market:
        quote = await market.quote()
        await market.trade(SELL, 4)
        view = await market.look()
        terms = market.contract.contract
        assert terms is not None
        tied = DEPOSIT - view.orderable
        assert abs(tied - 4 * terms.margin_to_open(quote.base)) < tied // 20


async def test_quotes_and_bars_are_read():
    async with futures_rig() as market:
        quote = await market.quote()
        assert quote.limits.lower < quote.bid <= quote.ask < quote.limits.upper
        assert (quote.phase.value, quote.symbol) == ("continuous", market.code)
        today = trading_date(market.time.now())
        bars = await market.kis.market.daily_bars(market.code, until=today, count=20)
        assert len(bars) == 20
        assert [b.day for b in bars] == sorted({b.day for b in bars})
        assert bars[-1].day < today
        assert bars[-1].close == quote.base
        assert await market.kis.market.quotes(["A99999"]) == []


async def test_orderable_contracts_are_told():
    async with futures_rig() as market:
        assert isinstance(market.kis.market, KisFuturesMarket)
        account = FuturesAccount(market.kis.client, market.kis.market)
        quote = await market.quote()
        flat = await account.orderable_contracts(market.code, SELL, quote.bid)
        assert flat.closing == 0
        assert flat.opening > 2
        await market.trade(BUY, 2)
        held = await account.orderable_contracts(market.code, SELL, quote.bid)
        assert held == Orderable(2, held.opening)


async def next_hint(hints: AsyncIterator[Hint | Gap], kind: HintKind = HintKind.ORDER) -> Hint:
    async with asyncio.timeout(60):
        async for one in hints:
            if isinstance(one, Hint) and one.kind is kind:
                return one
    raise AssertionError("the feed ended")


@BOTH
async def test_own_orders_are_hinted_at(env):
    async with (
        futures_rig(env) as market,
        aclosing(market.kis.stream().hints()) as hints,
    ):
        assert await anext(hints) == Gap("push feed starts")
        meant = await market.intent()
        number = await market.submit(meant)
        taken = await next_hint(hints)
        assert taken.notice is not None
        assert (taken.notice.kind, taken.notice.number) == (NoticeKind.ACCEPTED, number)
        assert (taken.notice.price, taken.notice.side) == (meant.price, BUY)
        market.time.skip(5)
        filled = await next_hint(hints)
        assert filled.notice is not None
        assert filled.notice.kind is NoticeKind.FILLED
        assert (filled.notice.number, filled.symbol) == (number, market.code)


async def test_trades_of_a_contract_are_hinted_at():
    async with futures_rig() as market, aclosing(market.kis.stream([market.code]).hints()) as hints:
        assert await anext(hints) == Gap("push feed starts")
        # The server has taken the subscription in when it answers something asked later.
        await market.quote()
        await market.trade(BUY)
        assert (await next_hint(hints, HintKind.TRADE)).symbol == market.code
