"""Reconcile at a broker that lags, estimates and splits: each fault of section 4.5 as a story."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from core.domain.commands import BrokerRow, BrokerView, DayTotals, Holding, Look, Seen
from core.domain.position import OUTSIDE
from core.domain.switches import HaltLevel
from core.flow.settling import SETTLE
from tests.harness import ACCOUNT, CASH, DAY, OTHER, PRICE, SYMBOL, World

LAG_S = SETTLE.total_seconds() + 1
OWNER = "golden_cross"


def said(world: World, key: str) -> list[dict[str, str | int]]:
    return [dict(o.fields) for o in world.faces["phone"].shown if o.subject == key]


def level(world: World, scope: str) -> HaltLevel:
    switch = world.uow.switches.get(scope)
    return switch.level if switch else HaltLevel.NONE


def row(number: str, side: str = "buy", shares: int = 7, **changes: Any) -> BrokerRow:
    """Give an order of the person's own hands, filled at 50,000 won."""
    base = BrokerRow(
        number, DAY, OTHER, side, shares, PRICE, "limit", shares, shares * PRICE, 100, 0,
        "filled", changes.pop("at"), "other",
    )  # fmt: skip
    return replace(base, **changes)


class Told:
    """A broker that says exactly what a test sets, statement included."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.holdings: dict[str, tuple[int, int]] = {}
        self.rows: list[BrokerRow] = []
        self.cash = CASH
        self.totals: DayTotals | None = DayTotals(0, 0, 0, 0)

    async def look(self, seconds: float = 1) -> None:
        self.world.clock.move_by(seconds)
        held = tuple(Holding(s, n, cost) for s, (n, cost) in sorted(self.holdings.items()))
        now = self.world.clock.now()
        rows = (*self.rows, *self.world.broker.rows)
        view = BrokerView(ACCOUNT, DAY, now, rows, held, self.cash, self.cash, self.totals)
        await self.world.ask(Seen(view))
        await self.world.runtime.settle()

    def own(self, shares: int, *, fee: int = 0) -> None:
        """Follow what the world's broker filled: holdings, cash and sums."""
        self.holdings[SYMBOL] = (shares, shares * PRICE)
        self.cash = CASH - shares * PRICE - fee
        self.totals = DayTotals(shares * PRICE, 0, fee, 0)


async def filled(shares: int = 10, *, fee: int = 0) -> tuple[World, Told]:
    """Give a world whose strategy's purchase was filled just now, at a broker that says so."""
    world = await World.start()
    card = await world.card(shares=shares)
    await world.press(card)
    world.broker.fill(world.order(card).number or "", shares, fee=fee)
    told = Told(world)
    told.own(shares, fee=fee)
    await told.look()
    assert world.desk.book(OWNER, SYMBOL).shares == shares
    return world, told


async def test_f24_holdings_behind_the_list_alarm_nobody_before_three_minutes() -> None:
    world, told = await filled()
    told.holdings, told.cash, told.totals = {}, CASH, DayTotals(0, 0, 0, 0)
    for _ in range(17):
        await told.look(10)
    assert not said(world, "notice.mismatch")
    assert not said(world, "notice.cash_gap")
    assert not world.latch.read()
    told.own(10)
    await told.look(5)
    assert not world.desk.differs_since


async def test_f24_holdings_still_behind_after_three_minutes_freeze_and_show_the_figures() -> None:
    world, told = await filled()
    told.holdings = {SYMBOL: (4, 4 * PRICE)}
    for _ in range(40):
        await told.look(10)
    assert [(f["ours"], f["broker"]) for f in said(world, "notice.mismatch")] == [(10, 4)]
    assert level(world, f"symbol:{SYMBOL}") is HaltLevel.HALT_NEW
    assert world.desk.book(OWNER, SYMBOL).shares == 10


async def test_f24_holdings_ahead_of_the_list_are_no_purchase_of_others() -> None:
    world = await World.start()
    card = await world.card()
    await world.press(card)
    told = Told(world)
    told.own(10)
    await told.look(10)
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 0
    world.broker.fill(world.order(card).number or "", 10)
    await told.look(10)
    assert not said(world, "notice.outside")
    assert world.desk.book(OWNER, SYMBOL).shares == 10
    assert world.desk.account is not None
    assert world.desk.account.cash == told.cash


async def test_no_card_is_put_up_for_what_is_being_waited_for() -> None:
    world, told = await filled()
    told.holdings = {}
    await told.look()
    await world.wish(shares=1)
    quotes = await world.market.quotes([SYMBOL])
    await world.ask(Look(tuple(quotes)))
    assert not world.desk.open_approvals()


async def test_f25_empty_success_proves_no_absence() -> None:
    world, told = await filled()
    told.holdings, told.totals = {}, DayTotals(0, 0, 0, 0)
    world.broker.rows.clear()
    await told.look(1)
    (order,) = world.uow.orders.all()
    assert (order.filled, world.desk.book(OWNER, SYMBOL).shares) == (10, 10)
    assert not said(world, "notice.mismatch")


@pytest.mark.parametrize(("filled_shares", "fault"), [(11, "f40"), (9, "f41")])
async def test_f40_f41_sums_beyond_the_order_or_falling_freeze_and_book_nothing(
    filled_shares: int, fault: str
) -> None:
    world, told = await filled()
    number = world.broker.rows[0].number
    world.broker.change(number, filled=filled_shares, amount=filled_shares * PRICE)
    for _ in range(3):
        await told.look()
    assert level(world, f"symbol:{SYMBOL}") is HaltLevel.HALT_NEW, fault
    assert world.desk.book(OWNER, SYMBOL).shares == 10
    assert len(said(world, "notice.frozen")) == 1


@pytest.mark.parametrize(("broker", "ratio"), [(20, "1:2"), (50, "1:5"), (5, "2:1")])
async def test_f45_split_overnight_is_explained_and_changes_no_book(
    broker: int, ratio: str
) -> None:
    world, told = await filled()
    await told.look(LAG_S)
    told.holdings = {SYMBOL: (broker, 10 * PRICE)}
    for _ in range(3):
        await told.look(LAG_S)
    assert [(f["ours"], f["broker"]) for f in said(world, "notice.split")] == [(10, broker)], ratio
    assert level(world, f"symbol:{SYMBOL}") is HaltLevel.HALT_NEW
    assert world.desk.book(OWNER, SYMBOL).shares == 10
    assert not said(world, "notice.outside")
    assert not said(world, "notice.mismatch")


async def lift(world: World, scope: str) -> None:
    """Lift a stop as the person's two steps do."""
    switch = world.uow.switches.get(scope)
    assert switch is not None
    world.uow.switches.put(replace(switch, level=HaltLevel.NONE))
    await world.uow.commit()
    world.latch.write(tuple(s for s in world.latch.read() if s.scope.name != scope))


async def test_f45_split_is_booked_when_a_person_lifts_the_stop() -> None:
    world, told = await filled()
    told.holdings = {SYMBOL: (20, 10 * PRICE)}
    await told.look(LAG_S)
    await lift(world, f"symbol:{SYMBOL}")
    await told.look(1)
    book = world.desk.book(OWNER, SYMBOL)
    assert (book.shares, book.average) == (20, PRICE // 2)
    assert said(world, "notice.accepted")[0]["after"] == 20
    assert not world.latch.read()


async def test_shares_that_the_person_sold_leave_our_books_only_when_the_stop_is_lifted() -> None:
    world, told = await filled()
    told.holdings = {SYMBOL: (6, 6 * PRICE)}
    for _ in range(2):
        await told.look(LAG_S)
    assert world.desk.book(OWNER, SYMBOL).shares == 10
    await lift(world, f"symbol:{SYMBOL}")
    await told.look(1)
    assert world.desk.book(OWNER, SYMBOL).shares == 6
    assert len(said(world, "notice.mismatch")) == 1


async def test_what_the_person_traded_is_told_once_with_its_order_and_owned_by_outside() -> None:
    world = await World.start()
    told = Told(world)
    await told.look()
    told.rows = [row("A-1", at=world.clock.now())]
    told.cash -= 7 * PRICE + 100
    told.totals = DayTotals(7 * PRICE, 0, 100, 0)
    told.holdings = {OTHER: (7, 7 * PRICE)}
    for _ in range(4):
        await told.look(60)
    assert [
        (f["symbol"], f["side"], f["shares"], f["price"], f["number"])
        for f in said(world, "notice.outside_order")
    ] == [(OTHER, "buy", 7, PRICE, "A-1")]
    assert not said(world, "notice.outside")
    assert not said(world, "notice.cash")
    assert world.desk.book(OUTSIDE, OTHER).shares == 7
    assert world.desk.account is not None
    assert world.desk.account.cash == told.cash


async def test_what_was_traded_before_the_first_look_is_taken_over_in_silence() -> None:
    world = World()
    await world.ask_to_pair()
    told = Told(world)
    told.rows = [row("A-1", at=world.clock.now())]
    told.totals = DayTotals(7 * PRICE, 0, 100, 0)
    told.holdings = {OTHER: (7, 7 * PRICE)}
    for _ in range(3):
        await told.look(60)
    assert not said(world, "notice.outside_order")
    assert not said(world, "notice.cash")
    assert world.desk.book(OUTSIDE, OTHER).shares == 7


@pytest.mark.parametrize("stated", [90, 100, 117])
async def test_costs_follow_the_brokers_statement_to_the_won(stated: int) -> None:
    world, told = await filled(fee=100)
    told.own(10, fee=stated)
    await told.look(60)
    assert world.desk.account is not None
    assert world.desk.account.cash == told.cash
    assert not said(world, "notice.cash")
    assert not world.latch.read()


async def test_costs_off_by_more_than_a_won_an_order_are_told_after_the_close() -> None:
    world, told = await filled(fee=100)
    told.own(10, fee=120)
    await told.look(60)
    assert not said(world, "notice.costs")
    for _ in range(2):
        await told.look(3 * 3600)
    assert said(world, "notice.costs") == [{"moved": 20, "orders": 1}]


async def test_costs_that_nobody_states_are_believed_only_after_the_close() -> None:
    world, told = await filled(fee=100)
    told.own(10, fee=60)
    told.totals = DayTotals(10 * PRICE, 0, 0, 0)
    await told.look(LAG_S)
    assert world.desk.account is not None
    assert (world.desk.account.cash, world.desk.cash_estimated) == (told.cash - 40, 40)
    await told.look(6 * 3600)
    assert world.desk.account.cash == told.cash
    assert not said(world, "notice.cash")
    assert said(world, "notice.costs") == [{"moved": -40, "orders": 1}]


@pytest.mark.parametrize("moved", [5_000_000, -3_000_000])
async def test_money_that_the_person_moved_is_told_as_such(moved: int) -> None:
    world, told = await filled()
    told.cash += moved
    for _ in range(3):
        await told.look(60)
    (notice,) = said(world, "notice.cash")
    assert int(notice["broker"]) - int(notice["ours"]) == moved
    assert not world.latch.read()


async def test_cash_that_nothing_explains_stops_all_buying_and_changes_nothing() -> None:
    world, told = await filled()
    told.cash -= 1_234_567
    told.totals = DayTotals(10 * PRICE + 1_000_000, 0, 0, 0)
    for _ in range(4):
        await told.look(LAG_S)
    assert [f["gap"] for f in said(world, "notice.cash_gap")] == [-1_234_567]
    assert level(world, "all") is HaltLevel.REDUCE_ONLY
    assert world.desk.account is not None
    assert world.desk.account.cash == CASH - 10 * PRICE
    await lift(world, "all")
    await told.look(1)
    assert world.desk.account.cash == told.cash


@pytest.mark.parametrize("statement", [True, False])
async def test_a_trade_that_was_broken_is_not_called_money_that_the_person_moved(
    statement: bool,
) -> None:
    world, told = await filled()
    number = world.broker.rows[0].number
    world.broker.change(number, filled=9, amount=9 * PRICE, state="open")
    told.own(9)
    told.totals = told.totals if statement else None
    for _ in range(4):
        await told.look(LAG_S)
    assert not said(world, "notice.cash")
    assert [f["gap"] for f in said(world, "notice.cash_gap")] == [PRICE]
    assert level(world, "all") is HaltLevel.REDUCE_ONLY
    assert world.desk.account is not None
    assert world.desk.account.cash == CASH - 10 * PRICE


async def test_a_fill_that_our_books_lost_is_not_called_money_that_the_person_moved() -> None:
    world, told = await filled()
    account = world.desk.account
    assert account is not None
    world.uow.accounts.put(replace(account, cash=CASH))
    await world.uow.commit()
    for _ in range(4):
        await told.look(LAG_S)
    assert not said(world, "notice.cash")
    assert level(world, "all") is HaltLevel.REDUCE_ONLY


@pytest.mark.parametrize("seed", range(25))
async def test_any_lag_and_order_of_looks_gives_the_same_books(seed: int) -> None:
    """List, holdings and money each show the same trades at times of their own."""
    rng = random.Random(seed)
    world = await World.start()
    card = await world.card(shares=30)
    await world.press(card)
    number = world.order(card).number or ""
    told = Told(world)
    steps = [5, 12, 30]
    listed = held = paid = 0
    while (listed, held, paid) != (3, 3, 3):
        which = rng.choice([w for w, at in enumerate((listed, held, paid)) if at < 3])
        if which == 0:
            done = steps[listed - 1] if listed else 0
            world.broker.fill(number, steps[listed] - done)
            listed += 1
        elif which == 1:
            told.holdings = {SYMBOL: (steps[held], steps[held] * PRICE)}
            held += 1
        else:
            told.cash = CASH - steps[paid] * PRICE
            told.totals = DayTotals(steps[paid] * PRICE, 0, 0, 0)
            paid += 1
        for _ in range(rng.randrange(3)):
            await told.look(rng.uniform(1, 15))
    await told.look(5)
    assert world.desk.book(OWNER, SYMBOL).shares == 30, f"seed {seed}"
    assert world.desk.book(OUTSIDE, SYMBOL).shares == 0
    assert world.desk.account is not None
    assert world.desk.account.cash == CASH - 30 * PRICE
    assert not world.latch.read()
    kinds = {o.subject for o in world.faces["phone"].shown}
    assert not kinds & {"notice.outside", "notice.cash", "notice.mismatch", "notice.cash_gap"}
