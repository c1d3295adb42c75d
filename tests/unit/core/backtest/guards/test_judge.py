"""One call from results to a judgement: it counts the try, then looks at all accounts together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from core.backtest.event import run_event
from core.backtest.guards.finding import Verdict
from core.backtest.guards.judge import judge
from core.backtest.market import daily as daily_series
from core.backtest.settings import REFERENCE
from core.memory_trials import MemoryTrials
from core.strategies.base import parse_params
from core.strategies.mean_reversion import MeanReversion
from tests.leaks.engine import market

AT = datetime(2026, 3, 2, tzinfo=UTC)
SERIES = market(31, symbols=3)
SETTINGS = replace(REFERENCE, since=date.fromordinal(int(SERIES[0].day[200])))


def daily(**given):
    return parse_params(MeanReversion, {"mode": "daily", **given})


def judged(log, params, *, settings=SETTINGS):
    shared = settings.portfolio
    results = (
        {"portfolio": run_event(MeanReversion, params, SERIES, settings)}
        if shared
        else {one.symbol: run_event(MeanReversion, params, [one], settings) for one in SERIES}
    )
    return judge(
        MeanReversion, params, SERIES, results, plan=settings, log=log, at=AT
    )  # fmt: skip


def test_accounts_are_judged_together_and_the_try_is_counted():
    log = MemoryTrials()
    found = judged(log, daily())
    assert found.statistics.start5 == 3 * SETTINGS.cash5
    assert found.statistics.sessions == 700
    assert found.verdict in (Verdict.OK, Verdict.WARNING)
    assert found.findings[-1].figure("trials") == 1
    assert [
        trial.sessions
        for trial in log.of("mean_reversion", first=AT.date().min, last=AT.date().max)
    ] == [700]


def test_every_other_parameter_is_another_try_and_the_same_again_is_none():
    log = MemoryTrials()
    for threshold in ("1.5", "1.8", "2.1", "1.8"):
        last = judged(log, daily(z_threshold=threshold)).findings[-1]
    assert (last.name, last.figure("trials")) == ("trials", 3)


def test_a_portfolio_is_one_account():
    found = judged(MemoryTrials(), daily(), settings=replace(SETTINGS, portfolio=True))
    assert found.statistics.start5 == SETTINGS.cash5


def test_a_share_that_was_listed_after_the_run_is_no_obstacle():
    one = SERIES[2]
    prices = tuple(column[-1:] for column in (one.open, one.high, one.low, one.close))
    cut = [*SERIES[:2], daily_series(one.symbol, one.day[-1:], prices, one.volume[-1:])]
    until = date.fromordinal(int(one.day[-2]))
    settings = replace(SETTINGS, portfolio=True, until=until)
    result = run_event(MeanReversion, daily(), cut, settings)
    found = judge(
        MeanReversion, daily(), cut, {"portfolio": result}, plan=settings,
        log=MemoryTrials(), at=AT,
    )  # fmt: skip
    assert found.statistics.sessions == 699


def test_without_a_session_there_is_nothing_to_judge_or_count():
    log = MemoryTrials()
    later = replace(SETTINGS, since=date(2027, 1, 4), until=date(2027, 2, 1))
    assert judged(log, daily(), settings=later) is None
    assert not log.of("mean_reversion", first=date.min, last=date.max)
