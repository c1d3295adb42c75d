"""Tells of what happens: a fill that was booked, a signal that was stored."""

from __future__ import annotations

from core.domain.alert import Alert, AlertState, Measure
from core.domain.position import PERSON, Fill
from core.domain.signal import Signal
from core.flow.alerts.speaking import happened, live_alerts
from core.flow.desk import Desk


def hear_fill(desk: Desk, fill: Fill) -> None:
    """Tell of a booked slice of an order, each slice once: fills are keyed."""
    for alert in _listening(desk, Measure.FILL, fill.symbol):
        happened(desk, alert, {
            "symbol": fill.symbol, "side": fill.side.value, "qty": fill.shares,
            "price": round(fill.price), "strategy": fill.owner,
        })  # fmt: skip


def hear_signal(desk: Desk, signal: Signal) -> None:
    """Tell of a strategy's new signal; what a person wished for is none, whosever the shares."""
    if signal.strategy == PERSON or signal.asked_by:
        return
    for alert in _listening(desk, Measure.SIGNAL, signal.symbol):
        happened(desk, alert, {
            "symbol": signal.symbol, "side": signal.side.value, "qty": signal.size.shares or 0,
            "price": signal.ref_price, "strategy": signal.strategy,
        })  # fmt: skip


def _listening(desk: Desk, measure: Measure, symbol: str) -> list[Alert]:
    return [
        a
        for a in live_alerts(desk)
        if a.state is AlertState.ARMED
        and a.condition.measure is measure
        and a.condition.symbol in ("", symbol)
    ]
