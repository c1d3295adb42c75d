"""What section 4 of the plan names and no suite here plays, each with a word why.

Ordinary tests of a part are named where there are some, so that nobody takes them for the
counted trials of the plan. An entry goes off the card by itself when its suite is catalogued.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

NOT_BUILT: Final[Mapping[str, str]] = {
    "T-08": "storage faults: there is no counted suite of them",
    "T-10": "exhaustive interleavings: there is no suite of them",
    "T-13": "fuzzing of parsers: no fuzzer is set up; hostile frames have ordinary tests only",
    "T-14": "REST from its OpenAPI: there is no REST here yet",
    "T-15": "authorisation matrix: access has ordinary tests, there is no table of all cells",
    "T-16": "soak of hours: nothing ran for hours; `make bench` has ten minutes of ticks",
    "T-17": "every minute of seven years in twelve zones: the calendar has ordinary tests only",
    "T-19": "planted canaries over all suites: each trial's rows are not searched for secrets",
    "T-20": "static rules and supply chain: `make lint` runs a part; no audit of dependencies, "
    "so no date of a database of advisories",
    "T-21": "mutation of order, risk, confirm, kill, resolver: never run; T-26's patches stand in "
    "for a small part of it",
    "T-22": "golden frames, sixty a broker: frames have ordinary tests, their number is not kept",
    "T-23": "all cross pairs of host, ids, key and account: ordinary tests only",
    "T-24": "ten thousand edits of the audit: the journal has no chain of hashes yet",
    "T-25": "drill of 10,000 proposals a second: the throttle has ordinary tests and T-09 only",
    "T-25b": "twice the highest rate of messages for ten minutes: `make bench` measures ticks, "
    "not the drill",
    "T-27": "upgrade and downgrade with open orders: T-01m migrates files of users only",
    "T-28": "restore from a backup: gaemi makes no backups but those before a migration",
    "T-29": "permissions of an installation: modes have ordinary tests, no unit file is shipped",
    "T-30": "three hundred golden cards: tests/golden has about a hundred",
}


def absent(known: Iterable[str]) -> dict[str, str]:
    """Give what is not built, less what is catalogued by now."""
    there = set(known)
    return {test: why for test, why in NOT_BUILT.items() if test not in there}
