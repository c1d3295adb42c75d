"""What every store of bars promises, in memory and on SQLite alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.bar_columns import COLUMNS
from core.domain.bar import Bar, Interval
from core.domain.calendar import utc
from core.errors import StoreError
from core.memory_bars import MemoryBars
from core.ports_bars import BarStore
from tests.values import bars as any_bar

DAY = date(2026, 3, 2)
HALF = timedelta(milliseconds=500)


def bar(offset: int = 0, *, symbol: str = "005930", close: int = 105) -> Bar:
    day = DAY + timedelta(days=offset)
    return Bar(symbol, Interval.DAY, utc(day, 9), day, 100, 110, 90, close, 1_000, "feed")


def stored(store: BarStore, symbol: str = "005930") -> list[Bar]:
    return store.daily(symbol, until=date.max, count=1_000)


def test_bars_come_back_oldest_first(bar_store: BarStore) -> None:
    assert bar_store.save([bar(2), bar(0), bar(1)]) == (3, 0)
    assert stored(bar_store) == [bar(0), bar(1), bar(2)]


def test_the_last_bars_up_to_a_day_are_given(bar_store: BarStore) -> None:
    bar_store.save([bar(n) for n in range(5)])
    assert bar_store.daily("005930", until=DAY + timedelta(days=3), count=2) == [bar(2), bar(3)]
    assert bar_store.daily("005930", until=DAY - timedelta(days=1), count=2) == []
    assert bar_store.daily("000660", until=date.max, count=2) == []


def test_saving_again_changes_nothing(bar_store: BarStore) -> None:
    bar_store.save([bar(0)])
    assert bar_store.save([bar(0), bar(1)]) == (1, 1)
    assert bar_store.save(iter([])) == (0, 0)


def test_another_source_or_opening_time_is_no_change(bar_store: BarStore) -> None:
    bar_store.save([bar(0)])
    late = replace(bar(0), source="csv", opened_at=utc(DAY, 10))
    assert bar_store.save([late]) == (0, 1)
    assert stored(bar_store) == [bar(0)]


def test_a_changed_bar_is_refused_and_nothing_of_the_call_is_kept(bar_store: BarStore) -> None:
    bar_store.save([bar(0)])
    with pytest.raises(StoreError, match="closed bars never change"):
        bar_store.save([bar(1), bar(0, close=106)])
    assert stored(bar_store) == [bar(0)]


def test_a_call_that_contradicts_itself_is_refused(bar_store: BarStore) -> None:
    with pytest.raises(StoreError, match="2026-03-02"):
        bar_store.save([bar(0), bar(0, close=106)])
    assert stored(bar_store) == []


def test_intraday_bars_are_kept_apart_from_daily_ones(bar_store: BarStore) -> None:
    minutes = [
        replace(bar(0), interval=Interval.MINUTE, opened_at=utc(DAY, 9, minute))
        for minute in range(3)
    ]
    assert bar_store.save([*minutes, bar(0)]) == (4, 0)
    assert stored(bar_store) == [bar(0)]
    assert bar_store.save(minutes) == (0, 3)


def columns(store: BarStore, interval: Interval = Interval.DAY) -> list[tuple[int, ...]]:
    found = store.columns("005930", interval)
    assert (found.symbol, found.interval) == ("005930", interval)
    return list(zip(*(getattr(found, name).tolist() for name in COLUMNS), strict=True))


def rows(bars: list[Bar]) -> list[tuple[int, ...]]:
    return [
        (
            int(b.opened_at.timestamp()) * 1_000_000 + b.opened_at.microsecond,
            b.day.toordinal(),
            *(b.open, b.high, b.low, b.close, b.volume),
        )
        for b in bars
    ]


def test_columns_are_all_bars_of_one_length_oldest_first(bar_store: BarStore) -> None:
    minutes = [
        replace(bar(0), interval=Interval.MINUTE, opened_at=utc(DAY, 9, minute, 30) + HALF)
        for minute in range(3)
    ]
    bar_store.save([*minutes[::-1], bar(2), bar(0), bar(0, symbol="000660")])
    assert columns(bar_store) == rows([bar(0), bar(2)])
    assert columns(bar_store, Interval.MINUTE) == rows(minutes)
    assert columns(bar_store, Interval.FIVE_MINUTES) == []


def test_columns_of_many_symbols_are_those_of_each(bar_store: BarStore) -> None:
    bar_store.save([bar(0), bar(1), replace(bar(0), symbol="000660")])
    asked = ["000660", "unknown", "005930"]

    found = bar_store.columns_of(asked, Interval.DAY)

    assert [one.symbol for one in found] == asked
    assert [len(one) for one in found] == [1, 0, 2]
    assert bar_store.columns_of([], Interval.DAY) == []


def test_columns_can_be_cut_to_the_last_bars_up_to_a_day(bar_store: BarStore) -> None:
    bar_store.save([bar(n) for n in range(5)])
    whole = bar_store.columns("005930", Interval.DAY)
    until = DAY + timedelta(days=3)
    assert whole.last(2, until=until).day.tolist() == [until.toordinal() - 1, until.toordinal()]
    assert len(whole.last(9, until=until)) == 4
    assert len(whole.last(0, until=until)) == 0
    assert whole.last(None, until=date.max) is whole


def test_symbols_are_those_with_daily_bars(bar_store: BarStore) -> None:
    minute = replace(bar(0, symbol="000660"), interval=Interval.MINUTE)
    bar_store.save([bar(0, symbol="035420"), bar(0), minute])
    assert bar_store.symbols() == ["005930", "035420"]


def test_a_symbol_without_gaps_has_none(bar_store: BarStore) -> None:
    assert bar_store.gaps("005930") == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(st.lists(any_bar(), max_size=4), max_size=3))
def test_any_history_is_answered_as_memory_would(
    bar_store: BarStore, calls: list[list[Bar]]
) -> None:
    twin = MemoryBars()
    for known in stored(bar_store):
        twin.save([known])
    for call in calls:
        assert outcome(bar_store, call) == outcome(twin, call)
        assert columns(bar_store) == columns(twin)
    assert stored(bar_store) == stored(twin)


def outcome(store: BarStore, call: list[Bar]) -> tuple[int, int] | str:
    try:
        return store.save(call)
    except StoreError as e:
        return str(e)
