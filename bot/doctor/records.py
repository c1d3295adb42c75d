"""Looks at what a home folder holds: databases, stops, PIN, own strategies, signs of life."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.context import Check
from bot.doctor.subject import Subject
from bot.heartbeat import sign_of
from bot.pin import FILE as PIN_FILE
from bot.pin import PinBook
from bot.watchdog_line import ask
from core.errors import GaemiError
from core.latch import FileLatch
from core.settings import Settings
from core.strategies.own import load_all

SILENT: Final = timedelta(seconds=60)


def runs(home: Path) -> bool:
    """Tell whether a gaemi holds this home; the lock is let go at once."""
    try:
        descriptor = os.open(home / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def life_checks(subject: Subject, settings: Settings | None) -> Iterator[Check]:
    """Look whether gaemi runs, answers, ended as it should, and is watched."""
    home, sign = subject.home, sign_of(subject.home)
    if not runs(home):
        yield Check(
            "engine", ok=sign is None, text="found.crashed" if sign else "found.not_running"
        )
        return
    quiet = sign is None or _age(subject, sign.touched_ns) > SILENT
    yield Check("engine", ok=not quiet, text="found.hangs" if quiet else "found.running")
    if settings is not None and settings.watchdog:
        yield watched(home)


def watched(home: Path) -> Check:
    """Ask the watchdog whether it is there; waits a moment for its answer."""
    return Check("watchdog", ok=ask(home, "ping") == "pong")


def _age(subject: Subject, touched_ns: int) -> timedelta:
    return subject.clock.now() - datetime.fromtimestamp(touched_ns / 1e9, UTC)


def file_checks(subject: Subject) -> Iterator[Check]:
    """Look at the databases and at the file of stops."""
    for name, wrong in subject.databases(subject.home):
        yield Check("database", ok=not wrong, text=wrong or name)
    yield from _stops(subject.home)


def _stops(home: Path) -> Iterator[Check]:
    if not (home / "gaemi.db").exists() and not (home / "latch.json").exists():
        return
    stops = FileLatch(home / "latch.json").read()
    broken = any(stop.by == "latch" for stop in stops)
    yield Check("latch", ok=not broken, text="found.latch" if broken else "")
    if stops and not broken:
        yield Check("stops", ok=False, text=str(len(stops)))


def pin_check(subject: Subject) -> Iterator[Check]:
    """Look whether a PIN that was set can still be tried."""
    if (subject.home / PIN_FILE).exists():
        yield Check("pin", ok=PinBook(subject.home, subject.clock).is_set)


def own_checks(settings: Settings) -> Iterator[Check]:
    """Look whether each file of the person's own strategies can be used; runs them to find out."""
    if settings.strategies is None:
        return
    try:
        troubles = load_all(settings.strategies)
    except GaemiError as error:
        yield Check("own_strategies", ok=False, text=str(error))
        return
    for trouble in troubles:
        where = f"{trouble.file}:{trouble.line}" if trouble.line else trouble.file
        yield Check("own_strategies", ok=False, text=f"{where} {trouble.why}")
    if not troubles:
        yield Check("own_strategies", ok=True)
