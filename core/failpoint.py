"""Named steps where a test may end the process; a dictionary look-up when nothing is armed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

# The path an order takes, group by group (reliability.md 4.2).
# a command of the engine stands for its handling: before and after the commit, after its effects.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "intake": ("received", "after_look", "after_quote", "after_result"),
        "pair": ("before_commit", "after_commit"),
        "propose": ("after_intent", "after_gate", "after_card", "before_commit", "after_commit"),
        "card": ("before_send", "after_send", "after_reference"),
        "press": (
            "after_checks", "between_rows", "after_grant", "before_commit", "after_commit",
            "after_effects",
        ),
        "mode": ("before_commit", "after_commit"),
        "undo": ("after_hold", "before_withdraw", "before_send", "before_commit", "after_commit"),
        "release": ("received", "after_facts", "before_commit", "after_commit", "after_effects"),
        "gate": ("before_press", "after_press", "after_seal"),
        "submit": (
            "before_queue", "before_latch", "before_send", "before_connect", "before_first_byte",
            "after_last_byte", "after_response_head", "after_response_bytes", "after_send",
            "after_outcome",
        ),
        "outcome": ("before_commit", "after_commit"),
        "cancel": (
            "before_commit", "after_commit", "after_effects", "before_send", "after_send",
            "after_outcome",
        ),
        "cancel_outcome": ("before_commit", "after_commit"),
        "look": ("before_read", "after_read", "after_all"),
        "resolve": ("before", "after"),
        "fill": ("after_book", "after_cash", "before_commit", "after_commit"),
        "halt": ("before_latch", "after_latch", "before_commit", "after_commit", "after_effects"),
        "latch": ("before_replace", "after_replace"),
        "question": ("before_commit", "after_commit"),
        "resume": ("before_commit", "after_commit", "after_effects"),
        "boot": (
            "after_latch", "after_doubt", "after_cards", "before_commit", "after_commit",
            "after_effects", "before_look", "after_look",
        ),
        "outbox": ("before_send", "after_send", "before_commit", "after_commit", "after_delivery"),
        "token": ("before_issue", "after_issue", "before_keep", "after_keep"),
        "store": ("before_begin", "in_transaction", "after_commit"),
        "migrate": (
            "before_backup", "after_copy", "after_backup", "in_transaction", "after_commit",
        ),
        "day_close": ("before_commit", "after_commit"),
        "report": ("before_commit", "after_commit"),
        "inbox": (
            "received", "before_write", "after_write", "after_keep", "before_mark", "after_mark",
            "before_replace", "after_replace",
        ),
    }
)  # fmt: skip
POINTS: Final = tuple(f"{group}.{step}" for group, steps in GROUPS.items() for step in steps)
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
