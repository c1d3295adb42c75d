"""The loop of a process beside the engine: it does one job after the other, and may be killed.

Started by `bot.workshop` with the number of a pipe. The engine's own process never loads what
draws and computes here, and nothing here can hold up an order.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Final

# Behind the engine where both want the machine.
_NICE: Final = 5


def answer(module: str) -> None:
    """Do jobs with a module's `prepare` and `work` until the other end of the pipe is gone."""
    os.nice(_NICE)
    pipe: Connection = Connection(int(sys.argv[1]))
    # Loaded only now: while it takes its time, the job is on its way.
    done = import_module(module)
    done.prepare()
    try:
        while True:
            pipe.send(done.work(pipe.recv()))
    except (EOFError, ConnectionError):
        return
