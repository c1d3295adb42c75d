"""What an order is for: to open, to leave, or to protect; windows, expiry and modes ask it."""

from __future__ import annotations

from enum import StrEnum

from core.domain.exposure import opens
from core.domain.order import OrderIntent
from core.flow.desk import Desk


class Purpose(StrEnum):
    """What an order does to what is held. PROTECT is an exit that must not wait: a stop."""

    ENTRY = "entry"
    EXIT = "exit"
    PROTECT = "protect"


def purpose_of(desk: Desk, intent: OrderIntent) -> Purpose:
    """Tell what an order is for; a touched stop and a flattening protect."""
    if intent.flatten:
        return Purpose.PROTECT
    if opens(intent, desk.uow.books.all()):
        return Purpose.ENTRY
    signal = desk.uow.signals.get(intent.signal_id)
    # `touches.py` names what was touched in the key: day, stop or take, half hour.
    stopped = signal is not None and signal.key.split(":")[1:2] == ["stop"]
    return Purpose.PROTECT if stopped else Purpose.EXIT
