"""Is the result too good, and does it live on one bar of a head start?

Positions that come one bar later must not change the Sharpe ratio by more than 1.0
(strategies.md 13.3), and a daily long or flat Sharpe above 2.5 on large caps is treated as a
leak until shown otherwise (0.3).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.guards.path import by_session, costs, positions, profits
from core.backtest.guards.study import Study
from core.backtest.rules import CENTI_MILLI
from core.backtest.statistics import YEAR_SESSIONS, sharpe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_CHANGE = 1.0
MOST_SHARPE = 2.5
# A difference within three of its standard errors may be luck.
_ERRORS = 3.0


def delay(study: Study) -> Finding:
    """Live the same positions one bar later and compare the Sharpe ratios.

    A drop beyond the bound fails when there is a profit to lose and it is larger than chance
    allows; any other change beyond it, such as one that few trades explain, is a warning.
    """
    now, later = _returns(study, late=0), _returns(study, late=1)
    before, after = sharpe(now), sharpe(later)
    if not study.result.fills or before is None or after is None:
        return finding("delay", Verdict.NOT_VERIFIED, "not_verified")
    drop, error = before - after, _error(now, later)
    verdict, case = Verdict.OK, "ok"
    if abs(drop) > MOST_CHANGE:
        certain = before > 0 and drop > _ERRORS * error
        verdict, case = (Verdict.FAIL, "fail") if certain else (Verdict.WARNING, "unsure")
    return finding("delay", verdict, case, now=before, later=after, error=error)


def too_good(study: Study) -> Finding:
    """Doubt a Sharpe ratio above 2.5; within less than a year of sessions luck may make it."""
    found = sharpe(study.returns)
    if not study.result.fills or found is None:
        return finding("too_good", Verdict.NOT_VERIFIED, "not_verified")
    sessions = len(study.days)
    if found <= MOST_SHARPE:
        return finding("too_good", Verdict.OK, "ok", sharpe=found)
    long = sessions >= YEAR_SESSIONS
    verdict, case = (Verdict.FAIL, "fail") if long else (Verdict.WARNING, "short")
    return finding("too_good", verdict, case, sharpe=found, sessions=sessions)


def _returns(study: Study, *, late: int) -> Floats:
    """Give the sessions' returns of the positions told at opens and closes, costs taken."""
    import numpy as np

    columns = []
    for track in study.tracks:
        paid = costs(study.result, track)
        moved = np.concatenate([np.zeros(late), paid[: len(paid) - late]])
        gained = profits(positions(study.result, track), track, late=late) - moved
        gained[: track.first] = 0.0
        columns.append((track, gained))
    change = by_session(columns, study.ordinals)
    start = study.start5 / CENTI_MILLI
    before = start + np.concatenate([[0.0], change.cumsum()[:-1]])
    # Money lent without end: an account that is gone has no return any more.
    return np.where(before > 0, change / np.maximum(before, 1.0), 0.0)


def _error(now: Floats, later: Floats) -> float:
    """Give the standard error of the difference of the two yearly Sharpe ratios."""
    difference = now / now.std(ddof=1) - later / later.std(ddof=1)
    return float(difference.std(ddof=1)) * math.sqrt(YEAR_SESSIONS / len(now))
