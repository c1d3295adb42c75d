"""How far a value must come back before an alert that spoke may speak again, and why so far."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from core.domain.alert import Condition, Measure, Toward
from core.flow.alerts.values import Found, holds, side_of

# A price that trades on its level changes sides at each tick: half a percent is some ten ticks
# of a large share, and well inside of what a day moves.
_OF_LEVEL: Final = {
    Measure.PRICE: Decimal("0.005"),
    # Volumes differ by far more from day to day.
    Measure.VOLUME: Decimal("0.1"),
}
_BY: Final = {
    # Half a percent of the price they are reckoned from.
    Measure.MOVE: Decimal("0.005"),
    Measure.RETURN: Decimal("0.005"),
    # What one quiet day moves a 14-day RSI by.
    Measure.RSI: Decimal(2),
    # A twentieth of the way between the bands would be crossed by noise; this is twice that.
    Measure.PERCENT_B: Decimal("0.1"),
    # The lines lie on the other side of each other, or on one another.
    Measure.CROSS: Decimal(0),
}
# Once a day: their level itself is made anew each day.
BY_DAY: Final = frozenset({
    Measure.CHANGE, Measure.HIGH_52W, Measure.LOW_52W, Measure.DAY_LOSS,
})  # fmt: skip


def came_back(condition: Condition, what: Found) -> bool:
    """Tell whether a value lies far enough on the other side; never of a measure by the day."""
    if condition.measure in BY_DAY or holds(condition, what):
        return False
    share = _OF_LEVEL.get(condition.measure)
    way = abs(what.level) * share if share is not None else _BY[condition.measure]
    if side_of(condition) is Toward.ABOVE:
        return what.value <= what.level - way
    return what.value >= what.level + way
