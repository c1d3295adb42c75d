"""What the benches hold against each other: a figure of a side that errs must not count."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

FILLS = [(31, 10, 50_000), (40, -10, 50_100), (44, 10, 49_900)]
CASH = 999_500_123.4


@pytest.fixture
def side(root, monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "bench" / "peers"))
    return importlib.import_module("_side")


@pytest.fixture
def bench(root, monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "bench"))
    return importlib.import_module("backtest")


@pytest.fixture
def event(root, monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "bench"))
    return importlib.import_module("_event")


def test_fills_are_the_same_in_any_order_and_as_whole_floats(side):
    there = side.summary(side.Found(FILLS, CASH))
    turned = [tuple(map(float, one)) for one in reversed(FILLS)]
    assert side.summary(side.Found(turned, CASH)) == there
    assert there["fills"] == len(FILLS)


@pytest.mark.parametrize(
    "other",
    [(45, 10, 49_900), (44, 11, 49_900), (44, 10, 49_901), (44, -10, 49_900)],
    ids=["another bar", "another share", "another won", "the other way"],
)
def test_one_other_fill_is_another_summary(side, other):
    there = side.summary(side.Found(FILLS, CASH))
    assert side.summary(side.Found([*FILLS[:2], other], CASH))["digest"] != there["digest"]


@pytest.mark.parametrize(
    ("fills", "cash", "each", "word"),
    [
        (FILLS[:2], CASH, [(0.1, 0.2, 3)], "2 other fills than the floor's 3"),
        (FILLS, CASH + 1, [(0.1, 0.2, 3)], "cash"),
        (FILLS, CASH, [(0.1001, 0.2, 3)], "other returns"),
        (FILLS, CASH, [(0.1, 0.2001, 3)], "other falls"),
        (FILLS, CASH, [(0.1, 0.2, 4)], "other numbers of trades"),
    ],
)
def test_a_side_that_errs_is_told_of_with_what_it_errs_in(side, bench, fills, cash, each, word):
    floor = side.summary(side.Found(FILLS, CASH, [(0.1, 0.2, 3)]))
    (told,) = bench._differences(floor, side.summary(side.Found(fills, cash, each)), falls=True)
    assert word in told


def test_a_cash_that_a_peer_cannot_reckon_is_no_quarrel(side, bench):
    floor = side.summary(side.Found(FILLS, CASH))
    said = side.summary(side.Found(FILLS, float("nan")))
    assert bench._differences(floor, said, falls=True) == []


def test_a_rate_of_a_peer_that_fills_otherwise_is_refused(side, event):
    plain = event.Plain(FILLS, int(CASH * 100_000))
    event.require_the_same(side.summary(side.Found(FILLS, CASH)), plain)
    for wrong in (side.Found(FILLS[:2], CASH), side.Found(FILLS, CASH - 0.6)):
        with pytest.raises(ValueError, match="no figure of it counts"):
            event.require_the_same(side.summary(wrong), plain)
