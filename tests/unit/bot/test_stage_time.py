"""How simulated time moves: jobs at their instants, nights at once, no session ever skipped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import App
from bot.auto import ACTOR
from bot.jobs import Plan
from bot.stage import MINUTE, SECOND
from core.domain.calendar import kst_text, trading_date, utc
from core.domain.commands import AskResume
from core.domain.switches import HaltLevel, Scope
from core.errors import CalendarRange
from core.flow.schedule import BEFORE_CLOSE, DAY_CLOSE, JOBS, PRE_OPEN, WEEKLY_REPORT
from tests.days import CALENDAR, Days, run_until

TUESDAY = date(2026, 11, 3)
FORM = "%m-%d %H:%M:%S"


def listen(app: App) -> list[tuple[str, str, str]]:
    """Note each job with its planned time and the time it ran at, and still do it."""
    heard: list[tuple[str, str, str]] = []

    def noting(name: str, job: Any) -> Any:
        async def run(at: datetime) -> None:
            heard.append((name, kst_text(at, FORM), kst_text(app.clock.now(), FORM)))
            if job is not None:
                await job(at)

        return run

    for name in (PRE_OPEN, BEFORE_CLOSE, DAY_CLOSE, WEEKLY_REPORT):
        app.stage.jobs[name] = noting(name, app.stage.jobs.get(name))
    return heard


async def started(at: datetime) -> App:
    days = Days()
    days.alone_until(at)
    app = await days.start()
    await app.stage.open()
    return app


@pytest.mark.parametrize("limit", [MINUTE, timedelta(hours=5)])
async def test_a_day_runs_its_jobs_at_their_instants_whatever_the_step(limit: timedelta) -> None:
    app = await started(utc(TUESDAY, 7))
    heard = listen(app)
    await run_until(app, utc(TUESDAY, 20), step=limit)
    assert heard == [
        (name, f"11-03 {at}:00", f"11-03 {at}:00")
        for name, at in ((PRE_OPEN, "08:40"), (BEFORE_CLOSE, "15:15"), (DAY_CLOSE, "15:35"))
    ]


async def test_a_late_day_runs_everything_an_hour_later_and_a_week_ends_with_its_report() -> None:
    app = await started(utc(date(2026, 11, 18), 20))
    heard = listen(app)
    await run_until(app, utc(date(2026, 11, 21), 0))
    assert [(name, at) for name, at, _ in heard] == [
        (PRE_OPEN, "11-19 09:40:00"),
        (BEFORE_CLOSE, "11-19 16:15:00"),
        (DAY_CLOSE, "11-19 16:35:00"),
        (PRE_OPEN, "11-20 08:40:00"),
        (BEFORE_CLOSE, "11-20 15:15:00"),
        (DAY_CLOSE, "11-20 15:35:00"),
        (WEEKLY_REPORT, "11-20 16:00:00"),
    ]
    assert all(planned == ran for _, planned, ran in heard)


async def test_the_year_ends_on_its_last_session_and_begins_late() -> None:
    app = await started(utc(date(2026, 12, 29), 20))
    heard = listen(app)
    await run_until(app, utc(date(2027, 1, 5), 0), step=timedelta(hours=3))
    reports = await app.views.reports(kind="weekly", limit=9)
    assert [(name, at) for name, at, _ in heard] == [
        (PRE_OPEN, "12-30 08:40:00"),
        (BEFORE_CLOSE, "12-30 15:15:00"),
        (DAY_CLOSE, "12-30 15:35:00"),
        (WEEKLY_REPORT, "12-30 16:00:00"),
        (PRE_OPEN, "01-04 09:40:00"),
        (BEFORE_CLOSE, "01-04 15:15:00"),
        (DAY_CLOSE, "01-04 15:35:00"),
    ]
    assert [r.period for r in reports] == ["2026-W53"]
    marks = await app.views.marks(first=date(2026, 12, 30), last=date(2027, 1, 4))
    assert [m.day for m in marks] == [date(2026, 12, 30), date(2027, 1, 4)]


async def test_nights_and_weekends_are_passed_at_once_but_never_a_session() -> None:
    app = await started(utc(date(2026, 11, 6), 20))
    stops = []
    for _ in range(3):
        await app.stage.step(SECOND)
        stops.append(kst_text(app.clock.now(), FORM))
    assert stops == ["11-09 08:30:00", "11-09 08:30:01", "11-09 08:30:02"]


async def test_a_step_never_goes_beyond_the_instant_it_was_given() -> None:
    app = await started(utc(date(2026, 11, 6), 20))
    saturday = utc(date(2026, 11, 7), 3, 4, 5)
    await app.stage.step(timedelta(days=9), until=saturday)
    assert app.clock.now() == saturday
    assert app.stage.venue.now == saturday
    await app.stage.step(MINUTE, until=saturday)
    assert app.clock.now() == saturday


async def test_the_market_is_awake_from_the_first_auction_to_the_last() -> None:
    app, awake = await started(utc(TUESDAY, 7)), {}
    for text in ("07:00", "08:29", "08:30", "09:00", "12:00", "15:20", "15:29", "15:30", "23:00"):
        await run_until(app, utc(TUESDAY, *map(int, text.split(":"))), step=timedelta(hours=4))
        awake[text] = app.stage.awake
    assert [text for text, is_so in awake.items() if is_so] == [
        "08:30", "09:00", "12:00", "15:20", "15:29"
    ]  # fmt: skip


async def test_no_day_without_a_session_is_awake() -> None:
    app = await started(utc(date(2026, 11, 7), 10))
    assert app.stage.awake is False
    assert app.stage.day == date(2026, 11, 7)


async def test_an_open_question_holds_the_night_back() -> None:
    app = await started(utc(TUESDAY, 20))
    await app.runtime.halt(Scope(), HaltLevel.HALT_NEW, ACTOR, "test")
    asked = await app.runtime.engine.ask(AskResume(Scope(), ACTOR, "fixed", ()))
    assert asked.ok
    assert app.stage.question_open
    before = app.clock.now()
    await app.stage.step(SECOND)
    assert app.clock.now() == before + SECOND
    assert not app.stage.cards_open


async def test_the_end_of_the_market_is_said_and_not_looped_over() -> None:
    app = await started(utc(TUESDAY, 20))

    class Over:
        now = app.clock.now()

        def advance(self, to: datetime) -> None:
            self.now = to

        def next_event(self) -> datetime | None:
            return None

    app.stage.venue = Over()
    with pytest.raises(EOFError, match="no session left"):
        await app.stage.step()


async def test_a_closed_session_is_stored_as_bars_and_remembered_once() -> None:
    app = await started(utc(TUESDAY, 15, 20))
    await run_until(app, utc(TUESDAY, 16))
    symbols = sorted(app.desk.instruments)
    assert [len(app.bars.daily(s, until=TUESDAY, count=9)) for s in symbols] == [1] * len(symbols)
    assert all(app.desk.history[s][-1].day == TUESDAY for s in symbols)
    before = {s: len(app.desk.history[s]) for s in symbols}
    await app.stage.close_day(utc(TUESDAY, 15, 35))
    assert {s: len(app.desk.history[s]) for s in symbols} == before


async def test_a_share_without_a_bar_of_the_day_is_left_out_of_its_close() -> None:
    app = await started(utc(TUESDAY, 15, 20))
    halted, *traded = sorted(app.desk.instruments)
    real = app.stage.data

    class Standing:
        async def quotes(self, symbols: Sequence[str]) -> Any:
            return await real.quotes(symbols)

        async def daily_bars(self, symbol: str, *, until: date, count: int) -> Any:
            day = TUESDAY - timedelta(days=1) if symbol == halted else until
            return await real.daily_bars(symbol, until=day, count=count)

    app.stage.data = Standing()  # type: ignore[assignment]
    await run_until(app, utc(TUESDAY, 16))
    assert app.bars.symbols() == traded
    (closed,) = [e for e in await app.views.journal() if e.topic == "market.bar"]
    assert dict(closed.data)["symbols"] == len(traded)


INSTANTS = st.integers(0, 60 * 24 * 21).map(
    lambda minutes: utc(date(2026, 11, 9), 0) + timedelta(minutes=minutes)
)


@settings(max_examples=60)
@given(st.lists(INSTANTS, min_size=2, max_size=8).map(sorted))
def test_any_cuts_of_a_stretch_plan_each_job_once(cuts: list[datetime]) -> None:
    plan = Plan(CALENDAR)
    pieces = [run for after, until in pairwise(cuts) for run in plan.within(after, until)]
    assert pieces == list(plan.within(cuts[0], cuts[-1]))
    assert [at for at, _ in pieces] == sorted(at for at, _ in pieces)


@settings(max_examples=60)
@given(INSTANTS)
def test_what_a_restart_must_make_up_for_is_what_was_planned_since(now: datetime) -> None:
    plan, done = Plan(CALENDAR), date(2026, 11, 6)
    cursors = {job.name: done.isoformat() for job in JOBS}
    planned = [
        (name, at)
        for at, name in plan.within(utc(done, 23), now)
        if name in (DAY_CLOSE, WEEKLY_REPORT)
    ]
    missed = plan.missed(cursors, now=now)
    assert [(m.name, m.at) for m in missed if m.name in (DAY_CLOSE, WEEKLY_REPORT)] == planned
    # What can only be said before a close is not said after it.
    late = [m for m in missed if m.name in (PRE_OPEN, BEFORE_CLOSE)]
    assert all(m.day == trading_date(now) for m in late)


def test_a_job_without_a_cursor_has_missed_nothing() -> None:
    assert Plan(CALENDAR).missed({}, now=utc(date(2026, 11, 20), 20)) == []


def test_plans_beyond_the_calendar_are_refused_and_not_empty() -> None:
    beyond = utc(CALENDAR.last + timedelta(days=9), 12)
    with pytest.raises(CalendarRange):
        Plan(CALENDAR).within(beyond, beyond + MINUTE)
