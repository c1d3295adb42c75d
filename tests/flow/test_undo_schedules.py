"""Whatever happens around an undo window: at most one order, and none after an undo or a stop."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from core.domain.approval import Approval
from core.domain.commands import CancelOrder, Undo
from core.domain.order import OrderState
from core.domain.switches import HaltLevel, Scope
from core.flow.waiting_orders import button_subject, held
from tests.harness import ANN, BEN, SYMBOL, World

WINDOW = 5
SEEDS = range(60)


@dataclass
class Play:
    """One press and what people, market and machine do around it; `over` says what ended it."""

    world: World
    card: Approval
    rng: random.Random
    over: list[str] = field(default_factory=list)

    async def undo(self) -> None:
        """Press the undo button, perhaps too late."""
        waits = bool(held(self.world.desk))
        order = self.world.order(self.card)
        who = self.rng.choice((ANN, BEN))
        messages = self.world.approval(self.card).messages
        nonce = self.world.nonces.nonce(button_subject(order.id))
        message = next(m for m in messages if m.face == who.face)
        result = await self.world.ask(Undo(self.world.nonces.digest(nonce), who, message))
        assert result.ok is waits
        self.over += ["undo"] * result.ok

    async def cancel(self) -> None:
        """Say `cancel`, which is an undo while the order waits."""
        waits = bool(held(self.world.desk))
        result = await self.world.ask(CancelOrder(self.world.order(self.card).id, ANN))
        assert (result.key == "undo.done") is waits
        self.over += ["undo"] * waits

    async def halt(self) -> None:
        """Stop everything."""
        waits = bool(held(self.world.desk))
        await self.world.runtime.halt(Scope(), HaltLevel.HALT_NEW, ANN, "schedule")
        self.over += ["halt"] * waits

    async def die(self) -> None:
        """Lose the program and start it again."""
        waits = bool(held(self.world.desk))
        await self.world.restart()
        self.over += ["death"] * waits

    async def press(self) -> None:
        """Press the card again."""
        assert not (await self.world.press(self.card)).ok

    async def move(self) -> None:
        """Let the price move a little or much."""
        self.world.market.prices[SYMBOL] += self.rng.choice((-100, 100, 2_000))

    async def wait(self) -> None:
        """Let a second or more go by."""
        await self.world.look(self.rng.choice((0, 1, 1, 2, 4)))


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_press_gives_one_order_at_most_and_none_after_it_was_taken_back(seed: int) -> None:
    world = await World.start(undo_s=WINDOW)
    card = await world.card()
    await world.press(card)
    play = Play(world, card, random.Random(f"undo {seed}"))
    steps = (play.undo, play.cancel, play.halt, play.die, play.press, play.move, play.wait)
    for step in play.rng.choices(steps, weights=(2, 1, 1, 1, 2, 2, 8), k=14):
        await step()
        await world.runtime.settle()
    await world.look(60)
    sent = [s for s in world.broker.submits if s.intent.id == card.intent.id]
    order = world.order(card)
    print(f"seed {seed}: {play.over} {order.state} {order.note}")
    assert len(sent) <= 1
    assert not (sent and play.over)
    assert order.state is not OrderState.READY
    assert (order.sent_at is not None) is bool(sent)
    if play.over:
        assert order.state is OrderState.CANCELLED
    count = world.runtime.count.check()
    assert not count.key
