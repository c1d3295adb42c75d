"""Whatever a strategy says, no won appears or vanishes and no limit is broken."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.backtest.event import run_event
from core.backtest.market import Series, daily
from core.backtest.result import Result
from core.backtest.settings import REFERENCE, Backtest, Gates
from core.backtest.trades import trades_of
from core.domain.signal import Side
from core.strategies.base import Decision
from tests.reference.random_market import market
from tests.scripted import ScriptParams, script
from tests.series import sessions

DAYS = sessions(60, first=date(2022, 11, 1))  # over the change of the grid in January 2023
LAST = len(DAYS) - 1
DECISIONS = st.builds(
    Decision,
    st.sampled_from([1, 1, 1, 2, 2]),
    st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    st.floats(0, 1),
    st.just(1),
    st.sampled_from([0.0, 0.0, 900.0, 4_800.0, 60_000.0]),
    st.integers(1, 4),
)
SAYS = st.dictionaries(st.integers(0, LAST), DECISIONS, max_size=25)
SETTINGS = st.builds(
    replace,
    st.just(replace(REFERENCE, portfolio=True)),
    cash=st.sampled_from([3_000_000, 20_000_000, 100_000_000]),
    max_positions=st.integers(1, 3),
    commission_unit=st.sampled_from([0, 10]),
    gates=st.sampled_from([None, Gates()]),
    volume_share=st.sampled_from([Decimal(0), Decimal("0.0005")]),
    impact=st.just(Decimal(0)),
)
PARAMS = st.builds(
    ScriptParams,
    budget=st.sampled_from([1_000_000, 5_000_000]),
    stop_loss=st.sampled_from([None, "0.03", "0.1"]),
    take_profit=st.sampled_from([None, "0.04"]),
    ticks=st.sampled_from([0, 0, 10]),
)


def lanes(seed: int) -> list[Series]:
    made = []
    found = market(seed, ["000001", "000002", "000003"], DAYS)
    for key, (symbol, rows) in enumerate(found.items(), 1):
        columns = [
            np.array([getattr(row, name) for row in rows], dtype=np.int64)
            for name in ("open", "high", "low", "close", "volume")
        ]
        columns[4][0] = key  # tells the script which one it is
        day = np.array([row.day.toordinal() for row in rows], dtype=np.int64)
        made.append(daily(symbol, day, tuple(columns[:4]), columns[4]))
    return made


def balanced(result: Result, assumed: Backtest, series: dict[str, Series]) -> None:
    cash5, held = assumed.cash5, Counter[str]()
    for fill in result.fills:
        amount5 = fill.price * fill.qty * 100_000
        bought = fill.side is Side.BUY
        cash5 += (-amount5 if bought else amount5) - fill.fee5 - fill.tax5
        held[fill.symbol] += fill.qty if bought else -fill.qty
        bar = series[fill.symbol]
        assert fill.qty > 0
        assert bar.volume[fill.at] > 0
        assert bar.high[fill.at] > bar.low[fill.at]
        assert held[fill.symbol] >= 0
        if fill.reason != "stop":  # rounded down, it may leave the range by a tick
            assert bar.low[fill.at] <= fill.price <= bar.high[fill.at]
        assert bar.day[fill.at] == fill.day.toordinal()
    assert cash5 == result.cash5 >= 0
    assert {one.symbol: one.shares for one in result.open} == {s: q for s, q in held.items() if q}
    worth5 = sum(one.shares * one.last * 100_000 for one in result.open)
    assert result.equity5[-1] == cash5 + worth5
    closed5 = sum(trade.pnl5 for trade in trades_of(result))
    if not result.open:
        assert closed5 == cash5 - assumed.cash5


def slots_kept(result: Result, slots: int) -> None:
    held = Counter[str]()
    for fill in result.fills:
        held[fill.symbol] += fill.qty if fill.side is Side.BUY else -fill.qty
        assert sum(1 for shares in held.values() if shares) <= slots


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 50), st.tuples(SAYS, SAYS, SAYS), PARAMS, SETTINGS)
def test_every_won_is_accounted_for(seed, says, params, assumed):
    series = lanes(seed)
    strategy = script(**{f"s{i}": said for i, said in enumerate(says, 1)})
    result = run_event(strategy, params, series, assumed)
    balanced(result, assumed, {one.symbol: one for one in series})
    slots_kept(result, assumed.slots)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 50), st.tuples(SAYS, SAYS, SAYS), PARAMS, SETTINGS, st.integers(2, LAST))
def test_what_comes_later_changes_nothing_before(seed, says, params, assumed, cut):
    series = lanes(seed)
    strategy = script(**{f"s{i}": said for i, said in enumerate(says, 1)})
    whole = run_event(strategy, params, series, assumed)
    begun = run_event(strategy, params, series, replace(assumed, until=DAYS[cut]))
    assert begun.fills == tuple(f for f in whole.fills if f.day <= DAYS[cut])
    assert begun.equity5 == whole.equity5[: len(begun.equity5)]
    assert begun.days == whole.days[: len(begun.days)]
