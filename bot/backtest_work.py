"""The work of one backtest for a chat, in the process that does it: run, judge, draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.backtest_card import backtest_card
from bot.backtest_job import Done, Job
from bot.backtest_plan import assumed_plan
from bot.backtest_story import Story, story_of
from bot.backtest_view import view_of
from bot.charts.backtest import backtest_picture
from bot.locale.catalogue import Catalogue
from bot.reply import Paragraph, Reply
from core.backtest.guards.judge import Judgement, judge
from core.backtest.market import from_columns
from core.backtest.request import strategy_of
from core.backtest.run import run
from core.errors import InputError
from core.memory_trials import MemoryTrials
from core.strategies.own import as_own, load_all, load_for

# No session may be so long for holidays alone.
HOLIDAYS: Final = timedelta(days=12)


def prepare() -> None:
    """Load what every run needs; the first one is faster for it."""
    load_all(None)


def work(job: Job) -> Done:
    """Do one job; what the person can mend is told, anything else is a defect and is raised."""
    log = MemoryTrials()
    log.note(job.tried)
    try:
        # Read anew each time: files are corrected while the process lives.
        load_for(job.name, job.own)
        story = _told(job, log)
    except InputError as error:
        return Done(refused=str(error))
    if story is None:
        return Done()
    words = Catalogue(job.lang)
    png = backtest_picture(view_of(story, words), words)
    days = story.study.days
    made = log.of(story.study.strategy.name, first=days[0], last=days[-1])
    fresh = tuple(trial for trial in made if trial.at == job.at)
    return Done(_shorter_said(backtest_card(story, words, png), job, days, words), fresh)


def _shorter_said(card: Reply, job: Job, days: Sequence[date], words: Catalogue) -> Reply:
    """Say first that the run is of less than was asked for: three years of six stored days."""
    if job.since is None or days[0] - job.since <= HOLIDAYS:
        return card
    told = words.t(
        "backtest.shorter", since=str(job.since), first=str(days[0]), last=str(days[-1]),
        count=len(days),
    )  # fmt: skip
    return replace(card, blocks=(Paragraph(told), *card.blocks))


def _told(job: Job, log: MemoryTrials) -> Story | None:
    strategy, params = strategy_of(job.name, job.sets)
    series = [from_columns(columns) for columns in job.columns]
    shared = len(series) > 1
    assumed = assumed_plan(
        [one.symbol for one in series], commission=job.commission, market=job.market
    )
    plan = replace(assumed, portfolio=shared, since=job.since, until=job.until)

    def judged_run() -> Judgement | None:
        results = run(strategy, params, series, plan)
        return judge(strategy, params, series, results, plan=plan, log=log, at=job.at)

    judged = as_own(strategy, judged_run)
    if judged is None:
        return None
    return story_of(job.name, plan, judged, names=job.names, stored=job.stored)
