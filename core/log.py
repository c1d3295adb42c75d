"""Writes one JSON line an event, with the time of the clock in use, correlation id and no secrets.

The standard library's logging, which httpx and python-telegram-bot use, goes the same way: both
put the bot token into the addresses they log.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from core.redact import Redactor

MAX_BYTES = 10_000_000
KEPT_FILES = 5
# At INFO they write a line for each request of each poll.
CHATTY = (
    "alembic",
    "apscheduler",
    "httpcore",
    "httpcore2",
    "httpx",
    "httpx2",
    "openai",
    "telegram",
)

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Log:
    """The log in use: its redactor learns secrets that come up later; close it at the end."""

    path: Path
    redactor: Redactor
    handler: logging.Handler

    def close(self) -> None:
        """Detach and close the file; later events go nowhere."""
        logging.getLogger().removeHandler(self.handler)
        self.handler.close()


class PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner may read, and whose failure never shows a record."""

    failing = ""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; a failure is reported once, when it starts, and trading goes on."""
        failed_before, self.failing = self.failing, ""
        super().emit(record)
        if self.failing and not failed_before:
            sys.stderr.write(
                f"gaemi: log lines are being lost ({self.failing}); check {self.baseFilename} "
                "and the space on its disk\n"
            )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802
        """Note the failure; the default would print the record's arguments, secrets and all."""
        self.failing = type(sys.exc_info()[1]).__name__


def configure(path: Path, level: str, clock: Now, *, secrets: Iterable[str] = ()) -> Log:
    """Send all events of structlog and logging to `path` and return the log.

    `clock` answers aware instants, so lines carry simulated time where time is simulated. The
    folder is made with mode 0700, the file with 0600. Call it once a process; close it before
    calling it again. Raises OSError when the file cannot be opened.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    redactor = Redactor(secrets)
    shared = _shared_steps(clock)
    handler = PrivateFile(path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _redaction(redactor),
                structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel("DEBUG" if level == "DEBUG" else "WARNING")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return Log(path, redactor, handler)


def correlated(correlation: str, **more: str) -> AbstractContextManager[None]:
    """Put the correlation id, and more if given, on every event logged inside the block."""
    return structlog.contextvars.bound_contextvars(correlation=correlation, **more)


def _shared_steps(clock: Now) -> list[Processor]:
    def stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["at"] = clock().isoformat()
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        stamp,
    ]


def _redaction(redactor: Redactor) -> Processor:
    def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> MutableMapping[str, Any]:
        return {redactor.text(key): redactor.item(key, value) for key, value in event.items()}

    return redact
