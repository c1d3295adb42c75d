"""Looks at the machine and the folder: settings, rights, room, clock, calendar, letters, ports."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Final

from bot.context import Check
from bot.doctor.subject import Subject
from bot.text import disk_room
from core.errors import CalendarRange, GaemiError
from core.market.calendar import KrxCalendar
from core.settings import Settings

FREE_BYTES: Final = 200_000_000
CALENDAR_AHEAD: Final = timedelta(days=30)
# Files of tomorrow were written by a clock that was ahead, or this one is behind.
AHEAD: Final = timedelta(days=1)
OTHERS: Final = 0o077


def settings_check(found: Settings | GaemiError) -> Check:
    """Tell whether a start would accept its settings; the error says what to do."""
    if isinstance(found, Settings):
        return Check("settings", ok=True)
    return Check("settings", ok=False, text=str(found))


def home_checks(subject: Subject) -> Iterator[Check]:
    """Look at what of a home is right or wrong without opening anything in it."""
    home = subject.home
    if not home.exists():
        yield Check("home", ok=True, text="found.home_new")
        return
    yield Check("home", ok=True)
    yield from rights_checks(subject)
    free = subject.free(home)
    yield Check("disk", ok=free >= FREE_BYTES, text=disk_room(free))
    yield _clock(subject, home)


def rights_checks(subject: Subject) -> Iterator[Check]:
    """Look who else of this machine may read the folder and the files with keys."""
    for name, paths in (("home_rights", (subject.home,)), ("env_rights", subject.files)):
        open_to_all = [path for path in paths if path.exists() and path.stat().st_mode & OTHERS]
        fix = "; ".join(f"chmod go-rwx '{path}'" for path in open_to_all)
        yield Check(name, ok=not open_to_all, text=", ".join(map(str, open_to_all)), fix=fix)


def _clock(subject: Subject, home: Path) -> Check:
    newest = max((p.stat().st_mtime for p in home.iterdir() if p.is_file()), default=0.0)
    wrong = datetime.fromtimestamp(newest, UTC) > subject.clock.now() + AHEAD
    return Check("clock_back", ok=not wrong)


def program_checks(subject: Subject) -> Iterator[Check]:
    """Look at what the program brings along: its calendar and the letters of its pictures."""
    ahead = (subject.clock.now() + CALENDAR_AHEAD).date()
    yield Check("calendar", ok=_knows(ahead), text="" if _knows(ahead) else "found.calendar")
    yield font_check(subject)


def font_check(subject: Subject) -> Check:
    """Look whether pictures have letters."""
    return Check("font", ok=_has_font(subject))


def _knows(day: object) -> bool:
    try:
        KrxCalendar().next_session(day)  # type: ignore[arg-type]
    except CalendarRange:
        return False
    return True


def _has_font(subject: Subject) -> bool:
    try:
        return subject.font().is_file()
    except PackageNotFoundError:
        return False


def port_checks(settings: Settings) -> Iterator[Check]:
    """Look whether a start could listen where it should; not asked while gaemi itself does."""
    wanted = (
        ("SLACK_HTTP_PORT", settings.slack_http_host, settings.slack_http_port),
        ("TELEGRAM_WEBHOOK_PORT", settings.telegram_webhook_host, settings.telegram_webhook_port),
    )
    for name, host, port in wanted:
        if port is not None:
            yield Check("port", ok=_is_free(host, port), text=f"{name}={port}")


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
                raise
            return False
    return True
