"""Every suite, in the order of the scorecard."""

from __future__ import annotations

from tests.prove import ambiguity, crash, machine
from tests.prove.suite import Suite

SUITES: tuple[Suite, ...] = (
    crash.SWEEP,
    crash.MIGRATIONS,
    crash.PAIRS,
    ambiguity.SUITE,
    machine.SUITE,
)
