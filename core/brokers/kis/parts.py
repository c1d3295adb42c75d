"""What the KIS adapter takes from outside."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from core.brokers.kis.sender import LastWord, never
from core.clock import Clock, real_sleep
from core.domain.calendar import Calendar
from core.domain.costs import Commission
from core.net.http import Reply, TransportMaker
from core.net.limiter import Sleep
from core.net.socket import Connect, connect
from core.net.tokens import TokenStore


def _nothing(_secret: str) -> None:
    return


def _unheard(_reply: Reply) -> None:
    return


def _right() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class KisParts:
    """What the adapter takes from outside; only `clock`, `calendar` and `rng` are needed.

    `gap_s` is the least time between two calls, for accounts with a lower limit than the usual
    (new ones have it for some days). `tokens` outlives the process (a SealedFile, one for each
    key). `learned` hears each secret that comes up, for the log's redactor. `api_media`: see
    Viewer. `last_word`: see KisSender. `heard` is told of each signed answer.
    `clock_is_wrong` tells whether the session cannot be told by our clock.
    """

    clock: Clock
    calendar: Calendar
    rng: random.Random
    tokens: TokenStore | None = None
    commission: Commission | None = None
    gap_s: float | None = None
    api_media: frozenset[str] = frozenset()
    last_word: LastWord = never
    learned: Callable[[str], None] = _nothing
    heard: Callable[[Reply], None] = _unheard
    clock_is_wrong: Callable[[], bool] = _right
    transport: TransportMaker | None = None
    opener: Connect = connect
    sleep: Sleep = real_sleep
