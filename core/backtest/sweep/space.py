"""What a sweep may try: a list of values for each parameter, and every combination of them."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from core.domain.saying import refusal
from core.strategies.base import Strategy, StrategyParams, parse_params, typed_value
from core.strategies.wrong_params import allowed, reader_of

MOST_VALUES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Axis:
    """One parameter's values as JSON; `rising` tells that they are numbers in their order."""

    name: str
    values: tuple[Any, ...]
    rising: bool


@dataclass(frozen=True, slots=True)
class Space:
    """Every combination of the axes' values, numbered from 0; the first axis changes slowest.

    `fixed` are values of other parameters, as of a preset.
    """

    strategy: type[Strategy]
    axes: tuple[Axis, ...]
    fixed: Mapping[str, Any]

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)

    def steps(self, point: int) -> tuple[int, ...]:
        """Give the place of a point on each axis."""
        found = []
        for axis in reversed(self.axes):
            point, step = divmod(point, len(axis.values))
            found.append(step)
        return tuple(reversed(found))

    def point(self, steps: Sequence[int]) -> int:
        """Give the number of the point at a place on each axis."""
        at = 0
        for axis, step in zip(self.axes, steps, strict=True):
            at = at * len(axis.values) + step
        return at

    def chosen(self, point: int) -> dict[str, Any]:
        """Give the values of a point by the names of the axes."""
        places = zip(self.axes, self.steps(point), strict=True)
        return {axis.name: axis.values[step] for axis, step in places}

    def params(self, point: int) -> StrategyParams | None:
        """Give the parameters of a point; None where they do not go together."""
        try:
            return self.strategy.Params(**{**self.fixed, **self.chosen(point)})
        except ValidationError:
            return None

    def text(self) -> str:
        """Write axes and fixed values as canonical JSON."""
        axes = [[axis.name, list(axis.values)] for axis in self.axes]
        return json.dumps([axes, dict(sorted(self.fixed.items()))], separators=(",", ":"))


def read_space(
    strategy: type[Strategy],
    given: Iterable[str],
    fixed: Mapping[str, Any] | None = None,
    held: Collection[str] = (),
) -> Space:
    """Read ``name=values`` texts, or take what the strategy's parameters name to search.

    A parameter names its values as ``json_schema_extra={"search": "5..60:5"}``; of `held` ones
    these are not taken. Raises InputError that says what was found and what is allowed.
    """
    texts = dict(_pair(strategy, text) for text in given)
    twice = sorted(texts.keys() & set(held))
    if twice:
        raise refusal("twice", found=", ".join(twice))
    texts = texts or {n: text for n, text in searched(strategy).items() if n not in held}
    if not texts:
        raise refusal("no_space", owner=strategy.name)
    kept = {name: value for name, value in (fixed or {}).items() if name not in texts}
    axes = tuple(_axis(strategy, name, text) for name, text in sorted(texts.items()))
    space = Space(strategy, axes, kept)
    if len(space) <= MOST_VALUES and not any(space.params(point) for point in range(len(space))):
        # Says which value does not go with which, by the words of the strategy itself.
        parse_params(strategy, {**kept, **space.chosen(0)})
    return space


def _pair(strategy: type[Strategy], text: str) -> tuple[str, str]:
    name, equals, values = text.partition("=")
    name, values = name.strip(), values.strip()
    if not (name and equals and values):
        raise refusal("space", found=text)
    if name not in strategy.Params.model_fields:
        known = ", ".join(strategy.Params.model_fields)
        raise refusal("no_parameter", owner=strategy.name, found=name, known=known)
    return name, values


def searched(strategy: type[Strategy]) -> dict[str, str]:
    """Give the values that a strategy's parameters name to search, as they are written."""
    extras = {name: field.json_schema_extra for name, field in strategy.Params.model_fields.items()}
    return {
        name: str(extra["search"])
        for name, extra in extras.items()
        if isinstance(extra, dict) and "search" in extra
    }


def _axis(strategy: type[Strategy], name: str, text: str) -> Axis:
    ranged = ".." in text
    texts = _range(name, text) if ranged else [part.strip() for part in text.split(",")]
    field = strategy.Params.model_fields[name]
    reader = reader_of(field)
    values = [_value(name, one, field, reader) for one in texts]
    once = tuple(json.loads(one) for one in dict.fromkeys(map(json.dumps, values)))
    return Axis(name, once, ranged or _rises(texts))


def _range(name: str, text: str) -> list[str]:
    """Write out FIRST..LAST:STEP, both ends included; only whole numbers need no step."""
    ends, colon, step_text = text.partition(":")
    first, last = (_number(name, end, text) for end in ends.split("..", 1))
    whole = first == int(first) and last == int(last)
    if not colon and not whole:
        raise refusal("no_step", name=name, found=text, ends=ends)
    step = _number(name, step_text, text) if colon else Decimal(1)
    if step <= 0 or last < first:
        raise refusal("no_range", found=f"{name}={text}")
    count = int((last - first) / step) + 1
    if count > MOST_VALUES:
        raise refusal("many_values", found=f"{name}={text}", count=count, most=MOST_VALUES)
    return [format(first + step * k, "f") for k in range(count)]


def _number(name: str, text: str, whole: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise refusal("no_number", found=f"{name}={whole}", part=text.strip()) from error
    if not number.is_finite():
        raise refusal("no_number", found=f"{name}={whole}", part=text.strip())
    return number


def _value(name: str, text: str, field: FieldInfo, reader: TypeAdapter[Any]) -> Any:
    """Give a value as the field's JSON has it, so that two ways to write it are one value."""
    for way in (typed_value(text), _bare(text)):
        try:
            return reader.dump_python(reader.validate_python(way), mode="json")
        except ValidationError as error:
            why = allowed(field, error.errors(include_url=False)[0])
    raise refusal("value", name=name, found=text, why=why)


def _bare(text: str) -> Any:
    # Choices between numbers, such as 0 and 1, are not met by their text.
    try:
        return json.loads(text)
    except ValueError:
        return text


def _rises(texts: Sequence[str]) -> bool:
    try:
        numbers = [Decimal(text) for text in texts]
    except InvalidOperation:
        return False
    return numbers == sorted(numbers) and len(numbers) > 1
