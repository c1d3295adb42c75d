"""The watchdog's one-line protocol on a socket in the home: stop requests in, answers out.

``halt LEVEL SCOPE REASON`` is answered ``ok`` after the latch file is on the disk, or ``broken``
when it had to be taken away, which stops everything; ``ping`` is answered ``pong``. Nothing here
can loosen a stop.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.halting import level_of
from core.clock import LiveClock
from core.domain.switches import Scope, ScopeKind, Switch
from core.errors import GaemiError, LatchFailed
from core.latch import FileLatch

NAME: Final = "watchdog.sock"
NAME_BYTES: Final = 100
LONGEST: Final = 4096
ANSWER_S: Final = 3.0


def listen(home: Path) -> socket.socket:
    """Open the socket, for this user only; raises OSError when another watchdog answers."""
    path = home / NAME
    if ask(home, "ping") == "pong":
        raise OSError(f"another watchdog answers on {path}")
    path.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with _short(path) as name:
            server.bind(name)
    finally:
        os.umask(before)
    server.listen(16)
    server.settimeout(0.2)
    return server


def serve_one(server: socket.socket, latch: FileLatch) -> bool:
    """Answer one caller, waiting a fifth of a second for one; tells whether there was any."""
    try:
        caller, _ = server.accept()
    except TimeoutError:
        return False
    with caller:
        caller.settimeout(ANSWER_S)
        try:
            line = _line(caller)
            caller.sendall(f"{answer(line, latch)}\n".encode())
        except (OSError, UnicodeDecodeError):
            # Who hangs up or speaks no text gets no answer; the next caller does.
            return True
    return True


def answer(line: str, latch: FileLatch) -> str:
    """Do what a line asks and give the answer; anything not understood is an error."""
    word, _, rest = line.strip().partition(" ")
    if word == "ping":
        return "pong"
    if word != "halt":
        return f"error: found {word!r}; use halt LEVEL SCOPE REASON, or ping"
    try:
        latch.add(_switch(rest))
    except LatchFailed as error:
        return "broken" if error.halted else f"error: {error}"
    except (GaemiError, ValueError) as error:
        return f"error: {error}"
    return "ok"


def ask(home: Path, line: str) -> str:
    """Send a line to the watchdog of a home and give its answer, empty when none answers."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            caller.settimeout(ANSWER_S)
            with _short(home / NAME) as name:
                caller.connect(name)
            caller.sendall(f"{line}\n".encode())
            return _line(caller).strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _switch(rest: str) -> Switch:
    level, _, more = rest.strip().partition(" ")
    scope, _, reason = more.strip().partition(" ")
    kind, _, key = (scope or "all").partition(":")
    named = Scope(ScopeKind(kind), key)
    return Switch(named, level_of(level), "watchdog", reason or "asked", LiveClock().now())


def _line(peer: socket.socket) -> str:
    text = b""
    while b"\n" not in text and len(text) < LONGEST:
        part = peer.recv(1024)
        if not part:
            break
        text += part
    return text.partition(b"\n")[0].decode()


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Name a socket so that it fits: a name holds 107 bytes, a deep folder is met by /proc."""
    if len(os.fsencode(path)) < NAME_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
