"""Judges alerts by finished days: indicators, and prices reached while nobody looked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from core.domain.alert import DAILY, LOOKED, Alert, AlertState
from core.domain.bar import Bar
from core.flow.alerts.comeback import BY_DAY
from core.flow.alerts.days import daily
from core.flow.alerts.facts import bars_of, costs_otherwise, facts_of, reached, values_at
from core.flow.alerts.judge import Turn, judge
from core.flow.alerts.kept import keep
from core.flow.alerts.looking import is_of_before
from core.flow.alerts.speaking import REBASED, lapse, live_alerts, speak
from core.flow.desk import HISTORY, Desk


def judge_day(desk: Desk, day: date) -> None:
    """Judge every alert by a session that just ended."""
    _judge(desk, lambda bar: bar.day == day)


def catch_up(desk: Desk) -> None:
    """Judge every alert by the days that ended while the program was down; twice does nothing."""
    _judge(desk, lambda _bar: True)


def _judge(desk: Desk, wanted: Callable[[Bar], bool]) -> None:
    for alert in live_alerts(desk):
        bars = bars_of(desk, alert.condition.symbol)
        if not bars:
            continue
        if len(bars) < HISTORY and is_of_before(alert, bars[0].day):
            # What lies before a break is not loaded: the level was a price of that series.
            lapse(desk, alert, REBASED)
            continue
        if alert.state is AlertState.PAUSED:
            continue
        since = alert.armed_on or alert.named_on
        days = [at for at, bar in enumerate(bars) if bar.day >= since and wanted(bar)]
        _judge_one(desk, alert, bars, days)


def _judge_one(desk: Desk, alert: Alert, bars: Sequence[Bar], days: Sequence[int]) -> None:
    if alert.condition.measure in DAILY:
        _by_days(desk, alert, bars, days)
    elif alert.condition.measure in LOOKED:
        _by_prices(desk, alert, bars, days)


def _by_days(desk: Desk, alert: Alert, bars: Sequence[Bar], days: Sequence[int]) -> None:
    values = daily(alert.condition, bars) if days else []
    for at in days:
        day, value = bars[at].day, values[at]
        verdict = judge(alert, value)
        if verdict.turn is Turn.BACK:
            alert = alert.armed_since(day)
            keep(desk, alert, "armed", cause="day")
        elif verdict.turn is Turn.MET and verdict.found is not None:
            speak(desk, alert, verdict.found, on=day)
            alert = desk.uow.alerts.get(alert.id) or alert


def _by_prices(desk: Desk, alert: Alert, bars: Sequence[Bar], days: Sequence[int]) -> None:
    """Find the first day that touched the level of an alert that listened."""
    for at in days:
        bar = bars[at]
        base = bars[at - 1].close if at else 0
        facts = facts_of(desk, alert.condition, base, day=bar.day)
        if costs_otherwise(alert, facts):
            return
        extremes = reached(alert, bar.day, high=bar.high, low=bar.low)
        verdict = judge(_on(alert, bar.day), None, values_at(alert, facts, extremes))
        if verdict.turn is Turn.MET and verdict.found is not None:
            speak(desk, alert, verdict.found, on=bar.day, touched=True)
            return


def _on(alert: Alert, day: date) -> Alert:
    """Give an alert as it was on a day: one whose level is made anew each day listened again."""
    waits = alert.state is AlertState.WAITING and alert.condition.measure in BY_DAY
    later = alert.armed_on is not None and day > alert.armed_on
    return replace(alert, state=AlertState.ARMED) if waits and later else alert
