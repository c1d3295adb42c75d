"""The files that sweeps are kept in: results, and the count of trials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.assemble import open_sweep_file, open_trial_log
from core.backtest.sweep.store import SweepStore
from core.domain.saying import refusal
from core.errors import SettingsError
from core.lock import HomeLock
from core.ports_trials import TrialLog
from core.settings import Settings, prepare_home


@contextmanager
def sweep_store(settings: Settings, path: Path | None) -> Iterator[SweepStore]:
    """Open the results, by default those of the home folder, to look at them."""
    with closing(open_sweep_file(_file(settings, path))) as store:
        yield store


@contextmanager
def sweep_store_alone(settings: Settings, path: Path | None) -> Iterator[SweepStore]:
    """Open the results to add to them; raises InputError while another sweep does."""
    file = _file(settings, path)
    with closing(open_sweep_file(file)) as store, _alone(file):
        yield store


@contextmanager
def trial_log(settings: Settings) -> Iterator[TrialLog]:
    """Open the count of trials: always that of the home folder, whatever file holds results."""
    with closing(open_trial_log(prepare_home(settings))) as log:
        yield log


def check_known(store: SweepStore, sweep: str, *, resume: bool) -> None:
    """Raise InputError for a sweep that was begun before, unless it is to go on."""
    done = len(store.tried(sweep))
    if done and not resume:
        raise refusal("sweep_known", found=sweep, count=done)


def _file(settings: Settings, path: Path | None) -> Path:
    return path or prepare_home(settings) / "sweeps.db"


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    lock = HomeLock(file.with_name(f"{file.name}.lock"))
    try:
        lock.__enter__()
    except SettingsError as error:
        raise refusal("sweep_busy", found=str(file)) from error
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
