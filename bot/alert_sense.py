"""From the words of an alert to its condition: what is missing, what cannot be, what is strange."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.alert_words import RATIOS, AlertWords
from bot.commands.base import UsageError
from core.domain.alert import ANYWHERE, DAILY, HAPPENS, LEVELLESS, Condition, Measure, Toward
from core.domain.money import Won

# Three limit days one after the other move a price 2.2 times: beyond that it is a slip.
FAR: Final = 3
# No share moves further on a day (KRX, 2015-06-15), but for leveraged ETF.
DAY_LIMIT: Final = Decimal("0.30")
_MOST_RATIO: Final = Decimal(10)
_MOST_TIMES: Final = Decimal(1000)
MOST_WON: Final = 10**9


def needs_symbol(said: AlertWords) -> bool:
    """Tell whether the condition is of one stock."""
    return said.measure not in ANYWHERE


def sided(said: AlertWords, price: Won | None) -> AlertWords:
    """Put in the side that needs not be said; None stays where nobody can know it."""
    if said.toward is not None or said.level is None:
        return said
    if said.measure is Measure.PRICE:
        if price is None or said.level == price:
            return said
        return _towards(said, up=said.level > price)
    if said.measure is Measure.RSI:
        return _towards(said, up=said.level >= 50)
    if said.measure in (Measure.RETURN, Measure.DAY_LOSS):
        return _towards(said, up=True)
    return said


def condition_of(said: AlertWords, symbol: str) -> Condition:
    """Make the condition; raises UsageError for what is missing or cannot be.

    `said` has its side already, where it has one.
    """
    if said.measure is None:
        raise UsageError("alert.what")
    if said.measure is Measure.DAY_LOSS and symbol:
        # What one loses on one stock is reckoned from what one paid for it.
        return condition_of(_as_return(said), symbol)
    measure, toward = said.measure, said.toward or Toward.ABOVE
    if measure in LEVELLESS:
        side = Toward.ABOVE if measure in HAPPENS else toward
        return Condition(measure, symbol, side, None, said.periods)
    level = _level(said)
    _possible(measure, level)
    return Condition(measure, symbol, toward, level, said.periods)


def _level(said: AlertWords) -> Decimal:
    """Give the level that was said; below one's own cost is below nothing gained."""
    if said.level is None and said.measure is Measure.RETURN and said.toward is not None:
        return Decimal(0)
    if said.level is None:
        raise UsageError("alert.level")
    return abs(said.level) if said.measure is Measure.DAY_LOSS else said.level


def is_strange(condition: Condition, price: Won | None) -> bool:
    """Tell whether a level is so far away that it may be a slip of the finger."""
    level = condition.level
    if level is None:
        return False
    if condition.measure is Measure.PRICE:
        return bool(price) and not Decimal(price or 0) / FAR <= level <= (price or 0) * FAR
    if condition.measure is Measure.CHANGE:
        return abs(level) > DAY_LIMIT
    if condition.measure in RATIOS:
        return level > FAR or level <= -1
    return condition.measure in DAILY and level > 100


def turned(condition: Condition) -> Condition:
    """Give the same level seen from the other side."""
    other = Toward.BELOW if condition.toward is Toward.ABOVE else Toward.ABOVE
    return replace(condition, toward=other)


def _towards(said: AlertWords, *, up: bool) -> AlertWords:
    return replace(said, toward=Toward.ABOVE if up else Toward.BELOW)


def _as_return(said: AlertWords) -> AlertWords:
    level = None if said.level is None else -abs(said.level)
    return replace(said, measure=Measure.RETURN, level=level, toward=Toward.BELOW)


def _possible(measure: Measure, level: Decimal) -> None:
    """Raise UsageError for a level that the measure never has."""
    if measure is Measure.PRICE:
        fits, allowed = 0 < level <= MOST_WON, f"1 - {MOST_WON:,}"
    elif measure is Measure.RSI:
        fits, allowed = 0 <= level <= 100, "0 - 100"
    elif measure is Measure.VOLUME:
        fits, allowed = 0 < level <= _MOST_TIMES, f"0.1 - {_MOST_TIMES:,}"
    elif measure is Measure.PERCENT_B:
        fits, allowed = abs(level) <= 10, "-10 - 10"
    elif measure is Measure.DAY_LOSS:
        fits, allowed = 0 < level <= 1, "0.1% - 100%"
    else:
        fits, allowed = -1 <= level <= _MOST_RATIO, "-100% - 1,000%"
    if not fits:
        found = f"{level * 100:f}%" if measure in RATIOS else f"{level:f}"
        raise UsageError("alert.range", found=found, allowed=allowed)
