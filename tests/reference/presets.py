"""What each preset decides at a close, written from strategies.md 2 to 7 and 14."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.reference import indicators

BUDGET = 14_000_000
ALL = Fraction(1)


@dataclass
class Held:
    """What is held of a symbol in its cycle; fills only change it."""

    shares: int = 0
    paid: int = 0
    bought: int = 0
    entries: int = 0
    halved: bool = False
    last_price: int = 0
    left_at: int | None = None  # the bar it was last sold out

    @property
    def average(self) -> Fraction:
        return Fraction(self.paid, self.bought)


@dataclass
class Buy:
    """An entry that was decided: won to spend, and the score that ranks it."""

    won: int
    score: Any


@dataclass
class Sell:
    """A part of the holding to sell at the next open."""

    part: Fraction
    why: str


class Preset:
    """One preset over one symbol's rows; `decide(t, held)` gives Buy, Sell or None."""

    stop: Fraction | None = None
    take: Fraction | None = None
    weekly = False

    def __init__(self, rows, start):
        self.rows, self.start = rows, start
        self.closes = [row.close for row in rows]
        self.volumes = [row.volume for row in rows]
        self.prepare()

    def prepare(self):
        raise NotImplementedError

    def decide(self, t, held):
        raise NotImplementedError


class GoldenCross(Preset):
    """Section 2."""

    stop, take = Fraction(5, 100), Fraction(10, 100)
    fast, slow, volume_window, within = 50, 200, 20, 5
    times, reentry = Fraction(3, 2), 0
    cross = False

    def prepare(self):
        self.a = indicators.sma(self.closes, self.fast)
        self.b = indicators.sma(self.closes, self.slow)
        self.mean = indicators.traded_mean(self.volumes, self.volume_window)

    def decide(self, t, held):
        a, b = self.a[t], self.b[t]
        if a is None or b is None:
            return None
        if held.shares:
            return Sell(ALL, "dead_cross") if a < b else None
        if held.left_at is not None and t - held.left_at < self.reentry:
            return None
        if not a > b or self.mean[t] is None:
            return None
        if not self.volumes[t] > self.times * self.mean[t]:
            return None
        if self.cross and not any(self.crossed(u) for u in range(t - self.within + 1, t + 1)):
            return None
        return Buy(BUDGET, min(max(a / b - 1, Fraction(0)), Fraction(1, 10)) * 10)

    def crossed(self, u):
        # 14.7: a state that began before `from` is not entered.
        if u < max(1, self.start) or None in (self.a[u], self.b[u], self.a[u - 1], self.b[u - 1]):
            return False
        return self.a[u] > self.b[u] and self.a[u - 1] <= self.b[u - 1]


class GoldenCrossCross(GoldenCross):
    cross = True


class Rsi(Preset):
    """Sections 3 and 14.8."""

    period = 14

    def prepare(self):
        self.rsi = indicators.rsi(self.closes, self.volumes, self.period)

    def decide(self, t, held):
        before, now = self.rsi[t - 1] if t else None, self.rsi[t]
        if before is None or now is None:
            return None
        if held.shares:
            return Sell(ALL, "rsi") if before > 70 >= now else None
        return Buy(BUDGET, now) if before < 30 <= now else None


class Macd(Preset):
    """Sections 4 and 14.8; no score."""

    def prepare(self):
        self.line, self.signal = indicators.macd(self.closes)

    def decide(self, t, held):
        if self.line[t] is None:
            return None
        if held.shares:
            return Sell(ALL, "macd") if self.line[t] < self.signal[t] else None
        if t == 0 or self.line[t - 1] is None:
            return None
        above = self.line[t] > self.signal[t]
        return Buy(BUDGET, 0) if above and self.line[t - 1] <= self.signal[t - 1] else None


class Daily(Preset):
    """Section 5, daily: level while flat, sold above +2; 14.8: or only as z passes it."""

    stop, take, window, threshold = Fraction(5, 100), Fraction(11, 100), 20, Fraction(2)
    passing = False

    def prepare(self):
        self.z = indicators.z_parts(self.closes, self.volumes, self.window)

    def far(self, t):
        """Tell on which side z is beyond the threshold: -1, +1 or 0."""
        if self.z[t] is None:
            return 0
        distance, variance = self.z[t]
        return 0 if distance**2 <= self.threshold**2 * variance else (1 if distance > 0 else -1)

    def decide(self, t, held):
        if held.shares:
            return Sell(ALL, "z") if self.far(t) > 0 else None
        if self.passing and (not t or self.z[t - 1] is None or self.far(t - 1) < 0):
            return None
        return Buy(BUDGET, -indicators.z_value(self.z[t])) if self.far(t) < 0 else None


class Weekly(Daily):
    """Section 5, weekly: which days may decide is for the loop, which knows the calendar."""

    weekly = True

    def decide(self, t, held):
        if held.shares:
            return None
        return Buy(BUDGET, -indicators.z_value(self.z[t])) if self.far(t) < 0 else None


class Envelope(Preset):
    """Section 6 in bar mode (14.10): bands include the bar, P is its close."""

    percent = Fraction(20, 100)
    period = 20

    def prepare(self):
        self.middle = indicators.sma(self.closes, self.period)

    def decide(self, t, held):
        middle, price = self.middle[t], self.closes[t]
        if middle is None:
            return None
        if held.shares and price >= middle * (1 + self.percent):
            return Sell(ALL, "upper")
        if held.shares and price >= middle and not held.halved:
            return Sell(Fraction(1, 2), "middle")
        lower = middle * (1 - self.percent)
        if not held.shares and price <= lower:
            return Buy(BUDGET, (lower - price) / lower)
        return None


class Envelope5(Envelope):
    percent = Fraction(5, 100)


class Bollinger(Preset):
    """Section 7: three tranches, each 3 % below the fill before, half sold at the middle."""

    period, width = 26, 2
    tranches = (5_600_000, 4_200_000, 4_200_000)

    def prepare(self):
        self.bands = indicators.bollinger(self.closes, self.volumes, self.period, self.width)

    def decide(self, t, held):
        if self.bands[t] is None:
            return None
        (middle, lower, upper), price = self.bands[t], Decimal(self.closes[t])
        if held.shares and price >= upper:
            return Sell(ALL, "upper")
        if held.shares and price >= middle and not held.halved:
            return Sell(Fraction(1, 2), "middle")
        if (price - lower) / (upper - lower) > Decimal("0.05"):
            return None
        score = (lower - price) / lower
        if not held.shares:
            return Buy(self.tranches[0], score)
        low_enough = self.closes[t] * 100 <= 97 * held.last_price
        if not held.halved and held.entries in (1, 2) and low_enough:
            return Buy(self.tranches[held.entries], score)
        return None


PRESETS = {
    "golden_cross_level": GoldenCross,
    "golden_cross_cross": GoldenCrossCross,
    "rsi": Rsi,
    "macd": Macd,
    "mean_reversion_weekly": Weekly,
    "mean_reversion_daily": Daily,
    "envelope_20": Envelope,
    "envelope_5": Envelope5,
    "bollinger": Bollinger,
}
