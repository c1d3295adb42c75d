"""Which stocks alerts need a price of, beside those that strategies may trade."""

from __future__ import annotations

from core.domain.alert import LOOKED, AlertState
from core.flow.alerts.speaking import live_alerts
from core.flow.desk import Desk


def symbols_of_alerts(desk: Desk) -> list[str]:
    """Give the listed symbols that an alert on a price listens to, each once."""
    wanted = (
        a.condition.symbol
        for a in live_alerts(desk)
        if a.state is not AlertState.PAUSED and a.condition.measure in LOOKED
    )
    return [symbol for symbol in dict.fromkeys(wanted) if symbol in desk.instruments]
