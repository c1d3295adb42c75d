"""Daily rows for the reference, read from a file or given, and the grid they trade on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

# Section 0.4: the grid since 2023, used for all years (14.1).
TICKS = (
    (2_000, 1), (5_000, 5), (20_000, 10), (50_000, 50), (200_000, 100), (500_000, 500),
    (None, 1_000),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One day of one symbol."""

    day: date
    open: int
    high: int
    low: int
    close: int
    volume: int

    @property
    def halted(self):
        return self.volume == 0

    @property
    def tradable(self):
        return self.volume > 0 and self.high != self.low


def read(path):
    """Read a file; a row whose prices contradict each other is left out."""
    rows = []
    for line in path.read_text().splitlines()[1:]:
        day, *numbers = line.split(",")
        o, h, low, c, v = (int(number) for number in numbers)
        if h >= max(o, low, c) and low <= min(o, h, c):
            rows.append(Row(date.fromisoformat(day), o, h, low, c, v))
    return rows


def tick(price):
    for bound, size in TICKS:
        if bound is None or price < bound:
            return size
    raise AssertionError


def down(price):
    """Round a Fraction down to the grid."""
    whole = price.numerator // price.denominator
    return whole - whole % tick(whole)


def up(price):
    """Round a Fraction up to the grid."""
    return _next_on_grid(-(-price.numerator // price.denominator))


@cache
def _next_on_grid(whole):
    # Won by won, as the rule is said; a target is asked for on every day that it is not reached.
    while whole % tick(whole):
        whole += 1
    return whole


def monday(day):
    return day - timedelta(days=day.weekday())


class Weeks:
    """The sessions by week, from a list of all trading days."""

    def __init__(self, sessions):
        self.days = sorted(sessions)
        self.by_week = {}
        for day in self.days:
            self.by_week.setdefault(monday(day), []).append(day)
        self.following = dict(zip(self.days, self.days[1:], strict=False))

    def next(self, day):
        """Give the session after a day."""
        return self.following.get(day)

    def is_last(self, day):
        """Tell whether a session is its week's last."""
        return self.by_week[monday(day)][-1] == day

    def may_enter(self, day):
        """Tell whether the week after a week's last session has more than one session."""
        following = self.following.get(day)
        return following is not None and len(self.by_week[monday(following)]) > 1
