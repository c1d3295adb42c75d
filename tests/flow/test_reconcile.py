"""Three-way equality: what the broker holds, what the books say, what was filled (INV-24)."""

from __future__ import annotations

from core.domain.position import OUTSIDE
from core.domain.signal import Side
from core.domain.switches import HaltLevel
from core.flow.settling import SETTLE
from tests.harness import CASH, DAY, OTHER, PRICE, SYMBOL, World

LAG_S = SETTLE.total_seconds() + 1


def said(world: World, key: str) -> list[dict[str, str | int]]:
    """Give the fields of every notice of a kind that one person saw."""
    return [dict(o.fields) for o in world.faces["phone"].shown if o.subject == key]


async def test_shares_bought_elsewhere_are_told_once_and_owned_by_nobody_here() -> None:
    world = await World.start()
    world.broker.held[SYMBOL] = 7
    for _ in range(3):
        await world.look(1)
    assert said(world, "notice.outside") == [{"name": "삼성전자", "shares": 7, "symbol": SYMBOL}]
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 7
    assert not world.latch.read()


async def test_shares_from_outside_are_never_sold_by_a_strategy() -> None:
    world = await World.start()
    world.broker.held[SYMBOL] = 7
    await world.look(1)
    await world.wish(Side.SELL, 7)
    world.market.prices[SYMBOL] = 36_000
    await world.look(1)
    assert not world.desk.open_approvals()
    assert not [s for s in world.uow.signals.all() if s.reason.startswith("손절")]
    (wish,) = world.uow.signals.all()
    assert (wish.state.value, wish.note) == ("dropped", "nothing to sell")


async def test_shares_from_outside_beside_our_own_are_the_surplus_only() -> None:
    world = await World.start()
    await world.hold(10)
    world.broker.held[SYMBOL] += 5
    await world.look(LAG_S)
    assert world.desk.book("golden_cross", SYMBOL).shares == 10
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 5


async def test_shares_sold_elsewhere_shrink_the_outside_book_first() -> None:
    world = await World.start()
    world.broker.held[SYMBOL] = 7
    await world.look(1)
    world.broker.held[SYMBOL] = 3
    await world.look(1)
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 3
    assert not world.latch.read()


async def test_fewer_shares_than_booked_freeze_the_symbol_and_touch_no_book() -> None:
    world = await World.start()
    await world.hold(10)
    world.broker.held[SYMBOL] = 9
    for _ in range(3):
        await world.look(LAG_S)
    assert world.desk.book("golden_cross", SYMBOL).shares == 10
    switch = world.uow.switches.get(f"symbol:{SYMBOL}")
    assert switch is not None
    assert switch.level is HaltLevel.HALT_NEW
    assert {(f["ours"], f["broker"]) for f in said(world, "notice.mismatch")} == {(10, 9)}
    assert len(said(world, "notice.mismatch")) == 1


async def test_money_that_moved_elsewhere_is_told_and_journaled() -> None:
    world = await World.start()
    world.broker.cash -= 1
    await world.look(1)
    await world.look(1)
    assert said(world, "notice.cash") == [{"broker": CASH - 1, "ours": CASH}]
    rows = [e for e in world.uow.journal if (e.topic, e.kind) == ("system", "cash")]
    day = DAY.isoformat()
    assert [dict(e.data) for e in rows] == [{"broker": CASH - 1, "ours": CASH, "day": day}]


async def test_nothing_is_compared_while_an_order_is_in_doubt() -> None:
    world = await World.start()
    card = await world.card()
    world.broker.answers.append(TimeoutError())
    await world.press(card)
    world.broker.held[SYMBOL], world.broker.cash = 10, CASH - 10 * PRICE
    await world.look(1)
    assert not said(world, "notice.outside")
    assert not said(world, "notice.cash")
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 0


async def test_holdings_at_the_first_look_are_taken_over_in_silence() -> None:
    world = World()
    world.broker.held[OTHER] = 4
    await world.boot()
    assert world.desk.book(OUTSIDE, OTHER).shares == 4
    assert world.desk.account is not None
    assert world.desk.account.day_start_equity == CASH + 4 * PRICE == world.desk.equity()


async def test_a_quiet_look_writes_nothing() -> None:
    world = await World.start()
    rows = len(world.uow.journal)
    for _ in range(5):
        await world.runtime.gateway.look()
        assert not world.uow.dirty
    assert len(world.uow.journal) == rows
