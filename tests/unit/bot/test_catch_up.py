"""Down for days: what was missed is made up for once, in order, and nothing is done twice."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.app import App
from bot.auto import ACTOR, Approve
from bot.stage import CATCH_UP
from core.domain.approval import ApprovalState
from core.domain.calendar import utc
from core.domain.journal import OutKind
from core.domain.plan import Cursor
from core.domain.switches import HaltLevel, Scope
from core.flow.schedule import BEFORE_CLOSE, DAY_CLOSE, WEEKLY_REPORT
from tests.days import CALENDAR, Days, run_until

MONDAY = date(2026, 11, 2)


def cursors(app: App) -> dict[str, str]:
    return {c.name: c.value for c in app.uow.cursors.all() if c.name in CATCH_UP}


async def closed_days(app: App) -> list[str]:
    """Give the sessions that the journal saw closing."""
    journal = await app.views.journal(limit=10_000)
    return [e.correlation for e in journal if (e.topic, e.kind) == ("market.bar", "day")]


async def ran_until(days: Days, at: datetime) -> App:
    app = await days.start()
    await app.stage.open()
    await run_until(app, at)
    return app


async def back_at(days: Days, at: datetime) -> App:
    """Start again after the market went on alone."""
    days.alone_until(at)
    app = await days.start()
    await app.stage.open()
    return app


async def test_the_first_start_begins_with_the_session_before_and_owes_nothing() -> None:
    days = Days()
    app = await days.start()
    await app.stage.open()
    friday = CALENDAR.previous_session(MONDAY).day.isoformat()
    assert cursors(app) == dict.fromkeys(CATCH_UP, friday)
    assert await closed_days(app) == []
    assert await app.views.reports(kind="weekly") == []
    assert any(app.uow.signals.all())


async def test_sessions_closed_while_down_are_taken_in_once_and_in_order() -> None:
    days = Days()
    await ran_until(days, utc(MONDAY, 16))
    app = await back_at(days, utc(date(2026, 11, 6), 7))
    assert await closed_days(app) == [f"2026-11-0{n}" for n in (2, 3, 4, 5)]
    assert cursors(app)[DAY_CLOSE] == "2026-11-05"
    marks = await app.views.marks(first=MONDAY, last=date(2026, 11, 9))
    assert [m.day.day for m in marks] == [2, 3, 4, 5]
    for symbol in app.desk.instruments:
        kept = app.bars.daily(symbol, until=date(2026, 11, 5), count=9)
        assert [b.day.day for b in kept] == [2, 3, 4, 5]
        history = [b.day for b in app.desk.history[symbol]]
        assert history == sorted(set(history))
        assert history[-1] == date(2026, 11, 5)


async def test_only_the_newest_session_is_decided_on() -> None:
    days = Days(symbols=30)
    await ran_until(days, utc(MONDAY, 16))
    before = {s.id for s in days.kept.uow.signals.all()}
    app = await back_at(days, utc(date(2026, 11, 6), 7))
    new = [s for s in app.uow.signals.all() if s.id not in before]
    assert new
    assert {s.key.partition(":")[0] for s in new} == {"2026-11-05"}
    assert {s.valid_from for s in new} == {utc(date(2026, 11, 6), 8, 30)}


async def test_the_report_of_a_week_that_ended_while_down_is_sent_once() -> None:
    days = Days()
    await ran_until(days, utc(date(2026, 11, 4), 16))
    app = await back_at(days, utc(date(2026, 11, 9), 7))
    assert [r.period for r in await app.views.reports(kind="weekly")] == ["2026-W45"]
    sent = [o for o in app.uow.outbox.all() if o.kind is OutKind.REPORT]
    assert len(sent) == len(list(app.uow.users.all())) == 1
    for hour in (8, 9):
        again = await back_at(days, utc(date(2026, 11, 9), hour))
        assert len(await again.views.reports(kind="weekly")) == 1
    assert len(await closed_days(again)) == 5


async def test_every_week_missed_gets_its_own_report_oldest_first() -> None:
    days = Days()
    await ran_until(days, utc(date(2026, 11, 4), 16))
    app = await back_at(days, utc(date(2026, 11, 24), 7))
    reports = sorted(await app.views.reports(kind="weekly"), key=lambda r: r.id)
    assert [r.period for r in reports] == ["2026-W45", "2026-W46", "2026-W47"]
    assert [r.made_at for r in reports] == [
        utc(date(2026, 11, day), 16) for day in (6, 13, 20)
    ]  # fmt: skip
    assert len(await closed_days(app)) == 16


@pytest.mark.parametrize(
    ("hour", "minute", "made_up"), [(15, 10, False), (15, 20, True), (15, 31, False)]
)
async def test_exits_before_the_close_are_asked_late_but_never_after_it(
    hour: int, minute: int, made_up: bool
) -> None:
    days = Days()
    await ran_until(days, utc(MONDAY, 16))
    tuesday = date(2026, 11, 3)
    app = await back_at(days, utc(tuesday, hour, minute))
    assert (cursors(app)[BEFORE_CLOSE] == tuesday.isoformat()) is made_up


async def test_a_restart_between_close_and_its_jobs_still_does_them_at_their_time() -> None:
    days = Days()
    await ran_until(days, utc(date(2026, 11, 6), 15, 32))
    app = await back_at(days, utc(date(2026, 11, 6), 15, 34))
    assert cursors(app)[DAY_CLOSE] == "2026-11-05"
    await run_until(app, utc(date(2026, 11, 6), 17))
    assert (await closed_days(app))[-1] == "2026-11-06"
    assert len(await app.views.reports(kind="weekly")) == 1
    restarted = await back_at(days, utc(date(2026, 11, 6), 18))
    assert len(await restarted.views.reports(kind="weekly")) == 1


async def test_after_an_evening_restart_the_day_that_closed_is_history() -> None:
    days = Days()
    await ran_until(days, utc(MONDAY, 16))
    app = await back_at(days, utc(MONDAY, 18))
    for symbol in app.desk.instruments:
        assert app.desk.history[symbol][-1].day == MONDAY


async def test_cards_of_days_ago_are_dead_and_no_order_is_sent_late() -> None:
    days = Days()
    app = await days.start()
    await app.stage.open()
    while not app.stage.cards_open:
        await app.stage.step()
    before = [a.id for a in app.desk.open_approvals()]
    app = await back_at(days, utc(date(2026, 11, 5), 10))
    states = {a.state for a in app.uow.approvals.all() if a.id in before}
    assert states == {ApprovalState.LAPSED}
    assert list(app.uow.orders.all()) == []


async def test_orders_filled_while_down_are_booked_once_at_the_first_look() -> None:
    days = Days(approve=Approve.ALL)
    app = await days.start()
    await app.stage.open()
    while not any(o.number for o in app.uow.orders.all()):
        await app.stage.step()
        press = days.face.next_press()
        if press is not None:
            await app.runtime.press(press)
            await app.runtime.settle()
    app = await back_at(days, utc(MONDAY, 20))
    fills = await app.views.fills(first=MONDAY, last=MONDAY)
    held = {b.symbol: b.shares for b in app.uow.books.all() if b.shares}
    theirs = {h.code: h.quantity for h in days.exchange.balance("PAPER-0001").holdings}
    assert fills
    assert held == theirs
    again = await back_at(days, utc(MONDAY, 21))
    assert await again.views.fills(first=MONDAY, last=MONDAY) == fills
    assert again.desk.view is not None
    assert again.desk.account is not None
    assert again.desk.account.cash == again.desk.view.cash


async def test_a_stop_outlives_days_of_being_down() -> None:
    days = Days()
    app = await ran_until(days, utc(MONDAY, 16))
    await app.runtime.halt(Scope(), HaltLevel.HALT_NEW, ACTOR, "before the trip")
    app = await back_at(days, utc(date(2026, 11, 6), 8, 45))
    assert [s.reason for s in app.uow.switches.all()] == ["before the trip"]
    await run_until(app, utc(date(2026, 11, 6), 9, 30))
    assert not app.stage.cards_open


@pytest.mark.parametrize("name", [DAY_CLOSE, WEEKLY_REPORT])
async def test_a_cursor_ahead_of_the_market_makes_up_for_nothing(name: str) -> None:
    days = Days()
    app = await ran_until(days, utc(MONDAY, 16))
    app.uow.cursors.put(Cursor(name, "2026-12-30"))
    await app.uow.commit()
    count = len(await closed_days(app))
    again = await back_at(days, utc(MONDAY, 20))
    assert len(await closed_days(again)) == count
    assert await again.views.reports(kind="weekly") == []
