"""The algebra of fills in the size of a pull request."""

from __future__ import annotations

import pytest

from tests.prove import fills


@pytest.mark.parametrize("block", range(10))
def test_any_disorder_of_looks_gives_the_same_books(block: int) -> None:
    found = [(n, fills.trial(n).failures) for n in range(block * 30, block * 30 + 30)]
    assert [f for f in found if f[1]] == []
