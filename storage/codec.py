"""Exact JSON of nested domain values: decimals and instants as text, tuples as lists."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, Union, cast, get_args, get_origin, get_type_hints

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Decoder: TypeAlias = Callable[[Any], Any]

_PLAIN = (str, int, bool)


def encode(value: object) -> Json:
    """Give the JSON form of a domain value; raises TypeError for what the domain does not have."""
    if isinstance(value, Enum):
        return encode(value.value)
    if value is None or isinstance(value, _PLAIN):
        return cast("Json", value)
    if isinstance(value, datetime):
        return _instant_text(value)
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    if is_dataclass(value):
        return {one.name: encode(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be stored; it is not part of the domain")


@cache
def decoder(hint: Any) -> Decoder:
    """Make the reader of a type's JSON form; raises TypeError for an unknown type."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _union(inner)
    if origin is tuple:
        return _tuple(inner)
    if hint in _PLAIN:
        return _same
    if hint is datetime:
        return datetime.fromisoformat
    if hint is date:
        return date.fromisoformat
    if hint is Decimal or (isinstance(hint, type) and issubclass(hint, Enum)):
        return cast("Decoder", hint)
    if is_dataclass(hint):
        return _dataclass(hint)
    raise TypeError(f"no reader for {hint!r} in stored JSON")


@cache
def hints_of(kind: Any) -> Mapping[str, Any]:
    """Give the resolved field types of a dataclass."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _same(value: Any) -> Any:
    return value


def _instant_text(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"instant {value} is naive; only aware instants are stored")
    return value.astimezone(UTC).isoformat()


def _union(inner: tuple[Any, ...]) -> Decoder:
    real = [part for part in inner if part is not type(None)]
    if all(part in _PLAIN for part in real):
        return _same
    if len(real) != 1:
        raise TypeError(f"stored JSON cannot tell {real} apart")
    read = decoder(real[0])
    return lambda value: None if value is None else read(value)


def _tuple(inner: tuple[Any, ...]) -> Decoder:
    if inner[-1] is Ellipsis:
        each = decoder(inner[0])
        return lambda value: tuple(each(part) for part in value)
    readers = tuple(decoder(part) for part in inner)
    return lambda value: tuple(read(part) for read, part in zip(readers, value, strict=True))


def _dataclass(kind: Any) -> Decoder:
    readers = {name: decoder(hint) for name, hint in hints_of(kind).items()}
    # A field that an older release did not write takes its default.
    return lambda value: kind(**{k: read(value[k]) for k, read in readers.items() if k in value})
