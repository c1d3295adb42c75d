"""T-11: the algebra of fills: whatever looks come, in whatever order and number, the books agree.

One order fills in pieces at the broker. Looks at it are taken at random moments, some are lost,
some come twice, some come late and out of order; frames only ask for looks. At the end one
complete look is taken, and books, fills and cash must be what the pieces add up to.
"""

from __future__ import annotations

import asyncio
import random

from core.domain.commands import BrokerView, Seen
from core.domain.signal import Side
from tests.harness import CASH, PRICE, SYMBOL, World
from tests.prove.suite import Outcome, Suite


def trial(seed: int) -> Outcome:
    """Play one order's pieces under one disorder of looks."""
    return asyncio.run(_trial(seed))


async def _trial(seed: int) -> Outcome:
    rng = random.Random(f"fills {seed}")
    world = await World.start()
    shares = rng.randrange(2, 60)
    card = await world.card(Side.BUY, shares)
    await world.press(card)
    number = world.order(card).number or ""
    views = await _pieces(world, number, shares, rng)
    wrong: list[str] = []
    before = 0
    for view in _disordered(views, rng):
        await world.ask(Seen(view))
        filled = world.order(card).filled
        if not before <= filled <= shares:
            wrong.append(f"filled went from {before} to {filled} of {shares}")
        before = filled
    await world.look(1)
    return Outcome([*wrong, *_compared(world, number, card.id)])


async def _pieces(world: World, number: str, shares: int, rng: random.Random) -> list[BrokerView]:
    left, views = rng.randrange(1, shares + 1), []
    while left:
        piece = rng.randrange(1, left + 1)
        left -= piece
        price = PRICE + rng.randrange(-9, 10) * 50
        world.broker.fill(number, piece, price=price, fee=rng.randrange(0, 40))
        world.clock.move_by(rng.choice((0, 0, 1)))
        views.append(await world.broker.look())
    return views


def _disordered(views: list[BrokerView], rng: random.Random) -> list[BrokerView]:
    """Lose, repeat and swap looks."""
    kept = [view for view in views if rng.random() < 0.7]
    kept += [rng.choice(views) for _ in range(rng.randrange(0, 4))]
    if rng.random() < 0.5:
        rng.shuffle(kept)
    return kept


def _compared(world: World, number: str, card: str) -> list[str]:
    (row,) = [r for r in world.broker.rows if r.number == number]
    (order,) = [o for o in world.uow.orders.all() if o.approval_id == card]
    wrong = []
    truth = (row.filled, row.amount, row.fee)
    if (order.filled, order.amount, order.fee) != truth:
        wrong.append(f"order {(order.filled, order.amount, order.fee)}, broker {truth}")
    fills = [f for f in world.uow.fills.all() if f.order_id == order.id]
    sums = (sum(f.shares for f in fills), sum(f.amount for f in fills), sum(f.fee for f in fills))
    if sums != truth:
        wrong.append(f"slices {sums}, broker {truth}")
    if len({f.cumulative for f in fills}) != len(fills):
        wrong.append("two slices have one cumulative amount")
    held = sum(b.shares for b in world.uow.books.all() if b.symbol == SYMBOL)
    account = world.desk.account
    if held != row.filled or account is None or account.cash != CASH - row.amount - row.fee:
        wrong.append(f"{held} shares and {account and account.cash} won after {truth}")
    return wrong


SUITE = Suite(
    "T-11", "fill algebra: any order, loss and repetition of looks", trial, floor=10_000,
    night=100_000, share=0.5,
    left_out=("sixty separate properties: one, with random pieces and disorders, is played",),
)  # fmt: skip
