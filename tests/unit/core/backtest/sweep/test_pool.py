"""Processes that try sets: the same results as here, whoever of them dies."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from core.backtest.sweep.pool import Pool
from core.backtest.sweep.task import Task
from core.errors import GaemiError
from core.strategies.base import STRATEGIES
from core.strategies.own import load_own
from tests.sweeps import GATE, Odd, Run, plan_of

pytestmark = pytest.mark.process


def two(task: Task) -> Pool:
    return Pool(task, workers=2)


def pids(pool: Pool) -> list[int]:
    return [worker._process.pid or 0 for worker in pool._workers]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_processes_find_what_this_one_finds_and_leave_nobody_behind():
    texts = ("every=2..40", "way=well,raises")
    here, there = Run(plan_of(*texts)), Run(plan_of(*texts), make=two)
    assert here.go()
    assert there.go()
    assert there.table == here.table
    assert isinstance(there.hands, Pool)
    assert all(map(gone, pids(there.hands)))


def test_an_own_strategy_is_tried_by_all_processes_too(tmp_path, root):
    guide = (root / "docs" / "strategies.md").read_text(encoding="utf-8")
    (tmp_path / "falls.py").write_text(guide.split("```python\n")[1].split("```")[0])
    try:
        assert load_own(tmp_path) == ()
        plan = plan_of("falls=1..4", strategy=STRATEGIES.get("falls"))
        here = Run(plan)
        there = Run(plan, make=lambda task: Pool(task, workers=2, own=tmp_path))
        assert here.go()
        assert there.go()
    finally:
        load_own(None)
    assert there.table == here.table
    assert [one.error for one in there.table] == [""] * 4


def test_a_set_that_ends_its_process_twice_is_given_up_and_the_others_are_not():
    run = Run(plan_of("every=2..4", "way=well,dies"), make=two)
    assert run.go()
    errors = {one.error for one in run.table if "dies" in one.params}
    assert errors == {"the process that tried it ended 2 times (signal 9)"}
    assert [one.error for one in run.table if "well" in one.params] == [""] * 3
    assert (run.course.done, run.course.failed) == (6, 3)


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(tmp_path, monkeypatch):
    gate = tmp_path / "gate"
    monkeypatch.setenv(GATE, str(gate))
    run = Run(plan_of("every=2..13", "way=waits"), make=two)
    killer = threading.Thread(target=_kill_when_busy, args=(run, gate))
    killer.start()
    assert run.go()
    killer.join()
    here = Run(plan_of("every=2..13", "way=waits"))
    assert here.go()
    assert run.table == here.table
    assert run.course.failed == 0
    assert [one.error for one in run.table] == [""] * 12


def _kill_when_busy(run: Run, gate: Path) -> None:
    """Kill one process once both hold sets, then let the others pass."""
    wait = threading.Event()
    while not (isinstance(run.hands, Pool) and sum(bool(w.open) for w in run.hands._workers) == 2):
        wait.wait(0.01)
    os.kill(pids(run.hands)[0], signal.SIGKILL)
    gate.touch()


def test_a_stop_ends_with_what_was_begun():
    run = Run(plan_of("every=2..100"), make=two, stop_after=1)
    assert not run.go()
    kept = len(run.table)
    assert 0 < kept < 99
    assert run.course.done == kept
    run.stop_after = None
    assert run.go()
    assert run.course.found == kept
    assert len(run.table) == 99


def test_a_worker_that_cannot_begin_is_told_and_not_started_again(capfd, monkeypatch):
    module = ModuleType("known_here_only")
    strategy = type("Lost", (Odd,), {"__module__": module.__name__, "__qualname__": "Lost"})
    module.Lost = strategy  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    run = Run(plan_of("every=5"))
    run.plan = replace(run.plan, task=replace(run.plan.task, strategy=strategy))
    run.make = two
    with pytest.raises(GaemiError, match=r"ended before it began \(exit code 1\)"):
        run.go()
    assert "No module named 'known_here_only'" in capfd.readouterr().err
    assert run.table == []
