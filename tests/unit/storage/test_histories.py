"""Long histories: what readers are told, against a plain list; what stays hot, against the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from core.clock import SimClock
from core.domain.alert import AlertState
from core.domain.approval import ApprovalState
from core.domain.calendar import trading_date, utc
from core.domain.journal import AlarmState
from core.domain.order import OPEN, OrderState
from core.domain.people import QuestionState
from core.domain.plan import Cursor
from core.domain.signal import SignalState
from storage.columns import DecimalText, UtcTime
from storage.mappers import BY_NAME
from storage.store import Store, open_store
from tests import samples
from tests.values import instants, rates

START = samples.AT
DIALECT = sqlite.dialect()
HOURS = st.integers(0, 24 * 40)
STATES = st.sampled_from(sorted(OrderState))
ENDED = OrderState.FILLED


def at(hours: int) -> datetime:
    """Give an instant so many hours before the start of the tests."""
    return START - timedelta(hours=hours)


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    """Draw orders over forty days; at most one of a symbol is in flight."""
    rows = draw(st.lists(st.tuples(HOURS, STATES, st.integers(0, 5)), max_size=60))
    return [
        samples.order(
            f"ORDER-{n:04d}", state=state, made_at=at(hours),
            intent=samples.intent(correlation=f"C-{shared}", symbol=f"{n:06d}"),
        )
        for n, (hours, state, shared) in enumerate(rows)
    ]  # fmt: skip


def opened(folder: str | Path, clock: SimClock | None = None) -> Store:
    return open_store(Path(folder) / "gaemi.db", clock or SimClock(START))


async def keep(store: Store, table: str, rows: Sequence[Any]) -> None:
    for row in rows:
        getattr(store.uow, table).put(row)
    await store.uow.commit()


@settings(max_examples=12)
@given(histories(), st.tuples(HOURS, HOURS), st.integers(1, 70))
def test_orders_of_any_period_are_exactly_those_made_in_it(
    orders: list[Any], ends: tuple[int, int], limit: int
) -> None:
    first, last = sorted(trading_date(at(hours)) for hours in ends)
    inside = [o for o in orders if first <= trading_date(o.made_at) <= last]
    newest = sorted(inside, key=lambda o: (o.made_at, o.id), reverse=True)[:limit]
    with TemporaryDirectory() as folder:
        store = opened(folder)
        asyncio.run(keep(store, "orders", orders))
        told = asyncio.run(store.views.orders(limit=limit, first=first, last=last))
        store.close()
    assert list(told) == newest


@settings(max_examples=12)
@given(histories(), st.integers(0, 20))
def test_after_any_time_and_restart_hot_rows_are_the_young_and_the_open(
    orders: list[Any], days: int
) -> None:
    now = START + timedelta(days=days)
    hot = {o.id for o in orders if o.made_at >= now - timedelta(days=7) or o.state in OPEN}
    with TemporaryDirectory() as folder:
        clock = SimClock(START)
        store = opened(folder, clock)
        asyncio.run(keep(store, "orders", orders))
        clock.move_to(now)
        asyncio.run(keep(store, "cursors", [Cursor("a", "1")]))
        running = {o.id for o in store.uow.orders.all()}
        store.close()
        again = opened(folder, SimClock(now))
        loaded = {o.id for o in again.uow.orders.all()}
        cold = asyncio.run(again.views.orders(limit=100))
        again.close()
    assert loaded == hot
    # The day of opening is not cooled down: those rows were hot when it began.
    assert running == (hot if days else {o.id for o in orders})
    assert len(cold) == len(orders)


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.booleans()), max_size=40), st.integers(1, 50))
def test_the_journal_of_one_correlation_is_its_last_entries_in_order(
    said: list[tuple[str, bool]], limit: int
) -> None:
    with TemporaryDirectory() as folder:
        store = opened(folder)
        for n, (correlation, commit) in enumerate(said):
            store.uow.emit("system", str(n), correlation=correlation, cause="t", data={"n": n})
            if commit:
                asyncio.run(store.uow.commit())
        asyncio.run(store.uow.commit())
        store.close()
        again = opened(folder)
        all_ = asyncio.run(again.views.journal(limit=1_000))
        of_b = asyncio.run(again.views.journal(correlation="B", limit=limit))
        again.close()
    assert [(e.seq, e.kind) for e in all_] == [(n + 1, str(n)) for n in range(len(said))]
    mine = [str(n) for n, (correlation, _) in enumerate(said) if correlation == "B"]
    assert [e.kind for e in of_b] == mine[-limit:]


@pytest.mark.parametrize(
    ("table", "opened_row", "closed_row"),
    [
        ("orders", samples.order(made_at=at(24 * 30)),
         samples.order(made_at=at(24 * 30), state=ENDED)),
        ("approvals", samples.approval(asked_at=at(24 * 30)),
         samples.approval(asked_at=at(24 * 30), state=ApprovalState.LAPSED)),
        ("signals", samples.signal(made_at=at(24 * 30)),
         samples.signal(made_at=at(24 * 30), state=SignalState.EXPIRED)),
        ("outbox", samples.outgoing(made_at=at(24 * 30)),
         samples.outgoing(made_at=at(24 * 30), delivered_at=at(24 * 29))),
    ],
)  # fmt: skip
def test_what_is_old_but_open_is_loaded_and_what_is_over_is_not(
    tmp_path: Path, table: str, opened_row: Any, closed_row: Any
) -> None:
    for name, row, count in (("a", opened_row, 1), ("b", closed_row, 0)):
        store = opened(tmp_path / name)
        asyncio.run(keep(store, table, [row]))
        store.close()
        again = opened(tmp_path / name)
        assert len(list(getattr(again.uow, table).all())) == count
        again.close()


MADE = {
    "signals": samples.signal, "decisions": samples.decision, "approvals": samples.approval,
    "orders": samples.order, "fills": samples.fill, "reports": samples.report,
    "outbox": samples.outgoing, "questions": samples.question, "doubts": samples.doubt,
    "snapshots": samples.snapshot, "alarms": samples.alarm,
}  # fmt: skip
OVER: dict[str, dict[str, Any]] = {
    "outbox": {"delivered_at": START},
    "orders": {"state": ENDED},
    "approvals": {"state": ApprovalState.LAPSED},
    "signals": {"state": SignalState.EXPIRED},
    "questions": {"state": QuestionState.LAPSED},
    "doubts": {"closed_at": START},
    "alarms": {"state": AlarmState.SEEN},
}


def test_every_table_that_cools_down_is_looked_at() -> None:
    own_tests = {"marks", "links", "alerts"}
    assert {name for name, mapper in BY_NAME.items() if mapper.hot} == {*MADE, *own_tests}


@pytest.mark.parametrize("state", AlertState)
def test_an_alert_is_remembered_at_any_age_until_its_person_deletes_it(
    state: AlertState, tmp_path: Path
) -> None:
    store = opened(tmp_path)
    old = samples.alert(made_at=START - timedelta(days=400), state=state)
    asyncio.run(keep(store, "alerts", [old]))
    store.close()
    again = opened(tmp_path)
    assert again.uow.alerts.all() == ([] if state is AlertState.DELETED else [old])
    again.close()


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("second", [-1, 0, 1])
def test_the_age_that_makes_a_row_cold_is_exact(name: str, second: int, tmp_path: Path) -> None:
    rule = BY_NAME[name].hot
    assert rule is not None
    edge = START - timedelta(days=rule.days) + timedelta(seconds=second)
    row = MADE[name](**{rule.time: edge}, **OVER.get(name, {}))  # type: ignore[operator]
    assert rule.holds(row, now=START) is (second >= 0)
    store = opened(tmp_path)
    asyncio.run(keep(store, name, [row]))
    store.close()
    again = opened(tmp_path)
    assert bool(list(getattr(again.uow, name).all())) is (second >= 0)
    again.close()


@pytest.mark.parametrize("hour", [0, 14, 15, 23])
def test_day_marks_are_kept_by_days_in_korea(hour: int, tmp_path: Path) -> None:
    now = datetime(2026, 3, 20, hour, 30, tzinfo=UTC)
    first = trading_date(now) - timedelta(days=14)
    store = opened(tmp_path, SimClock(now))
    marks = [samples.mark(first + timedelta(days=n)) for n in (-2, -1, 0, 1)]
    asyncio.run(keep(store, "marks", marks))
    store.close()
    again = opened(tmp_path, SimClock(now))
    assert [m.day for m in again.uow.marks.all()] == [first, first + timedelta(days=1)]
    again.close()


@pytest.mark.parametrize("text", ["0001", "-0001", "order-0001", "ORDER-0001", "R-0001 "])
def test_among_thousands_an_ending_finds_the_newest(tmp_path: Path, text: str) -> None:
    store = opened(tmp_path)
    rows = [
        samples.order(
            f"{kind}{n:02d}-ORDER-{n:04d}", state=ENDED,
            intent=samples.intent(correlation=f"{kind}-{n}", symbol=f"{n:06d}"),
        )
        for kind in "AB" for n in range(500)
    ]  # fmt: skip
    asyncio.run(keep(store, "orders", rows))
    assert asyncio.run(store.views.find(text)) == "B-1"
    store.close()


def test_two_readers_and_a_writer_do_not_disturb_each_other(tmp_path: Path) -> None:
    store = opened(tmp_path)

    async def work() -> list[int]:
        counts = []
        for n in range(30):
            store.uow.emit("system", str(n), correlation="C", cause="t", data={})
            _, one, two = await asyncio.gather(
                store.uow.commit(), store.views.journal_count(), store.views.journal_count()
            )
            counts += [one, two]
        return counts

    counts = asyncio.run(work())
    assert counts == sorted(counts)
    assert asyncio.run(store.views.journal_count()) == 30
    store.close()


@given(instants)
def test_instants_come_back_to_the_microsecond_and_aware(instant: datetime) -> None:
    column = UtcTime()
    stored = column.process_bind_param(instant.astimezone(UTC), DIALECT)
    assert stored is not None
    assert stored.tzinfo is None
    assert column.process_result_value(stored, DIALECT) == instant


def test_korean_wall_time_is_stored_as_the_same_instant() -> None:
    kst = utc(date(2026, 3, 2), 9).astimezone()
    assert UtcTime().process_bind_param(kst, DIALECT) == datetime(2026, 3, 2, 0, 0)  # noqa: DTZ001


@given(rates)
def test_decimals_keep_every_digit(rate: Decimal) -> None:
    column = DecimalText()
    stored = column.process_bind_param(rate, DIALECT)
    again = column.process_result_value(stored, DIALECT)
    assert (str(again), type(stored)) == (str(rate), str)


def test_absence_stays_absence() -> None:
    for column in (UtcTime(), DecimalText()):
        assert column.process_bind_param(None, DIALECT) is None
        assert column.process_result_value(None, DIALECT) is None
