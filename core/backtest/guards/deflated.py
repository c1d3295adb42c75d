"""How much of a Sharpe ratio is left once the number of trials is counted.

Formulas: Bailey and Lopez de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management
40 (5), 2014. Sharpe ratios here are those of one session, not of a year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, variance
from typing import TYPE_CHECKING

from core.backtest.guards.finding import Finding, Verdict, finding
from core.backtest.statistics import session_sharpe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EULER_MASCHERONI = 0.5772156649015329
CONFIDENCE = 0.95
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Moments:
    """A series of session returns in four numbers; `kurtosis` is 3 for the normal distribution."""

    sessions: int
    sharpe: float
    skew: float = 0.0
    kurtosis: float = 3.0


def moments_of(returns: NDArray[np.float64]) -> Moments | None:
    """Measure a series of returns; None where it has no Sharpe ratio."""
    ratio = session_sharpe(returns)
    if ratio is None:
        return None
    centred = returns - returns.mean()
    spread = float((centred**2).mean())
    skew, kurtosis = ((centred**n).mean() / spread ** (n / 2) for n in (3, 4))
    return Moments(len(returns), ratio, float(skew), float(kurtosis))


def probabilistic(moments: Moments, *, above: float = 0.0) -> float:
    """Give the probability that the true Sharpe ratio lies above a bar, from one sample."""
    sharpe = moments.sharpe
    spread = 1 - moments.skew * sharpe + (moments.kurtosis - 1) / 4 * sharpe**2
    if spread <= 0:
        # Possible only with skew and kurtosis that no sample has together; no evidence then.
        return 0.5
    return _NORMAL.cdf((sharpe - above) * math.sqrt(moments.sessions - 1) / math.sqrt(spread))


def expected_best(trials: int, spread: float) -> float:
    """Give the best Sharpe ratio to expect of trials that are all worth nothing.

    `spread` is the variance of the trials' Sharpe ratios.
    """
    if trials < 2 or spread <= 0:
        return 0.0
    gamma, inverse = EULER_MASCHERONI, _NORMAL.inv_cdf
    best = (1 - gamma) * inverse(1 - 1 / trials) + gamma * inverse(1 - 1 / (trials * math.e))
    return math.sqrt(spread) * best


def deflated(moments: Moments, *, trials: int, spread: float) -> float:
    """Give the probability that the true Sharpe ratio beats the best of worthless trials."""
    return probabilistic(moments, above=expected_best(trials, spread))


def deflated_finding(moments: Moments | None, sharpes: Sequence[float], *, trials: int) -> Finding:
    """Judge a result whose strategy was tried `trials` times on this data, this one included.

    `sharpes` are those of the trials that traded. A result that looks sure alone and is not
    sure among its trials fails: choosing the best of many explains it.
    """
    if moments is None or moments.sessions < 3:
        return finding("trials", Verdict.NOT_VERIFIED, "not_verified", trials=trials)
    spread = variance(sharpes) if len(sharpes) > 1 else 0.0
    alone = probabilistic(moments)
    among = deflated(moments, trials=trials, spread=spread)
    verdict, case = Verdict.OK, "ok"
    if alone < CONFIDENCE:
        verdict, case = Verdict.WARNING, "unsure"
    elif among < CONFIDENCE:
        verdict, case = Verdict.FAIL, "chosen"
    return finding(
        "trials", verdict, case, trials=trials, alone_ratio=alone, among_ratio=among,
        bar=expected_best(trials, spread), sessions=moments.sessions,
    )  # fmt: skip
