"""D1 to D8 and D10 as one function of what was seen; it reads nothing and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from core.domain.commands import BrokerRow
from core.domain.doubt import Finding
from core.flow.doubt.match import API

ASK_AFTER: Final = timedelta(seconds=180)
ASK_LOOKS: Final = 5
SKEW_MAX_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a complete look shows of one order in doubt.

    `splits` tells that the loose rows add up to it; `moved` that shares or money moved its way;
    `level` that both are as before it was sent. `regular` tells that it was sent in a session,
    `shared` that another program orders through our channel today (A23), `morning` that
    this is the complete look of a later trading morning.
    """

    exact: tuple[BrokerRow, ...] = ()
    loose: tuple[BrokerRow, ...] = ()
    splits: bool = False
    moved: bool = False
    level: bool = True
    elapsed: timedelta = timedelta(0)
    looks: int = 0
    regular: bool = True
    shared: bool = False
    morning: bool = False
    skew_ms: int = 0


def decide(seen: Evidence) -> Finding:
    """Give the finding; the first rule that fits wins."""
    if seen.exact or seen.loose:
        return _rows(seen)
    return Finding.MOVED if seen.moved else _nothing(seen)


def _rows(seen: Evidence) -> Finding:
    if len(seen.exact) > 1:
        return Finding.SEVERAL
    if not seen.exact:
        return Finding.SPLIT if seen.splits else Finding.ALIKE
    if not seen.regular:
        return Finding.ALIKE
    sure = seen.exact[0].channel == API and not seen.shared
    return Finding.OURS if sure else Finding.OURS_UNREAD


def _nothing(seen: Evidence) -> Finding:
    # A clock that is wrong by more than the bound proves no time (F46).
    if not seen.level or abs(seen.skew_ms) > SKEW_MAX_MS:
        return Finding.LOOKING
    if seen.morning and seen.looks > 0:
        return Finding.ABSENT
    if seen.elapsed >= ASK_AFTER and seen.looks >= ASK_LOOKS:
        return Finding.ABSENT_SO_FAR
    return Finding.LOOKING
