"""Machines of a Dask cluster that try parameter sets: each is sent the market once.

The scheduler gives what a dead worker had to another one. `distributed` is met here and nowhere
else, and only when a cluster is asked for.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from math import ceil
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, Final

from core.backtest.sweep.pool import LIVES, LOOK_S, PARTS
from core.backtest.sweep.search import Candidate
from core.backtest.sweep.task import Task, failed, try_set
from core.domain.saying import refusal
from core.domain.sweep import Tried
from core.errors import GaemiError
from core.strategies.base import canonical
from core.strategies.own import load_all

CONNECT_S: Final = 15
# A worker finishes what it was given when a person stops: little, but enough to hide the way.
MOST_AT_ONCE: Final = 16
AHEAD: Final = 2
_CLOSED: Final = ("closing", "closed")
_ONE_AT_A_TIME: Final = Lock()


class Cluster:
    """Implements `core.backtest.sweep.task.Hands` at the scheduler of an address.

    `own` is the folder of a person's own strategies; workers read it at the same path.
    """

    def __init__(self, task: Task, *, address: str, own: Path | None = None) -> None:
        self._task, self._own = task, "" if own is None else str(own.expanduser().resolve())
        self._packed = _packed(task)
        self._deaths: Counter[str] = Counter()
        self._ended: SimpleQueue[Any] = SimpleQueue()
        self._client = _connected(address)
        self._address, self._market = address, self._sent()

    def work(
        self, sets: Sequence[Candidate], stopped: Callable[[], bool]
    ) -> Iterator[Sequence[Tried]]:
        """Try sets and give them as they are done; raises GaemiError when the cluster is gone."""
        try:
            yield from self._course(sets, stopped)
        except OSError as error:
            raise self._gone() from error

    def close(self) -> None:
        """Leave the cluster; what was begun there is let go."""
        with suppress(OSError):
            self._client.close()

    def _course(
        self, sets: Sequence[Candidate], stopped: Callable[[], bool]
    ) -> Iterator[Sequence[Tried]]:
        batches = deque(self._parts(sets))
        given: dict[Any, list[Candidate]] = {}
        while batches or given:
            if stopped():
                batches.clear()
                if not self._threads():
                    return
            while batches and len(given) < AHEAD * max(1, self._threads()):
                batch = batches.popleft()
                given[self._give(batch)] = batch
            for future in self._done():
                yield from self._heard(future, given.pop(future), batches)

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    def _parts(self, sets: Sequence[Candidate]) -> Iterator[list[Candidate]]:
        size = min(MOST_AT_ONCE, ceil(len(sets) / (PARTS * max(1, self._threads()))) or 1)
        return (list(sets[at : at + size]) for at in range(0, len(sets), size))

    def _sent(self) -> Any:
        """Put the task on all workers that there are; later ones fetch it from them."""
        return self._client.scatter(self._packed, broadcast=self._threads() > 0, hash=False)

    def _give(self, batch: list[Candidate]) -> Any:
        future = self._client.submit(
            there, self._own, self._market, _packed(batch), version("gaemi"), pure=False
        )
        future.add_done_callback(self._ended.put)
        return future

    def _done(self) -> list[Any]:
        """Wait a moment for a batch that ended, however it did; raises GaemiError for no cluster.

        The client looks for a scheduler that is gone for a while, then closes.
        """
        if self._client.status in _CLOSED:
            raise self._gone()
        try:
            return [self._ended.get(timeout=LOOK_S)]
        except Empty:
            return []

    def _gone(self) -> GaemiError:
        return GaemiError(
            f"the scheduler at {self._address} is gone; what was tried is kept: "
            "start it and go on with --resume"
        )

    def _heard(
        self, future: Any, batch: list[Candidate], batches: deque[list[Candidate]]
    ) -> Iterator[list[Tried]]:
        """Give what came of a batch, or give it again, a set at a time."""
        if future.status == "finished":
            yield future.result()
            return
        why = self._why(future)
        for one in batch:
            self._deaths[one.key] += 1
            if len(batch) == 1 and self._deaths[one.key] > LIVES:
                tried = Tried(self._task.sweep, one.key, one.number, canonical(one.params))
                yield [failed(tried, f"the workers that tried it ended ({why})")]
            else:
                batches.append([one])

    def _why(self, future: Any) -> str:
        """Say what ended a batch; raises GaemiError where another try is in vain."""
        from distributed import KilledWorker

        if future.status != "error":
            # The last worker that held the market took it along.
            self._market = self._sent()
            return "its data was lost"
        error = future.exception()
        if isinstance(error, KilledWorker):
            return "killed"
        raise GaemiError(
            f"a worker at {self._address} cannot try sets ({type(error).__name__}: {error}); "
            "install this gaemi there and start it again"
        )


def there(own: str, packed: bytes, batch: bytes, made_by: str) -> list[Tried]:
    """Try a batch in the process of a worker; raises GaemiError in another gaemi than ours."""
    here = version("gaemi")
    if here != made_by:
        raise GaemiError(f"gaemi {here} runs here and {made_by} asks")
    with _ONE_AT_A_TIME:
        task = _unpacked(own, packed)
    sets: list[Candidate] = ForkingPickler.loads(batch)
    return [try_set(task, one) for one in sets]


@lru_cache(maxsize=1)
def _unpacked(own: str, packed: bytes) -> Task:
    # The strategy's class is looked up by its module's name.
    load_all(Path(own) if own else None)
    task: Task = ForkingPickler.loads(packed)
    return task


def _packed(value: object) -> bytes:
    return bytes(ForkingPickler.dumps(value))


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise refusal("cluster_missing") from error
    try:
        return Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise refusal("cluster_unreachable", found=address, why=str(error)) from error
