"""What a suite is: numbered trials that repeat by their number alone, and what one came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """One trial: how much it ran, what was wrong, and figures that add up over trials.

    `runs` is in the suite's unit: 1 for a trial, the number of steps for a walk, 0 for a trial
    that did not come to what it should try. `samples` are measured values by name (seconds),
    `struck` the points at which the program died.
    """

    failures: list[str] = field(default_factory=list)
    runs: int = 1
    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[float]] = field(default_factory=dict)
    struck: tuple[str, ...] = ()

    def count(self, name: str, by: int = 1) -> None:
        """Add to a figure."""
        self.counts[name] = self.counts.get(name, 0) + by


@dataclass(frozen=True, slots=True)
class Suite:
    """A family of trials of reliability.md section 4.

    `play` gets a trial's number and must depend on nothing else. `floor` is what issue 3 wants
    at least, `night` the plan's night size; both in `unit`. `share` weighs its part of the time.
    `inputs` is how many numbers make one round of all its cells or points. `left_out` says in
    words what the plan names and this suite does not do. A trial may take `most_s` seconds.
    """

    test: str
    title: str
    play: Callable[[int], Outcome]
    floor: int
    night: int
    unit: str = "trials"
    share: float = 1.0
    inputs: int = 1
    left_out: Sequence[str] = ()
    most_s: int = 120
