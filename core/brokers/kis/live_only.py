"""Refuses, before anything is sent, the calls that only a live account has."""

from __future__ import annotations

from core.brokers.kis.place import KisPlace
from core.domain.order import Mode
from core.errors import ReadFailed


def live_only(place: KisPlace, what: str) -> None:
    """Raise ReadFailed when the place is a paper one: KIS has no such call there (sheet 2, 3)."""
    if Mode(place.mode) is Mode.PAPER:
        raise ReadFailed(
            f"{what}: KIS answers this for live accounts only, and this is a paper one; "
            "nothing was sent"
        )
