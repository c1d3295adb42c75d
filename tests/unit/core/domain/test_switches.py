"""Which engaged switch an order meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.switches import HaltLevel, Scope, ScopeKind, level_for
from tests.contexts import NOW, switch

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
