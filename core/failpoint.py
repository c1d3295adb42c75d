"""Named steps where a test may end the process; a dictionary look-up when nothing is armed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Final

POINTS: Final = (
    "propose.after_commit",
    "card.after_send",
    "card.after_reference",
    "press.before_commit",
    "press.after_commit",
    "submit.before_send",
    "submit.after_send",
    "submit.after_outcome",
    "fill.before_commit",
    "fill.after_commit",
    "day_close.after_commit",
    "report.after_commit",
    "halt.after_latch",
    "outbox.after_delivery",
)
_ARMED: dict[str, Callable[[], None]] = {}


def failpoint(name: str) -> None:
    """Do what is armed at a step; nothing in normal life."""
    action = _ARMED.get(name)
    if action is not None:
        action()


def arm(name: str, action: Callable[[], None]) -> None:
    """Arm a step; raises ValueError for a name that no code has."""
    if name not in POINTS:
        raise ValueError(f"failpoint {name!r} is unknown; known are {', '.join(POINTS)}")
    _ARMED[name] = action


def disarm() -> None:
    """Take all actions back."""
    _ARMED.clear()


def arm_from(text: str) -> None:
    """Arm `name:count` so that the count-th hit kills this process with SIGKILL."""
    name, _, count = text.partition(":")
    left = [int(count or "1")]

    def strike() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    arm(name, strike)
