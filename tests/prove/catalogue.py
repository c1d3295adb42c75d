"""Every suite, in the order of the scorecard."""

from __future__ import annotations

from tests.prove import (
    ambiguity,
    cells,
    chat,
    chat_schedules,
    chat_texts,
    crash,
    days,
    disk_power,
    disk_rest,
    exhaust,
    fills,
    killed,
    kills,
    machine,
    planted,
    redteam,
)
from tests.prove.suite import Suite

SUITES: tuple[Suite, ...] = (
    crash.SWEEP,
    crash.MIGRATIONS,
    killed.SUITE,
    crash.PAIRS,
    disk_power.SUITE,
    disk_rest.SUITE,
    cells.SUITE,
    ambiguity.SUITE,
    chat.SUITE,
    chat_schedules.SUITE,
    chat_texts.SUITE,
    machine.SUITE,
    exhaust.SUITE,
    fills.SUITE,
    days.SUITE,
    kills.SUITE,
    planted.SUITE,
    redteam.SUITE,
)
