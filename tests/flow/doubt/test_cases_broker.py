"""A01 to A13 of reliability.md 6.7: what brokers and other people may do to an order in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.calendar import utc
from core.domain.commands import BrokerRow
from core.domain.doubt import Finding
from core.domain.order import OrderState
from core.domain.signal import Side, Timing
from core.errors import StoreError
from core.flow.doubt.match import Window, canon_symbol, is_exact, price_class, venue_class
from core.flow.doubt.verdict import Evidence, decide
from tests import doubts, samples
from tests.doubts import doubt, doubtful, finding, is_frozen, lost, now, said, wait
from tests.harness import DAY, NOW, OTHER, PRICE, SEC, SYMBOL, World

FIRST, SECOND = "0000000001", "0000000002"
NEXT = DAY + timedelta(days=1)


async def test_a01_an_order_by_hand_in_the_window_is_told_apart_by_its_channel() -> None:
    world, order = await doubtful()
    world.broker.take(world.broker.submits[0], channel="hts")
    world.broker.take(world.broker.submits[0])
    await wait(world, 1)
    assert (now(world, order).state, now(world, order).number) == (OrderState.ACCEPTED, SECOND)


async def test_a01_with_unreadable_channels_both_are_asked_about() -> None:
    world, order = await doubtful()
    for _ in range(2):
        world.broker.take(world.broker.submits[0], channel="unreadable")
    await wait(world, 1)
    assert finding(world, order) is Finding.SEVERAL


async def test_a02_two_identical_orders_of_ours_cannot_be_in_flight() -> None:
    world, order = await doubtful()
    world.uow.orders.put(replace(now(world, order), id="TWIN", approval_id="X", coid="TWIN"))
    with pytest.raises(StoreError, match="in flight"):
        await world.uow.commit()


@pytest.mark.parametrize("seconds", [10, 31, 180, 600])
async def test_a03_an_order_that_shows_late_is_adopted_and_never_sent_again(seconds: int) -> None:
    world, order = await lost(visible_after=seconds)
    await wait(world, seconds + 61)
    assert (now(world, order).state, now(world, order).number) == (OrderState.ACCEPTED, FIRST)
    assert len(world.broker.submits) == 1
    assert not doubts.questions(world, order), "what was asked is answered by the look"


async def test_a04_the_list_wins_when_holdings_lag() -> None:
    world, order = await lost()
    world.broker.lag_s = 120
    world.broker.fill(FIRST, 10)
    await wait(world, 60)
    await world.look()
    assert now(world, order).state is OrderState.FILLED
    assert finding(world, order) is Finding.OURS


async def test_a04_lagging_holdings_of_another_order_are_no_move() -> None:
    world = await World.start()
    await world.press(await world.card(symbol=OTHER, shares=5))
    world.clock.move_by(61)
    world, order = await doubtful(world=world)
    world.broker.lag_s = 90
    world.broker.fill(FIRST, 5)
    await wait(world, 80)
    assert finding(world, order) is Finding.LOOKING
    assert not is_frozen(world)


async def test_a04_holdings_that_moved_alone_are_no_absence() -> None:
    world, order = await lost(visible_after=900)
    world.broker.fill(FIRST, 10)
    await wait(world, 1)
    assert (finding(world, order), is_frozen(world)) == (Finding.MOVED, True)
    await wait(world, 960)
    assert now(world, order).number == FIRST


@pytest.mark.parametrize("price", [0, 50_000, 65_000])
def test_a05_a_market_orders_row_may_show_any_price(price: int) -> None:
    # No order of ours is without a price in this release; the class is what is checked.
    assert price_class("market", price) is price_class("best", price) is None
    seen = Window(NOW, NOW, regular=True)
    plain = BrokerRow(
        "1", DAY, "005930", "buy", 10, price, "market", 0, 0, 0, 0, "open", NOW, "api"
    )
    intent = samples.intent()
    assert not is_exact(intent, plain, seen), "a market row is no limit order of ours"
    assert is_exact(intent, replace(plain, kind="limit"), seen) is (price == intent.price)


async def test_a06_an_order_split_between_venues_is_proposed_as_one() -> None:
    assert venue_class("SOR") == {"KRX", "NXT"}
    world, order = await doubtful()
    for venue, shares in (("KRX", 3), ("NXT", 7)):
        world.broker.take(world.broker.submits[0], shares=shares, venue=venue)
    await wait(world, 1)
    assert finding(world, order) is Finding.SPLIT
    # Parts that came later than two seconds are no split.
    world.broker.change(SECOND, placed_at=world.clock.now() + 3 * SEC)
    await wait(world, 10)
    assert finding(world, order) is Finding.ALIKE


async def test_a07_an_amended_order_is_found_by_its_parent_row() -> None:
    world, order = await lost(visible_after=2)
    world.broker.take(world.broker.submits[0], parent=FIRST, price=PRICE - 100)
    await wait(world, 4)
    assert (now(world, order).state, now(world, order).number) == (OrderState.ACCEPTED, FIRST)


async def test_a08_an_order_that_the_person_cancelled_is_adopted_and_closed() -> None:
    world, order = await lost(visible_after=2)
    world.broker.change(FIRST, state="cancelled")
    await wait(world, 4)
    assert (now(world, order).state, now(world, order).number) == (OrderState.CANCELLED, FIRST)


async def test_a09_an_order_that_the_exchange_refused_is_adopted_and_refused() -> None:
    world, order = await lost(visible_after=2)
    world.broker.change(FIRST, state="rejected", reason="상한가")
    await wait(world, 4)
    found = now(world, order)
    assert (found.state, found.number, found.note) == (OrderState.REJECTED, FIRST, "상한가")


async def test_a10_an_order_filled_at_once_is_in_the_list_of_all() -> None:
    world, order = await lost(visible_after=2)
    world.broker.fill(FIRST, 10)
    await wait(world, 4)
    assert now(world, order).state is OrderState.FILLED
    assert world.desk.book("golden_cross", SYMBOL).shares == 10


async def test_a11_a_look_that_was_cut_does_not_count() -> None:
    world, order = await doubtful()
    looks = doubt(world, order).looks
    world.broker.fails = 3
    await wait(world, 2)
    assert doubt(world, order).looks == looks
    assert doubt(world, order).blind_since is not None
    await wait(world, 4)
    assert doubt(world, order).looks > looks
    assert doubt(world, order).blind_since is None


async def test_a12_an_empty_success_does_not_count() -> None:
    world = await World.start()
    await world.press(await world.card(symbol=OTHER, shares=5))
    world.clock.move_by(61)
    world, order = await doubtful(world=world)
    looks = doubt(world, order).looks
    world.broker.empty = 50
    await wait(world, 220)
    assert doubt(world, order).looks == looks, "the list lacked an order known before"
    assert finding(world, order) is Finding.LOOKING


async def test_a13_outside_regular_sessions_no_row_is_adopted_by_its_time() -> None:
    row = BrokerRow("1", DAY, "005930", "buy", 10, 70_000, "limit", 0, 0, 0, 0, "open", NOW, "api")
    assert decide(Evidence(exact=(row,), regular=True)) is Finding.OURS
    assert decide(Evidence(exact=(row,), regular=False)) is Finding.ALIKE
    world, order = await doubtful()
    night = utc(DAY, 18)
    world.uow.orders.put(replace(now(world, order), sent_at=night))
    world.uow.doubts.put(replace(doubt(world, order), sent_until=night + SEC))
    await world.uow.commit()
    world.clock.move_to(night + 2 * SEC)
    world.broker.take(world.broker.submits[0])
    await world.runtime.gateway.look()
    assert (now(world, order).state, finding(world, order)) == (OrderState.UNKNOWN, Finding.ALIKE)


@pytest.mark.parametrize(
    ("skew_ms", "late_s", "adopted"),
    [(0, -1.5, True), (0, -2.5, False), (3_000, -4.5, True), (-3_000, -4.5, True),
     (3_000, -5.5, False), (0, 59, True), (0, 61, False)],
)  # fmt: skip
async def test_a13_the_window_allows_the_skew_and_not_more(
    skew_ms: int, late_s: float, adopted: bool
) -> None:
    world = await World.start()
    world.desk.skew_ms = skew_ms
    world, order = await doubtful(world=world)
    assert order.sent_at is not None
    world.broker.take(world.broker.submits[0], placed_at=order.sent_at + late_s * SEC)
    await wait(world, 1)
    assert (now(world, order).state is OrderState.ACCEPTED) is adopted


async def test_a13_an_order_before_midnight_in_london_is_of_its_day_in_korea() -> None:
    # 08:45 in Seoul is the evening before in London: the order's day is the trading date.
    world = await World.start(at=utc(DAY, 8, 45))
    card = await world.card(timing=Timing.OPEN)
    world.broker.answers.append(TimeoutError())
    await world.press(card)
    order = world.order(card)
    assert order.sent_at is not None
    assert order.sent_at.date() == DAY - timedelta(days=1)
    world.broker.take(world.broker.submits[0])
    await wait(world, 1)
    assert now(world, order).state is OrderState.ACCEPTED
    assert [link.day for link in world.uow.links.all()] == [DAY]


async def test_a13_a_wrong_clock_concludes_nothing() -> None:
    world, order = await doubtful()
    world.desk.skew_ms = 9 * 3_600_000
    await wait(world, 400)
    assert finding(world, order) is Finding.LOOKING
    world.clock.move_to(utc(NEXT, 8))
    await world.look()
    assert now(world, order).state is OrderState.UNKNOWN


@pytest.mark.parametrize("text", ["005930", "A005930", "005930_AL", "A005930_NX", " 005930 "])
def test_codes_are_compared_bare(text: str) -> None:
    assert canon_symbol(text) == "005930"


@pytest.mark.parametrize("text", ["0126Z0", "33626L", "A0126Z0", "33626L_AL"])
def test_letters_of_a_code_stay(text: str) -> None:
    assert canon_symbol(text) in ("0126Z0", "33626L")


async def test_a_sale_in_doubt_is_found_as_a_sale() -> None:
    world = await World.start()
    await world.hold(10)
    card = await world.card(Side.SELL, 10)
    world.broker.answers.append(TimeoutError())
    await world.press(card)
    order = world.order(card)
    world.broker.by_hand(side="buy")
    await wait(world, 1)
    assert finding(world, order) is Finding.LOOKING
    world.broker.held[SYMBOL] = 0
    await wait(world, 1)
    assert finding(world, order) is Finding.MOVED
    assert said(world, "notice.doubt") == 1
