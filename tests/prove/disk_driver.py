"""The process under the library: plays one trial a line, each in a child of its own.

`ask` is the other side: it keeps one such process and gives the outcome of a trial.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Any

import structlog

from tests.prove.disk_shim import ROOT, environment
from tests.prove.suite import Outcome

_OPEN: list[subprocess.Popen[str]] = []


def ask(play: str, number: int, **how: Any) -> Outcome:
    """Play `module:function` for a number under the library."""
    driver = _driver()
    assert driver.stdin is not None
    assert driver.stdout is not None
    try:
        driver.stdin.write(json.dumps([play, number, how]) + "\n")
        driver.stdin.flush()
        answer = driver.stdout.readline()
    except BaseException:
        # A trial that does not end is somebody else's to tell; its process must not stay.
        _end(kill=True)
        raise
    if not answer:
        _end(kill=True)
        return Outcome([f"the process of {play} {number} ended without an answer"])
    return _outcome(json.loads(answer))


def _outcome(found: dict[str, Any]) -> Outcome:
    return Outcome(**(found | {"struck": tuple(found["struck"])}))


def _driver() -> subprocess.Popen[str]:
    if _OPEN and _OPEN[0].poll() is None:
        return _OPEN[0]
    _end()
    command = [sys.executable, "-m", "tests.prove.disk_driver"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = subprocess.Popen(  # type: ignore[call-overload]
        command, cwd=ROOT, env=environment(), start_new_session=True, **pipes
    )
    _OPEN.append(started)
    return _OPEN[0]


def _end(*, kill: bool = False) -> None:
    while _OPEN:
        driver = _OPEN.pop()
        if kill and driver.poll() is None:
            os.killpg(driver.pid, signal.SIGKILL)
        driver.communicate()


atexit.register(_end)


def main() -> None:
    """Read trials until there are no more."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50),
        # Standard output carries the answers.
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    for module in ("power", "faults", "rest"):
        import_module(f"tests.prove.disk_{module}")
    for line in sys.stdin:
        play, number, how = json.loads(line)
        module, _, name = play.partition(":")
        trial = getattr(import_module(module), name)
        _in_a_child(lambda trial=trial, number=number, how=how: trial(number, **how))


def _in_a_child(trial: Callable[[], Outcome]) -> None:
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _tell(_played(trial))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        _tell(Outcome([f"the trial's process ended with status {status}"]))


def _played(trial: Callable[[], Outcome]) -> Outcome:
    try:
        return trial()
    except BaseException as error:  # noqa: BLE001 - a trial that breaks is a result, not an end
        import traceback

        return Outcome([f"raised {type(error).__name__}: {error}", traceback.format_exc()[-1500:]])


def _tell(outcome: Outcome) -> None:
    sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
