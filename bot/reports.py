"""Joins the weekly reporter to one assembly: its rows, names, prices and writer."""

from __future__ import annotations

from datetime import datetime

from bot.app import App
from bot.locale.catalogue import Catalogue
from core.domain.commands import KeepReport
from core.domain.journal import Report
from core.domain.position import Account
from core.errors import InputError
from core.ports import ReportWriter
from core.report.facts import Words
from core.report.weekly import KIND, Sources, WeeklyReporter
from core.strategies.base import STRATEGIES


class Reports:
    """Makes and stores reports for chat and schedule, in the language of `words` at that moment.

    Without `words` the language is that of the settings.
    """

    def __init__(self, app: App, writer: ReportWriter, *, words: Catalogue | None = None) -> None:
        self._app = app
        self._writer = writer
        self._catalogue = words or Catalogue(app.settings.lang)
        self._sources = Sources(
            app.views, app.bars, app.calendar, self._account, self._marks, self._words
        )

    async def make(self, kind: str, now: datetime) -> Report:
        """Make and store a report of a kind; raises InputError for a kind that is unknown."""
        if kind != KIND:
            raise InputError(f"report {kind!r} is unknown; there is {KIND}")
        report = await self._weekly().make(now)
        await self._app.runtime.engine.ask(KeepReport(report, publish=False))
        return report

    async def publish(self, at: datetime) -> None:
        """Make this week's report and send it to everybody paired."""
        report = await self._weekly().make(at)
        await self._app.runtime.engine.ask(KeepReport(report, publish=True))

    def _weekly(self) -> WeeklyReporter:
        lang = self._catalogue.code
        return WeeklyReporter(self._sources, self._writer, ids=self._app.ids, lang=lang)

    def _account(self) -> Account:
        account = self._app.desk.account
        if account is None:
            raise InputError("the account was not seen yet; try again in a moment")
        return account

    def _marks(self) -> dict[str, int]:
        desk = self._app.desk
        known = ((s, desk.mark(s)) for s in desk.instruments)
        return {symbol: mark for symbol, mark in known if mark is not None}

    def _words(self) -> Words:
        names = {i.symbol: i.name for i in self._app.desk.instruments.values()}
        return Words(
            names,
            {name: self._catalogue.strategy(name, s.title) for name, s in STRATEGIES},
            self._catalogue.saying,
        )
