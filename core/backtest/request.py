"""What a person asks a backtest for, read and checked: the strategy, its parameters, the days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.domain.saying import refusal
from core.strategies.base import STRATEGIES, Strategy, StrategyParams, parse_params, typed_value


def strategy_of(name: str, sets: Sequence[str] = ()) -> tuple[type[Strategy], StrategyParams]:
    """Find a strategy or a preset by its name and set parameters, each as ``name=value``.

    The strategies must have been discovered. Raises InputError that says what is allowed.
    """
    strategy, given = _named(name)
    fields = strategy.Params.model_fields
    for pair in sets:
        key, equals, value = pair.partition("=")
        if not (key and equals and value):
            raise refusal("pair", found=pair)
        if key not in fields:
            raise refusal("no_parameter", owner=strategy.name, found=key, known=", ".join(fields))
        given[key] = typed_value(value)
    return strategy, parse_params(strategy, given)


def _named(name: str) -> tuple[type[Strategy], dict[str, object]]:
    if name in STRATEGIES.names():
        return STRATEGIES.get(name), {}
    for _, strategy in STRATEGIES:
        if name in strategy.PRESETS:
            return strategy, dict(strategy.PRESETS[name])
    raise refusal(
        "no_strategy", found=name, known=", ".join(STRATEGIES.names()), presets=", ".join(presets())
    )


def presets() -> list[str]:
    """Give the names of all presets that are not a strategy's own name."""
    names = {preset for _, strategy in STRATEGIES for preset in strategy.PRESETS}
    return sorted(names - set(STRATEGIES.names()))


def day_of(option: str, text: str | None) -> date | None:
    """Read a date as written after an option; raises InputError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as e:
        raise refusal("day", option=option, found=text) from e


def period_of(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """Read both ends of a period; raises InputError, also when it ends before it begins."""
    first, last = day_of("--from", since), day_of("--to", until)
    if first is not None and last is not None and last < first:
        raise refusal("period", first=str(first), last=str(last))
    return first, last
