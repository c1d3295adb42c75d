"""Processes of this machine that try parameter sets: each holds the market, each may die.

A worker has a pipe of its own, so that its end is noticed at once and touches nobody else, and it
ends by itself when this process is gone. It sends every set the moment it is done.
"""

from __future__ import annotations

import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from typing import Final

from core.backtest.sweep.search import Candidate
from core.backtest.sweep.task import Task, failed, try_set
from core.domain.sweep import Tried
from core.errors import GaemiError
from core.strategies.base import canonical
from core.strategies.own import load_all

# A worker asks for more this often at least; small parts at the end keep all of them busy.
PARTS: Final = 4
MOST_AT_ONCE: Final = 64
LOOK_S: Final = 0.2  # how often it is asked whether to stop
LEAVE_S: Final = 5.0
# A worker may be killed from outside: only a set that ends a second one is to blame.
LIVES: Final = 2
_GONE: Final = (EOFError, ConnectionError)


class Pool:
    """Implements `core.backtest.sweep.task.Hands`; starts no more processes than it can use.

    `own` is the folder of a person's own strategies, when the task is of one of them.
    """

    def __init__(self, task: Task, *, workers: int, own: Path | None = None) -> None:
        self._task, self._most = task, workers
        # The class of an own strategy is looked up by its module's name: its file comes first.
        self._packed = bytes(ForkingPickler.dumps((own, bytes(ForkingPickler.dumps(task)))))
        self._deaths: Counter[str] = Counter()
        self._waiting: deque[Candidate] = deque()
        self._workers: list[_Worker] = []

    def work(
        self, sets: Sequence[Candidate], stopped: Callable[[], bool]
    ) -> Iterator[Sequence[Tried]]:
        """Try sets and give them as they are done; raises GaemiError when no worker can start."""
        self._waiting.extend(sets)
        self._start(min(self._most, len(sets)))
        while self._waiting or any(worker.open for worker in self._workers):
            if stopped():
                self._stop()
            self._hand_out()
            busy = [worker for worker in self._workers if worker.busy]
            ready = wait([worker.pipe for worker in busy], LOOK_S)
            done = [one for w in busy if w.pipe in ready for one in self._hear(w)]
            if done:
                yield done

    def close(self) -> None:
        """End all workers, those in the middle of a set too."""
        for worker in self._workers:
            worker.leave()

    def _start(self, count: int) -> None:
        fresh = [_Worker() for _ in range(count - len(self._workers))]
        for worker in fresh:
            worker.brief(self._packed)
        self._workers += fresh

    def _stop(self) -> None:
        self._waiting.clear()
        for worker in self._workers:
            worker.drop_rest()

    def _hand_out(self) -> None:
        part = -(-len(self._waiting) // (PARTS * len(self._workers)))
        for worker in self._workers:
            if not worker.busy and self._waiting:
                size = min(part, MOST_AT_ONCE, len(self._waiting))
                worker.give([self._waiting.popleft() for _ in range(size)])

    def _hear(self, worker: _Worker) -> list[Tried]:
        """Take all that a worker has said so far."""
        heard: list[Tried] = []
        try:
            while worker.busy and worker.pipe.poll():
                said = worker.pipe.recv()
                if said is None:
                    worker.rest()
                else:
                    worker.open.pop(said.key)
                    heard.append(said)
        except _GONE:
            heard += self._bury(worker)
        return heard

    def _bury(self, worker: _Worker) -> list[Tried]:
        """Put another worker in a dead one's place; the set that killed two is given up."""
        why = worker.end()
        if not worker.briefed:
            raise GaemiError(
                f"a worker ended before it began ({why}); its own words stand above. "
                "--workers 1 tries the sets in this process"
            )
        left = list(worker.open.values())
        given_up = []
        if left:
            self._deaths[left[0].key] += 1
            if self._deaths[left[0].key] >= LIVES:
                given_up = [self._gave_up(left.pop(0), why)]
        self._waiting.extendleft(reversed(left))
        at = self._workers.index(worker)
        self._workers[at] = _Worker()
        self._workers[at].brief(self._packed)
        return given_up

    def _gave_up(self, one: Candidate, why: str) -> Tried:
        tried = Tried(self._task.sweep, one.key, one.number, canonical(one.params))
        return failed(tried, f"the process that tried it ended {LIVES} times ({why})")


class _Worker:
    """One process. `busy` until it asks for work, `open` are the sets it has, in its order."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.open: dict[str, Candidate] = {}
        self.busy, self.briefed = True, False
        self._process: BaseProcess = context.Process(target=serve, args=(theirs,), daemon=True)
        # Ctrl-C is for this process alone, which ends the others in good order. The tracker, once
        # running, leaves the mask of signals alone.
        ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    def brief(self, packed: bytes) -> None:
        """Hand over the task."""
        with suppress(*_GONE):
            self.pipe.send_bytes(packed)

    def rest(self) -> None:
        """Note that it asks for work."""
        self.busy, self.briefed = False, True
        self.open.clear()

    def give(self, sets: Sequence[Candidate]) -> None:
        """Hand over sets to try."""
        self.open = {one.key: one for one in sets}
        self.busy = True
        with suppress(*_GONE):
            self.pipe.send(sets)

    def drop_rest(self) -> None:
        """Ask it to begin no further set."""
        if self.open:
            with suppress(*_GONE):
                self.pipe.send(None)

    def end(self) -> str:
        """Wait for a process that is gone and say how it ended."""
        self.pipe.close()
        self._process.join()
        code = self._process.exitcode or 0
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def leave(self) -> None:
        """End it."""
        self.pipe.close()
        self._process.terminate()
        self._process.join(LEAVE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def serve(pipe: Connection) -> None:
    """Try sets as long as somebody asks: what a worker process does."""
    with suppress(*_GONE):
        own, packed = ForkingPickler.loads(pipe.recv_bytes())
        if own is not None:
            load_all(own)
        task: Task = ForkingPickler.loads(packed)
        while True:
            pipe.send(None)
            for one in pipe.recv() or ():
                pipe.send(try_set(task, one))
                if pipe.poll():
                    pipe.recv()
                    break
