"""Jobs by the calendar: holidays, odd hours, short weeks, year ends, and what a restart missed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import LiveClock, SimClock
from core.domain.calendar import Session, trading_date, utc
from core.domain.plan import Cursor
from core.errors import CalendarRange
from core.flow.live_schedule import LiveSchedule, SessionTrigger
from core.flow.schedule import (
    BEFORE_CLOSE,
    DAILY_REPORT,
    DAY_CLOSE,
    EVENING_REPORTS,
    JOBS,
    MONTHLY_REPORT,
    MORNING_REPORTS,
    PRE_OPEN,
    REPORT_JOBS,
    WEEKLY_REPORT,
    Job,
    due,
    missed,
    moment,
    planned,
    runs_after,
)
from core.market.calendar import KrxCalendar
from core.report.spans import week_name

KRX = KrxCalendar()
BY_NAME = {job.name: job for job in JOBS}
# All but the reports that people choose; those are looked at by themselves.
OLD = [job for job in JOBS if job.name not in {*REPORT_JOBS} - {WEEKLY_REPORT}]
FRIDAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Days:
    """A calendar of a few given sessions; it ends after the last of them."""

    sessions: tuple[Session, ...]

    def session(self, day: date) -> Session | None:
        return next((s for s in self.sessions if s.day == day), None)

    def next_session(self, day: date) -> Session:
        found = next((s for s in self.sessions if s.day > day), None)
        if found is None:
            raise CalendarRange(f"no session after {day}")
        return found

    def previous_session(self, day: date) -> Session:
        found = next((s for s in reversed(self.sessions) if s.day < day), None)
        if found is None:
            raise CalendarRange(f"no session before {day}")
        return found

    def week(self, day: date) -> tuple[Session, ...]:
        return tuple(s for s in self.sessions if week_name(s.day) == week_name(day))

    def settlement(self, day: date) -> date:
        return self.next_session(self.next_session(day).day).day


def day_runs(day: date) -> list[tuple[str, str]]:
    """Give the jobs of one date in Korea with their wall times."""
    start = utc(day, 0)
    found = due(OLD, calendar=KRX, after=start, until=start + timedelta(days=1))
    return [((at + timedelta(hours=9)).strftime("%H:%M"), name) for at, name in found]


ORDINARY = [("08:40", PRE_OPEN), ("15:15", BEFORE_CLOSE), ("15:35", DAY_CLOSE)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 17), ORDINARY),
        (FRIDAY, [*ORDINARY, ("16:00", WEEKLY_REPORT)]),
        (date(2026, 11, 21), []),  # Saturday
        (date(2025, 10, 6), []),  # Chuseok
        # Thursday before a Friday holiday (Hangul day, 2026-10-09): the week ends here.
        (date(2026, 10, 8), [*ORDINARY, ("16:00", WEEKLY_REPORT)]),
        # The only session of its week: Chuseok 2025 left Friday the 10th alone.
        (date(2025, 10, 10), [*ORDINARY, ("16:00", WEEKLY_REPORT)]),
        # Entrance exam day: an hour later at both ends.
        (date(2024, 11, 14), [("09:40", PRE_OPEN), ("16:15", BEFORE_CLOSE), ("16:35", DAY_CLOSE)]),
        # First session of a year opens at ten and closes as usual.
        (date(2024, 1, 2), [("09:40", PRE_OPEN), ("15:15", BEFORE_CLOSE), ("15:35", DAY_CLOSE)]),
        # Last session of a year: the 31st is closed.
        (date(2024, 12, 30), [*ORDINARY]),
        (date(2024, 12, 31), []),
        # ISO week 2025-W01 went on to Friday the 3rd of January.
        (date(2025, 1, 3), [*ORDINARY, ("16:00", WEEKLY_REPORT)]),
    ],
)
def test_jobs_follow_the_hours_of_the_day(day: date, expected: list[tuple[str, str]]) -> None:
    assert day_runs(day) == expected


def test_every_week_with_a_session_has_exactly_one_report() -> None:
    found = due([BY_NAME[WEEKLY_REPORT]], calendar=KRX, after=utc(date(2015, 1, 1), 0),
                until=utc(date(2026, 1, 1), 0))  # fmt: skip
    weeks = [week_name(trading_date(at)) for at, _ in found]
    days = (date(2015, 1, 1) + timedelta(days=i) for i in range(4018))
    traded = {week_name(day) for day in days if KRX.session(day)}
    assert len(weeks) == len(set(weeks))
    # The last days of 2025 belong to a week that ends in 2026.
    assert traded - set(weeks) <= {"2026-W01"}


@given(
    st.datetimes(datetime(2023, 1, 1), datetime(2023, 12, 1)),  # noqa: DTZ001 - made aware below
    st.lists(st.integers(1, 60 * 24 * 20), min_size=1, max_size=12),
)
def test_any_cutting_of_time_gives_each_run_once(start: datetime, steps: list[int]) -> None:
    begin = start.replace(tzinfo=utc(FRIDAY, 0).tzinfo)
    pieces, at = [], begin
    for minutes in steps:
        pieces += due(JOBS, calendar=KRX, after=at, until=at + timedelta(minutes=minutes))
        at += timedelta(minutes=minutes)
    assert pieces == due(JOBS, calendar=KRX, after=begin, until=at)


def test_due_leaves_out_its_beginning_and_takes_its_end() -> None:
    at = utc(FRIDAY, 15, 35)
    job = [BY_NAME[DAY_CLOSE]]
    assert due(job, calendar=KRX, after=at - timedelta(seconds=1), until=at) == [(at, DAY_CLOSE)]
    assert due(job, calendar=KRX, after=at, until=at + timedelta(hours=1)) == []


def test_jobs_of_one_instant_come_in_their_own_order() -> None:
    both = [Job("second", moment("close")), Job("first", moment("close"))]
    found = due(both, calendar=KRX, after=utc(FRIDAY, 0), until=utc(FRIDAY, 23))
    assert [name for _, name in found] == ["second", "first"]


@pytest.mark.parametrize("text", ["", "noon", "open-20", "open -20m", "close+5s", "open-1000m"])
def test_bad_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="open-20m"):
        moment(text)


# -- what a restart missed


def found_at(now: datetime, cursors: Mapping[str, str]) -> list[tuple[str, date, bool]]:
    """Give what was missed, shortly."""
    runs = missed(JOBS, cursors, calendar=KRX, now=now)
    return [(run.name, run.day, run.useful) for run in runs]


def test_nothing_is_missed_when_all_is_done() -> None:
    cursors = dict.fromkeys(BY_NAME, FRIDAY.isoformat())
    assert found_at(utc(date(2026, 11, 22), 12), cursors) == []


def test_job_without_a_cursor_has_missed_nothing() -> None:
    assert found_at(utc(FRIDAY, 23), {}) == []


def test_days_asleep_are_closed_one_by_one_and_the_week_is_reported() -> None:
    cursors = {DAY_CLOSE: "2026-11-18", WEEKLY_REPORT: "2026-11-13"}
    assert found_at(utc(date(2026, 11, 21), 12), cursors) == [
        (DAY_CLOSE, date(2026, 11, 19), True),
        (DAY_CLOSE, FRIDAY, True),
        (WEEKLY_REPORT, FRIDAY, True),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 17), {"08:00": [MORNING_REPORTS], "16:00": [DAILY_REPORT]}),
        (FRIDAY, {"08:00": [MORNING_REPORTS], "16:00": [DAILY_REPORT, WEEKLY_REPORT]}),
        # The month's last session is a Monday.
        (date(2026, 11, 30), {"08:00": [MORNING_REPORTS], "16:00": [DAILY_REPORT, MONTHLY_REPORT]}),
        # The year's last session closes a week and a month.
        (date(2026, 12, 30), {"08:00": [MORNING_REPORTS],
                              "16:00": [DAILY_REPORT, WEEKLY_REPORT, MONTHLY_REPORT]}),
        (date(2026, 11, 21), {}),
    ],
)  # fmt: skip
def test_reports_come_in_the_morning_after_the_close_and_in_the_evening(
    day: date, expected: dict[str, list[str]]
) -> None:
    jobs = [job for job in JOBS if job.name in REPORT_JOBS]
    start = utc(day, 0)
    found: dict[str, list[str]] = {}
    for at, name in due(jobs, calendar=KRX, after=start, until=start + timedelta(days=1)):
        found.setdefault((at + timedelta(hours=9)).strftime("%H:%M"), []).append(name)
    evening = {"20:00": [EVENING_REPORTS]} if expected else {}
    assert found == {**expected, **evening}


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (8, 39, []),
        (8, 50, [(PRE_OPEN, True)]),
        (9, 0, [(PRE_OPEN, False)]),
        (15, 20, [(PRE_OPEN, False), (BEFORE_CLOSE, True)]),
        (15, 30, [(PRE_OPEN, False), (BEFORE_CLOSE, False)]),
    ],
)
def test_proposals_are_made_up_for_only_while_they_help(
    hour: int, minute: int, expected: list[tuple[str, bool]]
) -> None:
    cursors = dict.fromkeys((PRE_OPEN, BEFORE_CLOSE), "2026-11-19")
    found = found_at(utc(FRIDAY, hour, minute), cursors)
    assert [(name, useful) for name, _, useful in found] == expected


def test_cursor_on_a_closed_day_is_understood() -> None:
    assert found_at(utc(date(2026, 11, 23), 16), {DAY_CLOSE: "2026-11-22"}) == [
        (DAY_CLOSE, date(2026, 11, 23), True)
    ]


# -- the live driver


@dataclass
class Bench:
    """A schedule whose runs, cursors and stored reports are looked at."""

    clock: SimClock
    ran: list[tuple[str, datetime]] = field(default_factory=list)
    cursors: dict[str, str] = field(default_factory=dict)
    fails: bool = False

    async def run(self, name: str, at: datetime) -> None:
        if self.fails:
            raise RuntimeError("the engine is gone")
        self.ran.append((name, at))

    async def keep(self, cursor: Cursor) -> None:
        self.cursors[cursor.name] = cursor.value

    def schedule(self) -> LiveSchedule:
        return LiveSchedule(
            OLD, self.run, calendar=KRX, clock=self.clock, cursors=lambda: self.cursors,
            keep=self.keep,
        )  # fmt: skip


async def all_of(schedule: LiveSchedule) -> None:
    """Let each job look at the clock."""
    for job in OLD:
        await schedule.catch_up(job)


async def test_first_start_begins_now_and_repeats_nothing() -> None:
    bench = Bench(SimClock(utc(FRIDAY, 12)))
    schedule = bench.schedule()
    await all_of(schedule)
    assert bench.ran == []
    bench.clock.move_to(utc(FRIDAY, 16, 1))
    await all_of(schedule)
    await all_of(schedule)
    assert [name for name, _ in bench.ran] == [DAY_CLOSE, WEEKLY_REPORT]
    assert bench.cursors[BEFORE_CLOSE] == FRIDAY.isoformat()


async def test_first_start_after_the_close_leaves_today_alone() -> None:
    bench = Bench(SimClock(utc(FRIDAY, 18)))
    await all_of(bench.schedule())
    assert bench.ran == []
    assert set(bench.cursors.values()) == {FRIDAY.isoformat()}


async def test_run_that_fails_is_made_again_after_a_restart() -> None:
    bench = Bench(SimClock(utc(FRIDAY, 15, 36)), cursors={DAY_CLOSE: "2026-11-19"}, fails=True)
    with pytest.raises(RuntimeError):
        await bench.schedule().catch_up(BY_NAME[DAY_CLOSE])
    assert bench.cursors[DAY_CLOSE] == "2026-11-19"
    bench.fails = False
    await bench.schedule().catch_up(BY_NAME[DAY_CLOSE])
    assert bench.ran == [(DAY_CLOSE, utc(FRIDAY, 15, 35))]


async def test_restarts_at_any_time_neither_lose_nor_repeat_a_close() -> None:
    seed = 20261121
    rng = random.Random(seed)
    bench = Bench(SimClock(utc(date(2026, 9, 1), 7)), cursors={DAY_CLOSE: "2026-08-31"})
    end = utc(date(2026, 10, 31), 0)
    while bench.clock.now() < end:
        bench.clock.move_by(rng.randrange(60, 200_000))
        await bench.schedule().catch_up(BY_NAME[DAY_CLOSE])
    days = [trading_date(at) for _, at in bench.ran]
    expected, last = [], trading_date(bench.clock.now())
    session = KRX.next_session(date(2026, 8, 31))
    while session.closes_at + timedelta(minutes=5) <= bench.clock.now() and session.day <= last:
        expected.append(session.day)
        session = KRX.next_session(session.day)
    assert days == expected, f"seed {seed}"


async def test_live_driver_fires_by_the_machines_clock() -> None:
    now = LiveClock().now()
    near = Session(trading_date(now), now + timedelta(seconds=0.3), now + timedelta(hours=1))
    far = [
        replace(near, day=near.day + timedelta(days=n), opens_at=near.opens_at + timedelta(days=n),
                closes_at=near.closes_at + timedelta(days=n))
        for n in (-1, 0, 1)
    ]  # fmt: skip
    job = Job("now", moment("open"))
    ran, cursors, done = [], {"now": far[0].day.isoformat()}, asyncio.Event()

    async def run(name: str, at: datetime) -> None:
        ran.append((name, at))
        done.set()

    async def keep(cursor: Cursor) -> None:
        cursors[cursor.name] = cursor.value

    schedule = LiveSchedule(
        [job], run, calendar=Days(tuple(far)), clock=LiveClock(), cursors=lambda: cursors,
        keep=keep,
    )  # fmt: skip
    await schedule.start()
    async with asyncio.timeout(60):
        await done.wait()
    schedule.stop()
    schedule.stop()
    assert ran == [("now", near.opens_at)]


# -- the trigger


def test_trigger_gives_the_next_run_and_never_the_same_twice() -> None:
    trigger = SessionTrigger(BY_NAME[DAY_CLOSE], KRX)
    at = utc(FRIDAY, 15, 35)
    assert trigger.get_next_fire_time(None, at) == at
    assert trigger.get_next_fire_time(at, at) == utc(date(2026, 11, 23), 15, 35)
    # A planned run that was slept through is given, so that it can be coalesced.
    assert trigger.get_next_fire_time(at, at + timedelta(days=30)) == utc(
        date(2026, 11, 23), 15, 35
    )


def test_trigger_ends_with_the_calendar_instead_of_stopping_all_jobs() -> None:
    only = Session(FRIDAY, utc(FRIDAY, 9), utc(FRIDAY, 15, 30))
    calendar = Days((only,))
    job = BY_NAME[DAY_CLOSE]
    trigger = SessionTrigger(job, calendar)
    assert trigger.get_next_fire_time(None, utc(FRIDAY, 0)) == utc(FRIDAY, 15, 35)
    assert trigger.get_next_fire_time(utc(FRIDAY, 15, 35), utc(FRIDAY, 16)) is None
    assert planned([job], calendar, after=utc(FRIDAY, 16)) == {}
    with pytest.raises(CalendarRange):
        list(runs_after(job, calendar, after=utc(FRIDAY, 0)))


def test_trigger_refuses_to_be_stored() -> None:
    with pytest.raises(TypeError, match="not stored"):
        SessionTrigger(JOBS[0], KRX).__getstate__()


def test_planned_names_the_next_run_of_each_job() -> None:
    found = planned(JOBS, KRX, after=utc(FRIDAY, 12))
    assert found[PRE_OPEN] == utc(date(2026, 11, 23), 8, 40)
    assert found[WEEKLY_REPORT] == utc(FRIDAY, 16)
