"""Judges alerts by each fresh quote; what push frames say is never heard here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from core.domain.alert import LOOKED, Alert, AlertState, Measure
from core.domain.bar import Quote
from core.domain.calendar import Session
from core.flow.alerts.comeback import BY_DAY
from core.flow.alerts.facts import costs_otherwise, facts_of, loss_found, reached, values_at
from core.flow.alerts.judge import Turn, Verdict, judge
from core.flow.alerts.kept import armed, keep
from core.flow.alerts.speaking import ENDED, REBASED, lapse, live_alerts, speak
from core.flow.alerts.values import found
from core.flow.desk import Desk

# Reckoned from a price of before, which a split, demerger or rights issue makes meaningless.
_PRICED: Final = frozenset({Measure.PRICE, Measure.MOVE, Measure.RETURN})
_YEARLY: Final = frozenset({Measure.HIGH_52W, Measure.LOW_52W})


def watch_alerts(desk: Desk, session: Session, fresh: Mapping[str, Quote]) -> None:
    """Judge what depends on the prices that just came."""
    for alert in live_alerts(desk):
        quote = fresh.get(alert.condition.symbol)
        if quote is None or alert.condition.measure not in LOOKED:
            continue
        if alert.state is AlertState.PAUSED:
            continue
        if quote.price > 0 and not quote.halted and quote.at >= session.opens_at:
            _watch(desk, alert, quote)


def watch_losses(desk: Desk) -> None:
    """Judge what depends on the account's loss of the day."""
    for alert in live_alerts(desk):
        if alert.condition.measure is Measure.DAY_LOSS:
            _watch_loss(desk, alert)


def lapse_alerts(desk: Desk) -> None:
    """End the alerts whose end came; a paused one ends too."""
    for alert in live_alerts(desk):
        if alert.ends_at is not None and alert.ends_at <= desk.now:
            lapse(desk, alert, ENDED)


def lapse_rebased(desk: Desk, symbol: str, day: date) -> None:
    """End the alerts on a symbol whose level was a price of before a break on a day."""
    for alert in live_alerts(desk):
        if alert.condition.symbol == symbol and is_of_before(alert, day):
            lapse(desk, alert, REBASED)


def is_of_before(alert: Alert, day: date) -> bool:
    """Tell whether an alert's level is a price that somebody named before a day."""
    return alert.condition.measure in _PRICED and alert.named_on < day


def _watch(desk: Desk, alert: Alert, quote: Quote) -> None:
    measure = alert.condition.measure
    if _is_rebased(desk, quote):
        if is_of_before(alert, desk.today):
            lapse(desk, alert, REBASED)
            return
        if measure in _YEARLY:
            return
    facts = facts_of(desk, alert.condition, quote.base)
    if alert.state is AlertState.ARMED and costs_otherwise(alert, facts):
        alert = replace(armed(desk, alert), reference=facts.paid)
        desk.uow.alerts.put(alert)
    now = found(alert.condition, facts, quote.price, reference=alert.reference)
    extremes = reached(alert, desk.today, high=quote.high, low=quote.low)
    verdict = judge(alert, now, values_at(alert, facts, extremes), new_day=_is_later(desk, alert))
    if verdict.turn is Turn.BACK and measure in BY_DAY:
        # Of this new day all counts, what came before this look too.
        alert = _armed_anew(desk, alert)
        extremes = reached(alert, desk.today, high=quote.high, low=quote.low)
        verdict = judge(alert, now, values_at(alert, facts, extremes))
    _turn(desk, alert, verdict)
    _take_baseline(desk, alert, quote, verdict)


def _watch_loss(desk: Desk, alert: Alert) -> None:
    now = loss_found(desk, alert.condition)
    verdict = judge(alert, now, new_day=_is_later(desk, alert))
    if verdict.turn is Turn.BACK:
        alert = _armed_anew(desk, alert)
        verdict = judge(alert, now)
    _turn(desk, alert, verdict)


def _turn(desk: Desk, alert: Alert, verdict: Verdict) -> None:
    if verdict.turn is Turn.BACK:
        keep(desk, armed(desk, alert), "armed", cause="value")
    elif verdict.turn is Turn.MET and verdict.found is not None:
        speak(desk, alert, verdict.found, touched=verdict.touched)


def _take_baseline(desk: Desk, alert: Alert, quote: Quote, verdict: Verdict) -> None:
    """Remember what nobody knew when an alert was set: the day's extremes, a move's beginning."""
    if alert.state is not AlertState.ARMED or verdict.turn is not Turn.NOTHING:
        return
    if alert.condition.measure is Measure.MOVE and not alert.reference:
        alert = replace(alert, reference=quote.price)
        desk.uow.alerts.put(alert)
    if alert.high is None and alert.armed_on == desk.today and quote.high:
        desk.uow.alerts.put(replace(alert, high=quote.high, low=quote.low))


def _armed_anew(desk: Desk, alert: Alert) -> Alert:
    anew = replace(alert, state=AlertState.ARMED, armed_on=desk.today, high=0, low=0)
    keep(desk, anew, "armed", cause="day")
    return anew


def _is_later(desk: Desk, alert: Alert) -> bool:
    return alert.armed_on is not None and desk.today > alert.armed_on


def _is_rebased(desk: Desk, quote: Quote) -> bool:
    """Tell whether today's prices are reckoned anew; not known while the last close is missing."""
    bars = desk.history.get(quote.symbol)
    if not bars or not desk.rebased(quote):
        return False
    return bars[-1].day == desk.calendar.previous_session(desk.today).day
