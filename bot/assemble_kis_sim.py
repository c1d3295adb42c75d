"""`gaemi sim kis`: a local server that speaks KIS's protocol over the simulated exchange."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from core.clock import LiveClock
from core.domain.calendar import trading_date
from core.errors import InputError
from core.market.calendar import KrxCalendar
from sim.kis.command import run
from sim.kis.options import KisOptions
from sim.sessions import Sessions

LOOK_BACK = timedelta(days=900)
LOOK_AHEAD = timedelta(days=400)


def serve_kis(options: KisOptions, show: Callable[[str], None]) -> None:
    """Serve until interrupted; `show` gets what a client's configuration needs.

    Raises InputError for options that contradict each other and for ports in use.
    """
    with_sessions = options if options.data else replace(options, sessions=_sessions(options))
    try:
        asyncio.run(run(with_sessions, show))
    except (ValueError, OSError) as error:
        raise InputError(str(error)) from error


def machine_options(**given: object) -> KisOptions:
    """Make options that start at the machine's present instant."""
    return KisOptions(started=LiveClock().now(), **given)  # type: ignore[arg-type]


def _sessions(options: KisOptions) -> Sessions:
    day = trading_date(options.now or options.started)
    return Sessions.from_rows(KrxCalendar().rows(day - LOOK_BACK, day + LOOK_AHEAD))
