"""Money that a person moved is no profit: reports and chat, whatever its size and day."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.calendar import utc
from core.domain.journal import JournalEntry
from core.domain.position import DayMark
from core.report.curve import deepest
from core.report.flows import Moved, flows_of, grown, landed, levels, moved
from core.report.index import IndexDays
from core.report.period import CurvePoint, Flow, PeriodFacts
from core.report.spans import SPANS
from core.report.template import render
from tests.unit.core.report.test_facts import ACCOUNT, CALENDAR, Rows, facts_of, mark

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
EVE = date(2026, 9, 30)
SESSIONS = [s.day for s in SPANS["monthly"].sessions(CALENDAR, FIRST)]
FOUR = Decimal("0.0001")


def cash(seq: int, won: int, on: date, *, account: str = ACCOUNT.id, **data: Any) -> JournalEntry:
    """Write down what the money check does of cash that was moved."""
    told = (("ours", 1_000), ("broker", 1_000 + won), *data.items())
    return JournalEntry(seq, utc(on, 10), "system", "cash", account, "reconcile", told)


@dataclass
class Month:
    """Random profits of each session, and random flows before some of them."""

    profits: list[int]
    flows: dict[date, list[int]]
    start: int = 10_000_000

    @classmethod
    def drawn(cls, rng: random.Random) -> Month:
        profits = [rng.randint(-90_000, 100_000) for _ in SESSIONS]
        days = rng.sample(SESSIONS, rng.randint(0, 6))
        signs = {d: rng.choice((-1, 1)) for d in days}
        drawn = {d: [s * rng.randint(1, 600_000)] * rng.randint(1, 2) for d, s in signs.items()}
        return cls(profits, drawn)

    def rows(self) -> Rows:
        marks, equity = [mark(EVE, self.start)], self.start
        for day, profit in zip(SESSIONS, self.profits, strict=True):
            equity += profit + sum(self.flows.get(day, ()))
            marks.append(mark(day, equity))
        entries = [cash(0, won, day) for day, some in self.flows.items() for won in some]
        return Rows(mark_rows=marks, journal_rows=sorted(entries, key=lambda e: e.at))

    def product(self) -> Decimal:
        """Multiply the days out by hand."""
        made, equity = Decimal(1), self.start
        for day, profit in zip(SESSIONS, self.profits, strict=True):
            base = equity + sum(self.flows.get(day, ()))
            made *= 1 + Decimal(profit) / base
            equity = base + profit
        return made - 1


async def month_of(rows: Rows, **how: Any) -> PeriodFacts:
    return await facts_of(rows, LAST, kind="monthly", **how)


@pytest.mark.parametrize("seed", range(60))
async def test_profit_is_the_sum_and_the_rate_the_product_of_the_days(seed: int) -> None:
    month = Month.drawn(random.Random(f"flows {seed}"))
    facts = await month_of(month.rows())
    totals, all_flows = facts.totals, [w for some in month.flows.values() for w in some]
    assert totals.profit == sum(month.profits), f"seed {seed}"
    assert totals.equity_end - totals.equity_start == totals.profit + sum(all_flows)
    assert abs(totals.rate - month.product()) <= FOUR / 2, f"seed {seed}"
    assert moved(facts.moves).net == sum(all_flows)


@pytest.mark.parametrize("seed", range(30))
async def test_the_same_daily_returns_make_the_same_rate_and_fall_whatever_was_moved(
    seed: int,
) -> None:
    rng = random.Random(f"returns {seed}")
    returns = [Decimal(rng.randint(-300, 330)) / 10_000 for _ in SESSIONS]
    found = set()
    for most in (0, 4_000_000_000):
        flows = {d: [rng.randint(0, most)] for d in rng.sample(SESSIONS, 5)} if most else {}
        equity, profits = 10_000_000_000, []
        for day, rate in zip(SESSIONS, returns, strict=True):
            equity += sum(flows.get(day, ()))
            profits.append(round(equity * rate))
            equity += profits[-1]
        totals = (await month_of(Month(profits, flows, 10_000_000_000).rows())).totals
        found.add((totals.rate, totals.fall))
    assert len(found) == 1, f"seed {seed}: {found}"


async def test_without_flows_the_facts_have_no_word_of_them() -> None:
    month = Month([1_000 * n for n in range(len(SESSIONS))], {})
    facts = await month_of(month.rows())
    assert "flows" not in json.loads(facts.to_json())
    assert "입금" not in render(facts)
    assert "출금" not in render(facts)


@pytest.mark.parametrize(
    ("lang", "told"),
    [("ko", ("입금", "출금")), ("en", ("Paid in", "Taken out"))],
)
async def test_what_was_paid_in_and_taken_out_has_rows_of_its_own(
    lang: str, told: tuple[str, str]
) -> None:
    month = Month([0] * len(SESSIONS), {SESSIONS[3]: [5_000_000], SESSIONS[9]: [-2_000_000]})
    facts = await month_of(month.rows())
    lines = [" ".join(line.split()) for line in render(facts, lang=lang).split("\n")]
    for name, won in zip(told, ("5,000,000", "2,000,000"), strict=True):
        assert [won in line for line in lines if line.startswith(name)] == [True]
    assert (facts.totals.profit, facts.totals.rate, facts.totals.fall) == (0, 0, 0)
    assert json.loads(facts.to_json())["flows"][0] == {"day": str(SESSIONS[3]), "won": 5_000_000}


async def test_the_index_is_compared_with_the_time_weighted_return() -> None:
    month = Month([0] * len(SESSIONS), {SESSIONS[3]: [90_000_000]})
    index = IndexDays("KOSPI", ((EVE, 2_500), (SESSIONS[-1], 2_525)))
    told = " ".join(render(await month_of(month.rows(), index=index)).split())
    assert "1.00%p 뒤졌습니다" in told


async def test_a_flow_after_the_end_of_a_session_belongs_to_the_next() -> None:
    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    rows = Rows(
        mark_rows=[mark(monday, 10_000_000), mark(tuesday, 15_100_000)],
        journal_rows=[cash(1, 5_000_000, monday, day=tuesday.isoformat())],
    )
    of_monday = (await facts_of(rows, monday, kind="daily")).totals
    assert (of_monday.profit, of_monday.rate) == (0, 0)
    of_tuesday = (await facts_of(rows, tuesday, kind="daily")).totals
    assert (of_tuesday.profit, of_tuesday.rate) == (100_000, Decimal("0.0067"))


async def test_a_running_week_leaves_out_what_was_moved_until_now() -> None:
    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    rows = Rows(
        mark_rows=[mark(date(2026, 11, 13), 10_000_000), mark(monday, 10_200_000)],
        journal_rows=[cash(1, -3_000_000, tuesday)],
    )
    account = replace(ACCOUNT, cash=7_200_000)
    totals = (await facts_of(rows, tuesday, account=account)).totals
    assert (totals.profit, totals.rate, totals.fall) == (200_000, Decimal("0.0200"), 0)


async def test_only_moves_of_this_account_are_read() -> None:
    entries = [
        cash(1, 5, FIRST), cash(2, 7, FIRST, account="another"),
        replace(cash(3, 9, FIRST), kind="costs"), cash(4, -3, FIRST, day="2026-10-02"),
    ]  # fmt: skip
    found = await flows_of(Rows(journal_rows=entries), ACCOUNT.id)
    assert found == (Flow(FIRST, 5), Flow(FIRST + timedelta(days=1), -3))
    assert moved(found) == Moved(5, 3)


def points(*equities: int) -> Sequence[CurvePoint]:
    return [CurvePoint(EVE + timedelta(days=n), won) for n, won in enumerate(equities)]


def test_flows_land_on_the_first_equity_that_has_them() -> None:
    days = [EVE, EVE + timedelta(days=3), EVE + timedelta(days=4)]
    flows = [Flow(EVE + timedelta(days=n), n + 1) for n in (0, 1, 3, 4, 9)]
    shown = [(f.day, f.won) for f in landed(flows, days, live=False)]
    assert shown == [(days[1], 2), (days[1], 4), (days[2], 5)]
    assert landed(flows, days, live=True)[-1] == Flow(days[2], 10)


@pytest.mark.parametrize("equities", [(100, 90, 120, 60), (7, 7), (100, 0, 50)])
def test_without_flows_levels_are_the_equities(equities: tuple[int, ...]) -> None:
    assert levels(points(*equities), ()) == equities


def test_an_account_that_begins_with_nothing_earns_from_its_first_money_on() -> None:
    flow = Flow(EVE + timedelta(days=1), 1_000_000)
    assert grown(points(0, 1_010_000, 1_020_100), [flow]) == Decimal("0.0201")


def test_taking_all_out_is_no_fall_and_no_loss() -> None:
    course = points(1_000_000, 1_100_000, 0, 0)
    flow = Flow(EVE + timedelta(days=2), -1_100_000)
    assert grown(course, [flow]) == Decimal("0.1")
    assert deepest(course, EVE, [flow]) == 0


def test_a_loss_on_the_day_of_a_deposit_is_a_fall_of_what_was_there() -> None:
    course = points(1_000_000, 1_900_000)
    flow = Flow(EVE + timedelta(days=1), 1_000_000)
    assert deepest(course, EVE, [flow]) == grown(course, [flow]) == Decimal("-0.05")


def test_marks_have_the_flows_in_them() -> None:
    found = Month([0] * len(SESSIONS), {SESSIONS[0]: [5]}).rows().mark_rows
    assert [m.equity for m in found[:2]] == [10_000_000, 10_000_005]
    assert all(isinstance(m, DayMark) for m in found)
