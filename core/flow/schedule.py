"""Jobs by the exchange's calendar: when they are due, and which ones a restart has missed.

A job's cursor is the date of the last session it was done for, so a restart neither repeats a
job nor loses it silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from core.domain.calendar import Calendar, Session, trading_date
from core.errors import CalendarRange

PRE_OPEN, BEFORE_CLOSE = "pre_open", "before_close"
DAY_CLOSE, WEEKLY_REPORT = "day_close", "weekly_report"
DAILY_REPORT, MONTHLY_REPORT = "daily_report", "monthly_report"
EVENING_REPORTS, MORNING_REPORTS = "evening_reports", "morning_reports"

_MOMENT = re.compile(r"(open|close)(?:([+-])(\d{1,3})m)?")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of each session, such as ``open-20m`` or ``close+5m``."""

    edge: str
    offset: timedelta

    def of(self, session: Session) -> datetime:
        """Give the instant in one session, aware UTC."""
        base = session.opens_at if self.edge == "open" else session.closes_at
        return base + self.offset


def moment(text: str) -> Moment:
    """Read a moment; raises ValueError that says how one is written."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError(f"moment {text!r} is not like open-20m, close or close+5m")
    edge, sign, minutes = found.groups()
    offset = timedelta(minutes=int(minutes or 0))
    return Moment(edge, -offset if sign == "-" else offset)


@dataclass(frozen=True, slots=True)
class Job:
    """A thing to do each session, or only at the last one of an ISO week or a month.

    A missed run is made up for until `useful_until` of its own session; None: always.
    """

    name: str
    at: Moment
    last_of_week: bool = False
    useful_until: Moment | None = None
    last_of_month: bool = False

    def falls_on(self, calendar: Calendar, day: date) -> bool:
        """Tell whether it is done at a session; raises CalendarRange."""
        if self.last_of_week and calendar.week(day)[-1].day != day:
            return False
        return not self.last_of_month or calendar.next_session(day).day.month != day.month


JOBS: tuple[Job, ...] = (
    Job(PRE_OPEN, moment("open-20m"), useful_until=moment("open")),
    Job(BEFORE_CLOSE, moment("close-15m"), useful_until=moment("close")),
    Job(DAY_CLOSE, moment("close+5m")),
    Job(DAILY_REPORT, moment("close+30m")),
    Job(WEEKLY_REPORT, moment("close+30m"), last_of_week=True),
    Job(MONTHLY_REPORT, moment("close+30m"), last_of_month=True),
    Job(EVENING_REPORTS, moment("close+270m")),
    Job(MORNING_REPORTS, moment("open-60m")),
)
REPORT_JOBS = (DAILY_REPORT, WEEKLY_REPORT, MONTHLY_REPORT, EVENING_REPORTS, MORNING_REPORTS)


@dataclass(frozen=True, slots=True)
class Missed:
    """A run that should have been; `useful` tells whether to make up for it."""

    name: str
    at: datetime
    day: date
    useful: bool


def runs_after(job: Job, calendar: Calendar, *, after: datetime) -> Iterator[tuple[datetime, date]]:
    """Give a job's runs later than an instant, oldest first, without end.

    Raises CalendarRange where the calendar's table ends.
    """
    session = calendar.session(trading_date(after))
    session = session or calendar.next_session(trading_date(after))
    while True:
        at = job.at.of(session)
        # The week is only looked up where it matters: this is asked with every look.
        if at > after and job.falls_on(calendar, session.day):
            yield at, session.day
        session = calendar.next_session(session.day)


def due(
    jobs: Iterable[Job], *, calendar: Calendar, after: datetime, until: datetime
) -> list[tuple[datetime, str]]:
    """Give the runs in (after, until], by time and then in the order of the jobs."""
    found = [
        (at, place, job.name)
        for place, job in enumerate(jobs)
        for at, _ in _until(job, calendar, after=after, until=until)
    ]
    return [(at, name) for at, _, name in sorted(found)]


def _until(
    job: Job, calendar: Calendar, *, after: datetime, until: datetime
) -> Iterator[tuple[datetime, date]]:
    for at, day in runs_after(job, calendar, after=after):
        if at > until:
            return
        yield at, day


def missed(
    jobs: Iterable[Job],
    cursors: Mapping[str, str],
    *,
    calendar: Calendar,
    now: datetime,
) -> list[Missed]:
    """Give the runs since each job's cursor (ISO date of a session) that were not made.

    A job without a cursor starts now and has missed nothing. Oldest first.
    """
    found = [
        (run.at, place, run)
        for place, job in enumerate(jobs)
        if job.name in cursors
        for run in _missed_of(job, date.fromisoformat(cursors[job.name]), calendar, now=now)
    ]
    return [run for _, _, run in sorted(found, key=lambda row: row[:2])]


def _missed_of(job: Job, done: date, calendar: Calendar, *, now: datetime) -> Iterator[Missed]:
    session = calendar.session(done)
    start = session.opens_at - timedelta(hours=6) if session else now
    if session is None:
        start = calendar.next_session(done).opens_at - timedelta(hours=6)
    for at, day in _until(job, calendar, after=start, until=now):
        if day > done:
            yield Missed(job.name, at, day, _useful(job, calendar.session(day), now=now))


def _useful(job: Job, session: Session | None, *, now: datetime) -> bool:
    if job.useful_until is None or session is None:
        return True
    return now < job.useful_until.of(session)


def planned(jobs: Iterable[Job], calendar: Calendar, *, after: datetime) -> dict[str, datetime]:
    """Give each job's next run, for `doctor`; a job past the calendar's end is left out."""
    found = {}
    for job in jobs:
        try:
            found[job.name] = next(runs_after(job, calendar, after=after))[0]
        except CalendarRange:
            _log.error("calendar.ends", job=job.name, after=after.isoformat())
    return found
