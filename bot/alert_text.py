"""An alert's condition in words, and as the line that sets it again."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from bot.alert_words import RATIOS
from bot.locale.catalogue import Catalogue
from bot.symbol_names import NAMES
from core.domain.alert import HAPPENS, Condition, Measure, Toward
from core.domain.money import Rate
from core.ports import UnitOfWork

_BANDS: Final = {
    (Toward.ABOVE, Decimal(1)): "upper",
    (Toward.BELOW, Decimal(0)): "lower",
}
_TYPED: Final = {
    Measure.PRICE: "{level}won {side}", Measure.CHANGE: "change {level} {side}",
    Measure.MOVE: "move {level} {side}", Measure.RETURN: "return {level} {side}",
    Measure.DAY_LOSS: "loss {level} {side}", Measure.HIGH_52W: "52w-high",
    Measure.LOW_52W: "52w-low", Measure.RSI: "rsi({days}) {level} {side}",
    Measure.VOLUME: "volume({days}) {level}x {side}",
    Measure.PERCENT_B: "%b({days}) {level} {side}", Measure.CROSS: "{cross}({days})",
    Measure.FILL: "fill", Measure.SIGNAL: "signal",
}  # fmt: skip


def condition_text(condition: Condition, words: Catalogue, name: str) -> str:
    """Write a condition as it may be typed again, after the name of its stock."""
    days = [str(days) for days in condition.periods]
    told = words.t(
        f"alert.measure.{_kind(condition)}",
        level=value_text(condition.measure, condition.level, words),
        side=words.t(f"alert.{condition.toward.value}"),
        days=", ".join(days),
    )
    return f"{name} {told}".strip()


def value_text(measure: Measure, value: Decimal | None, words: Catalogue) -> str:
    """Write a level or what was found: won, percent with a sign, or a plain number."""
    if value is None:
        return ""
    if measure is Measure.PRICE:
        return words.won(int(value))
    if measure in RATIOS:
        sign = "+" if value > 0 and measure is not Measure.DAY_LOSS else ""
        return f"{sign}{_short(value * 100)}%"
    return _short(value)


def found_text(measure: Measure, value: Decimal | None, words: Catalogue) -> str:
    """Write what was found where it says more than the level does; empty where it does not."""
    if value is None or measure in HAPPENS or measure is Measure.CROSS:
        return ""
    if measure in (Measure.HIGH_52W, Measure.LOW_52W):
        return words.won(int(value)) if value > 1 else ""
    if measure in RATIOS:
        return value_text(measure, Rate(value).quantize(Decimal("0.0001")), words)
    return value_text(measure, value.quantize(Decimal("0.01")), words)


def decimal_in(text: str) -> Decimal | None:
    """Read a stored decimal; None for anything else."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def typed(condition: Condition) -> str:
    """Write a condition without its stock so that a button or a person can say it again."""
    level = condition.level
    if level is not None and condition.measure in RATIOS:
        text = f"{_short(level * 100)}%"
    else:
        text = "" if level is None else _short(level)
    golden = condition.toward is Toward.ABOVE
    return _TYPED[condition.measure].format(
        level=text,
        side=condition.toward.value,
        days=",".join(str(days) for days in condition.periods),
        cross="golden" if golden else "dead",
    )


def name_of(symbol: str, uow: UnitOfWork) -> str:
    """Give a stock's name from what is stored; its code where nobody ever named it."""
    if symbol in NAMES or not symbol:
        return NAMES.get(symbol, "")
    named = (o.intent.name for o in uow.orders.all() if o.intent.symbol == symbol)
    return next(named, symbol)


def _kind(condition: Condition) -> str:
    if condition.measure is Measure.CROSS:
        return "golden" if condition.toward is Toward.ABOVE else "dead"
    if condition.measure is Measure.PERCENT_B and condition.level is not None:
        return _BANDS.get((condition.toward, condition.level), Measure.PERCENT_B.value)
    return condition.measure.value


def _short(value: Decimal) -> str:
    """Write a number without zeros at its end; 1E+2 is 100."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
