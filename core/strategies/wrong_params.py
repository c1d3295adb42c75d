"""What a refused parameter should have been, as a saying that every face puts into its language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from core.domain.saying import refusal, say
from core.errors import InputError

_NUMBERS: Final = frozenset({
    "decimal_parsing", "decimal_type", "finite_number", "float_parsing", "greater_than",
    "greater_than_equal", "int_from_float", "int_parsing", "int_parsing_size", "int_type",
    "less_than", "less_than_equal",
})  # fmt: skip
_LOW: Final = {"minimum": "at_least", "exclusiveMinimum": "above"}
_HIGH: Final = {"maximum": "at_most", "exclusiveMaximum": "below"}


def wrong_params(owner: str, model: type[BaseModel], error: ValidationError) -> InputError:
    """Name the first value that is wrong, and what is allowed in its place."""
    wrong = error.errors(include_url=False)[0]
    name = str(wrong["loc"][0]) if wrong["loc"] else ""
    known = ", ".join(model.model_fields)
    if wrong["type"] == "extra_forbidden":
        return refusal("no_parameter", owner=owner, found=name, known=known)
    if not name:
        return refusal("together", owner=owner, why=_own_words(wrong))
    why = allowed(model.model_fields[name], wrong)
    return refusal("parameter", owner=owner, name=name, found=str(wrong["input"]), why=why)


def allowed(field: FieldInfo, wrong: ErrorDetails) -> str:
    """Give what a field takes as an encoded saying, by what was wrong with a value of it."""
    kind, context = wrong["type"], wrong.get("ctx", {})
    if kind in _NUMBERS:
        return _number(field)
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'|(\d+)", str(context["expected"]))
        return say("input.one_of", known=", ".join(a or b for a, b in choices)).encoded()
    if kind == "decimal_max_places":
        return say("input.places", count=int(context["decimal_places"])).encoded()
    if kind == "bool_parsing":
        return say("input.one_of", known="true, false").encoded()
    return _own_words(wrong)


def reader_of(field: FieldInfo) -> TypeAdapter[Any]:
    """Give what reads values of a single field."""
    kind: Any = Annotated[field.annotation, field]
    return TypeAdapter(kind)


def _own_words(wrong: ErrorDetails) -> str:
    """Give what a check of the strategy itself said."""
    error = wrong.get("ctx", {}).get("error")
    return wrong["msg"] if error is None else str(error)


def _number(field: FieldInfo) -> str:
    parts = list(_parts(reader_of(field).json_schema()))
    bounds = {name: value for part in parts for name, value in part.items()}
    whole = not any(part.get("type") == "number" for part in parts)
    return say(
        "input.whole" if whole else "input.number",
        low_why=_bound(bounds, _LOW), high_why=_bound(bounds, _HIGH),
    ).encoded()  # fmt: skip


def _parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the number types that a schema allows, beside each other or in a list."""
    inner = [*schema.get("anyOf", ()), *filter(None, [schema.get("items")])]
    if not inner and schema.get("type") in ("integer", "number"):
        yield schema
    for one in inner:
        yield from _parts(one)


def _bound(bounds: Mapping[str, Any], keys: Mapping[str, str]) -> str:
    for key, word in keys.items():
        if key in bounds:
            limit = Decimal(str(bounds[key])).normalize()
            return say(f"input.{word}", limit=f"{limit:,f}").encoded()
    return ""
