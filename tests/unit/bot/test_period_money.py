"""What a stretch did to the account: equity before and after, its sums and its deepest fall."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.period_money import Course, course_of, money_of
from bot.period_table import stretches_of
from bot.stretch import Stretch, stretch_of
from bot.valuation import value
from core.domain.position import DayMark
from core.report.period import CurvePoint
from tests import fakes_bot as fb

MONDAY = date(2024, 12, 16)
OPENING = 1_000_000
EQUITY = (1_010_000, 990_000, 1_020_000, 1_020_000, 1_000_000)
COURSE = Course(
    OPENING, tuple(CurvePoint(MONDAY + timedelta(days=n), won) for n, won in enumerate(EQUITY))
)


def day(n: int) -> Stretch:
    """Give one day of the week."""
    return Stretch("day", MONDAY + timedelta(days=n), MONDAY + timedelta(days=n))


@pytest.mark.parametrize(
    ("n", "change"), [(0, 10_000), (1, -20_000), (2, 30_000), (3, 0), (4, -20_000)]
)
def test_a_day_is_measured_from_the_end_of_the_one_before(n: int, change: int) -> None:
    money = COURSE.money([], day(n))
    assert (money.change, money.end) == (change, EQUITY[n])
    assert money.rate == Decimal(change) / (EQUITY[n - 1] if n else OPENING)


def test_a_week_is_the_sum_of_its_days_and_falls_from_its_own_peak() -> None:
    week = Stretch("week", MONDAY, MONDAY + timedelta(days=6))
    money = COURSE.money([], week)
    assert money.change == sum(COURSE.money([], day(n)).change for n in range(5)) == 0
    # From 1,010,000 to 990,000 is deeper than from 1,020,000 to 1,000,000.
    assert money.fall == Decimal("-0.0198")


def test_a_fall_from_the_end_of_the_day_before_belongs_to_the_day() -> None:
    assert COURSE.money([], day(1)).fall == Decimal("-0.0198")
    assert COURSE.money([], day(2)).fall == 0


def test_days_before_the_account_have_nothing() -> None:
    money = COURSE.money([], Stretch("x", MONDAY - timedelta(days=9), MONDAY - timedelta(days=3)))
    assert (money.start, money.end, money.change, money.fall) == (OPENING, OPENING, 0, 0)


def test_only_fills_inside_are_added() -> None:
    fills = [
        fb.fill(fb.order(), 1, 50_000, day=MONDAY + timedelta(days=n), realised=n) for n in range(5)
    ]
    two = Stretch("x", MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
    assert COURSE.money(fills, two).sums.realised == 1 + 2
    assert COURSE.money(fills, two).sums.turnover == 100_000


async def test_today_counts_at_the_prices_of_now_and_not_at_its_mark() -> None:
    bench = fb.Bench()
    await bench.put(fb.money(cash=99_000_000))
    for days_ago, won in ((2, 98_000_000), (0, 97_000_000)):
        when = fb.DAY - timedelta(days=days_ago)
        bench.uow.marks.put(DayMark("5012345601", when, won, won, 0, 0, 0))
    await bench.uow.commit()
    worth = await value(bench.context)
    course = await course_of(bench.context.views, worth, fb.DAY)
    assert [p.equity for p in course.points] == [98_000_000, 99_000_000]
    today = stretch_of("day", fb.DAY)
    money = await money_of(bench.context.views, worth, today, fb.DAY)
    assert money.change == 1_000_000


async def test_marks_of_another_account_are_left_out() -> None:
    bench = fb.Bench()
    await bench.put(fb.money(cash=99_000_000))
    mine = DayMark("5012345601", fb.DAY - timedelta(days=1), 98_000_000, 0, 0, 0, 0)
    for mark in (mine, replace(mine, account="OTHER", equity=1)):
        bench.uow.marks.put(mark)
    await bench.uow.commit()
    course = await course_of(bench.context.views, await value(bench.context), fb.DAY)
    assert [p.equity for p in course.points] == [98_000_000, 99_000_000]


@pytest.mark.parametrize(("kind", "rows"), [("days", 6), ("weeks", 2), ("months", 1)])
def test_tables_have_a_row_for_each_stretch_that_ended_a_session(kind: str, rows: int) -> None:
    today = MONDAY + timedelta(days=7)
    found = stretches_of(COURSE, kind, today)
    assert len(found) == rows
    assert [s.last for s in found] == sorted((s.last for s in found), reverse=True)
    assert found[0].last == today
    assert sum(COURSE.money([], one).change for one in found) == 0
