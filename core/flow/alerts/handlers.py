"""Which function handles what people ask of alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.domain.alert import ChangeAlerts, SetAlert
from core.domain.results import Result
from core.flow.alerts.changing import change_alerts
from core.flow.alerts.setting import set_alert
from core.flow.desk import Desk

ALERT_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    SetAlert: set_alert,
    ChangeAlerts: change_alerts,
}
