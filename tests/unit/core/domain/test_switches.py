"""Which engaged switch an order meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from core.domain.signal import Side
from core.domain.switches import (
    HaltLevel,
    Scope,
    ScopeKind,
    broker_of,
    cancels,
    level_for,
    stop_for,
    stops,
    stricter,
    touches,
)
from tests.contexts import NOW, intent, switch

NONE, REDUCE, HALT = HaltLevel.NONE, HaltLevel.REDUCE_ONLY, HaltLevel.HALT_NEW
ALL = Scope()
STRATEGY = Scope(ScopeKind.STRATEGY, "golden_cross")
SYMBOL = Scope(ScopeKind.SYMBOL, "005930")


def met(*switches):
    return level_for(switches, strategy="golden_cross", symbol="005930")


@pytest.mark.parametrize(
    ("scope", "name"),
    [(ALL, "all"), (STRATEGY, "strategy:golden_cross"), (SYMBOL, "symbol:005930")],
)
def test_scope_has_a_name(scope, name):
    assert scope.name == name


@pytest.mark.parametrize(
    ("kind", "key"), [(ScopeKind.ALL, "x"), (ScopeKind.SYMBOL, ""), (ScopeKind.STRATEGY, "")]
)
def test_scope_that_would_stop_nothing_is_refused(kind, key):
    with pytest.raises(ValueError, match="all has none"):
        Scope(kind, key)


@pytest.mark.parametrize("scope", [ALL, STRATEGY, SYMBOL])
@pytest.mark.parametrize("level", [REDUCE, HALT])
def test_each_scope_that_touches_the_order_is_met(scope, level):
    engaged = switch(level, scope)
    assert met(engaged) is engaged


@pytest.mark.parametrize(
    "scope", [Scope(ScopeKind.STRATEGY, "golden"), Scope(ScopeKind.SYMBOL, "005931")]
)
def test_other_scopes_are_not_met(scope):
    assert met(switch(HALT, scope)) is None


def test_lifted_switches_are_not_met():
    assert met() is None
    assert met(switch(NONE), switch(NONE, SYMBOL)) is None


def test_strictest_is_met_then_the_newest():
    halted = switch(HALT, SYMBOL)
    newer = replace(switch(REDUCE), at=NOW + timedelta(hours=1))
    assert met(halted, newer) is halted
    assert met(newer, halted) is halted
    other = replace(switch(HALT, STRATEGY), at=NOW)
    assert met(halted, other) is other


LEVELS = list(HaltLevel)
# What each level keeps back of: an opening order, an exit, a closing order of the flattening.
STOPPED = {
    "none": (False, False, False), "reduce": (True, False, False), "flatten": (True, True, False),
    "halt": (True, True, True), "cancel": (True, True, True),
}  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_keeps_back_what_it_says(level):
    buy, sale = intent(), intent(side=Side.SELL)
    closing = replace(sale, flatten=True)
    found = (
        stops(level, buy, opening=True), stops(level, sale, opening=False),
        stops(level, closing, opening=False),
    )  # fmt: skip
    assert found == STOPPED[level.value]


def test_a_stricter_level_stops_everything_that_a_milder_one_stops():
    order = ["none", "reduce", "flatten", "halt", "cancel"]
    assert [level.value for level in LEVELS] == order
    for mild, hard in pairwise(order):
        assert all(
            not before or after for before, after in zip(STOPPED[mild], STOPPED[hard], strict=True)
        )
        one, other = switch(HaltLevel(mild)), switch(HaltLevel(hard))
        assert stricter(one, other) is other
        assert stricter(other, one) is other


@pytest.mark.parametrize("level", LEVELS)
def test_a_flattening_leaves_its_own_orders_and_cancel_open_leaves_none(level):
    closing = intent(side=Side.SELL, flatten=True)
    assert cancels(level, intent()) == (level.value in ("flatten", "cancel"))
    assert cancels(level, closing) == (level.value == "cancel")


@pytest.mark.parametrize(
    ("account", "broker"),
    [("kis-paper-12-01-ab12cd", "kis"), ("PAPER-0001", "paper"), ("paper", "paper"), ("", "")],
)
def test_the_broker_of_an_account_is_its_first_word(account, broker):
    assert broker_of(account) == broker


@pytest.mark.parametrize(
    ("scope", "held"),
    [(ALL, True), (SYMBOL, True), (STRATEGY, True), (Scope(ScopeKind.BROKER, "paper"), True),
     (Scope(ScopeKind.BROKER, "kis"), False), (Scope(ScopeKind.SYMBOL, "paper"), False)],
)  # fmt: skip
def test_a_scope_touches_the_orders_it_names(scope, held):
    assert touches(scope, intent()) is held
    found = stop_for((switch(HALT, scope),), intent(), opening=True)
    assert (found is not None) is held
