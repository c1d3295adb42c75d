"""What holds for every rule on any context: it only allows, trims to fewer shares, or refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.calendar import Phase
from core.domain.decision import RuleResult, Verdict
from core.domain.order import OrderKind, OrderState
from core.domain.saying import decoded
from core.domain.signal import Side
from core.domain.switches import HaltLevel, Scope, ScopeKind
from core.registry import discover
from core.risk.base import RULES, RiskContext, ask_all
from tests.contexts import (
    INSTRUMENT,
    NOW,
    OTHER,
    OWNER,
    SESSION,
    SYMBOL,
    account,
    book,
    context,
    intent,
    limits,
    order,
    quote,
    refused,
    switch,
)

discover("core.risk")
ASYMMETRIC = ("daily_loss", "weight_cap", "max_positions", "cooldown")
TRIMMING = {"weight_cap", "order_size"}

symbols = st.sampled_from([SYMBOL, OTHER, "0037T0"])
owners = st.sampled_from([OWNER, "person", "outside"])
sides = st.sampled_from(Side)
shares = st.integers(-5, 2_000) | st.integers(1, 200_000)
prices = st.integers(-1, 3_000_000)
seconds = st.floats(-100, 5_000)
money = st.integers(-(10**6), 10**9)


def intents(symbol: st.SearchStrategy[str] = symbols) -> st.SearchStrategy:
    return st.builds(
        intent,
        symbol=symbol,
        owner=owners,
        side=sides,
        shares=shares,
        price=prices,
        ref_price=prices,
        kind=st.sampled_from(OrderKind),
    )


@st.composite
def orders(draw: st.DrawFn):
    many = draw(st.integers(1, 10_000))
    filled = draw(st.integers(0, many))
    sent_at = draw(st.none() | seconds.map(lambda s: NOW - timedelta(seconds=s)))
    return order(
        draw(st.sampled_from(OrderState)),
        symbol=draw(symbols),
        owner=draw(owners),
        side=draw(sides),
        shares=many,
        price=draw(st.integers(1, 10**6)),
        filled=filled,
        amount=filled * 1_000,
        sent_at=sent_at,
        number=draw(st.none() | st.just("1")),
    )


quotes = st.none() | st.builds(
    quote,
    symbol=symbols,
    price=prices,
    at=seconds.map(lambda s: NOW - timedelta(seconds=s)),
    phase=st.sampled_from(Phase),
    halted=st.booleans(),
    vi=st.booleans(),
)
limit_sets = st.builds(
    limits,
    order_won=st.integers(1, 50_000_000),
    order_shares=st.integers(1, 100_000),
    turnover_won=st.integers(1, 10**9),
    symbol_weight=st.decimals("0.0001", "0.5", places=4),
    daily_loss=st.decimals("0.0001", "0.05", places=4),
    max_positions=st.integers(1, 30),
)
switches = st.builds(
    switch,
    st.sampled_from(HaltLevel),
    st.sampled_from([Scope(), Scope(ScopeKind.SYMBOL, SYMBOL), Scope(ScopeKind.STRATEGY, OWNER)]),
)
contexts = st.builds(
    context,
    intent=intents(st.just(SYMBOL)),
    instrument=st.none() | st.integers(1, 100).map(lambda lot: replace(INSTRUMENT, lot=lot)),
    quote=quotes,
    account=st.builds(account, day_start_equity=money, orderable=money),
    equity=money,
    books=st.lists(st.builds(book, st.integers(0, 5_000), symbol=symbols, owner=owners), max_size=4)
    .map(tuple),
    marks=st.dictionaries(symbols, st.integers(0, 10**6)),
    orders=st.lists(orders(), max_size=5).map(tuple),
    open_asks=st.lists(intents(), max_size=3).map(tuple),
    refusals=st.lists(st.builds(refused, seconds, symbols, sides), max_size=6).map(tuple),
    switches=st.lists(switches, max_size=2).map(tuple),
    session=st.none() | st.just(SESSION),
    limits=limit_sets,
    average_volume=st.none() | st.integers(0, 10**7),
    frozen=st.booleans(),
    stage=st.sampled_from(["proposal", "press"]),
)  # fmt: skip


def is_sound(result: RuleResult, seen: RiskContext) -> bool:
    """Tell whether a word is one of the three that a rule may say."""
    if result.verdict is Verdict.TRIM:
        return result.shares is not None and 0 < result.shares < seen.intent.shares
    return result.shares is None


@pytest.mark.parametrize("name", RULES.names())
@given(seen=contexts)
@settings(max_examples=60)
def test_rule_only_allows_trims_to_fewer_or_refuses_and_says_it_again(name, seen):
    result = RULES.get(name)(seen)
    assert RULES.get(name)(seen) == result
    assert result.rule == name
    assert result.observed
    assert result.limit
    assert is_sound(result, seen), result
    assert name in TRIMMING or result.verdict is not Verdict.TRIM


@pytest.mark.parametrize("name", RULES.names())
@given(seen=contexts)
@settings(max_examples=60)
def test_rule_tells_why_exactly_when_it_stops(name, seen):
    result = RULES.get(name)(seen)
    assert bool(result.text) is (result.verdict is not Verdict.ALLOW)
    for told in (result.observed, result.limit, result.text):
        assert decoded(told.encoded()) == told


@pytest.mark.parametrize("name", ASYMMETRIC)
@given(seen=contexts)
@settings(max_examples=80)
def test_sales_are_never_stopped_by_rules_for_purchases(name, seen):
    selling = replace(seen, intent=replace(seen.intent, side=Side.SELL))
    assert RULES.get(name)(selling).verdict is Verdict.ALLOW


@pytest.mark.parametrize("name", sorted(TRIMMING))
@given(seen=contexts)
@settings(max_examples=150)
def test_trimmed_order_passes_the_rule_that_trimmed_it(name, seen):
    result = RULES.get(name)(seen)
    if result.verdict is Verdict.TRIM:
        smaller = replace(seen, intent=replace(seen.intent, shares=result.shares))
        assert RULES.get(name)(smaller).verdict is Verdict.ALLOW


@given(seen=contexts)
@settings(max_examples=150)
def test_asking_all_never_lets_more_through_than_asked(seen):
    results = ask_all(seen)
    assert [r.rule for r in results] == RULES.names()
    trims = [r.shares for r in results if r.verdict is Verdict.TRIM]
    assert all(0 < n < seen.intent.shares for n in trims)


@given(seen=contexts, more=st.integers(1, 1_000))
@settings(max_examples=150)
def test_more_shares_never_turn_a_refused_purchase_into_an_allowed_one(seen, more):
    buying = replace(seen, intent=replace(seen.intent, side=Side.BUY))
    bigger = replace(buying, intent=replace(buying.intent, shares=buying.intent.shares + more))
    assert buying.intent.price <= 0 or not (
        _refused(buying, "cash") and not _refused(bigger, "cash")
    )
    assert buying.intent.price <= 0 or not (
        _refused(buying, "order_rate") and not _refused(bigger, "order_rate")
    )


def _refused(seen: RiskContext, name: str) -> bool:
    return RULES.get(name)(seen).verdict is Verdict.REFUSE
