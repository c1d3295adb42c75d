"""Money moved in the broker's own app: the engine tells it, and no report calls it profit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.period_money import PeriodMoney, course_of
from bot.stretch import Stretch
from bot.valuation import Valuation, value
from core.domain.commands import CloseDay
from core.memory_views import MemoryViews
from core.report.facts import period_facts
from core.report.flows import flows_of
from core.report.period import Flow, PeriodFacts
from core.report.rows import Asked
from core.report.spans import SPANS
from core.report.words import Words
from tests import fakes_bot as fb
from tests.harness import ACCOUNT, CALENDAR, CASH, DAY, World
from tests.unit.core.report.test_facts import Rows

NEXT = CALENDAR.next_session(DAY).day
AFTER_CLOSE_S = 8 * 3600
PAID_IN, TAKEN_OUT = 5_000_000, -2_000_000


class Story:
    """A world of one account without shares, and what report and chat say of its days."""

    def __init__(self, world: World) -> None:
        self.world, self.views = world, MemoryViews(world.uow)

    async def move(self, won: int, seconds: float = 1) -> None:
        self.world.broker.cash += won
        await self.world.look(seconds)
        assert self.account.cash == self.world.broker.cash

    async def close(self, day: date) -> None:
        await self.world.ask(CloseDay(day, ()))

    @property
    def account(self) -> Any:
        return self.world.desk.account

    async def report(self, kind: str, day: date) -> PeriodFacts:
        return await period_facts(
            self.views, Rows(), calendar=CALENDAR, account=self.account,
            asked=Asked(SPANS[kind], day), marks={}, words=Words({}, {}),
        )  # fmt: skip

    async def chat(self, first: date, last: date, *, today: date) -> PeriodMoney:
        worth = Valuation(self.account, self.account.cash, (), {}, ())
        course = await course_of(self.views, worth, today)
        return course.money([], Stretch("x", first, last))


async def test_money_is_no_profit_on_the_day_that_has_it_nor_on_any_other() -> None:
    story = Story(await World.start())
    await story.move(PAID_IN)
    running = (await story.report("daily", DAY)).totals
    assert (running.equity_end, running.profit, running.rate) == (CASH + PAID_IN, 0, 0)
    await story.close(DAY)
    await story.move(TAKEN_OUT, AFTER_CLOSE_S)
    evening = await story.chat(DAY, DAY, today=DAY)
    assert (evening.change, evening.rate, evening.fall) == (0, 0, 0)
    assert (evening.moved.paid_in, evening.moved.taken_out) == (PAID_IN, -TAKEN_OUT)
    await story.close(NEXT)
    for day, won in ((DAY, PAID_IN), (NEXT, TAKEN_OUT)):
        facts = await story.report("daily", day)
        assert (facts.totals.profit, facts.totals.rate, facts.totals.fall) == (0, 0, 0)
        assert facts.moves == (Flow(day, won),)


async def test_the_engine_writes_down_which_day_has_the_money() -> None:
    story = Story(await World.start())
    await story.move(PAID_IN)
    await story.close(DAY)
    await story.move(TAKEN_OUT, AFTER_CLOSE_S)
    found = await flows_of(story.views, ACCOUNT)
    assert found == (Flow(DAY, PAID_IN), Flow(DAY + timedelta(days=1), TAKEN_OUT))


@pytest.mark.parametrize("moved", [PAID_IN, TAKEN_OUT])
async def test_report_and_chat_agree_on_every_stretch(moved: int) -> None:
    story = Story(await World.start())
    await story.close(DAY)
    await story.move(moved, AFTER_CLOSE_S)
    await story.close(NEXT)
    today = NEXT + timedelta(days=1)
    for kind in ("daily", "weekly", "monthly"):
        first, last = SPANS[kind].bounds(NEXT)
        totals = (await story.report(kind, NEXT)).totals
        money = await story.chat(first, min(last, NEXT), today=today)
        said = (money.start, money.end, money.change, money.rate, money.fall)
        assert said == (
            totals.equity_start, totals.equity_end, totals.profit, totals.rate, totals.fall,
        )  # fmt: skip
        assert totals.profit == 0


async def test_money_paid_in_hides_no_loss_of_the_day() -> None:
    story = Story(await World.start())
    await story.close(DAY)
    desk = story.world.desk
    before = desk.equity() - story.account.day_start_equity
    await story.move(PAID_IN, AFTER_CLOSE_S)
    assert desk.equity() - story.account.day_start_equity == before
    await story.close(NEXT)
    assert story.account.day_start_equity == desk.equity()


async def test_money_taken_out_never_loosens_the_limit_and_is_no_loss_to_a_person() -> None:
    story = Story(await World.start())
    await story.close(DAY)
    start = story.account.day_start_equity
    await story.move(TAKEN_OUT, AFTER_CLOSE_S)
    assert story.account.day_start_equity == start
    bench = fb.Bench()
    told = await value(replace(bench.context, uow=story.world.uow, views=story.views))
    assert (told.taken_out, told.day_profit, told.day_return) == (-TAKEN_OUT, 0, 0)
    await story.close(NEXT)
    told = await value(replace(bench.context, uow=story.world.uow, views=story.views))
    assert (told.taken_out, told.day_profit) == (0, 0)
