"""Contracts through the whole path: short, filled, watched, left; and what the broker shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.domain.calendar import utc
from core.domain.commands import BrokerView, Halt, Holding, Look
from core.domain.contract import Contract
from core.domain.decision import GateSeal, RiskApproved
from core.domain.instrument import Instrument, InstrumentKind
from core.domain.position import OUTSIDE
from core.domain.signal import Side, Size
from core.domain.switches import HaltLevel, Scope
from core.flow.closing import closing_intent
from core.flow.doubt.worth import moved, snapshot_of
from core.flow.settling import SETTLE
from core.strategies.base import STRATEGIES, parse_params
from tests.contexts import contracts
from tests.harness import ANN, CASH, DAY, NOW, PRICE, SHARES, World, flat_bars

LAG_S = SETTLE.total_seconds() + 1

CODE = "A11612"
TERMS = Contract("005930", date(2026, 12, 10), Decimal("0.15"), Decimal("0.10"))
FUTURE = Instrument(CODE, "삼성전자 F 202612", kind=InstrumentKind.FUTURE, contract=TERMS)
OWNER = "golden_cross"


class FuturesWorld(World):
    """A world in which one contract trades beside the shares, against a deposit."""

    deposit = CASH

    def _build(self) -> Any:
        desk, runtime = super()._build()
        desk.instruments[CODE] = FUTURE  # type: ignore[index]
        for bar in flat_bars(CODE):
            desk.remember(bar)
        self.market.prices.setdefault(CODE, PRICE)
        self.broker.look = self.seen  # type: ignore[method-assign]
        self._look = type(self.broker).look
        return desk, runtime

    async def seen(self, day: date | None = None) -> BrokerView:
        view = await self._look(self.broker, day)
        held = tuple(Holding(s, n, n * PRICE * 10, 10) for s, n in self.broker.held.items() if n)
        return BrokerView(view.account, view.day, view.at, view.rows, held, self.deposit, CASH)

    async def look(self, seconds: float = 0) -> None:
        self.clock.move_by(seconds)
        await self.runtime.gateway.look()
        await self.ask(Look(tuple(await self.market.quotes([*SHARES, CODE]))))
        await self.runtime.settle()

    async def trade(
        self, side: Side, contracts: int, *, price: int = PRICE, fee: int = 0, gained: int = 0
    ) -> None:
        """Order and fill contracts at a price; `gained` is what the broker's deposit gets."""
        card = await self.card(side, contracts, symbol=CODE)
        await self.press(card)
        number = self.order(card).number or ""
        row = next(r for r in self.broker.rows if r.number == number)
        sign = 1 if side is Side.BUY else -1
        self.broker.held[CODE] = self.broker.held.get(CODE, 0) + sign * contracts
        self.deposit += gained - fee
        amount = contracts * price * 10
        self.broker.change(row.number, filled=contracts, amount=amount, fee=fee, state="filled")
        await self.look(61)


async def test_short_is_opened_marked_and_closed_with_its_profit():
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 4, fee=60)
    book, account = world.desk.book(OWNER, CODE), world.desk.account
    assert (book.shares, book.average, book.multiplier) == (-4, PRICE, 10)
    assert account is not None
    # Nothing is paid but the commission.
    assert account.cash == CASH - 60
    world.market.prices[CODE] = 49_000
    await world.look(1)
    assert world.desk.equity() == CASH - 60 + 4 * 10 * 1_000
    await world.trade(Side.BUY, 4, price=49_000, fee=50, gained=40_000)
    assert world.desk.book(OWNER, CODE).shares == 0
    assert world.desk.account.cash == world.desk.equity() == CASH - 110 + 40_000
    assert [f.realised for f in world.uow.fills.all()] == [-60, 40_000 - 50]
    assert not world.latch.read()
    assert "notice.cash" not in world.faces["phone"].notices()


async def test_intent_carries_what_the_contract_is_sized_and_risked_by():
    world = await FuturesWorld.start()
    card = await world.card(Side.SELL, 1, symbol=CODE, size=Size(budget=3_000_000))
    intent = card.intent
    # 3,000,000 at 500,000 a contract; sold at a tick inside one per cent below.
    assert (intent.shares, intent.multiplier, intent.price) == (6, 10, 49_500)
    assert intent.margin == 74_250
    assert card.figures.held_after == -6
    assert (card.figures.costs.tax, card.figures.costs.net) == (0, -card.figures.costs.commission)


async def test_sale_of_shares_not_held_is_dropped_as_ever():
    world = await FuturesWorld.start()
    await world.wish(Side.SELL, 1)
    await world.look()
    (wish,) = world.uow.signals.all()
    assert (wish.state.value, wish.note) == ("dropped", "nothing to sell")


async def test_reduce_only_takes_back_the_card_of_a_short_and_leaves_its_exit():
    world = await FuturesWorld.start()
    opening = await world.card(Side.SELL, 2, symbol=CODE)
    await world.ask(Halt(Scope(), HaltLevel.REDUCE_ONLY, ANN, "test"))
    assert world.approval(opening).state.value == "withdrawn"


async def test_exit_of_a_short_survives_reduce_only():
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 2)
    leaving = await world.card(Side.BUY, 2, symbol=CODE, size=Size(fraction=Decimal(1)))
    await world.ask(Halt(Scope(), HaltLevel.REDUCE_ONLY, ANN, "test"))
    assert world.approval(leaving).state.value == "open"
    await world.press(leaving)
    assert world.order(leaving).state.value == "accepted"


async def test_short_is_stopped_by_a_purchase_when_the_price_rose():
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 2)
    params = parse_params(STRATEGIES.get(OWNER), {"stop_loss": "0.05"})
    world.desk.params[OWNER] = params
    world.market.prices[CODE] = 52_500
    await world.look(1)
    (card,) = world.desk.open_approvals()
    assert (card.intent.side, card.intent.shares) == (Side.BUY, 2)


@pytest.mark.parametrize("held", [-3, 3])
async def test_contracts_from_outside_are_adopted_with_their_sign(held):
    world = await FuturesWorld.start()
    world.broker.held[CODE] = held
    await world.look(1)
    book = world.desk.book(OUTSIDE, CODE)
    assert (book.shares, book.amount, book.multiplier) == (held, held * 500_000, 10)
    assert not world.latch.read()
    assert world.desk.equity() == CASH
    world.market.prices[CODE] = 51_000
    await world.look(1)
    assert world.desk.equity() == CASH + held * 10_000


async def test_more_shorts_than_booked_belong_to_outside():
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 2)
    world.broker.held[CODE] = -5
    await world.look(LAG_S)
    assert world.desk.book(OUTSIDE, CODE).shares == -3
    assert world.desk.book(OWNER, CODE).shares == -2
    assert not world.latch.read()


@pytest.mark.parametrize("broker", [-1, 0, 2])
async def test_shorts_that_the_broker_does_not_have_freeze_the_contract(broker):
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 2)
    world.broker.held[CODE] = broker
    await world.look(LAG_S)
    (switch,) = world.latch.read()
    assert (switch.scope.name, switch.level) == (f"symbol:{CODE}", HaltLevel.HALT_NEW)
    assert world.desk.book(OWNER, CODE).shares == -2


async def test_first_look_counts_open_profit_and_not_the_notional():
    world = FuturesWorld()
    world.broker.held[CODE] = -4
    world.market.prices[CODE] = 49_000
    world.desk.quotes[CODE] = world.market.quote(CODE)
    await world.ask_to_pair()
    await world.boot()
    account = world.desk.account
    assert account is not None
    assert (account.cash, account.opened_with) == (CASH, CASH + 40_000)
    assert account.day == DAY


async def test_won_that_a_partial_close_was_cut_by_is_no_alarm():
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 2)
    world.deposit += 1
    await world.look(1)
    assert world.desk.account.cash == CASH + 1
    assert "notice.cash" not in world.faces["phone"].notices()
    world.deposit += 2
    await world.look(1)
    assert "notice.cash" in world.faces["phone"].notices()


async def test_short_is_flattened_by_a_purchase():
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 3)
    intent = closing_intent(world.desk, world.desk.book(OWNER, CODE))
    assert intent is not None
    assert (intent.side, intent.shares, intent.multiplier) == (Side.BUY, 3, 10)


@pytest.mark.parametrize(("broker", "left"), [(-1, -1), (0, 0)])
async def test_person_who_lifts_the_stop_accepts_the_shorts_that_are_gone(broker, left):
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 2)
    world.broker.held[CODE] = broker
    for _ in range(4):
        await world.look(181)
    (switch,) = world.uow.switches.all()
    world.uow.switches.put(replace(switch, level=HaltLevel.NONE))
    await world.look(181)
    book = world.desk.book(OWNER, CODE)
    assert (book.shares, book.amount) == (left, left * 500_000)
    assert "notice.accepted" in world.faces["phone"].notices()


@pytest.mark.parametrize(("held", "has_moved"), [(0, False), (2, False), (-2, True)])
def test_doubt_about_contracts_is_told_by_the_position_and_not_by_the_deposit(held, has_moved):
    def seen(contracts_: int, cash: int) -> BrokerView:
        position = (Holding(CODE, contracts_, contracts_ * 500_000, 10),) if contracts_ else ()
        return BrokerView("A", DAY, NOW, (), position, cash, cash)

    before = snapshot_of(seen(0, CASH), "S")
    # Another contract realised a loss meanwhile: no sign of this order.
    after = seen(held, CASH - 900_000)
    assert moved(before, after, contracts(2, side=Side.SELL, symbol=CODE)) is has_moved
    assert moved(before, after, contracts(2, side=Side.BUY, symbol=CODE)) is (held > 0)


async def test_outside_fill_of_a_contract_that_left_the_list_moves_no_cash():
    world = await FuturesWorld.start()
    gone = contracts(2, symbol="A11609")
    row = world.broker.take(RiskApproved(gone, "D", GateSeal()), channel="other")
    world.broker.change(row.number, filled=2, amount=1_000_000, state="filled", is_contract=True)
    await world.look(1)
    assert world.desk.account.cash == CASH


END = utc(TERMS.expiry, 15, 46)


async def at_expiry(side: Side, contracts: int, *, mark: int = 48_000) -> FuturesWorld:
    """Hold contracts until the last day's close, the contract's last price being `mark`."""
    world = await FuturesWorld.start()
    await world.trade(side, contracts)
    world.market.prices[CODE] = mark
    world.clock.move_to(END)
    await world.ask(Look(tuple(await world.market.quotes([CODE]))))
    return world


async def settled_at(world: FuturesWorld, price: int, held: int, *, seconds: float = 1) -> None:
    """Let the exchange close the position at a price."""
    world.broker.held[CODE] = 0
    world.deposit += (price - PRICE) * held * 10
    await world.look(seconds)


@pytest.mark.parametrize(("side", "held"), [(Side.SELL, -4), (Side.BUY, 4)])
async def test_a_position_at_its_end_is_booked_at_the_settlement_price(side, held):
    world = await at_expiry(side, 4)
    await settled_at(world, 48_300, held)
    profit, out = (48_300 - PRICE) * held * 10, Side.BUY if held < 0 else Side.SELL
    book, account = world.desk.book(OWNER, CODE), world.desk.account
    assert (book.shares, book.amount) == (0, 0)
    assert account.cash == world.deposit == world.desk.equity()
    last = max(world.uow.fills.all(), key=lambda f: f.at)
    assert (last.realised, last.price, last.side) == (profit, 48_300, out)
    notes = world.faces["phone"].notices()
    assert "notice.final_settlement" in notes
    assert not {"notice.mismatch", "notice.cash", "notice.cash_gap"} & set(notes)
    assert not world.latch.read()
    # Seen again, also by a program that started anew, nothing more is booked.
    await world.restart()
    await world.look(61)
    assert world.desk.account.cash == world.deposit
    assert world.faces["phone"].notices().count("notice.final_settlement") == 1


async def test_a_contract_that_left_the_list_is_still_known_to_have_ended():
    world = await at_expiry(Side.SELL, 2)
    await world.look(1)
    del world.desk.instruments[CODE]
    await settled_at(world, 48_000, -2)
    assert world.desk.book(OWNER, CODE).shares == 0
    assert not world.latch.read()


async def test_money_that_comes_later_is_waited_for_and_then_missed():
    world = await at_expiry(Side.SELL, 4)
    world.broker.held[CODE] = 0
    await world.look(600)
    assert world.desk.book(OWNER, CODE).shares == -4
    assert not world.latch.read()
    await settled_at(world, 48_300, -4, seconds=17 * 3600)
    assert world.desk.book(OWNER, CODE).shares == 0
    assert world.desk.account.cash == world.deposit
    assert not world.latch.read()


async def test_money_that_never_comes_freezes_the_contract_after_the_next_session():
    world = await at_expiry(Side.SELL, 4)
    world.broker.held[CODE] = 0
    await world.look(25 * 3600)
    assert world.desk.book(OWNER, CODE).shares == -4
    assert "notice.mismatch" in world.faces["phone"].notices()


@pytest.mark.parametrize("price", [43_000, 53_000])
async def test_a_price_that_no_settlement_has_books_nothing(price):
    world = await at_expiry(Side.BUY, 4)
    await settled_at(world, price, 4)
    assert world.desk.book(OWNER, CODE).shares == 4
    assert "notice.final_settlement" not in world.faces["phone"].notices()


async def test_a_position_that_leaves_before_its_end_is_a_mismatch_as_ever():
    world = await FuturesWorld.start()
    await world.trade(Side.SELL, 4)
    world.broker.held[CODE] = 0
    await world.look(LAG_S)
    assert "notice.mismatch" in world.faces["phone"].notices()
    assert world.desk.book(OWNER, CODE).shares == -4
