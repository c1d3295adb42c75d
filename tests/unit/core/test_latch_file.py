"""The latch file: what is engaged whatever happens to the file, the disk or other writers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch, stricter
from core.errors import LatchFailed
from core.failpoint import arm, disarm
from core.latch import FileLatch, MemoryLatch, is_new
from tests.contexts import NOW
from tests.sealed import read_only_home
from tests.values import scopes, switches

HALTED = (Scope(), HaltLevel.HALT_NEW)
STOP = Switch(Scope(ScopeKind.SYMBOL, "005930"), HaltLevel.CANCEL_OPEN, "cli", "test", NOW)
OTHER = Switch(Scope(ScopeKind.BROKER, "kis"), HaltLevel.FLATTEN, "cli", "test", NOW)


def made(folder: Path, *stops: Switch) -> FileLatch:
    latch = FileLatch(folder / "latch.json")
    latch.write(stops)
    return latch


def row(**changes: object) -> str:
    """Give a file with one row, changed."""
    base = {
        "kind": "symbol", "key": "005930", "level": "halt", "by": "a", "reason": "b",
        "at": NOW.isoformat(),
    }  # fmt: skip
    return json.dumps({"version": 1, "switches": [base | changes]})


@given(st.lists(switches, max_size=4, unique_by=lambda s: s.scope))
def test_what_is_written_is_read(stops):
    with tempfile.TemporaryDirectory() as folder:
        latch = made(Path(folder), *stops)
        assert set(latch.read()) == {s for s in stops if s.level is not HaltLevel.NONE}


BROKEN = {
    "empty": "", "half": row()[:40], "no json": "halt", "list": "[]", "number": "1",
    "other version": '{"version": 2, "switches": []}', "no version": '{"switches": []}',
    "no rows": '{"version": 1}', "rows no list": '{"version": 1, "switches": 3}',
    "row no object": '{"version": 1, "switches": ["x"]}', "unknown level": row(level="pause"),
    "unknown scope": row(kind="planet"), "scope of nothing": row(key=""),
    "all with key": row(kind="all"), "no zone": row(at="2026-11-03T10:00:00"),
    "no instant": row(at="soon"), "instant a number": row(at=5), "deep": "[" * 200_000,
    "no reason": '{"version": 1, "switches": [{"kind": "all", "key": "", "level": "halt"}]}',
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_understood_halts_everything(tmp_path, text):
    (tmp_path / "latch.json").write_text(text)
    (switch,) = FileLatch(tmp_path / "latch.json").read()
    assert (switch.scope, switch.level, switch.by) == (*HALTED, "latch")


@pytest.mark.parametrize("where", ["missing.json", "no/such/folder/latch.json", "."])
def test_a_file_that_is_not_there_halts_everything(tmp_path, where):
    (switch,) = FileLatch(tmp_path / where).read()
    assert (switch.scope, switch.level) == HALTED


@given(st.integers(0, 400))
def test_every_beginning_of_a_file_halts_at_least_what_it_said(length):
    with tempfile.TemporaryDirectory() as folder:
        latch = made(Path(folder), STOP, OTHER)
        path = Path(folder) / "latch.json"
        whole = path.read_bytes()
        path.write_bytes(whole[:length])
        found = {(s.scope, s.level) for s in latch.read()}
        assert found == {HALTED} if length < len(whole) else len(found) == 2


def test_a_file_of_the_first_release_is_read(tmp_path):
    (tmp_path / "latch.json").write_text(row())
    (switch,) = FileLatch(tmp_path / "latch.json").read()
    assert (switch.scope.name, switch.level) == ("symbol:005930", HaltLevel.HALT_NEW)


@pytest.mark.parametrize("kind", ["file", "memory"])
@given(st.lists(switches, max_size=5), st.lists(switches, max_size=3), scopes)
def test_a_change_loses_nothing_but_what_is_lifted(kind, before, new, lifted):
    with tempfile.TemporaryDirectory() as folder:
        latch = made(Path(folder)) if kind == "file" else MemoryLatch()
        latch.change(*before)
        stood = {s.scope: s for s in latch.read()}
        latch.change(*new, lifted=lifted)
        found = {s.scope: s for s in latch.read()}
    for scope, switch in stood.items():
        if scope != lifted:
            assert stricter(found[scope], switch) is found[scope]
    for switch in new:
        assert switch.level is HaltLevel.NONE or switch.scope in found


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from core.domain.switches import HaltLevel, Scope, ScopeKind, Switch
from core.latch import FileLatch
latch = FileLatch(Path(sys.argv[1]), patience_s=30)
for n in range(40):
    key = f"{sys.argv[2]}{n:05d}"
    at = datetime(2026, 11, 3, tzinfo=UTC)
    latch.change(Switch(Scope(ScopeKind.SYMBOL, key), HaltLevel.HALT_NEW, "x", "y", at))
"""


def test_writers_of_several_processes_lose_no_stop(tmp_path):
    latch = made(tmp_path)
    path = str(tmp_path / "latch.json")
    work = [subprocess.Popen([sys.executable, "-c", WRITER, path, name]) for name in "ABC"]
    assert [one.wait(60) for one in work] == [0, 0, 0]
    assert len(latch.read()) == 120


LIMITED = """
import resource, signal, sys
from pathlib import Path
from core.errors import LatchFailed
from core.failpoint import arm, disarm
from core.latch import FileLatch
from tests.unit.core.test_latch_file import STOP
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    FileLatch(Path(sys.argv[1])).change(STOP)
except LatchFailed as error:
    sys.exit(7 if error.halted else 8)
"""


def test_a_disk_without_room_halts_everything(tmp_path):
    latch = made(tmp_path, OTHER)
    done = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path / "latch.json")])
    assert done.returncode == 7
    assert [(s.scope, s.level) for s in latch.read()] == [HALTED]


def test_a_lift_that_cannot_be_written_leaves_what_stands(tmp_path):
    latch = made(tmp_path, STOP, OTHER)
    (tmp_path / f"latch.{os.getpid()}.new").mkdir()
    with pytest.raises(LatchFailed) as failed:
        latch.change(lifted=STOP.scope)
    assert not failed.value.halted
    assert set(latch.read()) == {STOP, OTHER}


def test_a_home_that_is_read_only_says_so_and_stops_nothing():
    with read_only_home() as home:
        latch = FileLatch(home / "latch.json")
        assert latch.read() == ()
        with pytest.raises(LatchFailed, match="could not be written") as failed:
            latch.change(STOP)
        assert not failed.value.halted


HOLDER = """
import fcntl, sys, time
held = open(sys.argv[1], "w")
fcntl.flock(held, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_a_frozen_writer_does_not_hold_up_a_stop(tmp_path):
    latch = made(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "latch.lock")]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        latch.change(STOP)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()  # type: ignore[union-attr]
    assert latch.read() == (STOP,)


@pytest.mark.parametrize("trace", ["gaemi.db", "grant.key", "latch.lock"])
def test_a_home_with_any_trace_of_us_is_not_new(tmp_path, trace):
    assert is_new(tmp_path)
    (tmp_path / trace).touch()
    assert not is_new(tmp_path)


def test_the_same_stop_again_writes_the_newest_reason_once(tmp_path):
    latch = made(tmp_path, STOP)
    latch.change(replace(STOP, reason="again"))
    assert [s.scope for s in latch.read()] == [STOP.scope]


@pytest.fixture
def armed():
    """Give a function that runs work of a test at a named step."""
    yield arm
    disarm()


ADDER = """
import sys
from pathlib import Path
from core.latch import FileLatch
from tests.unit.core.test_latch_file import STOP
FileLatch(Path(sys.argv[1])).add(STOP)
"""


def test_a_stop_from_outside_outlives_a_writer_that_froze_before_it(tmp_path, armed):
    latch = made(tmp_path)

    def meanwhile():
        subprocess.run([sys.executable, "-c", ADDER, str(tmp_path / "latch.json")], check=True)

    armed("latch.before_replace", meanwhile)
    latch.change(OTHER)
    assert set(latch.read()) == {STOP, OTHER}


def test_a_lift_takes_no_stop_away_that_nobody_took_in(tmp_path):
    latch = made(tmp_path, STOP)
    again = replace(STOP, reason="again")
    latch.add(again)
    latch.change(lifted=STOP.scope)
    assert latch.read() == (again,)
    ((name, switch),) = latch.outside()
    latch.fold(name, switch)
    assert (latch.outside(), latch.read()) == ((), (again,))
    latch.change(lifted=STOP.scope)
    assert latch.read() == ()


@pytest.mark.parametrize("text", ["", "{", row(level="pause")])
def test_half_a_stop_from_outside_halts_everything(tmp_path, text):
    latch = made(tmp_path, OTHER)
    (tmp_path / "latch.0.stop").write_text(text)
    assert HALTED in {(s.scope, s.level) for s in latch.read()}
