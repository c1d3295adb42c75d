"""Loss of power in the size of a pull request: 500 states, and a control that must be caught."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.conftest import absent
from tests.prove import disk_power
from tests.prove.disk_platter import Platter
from tests.prove.disk_shim import Event, compiler


@pytest.fixture(autouse=True)
def _needs_a_compiler() -> None:
    if compiler() is None:
        absent("a C compiler, which puts faults under SQLite,")


@pytest.mark.process
@pytest.mark.parametrize("number", range(5))
def test_no_acknowledged_commit_is_lost_with_the_power(number: int) -> None:
    outcome = disk_power.trial(number)
    print(outcome.counts)
    assert outcome.failures == []
    assert outcome.runs == disk_power.STATES
    assert outcome.counts["commits"] > 50
    assert outcome.counts["distinct states"] > 30


@pytest.mark.process
@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_a_store_that_does_not_wait_for_the_disk_is_caught(synchronous: str) -> None:
    assert len(disk_power.unsafe(1, synchronous).failures) > 10


def test_what_was_synced_survives_and_the_rest_may(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"a" * 1024)
    platter = Platter(tmp_path)
    old = (tmp_path / "old").stat().st_ino
    for event in (
        Event("W", old, 0, "", b"b" * 512),
        Event("S", old, 0, str(tmp_path / "old"), b""),
        Event("W", old, 512, "", b"c" * 1024),
        Event("C", 7, 0, str(tmp_path / "new"), b""),
        Event("W", 7, 0, "", b"x"),
        Event("S", 7, 0, str(tmp_path / "new"), b""),
    ):
        platter.take(event)
    seen = [platter.lose(random.Random(n)) for n in range(60)]
    assert {state["old"][:512] for state in seen} == {b"b" * 512}
    assert {state["old"][512:] for state in seen} == {
        b"a" * 512, b"c" * 512, b"c" * 1024,
    }  # fmt: skip
    # The name of a new file is not safe before its folder is.
    assert {"new" in state for state in seen} == {True, False}
    platter.take(Event("S", 1, 0, str(tmp_path), b""))
    assert platter.lose(random.Random(1))["new"] == b"x"


def test_a_renamed_file_is_there_under_one_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    platter = Platter(tmp_path)
    platter.take(Event("R", 0, 0, str(tmp_path / "one"), str(tmp_path / "two").encode()))
    seen = {tuple(platter.lose(random.Random(n))) for n in range(20)}
    assert seen == {("one",), ("two",)}
