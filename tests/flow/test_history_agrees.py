"""What the chat says of the past, against the exchange's own ledger of random paper weeks."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from bot.assemble_sim import ACCOUNT
from bot.auto import Approve
from bot.commands.balance import bound, held_by
from bot.context import Context
from bot.history_asked import read_history
from bot.past_trades import Past, past_of
from bot.period_money import Course, course_of
from bot.period_table import TABLES, stretches_of
from bot.reply import Fields, Reply
from bot.valuation import names, value
from core.domain.calendar import trading_date
from core.report.performance import parts_by, parts_by_exit, score_of
from core.report.round_trips import trips_of
from core.report.sums import add_up
from tests import fakes_bot as fb
from tests.demos import Played, play_demo
from tests.flow.test_random_walks import Walk
from tests.harness import CASH, World

SEEDS = (3, 4)
WEEKS = 2
KINDS = tuple(dict.fromkeys(TABLES.values()))


class Told:
    """A bench whose rows are those of a demo that was played, and the exchange's books."""

    def __init__(self, played: Played) -> None:
        self.played = played
        self.mine, self.ledger = played.mine, played.ledger
        self.orders = self.ledger.all_orders(ACCOUNT)
        self.bench = fb.Bench()
        end = max((f.at for f in self.mine.fills), default=fb.NOW) + timedelta(hours=1)
        self.bench.clock.move_to(end)

    async def load(self) -> None:
        account = self.mine.account
        assert account is not None
        await self.bench.put(account, *self.mine.orders, *self.mine.fills, *self.mine.books)

    @property
    def context(self) -> Context:
        return self.bench.context

    @property
    def realised(self) -> int:
        """What the exchange paid out, less what was paid in, beside what is still held at cost."""
        sides = {"buy": -1, "sell": 1}
        flow = sum(sides[o.side] * o.amount - o.fee - o.tax for o in self.orders)
        return flow + sum(book.cost for book in self.mine.books)

    async def past(self, *words: str) -> Past:
        known = await names(self.context)
        asked = read_history(self.context, words, known, usual="all", views={})
        return await past_of(self.context, asked)


async def play(seed: int) -> Told:
    approve = Approve.ALL if seed % 2 else Approve.HALF
    made = Told(await play_demo(seed, weeks=WEEKS, approve=approve))
    await made.load()
    return made


@pytest.fixture(scope="module", params=SEEDS)
def told(request: pytest.FixtureRequest) -> Told:
    return asyncio.run(play(int(request.param)))


def field(reply: Reply | None, label: str) -> str:
    assert reply is not None
    rows = [row for block in reply.blocks if isinstance(block, Fields) for row in block.rows]
    return dict(rows)[label]


async def test_trades_fees_and_tax_add_up_to_the_exchange_s(told: Told) -> None:
    sums = add_up((await told.past()).fills)
    assert sums.realised == told.realised
    assert sums.fees == sum(o.fee for o in told.orders)
    assert sums.taxes == sum(o.tax for o in told.orders)
    assert sums.turnover == sum(o.amount for o in told.orders)
    assert sums.trades == sum(o.filled > 0 for o in told.orders)


async def test_every_fill_is_in_one_trip_and_open_trips_are_the_holdings(told: Told) -> None:
    past = await told.past()
    assert sorted(f.at for t in past.trips for f in t.fills) == [f.at for f in past.fills]
    assert sum(t.realised for t in past.trips) == told.realised
    held = {(b.owner, b.symbol): b.shares for b in told.mine.books}
    assert {(t.owner, t.symbol): t.held for t in past.trips if not t.over} == held
    assert sum(f.shares for t in past.trips if t.over for f in t.entries) == sum(
        f.shares for t in past.trips if t.over for f in t.exits
    )


async def test_performance_parts_are_the_whole_however_it_is_cut(told: Told) -> None:
    past = await told.past()
    score = score_of(past.trips)
    orders = {order.id: order for order in told.mine.orders}
    for attribute in ("owner", "symbol"):
        parts = parts_by(past.fills, past.trips, attribute)
        assert sum(part.realised for part in parts) == told.realised
        assert sum(part.score.trips for part in parts) == score.trips
    ended = parts_by_exit(past.trips, orders)
    assert sum(part.realised for part in ended) == score.realised == score.gained + score.lost
    assert sum(part.score.wins for part in ended) == score.wins


@pytest.mark.parametrize("kind", KINDS)
async def test_rows_of_the_profit_table_add_up_to_the_whole(told: Told, kind: str) -> None:
    worth = await value(told.context)
    today = trading_date(told.context.now)
    course: Course = await course_of(told.context.views, worth, today)
    fills = (await told.past()).fills
    rows = [course.money(fills, one) for one in stretches_of(course, kind, today)]
    assert sum(row.change for row in rows) == worth.equity - course.opening
    assert sum(row.sums.realised for row in rows if kind == "months") in (0, told.realised)


async def test_the_answers_tell_these_figures(told: Told) -> None:
    won, t = told.context.words.won, told.context.t
    realised = won(told.realised, sign=True)
    said = [await told.bench.say(line) for line in ("매매", "체결내역", "성과 전체", "손익 전체")]
    assert {field(reply, t("pnl.realised")) for reply in said} == {realised}
    fees = won(sum(o.fee for o in told.orders))
    assert field(said[2], t("pnl.fees")) == field(said[3], t("pnl.fees")) == fees


async def test_the_balance_is_the_exchange_s_cash_and_all_holdings(told: Told) -> None:
    reply = await told.bench.say("예수금")
    won, t = told.context.words.won, told.context.t
    account = told.mine.account
    assert account is not None
    flow = told.realised - sum(book.cost for book in told.mine.books)
    assert field(reply, t("balance.cash")) == won(account.opened_with + flow)
    worth = await value(told.context)
    assert account.cash + sum(held_by(worth).values()) == worth.equity
    orders, cards = bound(told.context)
    assert (orders, cards) == (0, 0)


@pytest.mark.parametrize("seed", range(40))
async def test_after_a_random_walk_with_lost_answers_the_sums_are_the_brokers(seed: int) -> None:
    world, rng = await World.start(), random.Random(f"history {seed}")
    walk = Walk(world, rng)
    for _ in range(120):
        await walk.step()
    await walk.heal()
    fills, trips = list(world.uow.fills.all()), trips_of(world.uow.fills.all())
    held = [b for b in world.uow.books.all() if b.shares]
    brought = world.broker.cash - CASH + sum(b.cost for b in held)
    assert add_up(fills).realised == brought == sum(t.realised for t in trips), f"seed {seed}"
    for attribute in ("owner", "symbol"):
        assert sum(part.realised for part in parts_by(fills, trips, attribute)) == brought
    left = {(t.owner, t.symbol): t.held for t in trips if not t.over}
    assert left == {(b.owner, b.symbol): b.shares for b in held}


def test_no_fill_makes_no_trip() -> None:
    assert trips_of([]) == []
    assert score_of([]).expectancy == 0
    assert score_of([]).profit_factor is None
