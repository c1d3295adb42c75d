"""Storage faults in the size of a pull request: each fault at some of the write sites."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import absent
from tests.prove import disk_driver, disk_rest
from tests.prove.disk_damage import DAMAGES
from tests.prove.disk_faults import FAULTS, SITES
from tests.prove.disk_rest import LOST
from tests.prove.disk_shim import compiler, environment

# The plan's rows; T-04 has the sync boundaries, and this file what is left.
PLANNED = {f"D{n:02d}" for n in range(1, 23)}
# Faults that strike no call; SQLite of today asks for no temporary file on our path (D21).
NO_CALL = {"D05", "D16", "D17", "D21"}


@pytest.fixture(autouse=True)
def _needs_a_compiler() -> None:
    if compiler() is None:
        absent("a C compiler, which puts faults under SQLite,")


@pytest.mark.process
@pytest.mark.parametrize("site", range(0, len(SITES), 3))
@pytest.mark.parametrize("fault", range(len(FAULTS)))
def test_a_failing_disk_loses_nothing(fault: int, site: int) -> None:
    # Neighbouring faults begin at other sites, so that all are passed.
    number = fault + len(FAULTS) * ((site + fault) % len(SITES))
    outcome = disk_driver.ask("tests.prove.disk_faults:struck", number)
    assert outcome.failures == []
    assert outcome.runs == 1
    name = FAULTS[fault].name
    # A fault that strikes nothing would lose nothing either, and prove nothing.
    assert outcome.counts[f"struck by {name}"] == int(name not in NO_CALL)
    assert outcome.counts.get("turned away", 0) == int(name == "D16")


@pytest.mark.process
@pytest.mark.parametrize("number", range(2 * len(DAMAGES)))
def test_damaged_files_are_refused_or_lose_nothing(number: int) -> None:
    far = number + len(DAMAGES) * (number % len(SITES))
    assert disk_driver.ask("tests.prove.disk_rest:damaged", far).failures == []


@pytest.mark.process
@pytest.mark.parametrize("number", range(len(LOST)))
def test_files_removed_while_open_stop_the_program(number: int) -> None:
    assert disk_driver.ask("tests.prove.disk_rest:removed", number).failures == []


@pytest.mark.process
def test_a_trial_repeats_and_its_numbers_reach_every_kind() -> None:
    kinds = [disk_rest.trial(n) for n in (0, len(FAULTS), len(FAULTS) + len(DAMAGES))]
    assert [name for k in kinds for name in k.counts if name.startswith("D")] == [
        "D01 card", "D06 card", "D09 while running",
    ]  # fmt: skip
    assert disk_rest.trial(0).counts == kinds[0].counts


def test_every_fault_of_the_plan_is_there() -> None:
    there = {f.name for f in FAULTS} | {d.name for d in DAMAGES} | {name for name, _ in LOST}
    assert there == PLANNED


STRIKES = """
import errno, os, sqlite3, sys
from pathlib import Path
from tests.prove.disk_shim import Op, Shim
home, shim = Path(sys.argv[1]), Shim()
shim.watch(home)
def tried(work):
    try:
        return work() or "fine"
    except OSError as error:
        return errno.errorcode[error.errno]
    except (sqlite3.Error, MemoryError) as error:
        return type(error).__name__
one = home / "one"
shim.fail(Op.WRITE, errno.ENOSPC, names="one", kept=512)
print(tried(lambda: one.write_bytes(b"x" * 4096)), one.stat().st_size)
print(tried(lambda: (home / "two").write_bytes(b"x")))
shim.fail(Op.SYNC, errno.EIO, forever=False)
with one.open("wb") as file:
    print(*[tried(lambda: os.fsync(file.fileno())) for _ in range(2)])
shim.fail(Op.READ, errno.EIO, nth=2)
print(*[tried(lambda: one.read_bytes()) for _ in range(2)])
shim.fail(Op.CHANGES, errno.EROFS)
print(tried(one.unlink), tried(lambda: one.rename(home / "b")), tried((home / "c").touch))
shim.heal()
rows = sqlite3.connect(home / "rows.db")
shim.starve(1)
print(tried(lambda: rows.execute("CREATE TABLE t(a)") and None))
shim.heal()
print(tried(lambda: rows.execute("CREATE TABLE t(a)") and None))
"""


@pytest.mark.process
def test_the_library_strikes_what_it_is_told_to(root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRIKES, str(tmp_path)], cwd=root, capture_output=True, text=True,
        env=environment() | {"PYTHONPATH": os.fspath(root)}, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "ENOSPC 512", "1", "EIO fine", "EIO EIO", "EROFS EROFS EROFS", "MemoryError", "fine",
    ]  # fmt: skip
