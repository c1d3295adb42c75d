"""Sayings: free of language, exact, and the same after a journey as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.saying import Saying, decoded, say, unit_of

sayings = st.builds(
    Saying,
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30),
    st.lists(
        st.tuples(st.text("abc_", max_size=8), st.integers() | st.text('0.9가"\\', max_size=9))
    ).map(tuple),
)


@given(sayings)
def test_saying_survives_being_written_as_text(saying: Saying) -> None:
    assert decoded(saying.encoded()) == saying


@given(st.text(max_size=60) | st.text('["]{}:,1a', max_size=30).map(lambda text: '["' + text))
def test_any_text_is_read_or_left_alone_but_never_fails(text: str) -> None:
    found = decoded(text)
    assert found is None or isinstance(found.key, str)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "점검",
        "{}",
        "[1]",
        '["a"',
        '["a",1]',
        '["a",["b"]]',
        '["a",["b",1.5]]',
        '["a",["b",true]]',
        '["a",["b",null]]',
        '["a",[1,"b"]]',
        '["a",["b",1,2]]',
        '["a",' + "[" * 100_000,
        '["a",["b",' + "9" * 5_000 + "]]",
    ],
)
def test_what_is_no_saying_is_not_read_as_one(text: str) -> None:
    assert decoded(text) is None


def test_saying_without_a_key_is_empty() -> None:
    assert not Saying()
    assert say("a")


def test_fields_keep_their_order_and_unit() -> None:
    told = say("risk.cash.short", need_won=2, free_won=1)
    assert told.fields == (("need_won", 2), ("free_won", 1))
    assert [unit_of(name) for name, _ in told.fields] == ["won", "won"]
    assert unit_of("shares") == "shares"
