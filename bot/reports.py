"""Joins the reporter to one assembly: its rows, names, prices, writer, and who wants what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from itertools import groupby

from bot.app import App
from bot.locale.catalogue import Catalogue
from bot.report_sources import sources_of
from core.domain.calendar import trading_date
from core.domain.commands import KeepCursor
from core.domain.journal import Report
from core.domain.plan import Cursor
from core.domain.subscription import KeepReport, Slot, Subscription
from core.errors import InputError
from core.flow.schedule import (
    DAILY_REPORT,
    EVENING_REPORTS,
    MONTHLY_REPORT,
    MORNING_REPORTS,
    WEEKLY_REPORT,
)
from core.ports import ReportWriter
from core.report.reporter import LONG, Reporter, Wanted
from core.report.spans import DAILY, MONTHLY, SPANS, WEEKLY

# Which reports a job of the schedule makes, and for whom.
_JOBS = {
    DAILY_REPORT: (Slot.CLOSE, (DAILY,)),
    WEEKLY_REPORT: (Slot.CLOSE, (WEEKLY,)),
    MONTHLY_REPORT: (Slot.CLOSE, (MONTHLY,)),
    EVENING_REPORTS: (Slot.EVENING, (DAILY, WEEKLY, MONTHLY)),
    MORNING_REPORTS: (Slot.MORNING, (DAILY, WEEKLY, MONTHLY)),
}


async def _nothing(report: Report) -> object:
    return report


class Reports:
    """Makes and stores reports for chat and schedule.

    Where a person asked for no language it is that of `words` at that moment, without them
    that of the settings. `made_up` says that the market's prices are not real;
    `before_sending` is done with each report that goes out by schedule.
    """

    def __init__(
        self,
        app: App,
        writer: ReportWriter,
        *,
        words: Catalogue | None = None,
        made_up: bool = True,
        before_sending: Callable[[Report], Awaitable[object]] = _nothing,
    ) -> None:
        self._app = app
        self._catalogue = words or Catalogue(app.settings.lang)
        sources = sources_of(app, self._catalogue, made_up=made_up)
        self._before_sending = before_sending
        self._reporter = Reporter(sources, writer, ids=app.ids)

    async def make(self, kind: str, now: datetime, *, lang: str = "", detail: str = LONG) -> Report:
        """Make and store a report of a kind; raises InputError for a kind that is unknown."""
        if kind not in SPANS:
            raise InputError(f"report {kind!r} is unknown; there are {', '.join(SPANS)}")
        wanted = Wanted(kind, trading_date(now), lang or self._catalogue.code, detail)
        report = await self._reporter.make(now, wanted)
        await self._app.runtime.engine.ask(KeepReport(report))
        return report

    async def publish(self, job: str, at: datetime) -> None:
        """Make what a job of the schedule is for, once each for all who want it alike."""
        slot, kinds = _JOBS[job]
        day = self._about(slot, at)
        for kind in kinds:
            if SPANS[kind].ends_with(self._app.calendar, day) and not self._stale(kind, day):
                await self._send(kind, slot, day, at)
        done = Cursor(job, trading_date(at).isoformat())
        await self._app.runtime.engine.ask(KeepCursor(done))

    def _stale(self, kind: str, day: date) -> bool:
        """Tell whether a day's report would come after a newer session's end, as after days off."""
        now, calendar = self._app.clock.now(), self._app.calendar
        session = calendar.session(trading_date(now))
        ended = session if session and session.closes_at <= now else None
        newest = ended or calendar.previous_session(trading_date(now))
        return kind == DAILY and day < newest.day

    def _about(self, slot: Slot, at: datetime) -> date:
        today = trading_date(at)
        if slot is Slot.MORNING:
            return self._app.calendar.previous_session(today).day
        return today

    async def _send(self, kind: str, slot: Slot, day: date, at: datetime) -> None:
        period = SPANS[kind].name(day)
        wishes = [s for s in self._subscriptions() if s.wants(kind, period, slot)]
        for (lang, detail), alike in groupby(sorted(wishes, key=self._form), key=self._form):
            report = await self._reporter.make(at, Wanted(kind, day, lang, detail))
            readers = tuple(one.reader for one in alike)
            await self._before_sending(report)
            await self._app.runtime.engine.ask(KeepReport(report, readers))

    def _subscriptions(self) -> Iterable[Subscription]:
        known = self._app.uow.subscriptions
        return [known.get(u.key) or Subscription(u.key) for u in self._app.uow.users.all()]

    def _form(self, wish: Subscription) -> tuple[str, str]:
        return wish.lang or self._catalogue.code, wish.detail.value
