"""Indicators straight from strategies.md, in exact or long decimal numbers and plain loops.

Nothing of the program is used: what is compared with it must not share its mistakes. Lists are
as long as their input and hold None where the value is undefined.
"""

from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60


def sma(values, n):
    """Section 10: first value at n-1."""
    return [
        Fraction(sum(values[t - n + 1 : t + 1]), n) if t >= n - 1 else None
        for t in range(len(values))
    ]


def traded_mean(volumes, n):
    """Sections 2 and 14.6: the non-zero volumes among the n bars before t."""
    out = []
    for t in range(len(volumes)):
        before = [v for v in volumes[t - n : t] if v > 0] if t >= n else []
        out.append(Fraction(sum(before), len(before)) if before else None)
    return out


def z_parts(closes, volumes, n):
    """Section 5, ddof 1: gives (distance, square of the deviation), so that no root is needed."""
    out = []
    for t in range(len(closes)):
        window = closes[t - n + 1 : t + 1]
        if t < n - 1 or min(volumes[t - n + 1 : t + 1]) == 0:
            out.append(None)
            continue
        mean, variance = Fraction(sum(window), n), Fraction(_squares(window), n * (n - 1))
        out.append((closes[t] - mean, variance) if variance > 0 else None)
    return out


def z_value(parts):
    """The score for ranking."""
    distance, variance = parts
    return _decimal(distance) / _decimal(variance).sqrt()


def rsi(closes, volumes, n):
    """Section 3, Wilder; 14.6: undefined while one of period + 1 bars did not trade."""
    out = [None] * len(closes)
    gain = loss = Decimal(0)
    for t in range(1, len(closes)):
        change = Decimal(closes[t] - closes[t - 1])
        up, down = max(change, Decimal(0)), max(-change, Decimal(0))
        if t <= n:
            gain, loss = gain + up / n, loss + down / n
        else:
            gain, loss = (gain * (n - 1) + up) / n, (loss * (n - 1) + down) / n
        if t >= n and gain + loss > 0 and min(volumes[t - n : t + 1]) > 0:
            out[t] = 100 * gain / (gain + loss)
    return out


def macd(closes):
    """Section 4: both averages begin on bar 25, the signal and all outputs at 33."""
    line = [None] * len(closes)
    if len(closes) < 26:
        return line, list(line)
    slow = Decimal(sum(closes[0:26])) / 26
    fast = Decimal(sum(closes[14:26])) / 12
    values = [fast - slow]
    for close in closes[26:]:
        fast += Decimal(2) / 13 * (close - fast)
        slow += Decimal(2) / 27 * (close - slow)
        values.append(fast - slow)
    signal = [None] * len(closes)
    if len(values) >= 9:
        average = sum(values[:9]) / 9
        line[33], signal[33] = values[8], average
        for t in range(34, len(closes)):
            average += Decimal(2) / 10 * (values[t - 25] - average)
            line[t], signal[t] = values[t - 25], average
    return line, signal


def bollinger(closes, volumes, n, k):
    """Section 7: (middle, lower, upper) in long decimals; ddof 0, undefined beside a halt."""
    out = []
    for t in range(len(closes)):
        window = closes[t - n + 1 : t + 1]
        if t < n - 1 or min(volumes[t - n + 1 : t + 1]) == 0:
            out.append(None)
            continue
        mean, variance = Fraction(sum(window), n), Fraction(_squares(window), n * n)
        middle, width = _decimal(mean), k * _decimal(variance).sqrt()
        out.append((middle, middle - width, middle + width) if width > 0 else None)
    return out


def _squares(window):
    """n times the sum of squared distances from the mean, a whole number."""
    return len(window) * sum(c * c for c in window) - sum(window) ** 2


def _decimal(value):
    return Decimal(value.numerator) / Decimal(value.denominator)
