"""Random days of wishes, presses, lost answers, stops, fills, restarts: at their end all agrees."""

from __future__ import annotations

import random

import pytest

from core.domain.approval import ApprovalState
from core.domain.calendar import trading_date, utc
from core.domain.commands import AnswerQuestion, AskResume
from core.domain.decision import RiskApproved
from core.domain.order import OrderState
from core.domain.people import QuestionState
from core.domain.position import OUTSIDE
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind, level_for
from core.errors import NotSent, Refused
from tests.harness import ANN, BEN, CALENDAR, OTHER, PRICE, SYMBOL, FakeBroker, Lost, World

SCOPES = (Scope(), Scope(ScopeKind.SYMBOL, SYMBOL), Scope(ScopeKind.STRATEGY, "golden_cross"))
ANSWERS = (
    lambda r: None,
    lambda r: None,
    lambda r: Lost(),
    lambda r: Lost(visible_after=r.choice((5, 50, 500))),
    lambda r: TimeoutError(),
    lambda r: Refused("1", "no"),
    lambda r: NotSent("no route"),
)


class WatchedBroker(FakeBroker):
    """Fails the test when an order arrives that a stop in the latch forbids."""

    latch: object = None

    async def submit(self, approved: RiskApproved) -> str:
        i = approved.intent
        switch = level_for(self.latch.read(), strategy=i.owner, symbol=i.symbol)  # type: ignore[attr-defined]
        if switch is not None:
            assert switch.level is not HaltLevel.HALT_NEW
            assert i.side is Side.SELL
        assert i.id not in {s.intent.id for s in self.submits}, "sent twice"
        return await super().submit(approved)


class Walk:
    """One random walk; every step is one thing that may happen."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.world, self.rng = world, rng
        self.old: list[str] = []

    async def step(self) -> str:
        weighted = (
            (self.wish, 8), (self.press, 12), (self.again, 2), (self.fill, 8), (self.end, 1),
            (self.time, 6), (self.lose, 3), (self.outage, 1), (self.move, 2), (self.halt, 1),
            (self.resume, 4), (self.restart, 1), (self.tomorrow, 1),
        )  # fmt: skip
        steps, weights = zip(*weighted, strict=True)
        chosen = self.rng.choices(steps, weights)[0]
        await chosen()
        return str(chosen.__name__)

    async def wish(self) -> None:
        side = self.rng.choice((Side.BUY, Side.BUY, Side.SELL))
        symbol = self.rng.choice((SYMBOL, OTHER))
        self.world.uow.rollback()
        await self.world.wish(side, self.rng.randrange(1, 40), symbol=symbol)
        await self.time()

    async def press(self) -> None:
        for card in self.world.desk.open_approvals()[:1]:
            who = self.rng.choice((ANN, BEN))
            if any(m.face == who.face for m in card.messages):
                self.old.append(card.id)
                await self.world.press(card, yes=self.rng.random() < 0.9, who=who)

    async def again(self) -> None:
        if self.old:
            card = self.world.uow.approvals.get(self.rng.choice(self.old))
            if card is not None:
                await self.world.press(card)

    async def fill(self) -> None:
        rows = [r for r in self.world.broker.rows if r.state == "open"]
        if rows:
            row = self.rng.choice(rows)
            shares = self.rng.randrange(1, row.shares - row.filled + 1)
            fee = self.rng.randrange(0, 5) * 10
            tax = self.rng.randrange(0, 90) if row.side == "sell" else 0
            self.world.broker.fill(row.number, shares, price=row.price, fee=fee, tax=tax)

    async def end(self) -> None:
        rows = [r for r in self.world.broker.rows if r.state == "open"]
        if rows:
            state = self.rng.choice(("cancelled", "expired", "rejected"))
            self.world.broker.change(self.rng.choice(rows).number, state=state)

    async def time(self) -> None:
        self.world.clock.move_by(self.rng.choice((0, 1, 3, 20, 70)))
        if self.rng.random() < 0.4:
            self.world.broker.down = self.world.market.down = False
        if not self.world.market.down:
            await self.world.look()

    async def lose(self) -> None:
        self.world.broker.answers.append(self.rng.choice(ANSWERS)(self.rng))

    async def outage(self) -> None:
        place = self.rng.choice((self.world.broker, self.world.market))
        place.down = not place.down

    async def move(self) -> None:
        symbol = self.rng.choice((SYMBOL, OTHER))
        self.world.market.prices[symbol] = PRICE + self.rng.randrange(-20, 21) * 50

    async def halt(self) -> None:
        level = self.rng.choice((HaltLevel.HALT_NEW, HaltLevel.REDUCE_ONLY))
        await self.world.runtime.halt(self.rng.choice(SCOPES), level, ANN, "walk")

    async def resume(self) -> None:
        for switch in self.world.latch.read()[:1]:
            await self.world.ask(AskResume(switch.scope, ANN, "walk", ()))
        await self.world.runtime.settle()
        self.world.clock.move_by(31)
        for question in list(self.world.uow.questions.all()):
            mine = [m for m in question.messages if m.face == ANN.face]
            if question.state is QuestionState.OPEN and mine:
                nonce = self.world.nonces.nonce(question.id)
                await self.world.ask(AnswerQuestion(nonce, True, ANN, mine[0], ()))

    async def restart(self) -> None:
        world = self.world
        world.uow.rollback()
        world.desk, world.runtime = world._build()
        await world.runtime.boot(f"boot-{world.generation}")
        await world.runtime.settle()

    async def tomorrow(self) -> None:
        world = self.world
        for row in [r for r in world.broker.rows if r.state == "open"]:
            world.broker.change(row.number, state="expired")
        day = CALENDAR.next_session(trading_date(world.clock.now())).day
        world.clock.move_to(utc(day, 9, 30))

    async def heal(self) -> None:
        world = self.world
        world.broker.down = world.market.down = False
        world.broker.hidden.clear()
        for seconds in (0, 1):
            await world.look(seconds)
        await self.tomorrow()
        for _ in range(3):
            await world.look(60)


def check(world: World) -> None:
    """Compare everything that is stored with the broker's truth."""
    broker, orders = world.broker, list(world.uow.orders.all())
    granted = [a for a in world.uow.approvals.all() if a.state is ApprovalState.GRANTED]
    assert len(broker.submits) <= len(granted) == len(orders)
    assert {o.approval_id for o in orders} == {a.id for a in granted}
    linked = {o.number: o for o in orders if o.number}
    doubt = [o for o in orders if o.state is OrderState.UNKNOWN]
    assert not [o for o in orders if o.state in (OrderState.SENDING, OrderState.READY)]
    told = {dict(n.fields).get("order") for n in world.uow.outbox.all()}
    assert {o.id for o in doubt} <= told
    for row in broker.rows:
        order = linked.get(row.number)
        assert order is not None, f"{row.number} is nobody's, in doubt: {doubt}"
        assert (order.filled, order.amount, order.fee, order.tax) == (
            row.filled, row.amount, row.fee, row.tax,
        )  # fmt: skip
    held = {s: n for s, n in broker.held.items() if n}
    books = [b for b in world.uow.books.all() if b.shares]
    assert {s: sum(b.shares for b in books if b.symbol == s) for s in held} == held
    assert not [b for b in books if b.owner == OUTSIDE]
    account = world.desk.account
    assert account is not None
    assert account.cash == broker.cash
    assert "notice.cash" not in {o.subject for o in world.uow.outbox.all()}
    assert [e.seq for e in world.uow.journal] == list(range(1, len(world.uow.journal) + 1))
    rows = {(s.scope, s.level) for s in world.uow.switches.all() if s.level is not HaltLevel.NONE}
    assert rows == {(s.scope, s.level) for s in world.latch.read()}


@pytest.mark.parametrize("seed", range(60))
async def test_a_random_walk_ends_in_agreement(seed: int) -> None:
    rng = random.Random(f"walk {seed}")
    world = World()
    broker = WatchedBroker(world.clock)
    broker.latch = world.latch
    world.broker = broker
    world.generation = 0
    world.desk, world.runtime = world._build()
    await world.ask_to_pair()
    await world.boot()
    walk = Walk(world, rng)
    taken = [await walk.step() for _ in range(200)]
    print(seed, taken)
    await walk.heal()
    check(world)
