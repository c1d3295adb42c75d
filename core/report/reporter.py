"""Makes a report: facts first, then words, then the check that the words are true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from core.domain.journal import Report
from core.errors import DeliveryError
from core.ids import IdSource
from core.ports import ReportWriter
from core.report.facts import period_facts
from core.report.figures import sheet
from core.report.language import LANGUAGES
from core.report.period import PeriodFacts
from core.report.rows import Asked
from core.report.sources import Sources
from core.report.spans import SPANS
from core.report.template import render
from core.report.verify import Verified, verify
from core.report.words import Words

MODEL, TEMPLATE = "model", "template"
SHORT, LONG = "short", "long"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be: its kind and day, whose language, how long."""

    kind: str
    day: date
    lang: str = "ko"
    detail: str = LONG


class Reporter:
    """Writes reports. The tables always come from the facts, never from a model."""

    def __init__(self, sources: Sources, writer: ReportWriter, *, ids: IdSource) -> None:
        self._sources = sources
        self._writer = writer
        self._ids = ids

    async def make(self, now: datetime, wanted: Wanted) -> Report:
        """Make a report; raises CalendarRange.

        It is made whatever the writer does: `writer` says whose words it has, `dropped` how
        many sentences of the model were not true. A short one has no prose.
        """
        words = self._words(wanted.lang)
        facts = await self._facts(wanted, words)
        short = wanted.detail == SHORT
        prose = Verified("", ()) if short else await self._prose(facts, wanted.lang, words)
        text = render(facts, lang=wanted.lang, prose=prose.text, told=words.say, short=short)
        return Report(
            self._ids.new(),
            wanted.kind,
            facts.period.name,
            facts.to_json(),
            text,
            MODEL if prose.text else TEMPLATE,
            len(prose.dropped),
            now,
            wanted.lang,
            wanted.detail,
        )

    async def _facts(self, wanted: Wanted, words: Words) -> PeriodFacts:
        sources, asked = self._sources, Asked(SPANS[wanted.kind], wanted.day)
        return await period_facts(
            sources.views,
            sources.bars,
            calendar=sources.calendar,
            account=sources.account(),
            asked=asked,
            marks=sources.marks(),
            words=words,
            stops=sources.stops(),
            index=await sources.index(asked.bounds[1]),
        )

    async def _prose(self, facts: PeriodFacts, lang: str, words: Words) -> Verified:
        told, period = sheet(facts, LANGUAGES[lang].rules), facts.period.name
        try:
            text = await self._writer.write(told, period=period, lang=lang)
        except DeliveryError as error:
            _log.warning("report.writer_failed", period=period, error=str(error))
            return Verified("", ())
        known = (*words.names.values(), *words.titles.values())
        checked = verify(text, facts, known=known)
        for sentence, why in checked.dropped:
            _log.info("report.sentence_dropped", why=why, sentence=sentence[:200])
        return checked

    def _words(self, lang: str) -> Words:
        words = self._sources.words(lang)
        return replace(words, titles={**LANGUAGES[lang].owners, **words.titles})
