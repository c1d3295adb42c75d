"""Nested values as JSON: exact, and loud about what is not of the domain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.approval import CardFigures
from core.domain.decision import RiskDecision
from core.domain.order import OrderIntent
from core.domain.signal import Size
from storage.codec import decoder, encode
from tests.samples import AT, figures
from tests.values import ROWS, sizes


def through_text(kind: Any, value: object) -> Any:
    return decoder(kind)(json.loads(json.dumps(encode(value))))


@pytest.mark.parametrize("table", ROWS)
@given(data=st.data())
def test_every_value_comes_back_with_all_its_digits(table: str, data: st.DataObject) -> None:
    value = data.draw(ROWS[table])
    again = through_text(type(value), value)
    assert again == value
    assert repr(again) == repr(value)


@given(sizes)
def test_exactly_one_size_comes_back(size: Size) -> None:
    assert through_text(Size, size) == size


def test_decimals_keep_their_written_form() -> None:
    assert encode(Decimal("1.50")) == "1.50"
    assert str(decoder(Decimal)("1E+3")) == "1E+3"


def test_instants_are_written_in_utc_and_naive_ones_refused() -> None:
    assert encode(AT) == "2026-03-02T00:30:00+00:00"
    with pytest.raises(ValueError, match="naive"):
        encode(AT.replace(tzinfo=None))


@pytest.mark.parametrize("value", [1.5, b"x", object(), {1, 2}])
def test_what_the_domain_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be stored"):
        encode(value)


def test_a_field_that_an_older_release_did_not_write_takes_its_default() -> None:
    stored = encode(figures())
    assert isinstance(stored, dict)
    del stored["trimmed_from"]
    assert decoder(CardFigures)(stored) == figures()
    del stored["costs"]
    with pytest.raises(TypeError, match="costs"):
        decoder(CardFigures)(stored)


def test_types_that_text_cannot_tell_apart_are_refused() -> None:
    with pytest.raises(TypeError, match="apart"):
        decoder(Decimal | datetime)
    with pytest.raises(TypeError, match="no reader"):
        decoder(bytes)


@dataclass(frozen=True)
class Pair:
    both: tuple[int, str]


def test_pairs_keep_their_length() -> None:
    assert through_text(Pair, Pair((1, "a"))) == Pair((1, "a"))
    with pytest.raises(ValueError, match="zip"):
        decoder(Pair)({"both": [1, "a", 2]})


def test_readers_are_made_once() -> None:
    assert decoder(OrderIntent) is decoder(OrderIntent)
    assert decoder(RiskDecision) is not decoder(OrderIntent)
