"""Makes the weekly report: facts first, then words, then the check that the words are true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from core.domain.calendar import Calendar, trading_date
from core.domain.journal import Report
from core.domain.money import Won
from core.domain.position import Account
from core.errors import DeliveryError
from core.ids import IdSource
from core.ports import BarStore, ReportWriter, Views
from core.report.facts import Words, week_facts
from core.report.figures import sheet
from core.report.template import LANGUAGES, render
from core.report.verify import Verified, verify
from core.report.week import WeekFacts

KIND = "weekly"
MODEL, TEMPLATE = "model", "template"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the facts come from; `account` and `marks` (last prices) read the engine's state."""

    views: Views
    bars: BarStore
    calendar: Calendar
    account: Callable[[], Account]
    marks: Callable[[], Mapping[str, Won]]
    words: Callable[[], Words]


class WeeklyReporter:
    """Writes the report of a week. The tables always come from the facts, never from a model."""

    def __init__(
        self, sources: Sources, writer: ReportWriter, *, ids: IdSource, lang: str = "ko"
    ) -> None:
        self._sources = sources
        self._writer = writer
        self._ids = ids
        self._lang = lang

    async def make(self, now: datetime, *, day: date | None = None) -> Report:
        """Make the report of the ISO week of `day`, by default of the week of `now` (KST).

        It is made whatever the writer does: `writer` says whose words it has, `dropped` how
        many sentences of the model were not true. Raises CalendarRange.
        """
        chosen = day or trading_date(now)
        facts = await self._facts(chosen)
        prose = await self._prose(facts)
        return Report(
            self._ids.new(),
            KIND,
            facts.period.week,
            facts.to_json(),
            render(facts, lang=self._lang, prose=prose.text, told=self._words().say),
            MODEL if prose.text else TEMPLATE,
            len(prose.dropped),
            now,
        )

    async def _facts(self, day: date) -> WeekFacts:
        sources = self._sources
        return await week_facts(
            sources.views,
            sources.bars,
            calendar=sources.calendar,
            account=sources.account(),
            day=day,
            marks=sources.marks(),
            words=self._words(),
        )

    async def _prose(self, facts: WeekFacts) -> Verified:
        told = sheet(facts, LANGUAGES[self._lang].rules)
        try:
            text = await self._writer.write(told, period=facts.period.week)
        except DeliveryError as error:
            _log.warning("report.writer_failed", period=facts.period.week, error=str(error))
            return Verified("", ())
        words = self._words()
        known = (*words.names.values(), *words.titles.values())
        checked = verify(text, facts, known=known)
        for sentence, why in checked.dropped:
            _log.info("report.sentence_dropped", why=why, sentence=sentence[:200])
        return checked

    def _words(self) -> Words:
        words = self._sources.words()
        return replace(words, titles={**LANGUAGES[self._lang].owners, **words.titles})
