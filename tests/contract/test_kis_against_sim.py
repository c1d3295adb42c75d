"""Our KIS client against our KIS server: two readings of one sheet that share no code."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from core.brokers.kis import calls
from core.brokers.kis.notices import NoticeKind
from core.brokers.kis.order_body import cancel_body
from core.brokers.kis.stream import Gap, Hint, HintKind
from core.domain.signal import Side
from core.errors import InDoubt, NotSent, ReadFailed, Refused
from core.net.limiter import Lane
from tests.kis_rig import DAY, Rig, order_of, rig, row_of

ORDER = "order-cash"
LIST = "inquire-daily-ccld"
BALANCE = "inquire-balance"


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
        market.server.faults.add("F48", for_s=0.3)
        await asyncio.sleep(0.05)
        with pytest.raises(ReadFailed):
            await market.look()
        await asyncio.sleep(0.5)
        assert (await market.look()).rows == before.rows


async def test_expired_token_is_renewed_for_a_look():
    async with rig() as market:
        await market.look()
        market.time.skip(61)
        market.server.faults.add("F15", path=LIST)
        await market.look()


async def next_hint(hints: AsyncIterator[Hint | Gap], kind: HintKind = HintKind.ORDER) -> Hint:
    async with asyncio.timeout(10):
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
        async with asyncio.timeout(10):
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
