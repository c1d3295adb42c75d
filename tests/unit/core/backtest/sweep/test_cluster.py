"""A Dask cluster that tries sets: a real scheduler with two workers finds what we find."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.backtest.sweep.cluster import Cluster
from core.backtest.sweep.task import Task
from core.errors import GaemiError
from tests.clusters import Dask, dask
from tests.refusals import refused
from tests.sweeps import GATE, Run, plan_of

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    with dask(tmp_path_factory.mktemp("dask")) as started:
        with_workers(started, 2)
        yield started


def with_workers(started: Dask, count: int) -> None:
    from distributed import Client

    with Client(started.address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=90)


def hands(started: Dask, own: Path | None = None):
    def made(task: Task) -> Cluster:
        return Cluster(task, address=started.address, own=own)

    return made


def test_two_workers_find_what_this_process_finds(cluster):
    texts = ("every=2..40", "way=well,raises")
    here, there = Run(plan_of(*texts)), Run(plan_of(*texts), make=hands(cluster))
    assert here.go()
    assert there.go()
    assert there.table == here.table
    assert there.course.failed == here.course.failed == 39


def test_a_stop_lets_what_was_begun_end_and_begins_nothing_else(cluster):
    run = Run(plan_of("every=2..400"), make=hands(cluster), stop_after=5)
    assert not run.go()
    assert 5 <= len(run.table) < 399


def test_a_scheduler_that_does_not_answer_is_named():
    with refused("127.0.0.1:9 does not answer"):
        Cluster(plan_of("every=5").task, address="tcp://127.0.0.1:9")


def test_a_worker_that_dies_in_the_middle_costs_nothing(tmp_path, monkeypatch):
    gate = tmp_path / "gate"
    monkeypatch.setenv(GATE, str(gate))
    here = Run(plan_of("every=2..13", "way=well"))
    assert here.go()
    with dask(tmp_path) as started:
        with_workers(started, 2)
        run = Run(plan_of("every=2..13", "way=waits"), make=hands(started))
        killer = threading.Thread(target=_kill_one, args=(started, gate))
        killer.start()
        assert run.go()
        killer.join()
    assert run.course.failed == 0
    assert [one.sharpe for one in run.table] == [one.sharpe for one in here.table]


def _kill_one(started: Dask, gate: Path) -> None:
    """End a worker once both are busy, then let the other pass."""
    from distributed import Client

    pause = threading.Event()
    with Client(started.address, set_as_default=False) as client:
        while not all(client.processing().values()):
            pause.wait(0.02)
    started.workers[0].kill()
    gate.touch()


def test_a_scheduler_that_goes_is_told_and_what_was_tried_is_kept(tmp_path, monkeypatch):
    gate = tmp_path / "gate"
    monkeypatch.setenv(GATE, str(gate))
    with dask(tmp_path) as started:
        with_workers(started, 2)
        run = Run(plan_of("every=2..13", "way=waits"), make=hands(started))
        threading.Timer(2.0, started.end).start()
        with pytest.raises(GaemiError, match="--resume"):
            run.go()
    again = Run(plan_of("every=2..13", "way=well"))
    assert again.go()
