"""What readers are answered: by memory and SQLite alike, and never about staged rows."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import SimClock
from core.domain.order import OrderState
from core.errors import StoreError
from core.ports import Views
from storage.place import Place
from tests import samples
from tests.contract.conftest import START, Rig, empty
from tests.values import ROWS

DAY = samples.DAY
ALL = {"first": date.min, "last": date.max}


async def keep(rig: Rig, **rows: Any) -> None:
    """Commit rows, such as ``orders=[order]``."""
    for table, values in rows.items():
        for value in values:
            getattr(rig.uow, table).put(value)
    await rig.uow.commit()


def filled(name: str, **changes: Any) -> Any:
    return samples.order(name, state=OrderState.FILLED, **changes)


async def test_lists_are_newest_first_and_limited(rig: Rig) -> None:
    times = {name: START + timedelta(minutes=i) for i, name in enumerate("ABCD")}
    await keep(rig, orders=[filled(name, made_at=at) for name, at in times.items()])
    assert [one.id for one in await rig.views.orders()] == ["D", "C", "B", "A"]
    assert [one.id for one in await rig.views.orders(limit=2)] == ["D", "C"]


async def test_rows_of_one_instant_are_ordered_by_their_id(rig: Rig) -> None:
    await keep(rig, orders=[filled(name) for name in "BCA"])
    assert [one.id for one in await rig.views.orders()] == ["C", "B", "A"]


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ("2026-03-01T14:59:59.999999", False),
        ("2026-03-01T15:00:00", True),
        ("2026-03-02T14:59:59.999999", True),
        ("2026-03-02T15:00:00", False),
    ],
)
async def test_a_period_is_whole_days_in_korea(rig: Rig, at: str, inside: bool) -> None:
    made = datetime.fromisoformat(at).replace(tzinfo=UTC)
    await keep(
        rig,
        orders=[filled("A", made_at=made)],
        approvals=[samples.approval(asked_at=made)],
        signals=[samples.signal(made_at=made)],
        decisions=[samples.decision(at=made)],
    )
    period = {"first": DAY, "last": DAY}
    for question in (rig.views.orders, rig.views.approvals, rig.views.signals):
        assert bool(await question(**period)) is inside  # type: ignore[operator]
    assert bool(await rig.views.decisions(**period)) is inside


async def test_periods_without_end_are_allowed(rig: Rig) -> None:
    await keep(rig, signals=[samples.signal()], fills=[samples.fill()], marks=[samples.mark()])
    assert len(await rig.views.signals(**ALL)) == 1
    assert len(await rig.views.fills(**ALL)) == 1
    assert len(await rig.views.marks(**ALL)) == 1
    assert list(await rig.views.orders(first=DAY)) == []


async def test_signals_and_decisions_may_be_asked_by_symbol(rig: Rig) -> None:
    hynix = samples.intent(symbol="000660")
    await keep(
        rig,
        signals=[samples.signal("A"), samples.signal("B", symbol="000660")],
        decisions=[samples.decision("C"), samples.decision("D", intent=hynix)],
    )
    assert [one.id for one in await rig.views.signals(**ALL, symbol="000660")] == ["B"]
    assert [one.id for one in await rig.views.decisions(**ALL, symbol="000660")] == ["D"]


async def test_fills_and_marks_are_oldest_first(rig: Rig) -> None:
    second = samples.fill(cumulative=20, at=START + timedelta(minutes=1))
    days = [DAY, DAY - timedelta(days=1)]
    await keep(rig, fills=[second, samples.fill()], marks=[samples.mark(day) for day in days])
    assert [one.cumulative for one in await rig.views.fills(first=DAY, last=DAY)] == [10, 20]
    assert [one.day for one in await rig.views.marks(first=days[1], last=DAY)] == days[::-1]
    assert [one.day for one in await rig.views.marks(first=DAY, last=DAY)] == [DAY]


async def test_flat_books_are_not_told(rig: Rig) -> None:
    flat = samples.book(owner="weekly", shares=0, cost=0, amount=0, closed_day=DAY)
    await keep(rig, books=[flat, samples.book(), samples.book(owner="a")])
    assert [one.owner for one in await rig.views.books()] == ["a", "ma_cross"]


async def test_journal_gives_the_last_entries_oldest_first(rig: Rig) -> None:
    for number in range(5):
        correlation = "ODD" if number % 2 else "EVEN"
        rig.uow.emit("system", str(number), correlation=correlation, cause="test", data={})
    await rig.uow.commit()
    assert [one.kind for one in await rig.views.journal(limit=2)] == ["3", "4"]
    assert [one.kind for one in await rig.views.journal(correlation="EVEN")] == ["0", "2", "4"]
    assert [one.seq for one in await rig.views.journal(correlation="ODD", limit=1)] == [4]
    assert await rig.views.journal_count() == 5


async def test_reports_may_be_asked_by_kind(rig: Rig) -> None:
    later = START + timedelta(days=1)
    rows = [
        samples.report("A"),
        samples.report("B", kind="day"),
        samples.report("C", made_at=later),
    ]
    await keep(rig, reports=rows)
    assert [one.id for one in await rig.views.reports()] == ["C", "B", "A"]
    assert [one.id for one in await rig.views.reports(kind="week", limit=1)] == ["C"]


@pytest.mark.parametrize("text", ["ORDER-0001", "0001", "er-0001", " 0001 "])
async def test_an_order_is_found_by_its_ending(rig: Rig, text: str) -> None:
    await keep(rig, orders=[filled("ORDER-0001")], signals=[samples.signal("OTHER-0001")])
    assert await rig.views.find(text) == "CORR-0001"


@pytest.mark.parametrize("text", ["001", "", "9999", "%%%%", "____", "ORDER-0001X"])
async def test_too_short_or_strange_endings_find_nothing(rig: Rig, text: str) -> None:
    await keep(rig, orders=[filled("ORDER-0001")])
    assert await rig.views.find(text) is None


async def test_a_signal_is_found_with_the_correlation_of_its_decision(rig: Rig) -> None:
    await keep(rig, signals=[samples.signal("SIGNAL-0001"), samples.signal("SIGNAL-0002")])
    assert await rig.views.find("0002") == "SIGNAL-0002"
    await keep(rig, decisions=[samples.decision()])
    assert await rig.views.find("0001") == "CORR-0001"


async def test_an_approval_is_found_before_it_has_an_order(rig: Rig) -> None:
    await keep(rig, approvals=[samples.approval()])
    assert await rig.views.find("L-0001") == "CORR-0001"


async def test_the_latest_of_equal_endings_is_meant(rig: Rig) -> None:
    old = samples.intent(correlation="OLD")
    await keep(rig, orders=[filled("A-7777", intent=old), filled("B-7777")])
    assert await rig.views.find("7777") == "CORR-0001"


async def test_readers_see_no_staged_change(rig: Rig) -> None:
    await keep(rig, books=[samples.book()])
    rig.uow.books.put(samples.book(shares=99))
    assert [one.shares for one in await rig.views.books()] == [10]


async def test_an_unreadable_file_is_said(own_disk: Place) -> None:
    rig = Rig(SimClock(START), own_disk)
    assert rig.store is not None
    with rig.store.uow._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE positions")
    with pytest.raises(StoreError, match="positions"):
        await rig.views.books()
    rig.close()


async def answers(views: Views, symbol: str, first: date, last: date) -> list[Any]:
    """Ask everything there is to ask."""
    period = {"first": first, "last": last}
    return [
        list(await views.orders(**period, limit=3)),
        list(await views.approvals(**period)),
        list(await views.signals(**period)),
        list(await views.signals(**period, symbol=symbol)),
        list(await views.decisions(**period)),
        list(await views.decisions(**period, symbol=symbol)),
        list(await views.fills(**period)),
        list(await views.marks(**period)),
        list(await views.books()),
        list(await views.journal(limit=2)),
        await views.journal_count(),
        list(await views.reports(limit=2)),
    ]


HISTORY = st.lists(
    st.one_of([st.tuples(st.just(name), rows) for name, rows in ROWS.items()]), max_size=12
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY, ends=st.tuples(st.dates(), st.dates()), say=st.booleans())
def test_memory_and_database_tell_the_same_history(
    history: list[tuple[str, Any]], ends: tuple[date, date], say: bool, disk: Place
) -> None:
    empty(disk)
    rigs = [Rig(SimClock(START), None), Rig(SimClock(START), disk)]
    told = [asyncio.run(tell(rig, history, ends=ends, say=say)) for rig in rigs]
    for rig in rigs:
        rig.close()
    assert told[0] == told[1]


async def tell(rig: Rig, history: list[tuple[str, Any]], *, ends: Any, say: bool) -> list[Any]:
    """Live through a history, one commit a row, and answer everything at its end."""
    outcomes: list[Any] = []
    for table, row in history:
        getattr(rig.uow, table).put(row)
        if say:
            rig.uow.emit("system", table, correlation="C", cause="test", data={"n": 1})
        try:
            await rig.uow.commit()
            outcomes.append("done")
        except StoreError:
            outcomes.append("refused")
    symbols = [getattr(row, "symbol", "005930") for _, row in history] or ["005930"]
    wide = await answers(rig.views, symbols[0], date.min, date.max)
    return [outcomes, wide, await answers(rig.views, symbols[-1], min(ends), max(ends))]
