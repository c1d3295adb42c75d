"""Reports by schedule: for whom, in whose language, with which picture; and once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.chart_job import ChartJob
from bot.charts.account_chart import AccountView
from bot.delivery import Delivery
from bot.index_days import FUND, IndexSource
from bot.llm.writer import TemplateWriter
from bot.locale.catalogue import Catalogue
from bot.report_pictures import ReportPictures
from bot.report_view import report_view
from bot.reports import Reports
from bot.workshop import WorkLate
from core.domain.approval import Actor
from core.domain.calendar import utc
from core.domain.commands import Pair
from core.domain.journal import OutKind
from core.domain.order import Mode
from core.domain.people import Role
from core.domain.subscription import Detail, SetSubscription, Slot
from core.errors import ReadFailed
from core.flow.schedule import (
    DAILY_REPORT,
    EVENING_REPORTS,
    MONTHLY_REPORT,
    MORNING_REPORTS,
    WEEKLY_REPORT,
)
from core.memory_bars import MemoryBars
from core.report.index import MADE_UP, NONE
from core.strategies.base import STRATEGIES
from tests import fakes_bot as fb
from tests import samples
from tests.days import Days, run_until
from tests.drawing import PNG, Drawer, bars_of

MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)
BEN = Actor("telegram", "7", "7", "Ben")


async def app_of(until: Any = None) -> Any:
    app = await Days(symbols=3).start()
    await app.stage.open()
    if until:
        await run_until(app, until)
    return app


async def publish(app: Any, job: str, at: Any, **how: Any) -> list[Any]:
    """Publish and give the reports that were sent, with their readers."""
    before = {o.id for o in app.uow.outbox.all()}
    await Reports(app, TemplateWriter(), **how).publish(job, at)
    rows = [o for o in app.uow.outbox.all() if o.kind is OutKind.REPORT and o.id not in before]
    found = [(row.chat, app.uow.reports.get(row.subject)) for row in rows]
    return [(chat, r.kind, r.period, r.lang, r.detail) for chat, r in found]


async def test_a_day_is_reported_after_its_close_to_who_wants_it_then() -> None:
    app = await app_of()
    sent = await publish(app, DAILY_REPORT, utc(MONDAY, 16))
    assert sent == [("auto", "daily", "2026-11-02", "ko", "long")]
    assert app.uow.cursors.get(DAILY_REPORT).value == "2026-11-02"


async def test_a_run_that_is_made_again_sends_nothing_twice() -> None:
    app = await app_of()
    assert len(await publish(app, DAILY_REPORT, utc(MONDAY, 16))) == 1
    assert await publish(app, DAILY_REPORT, utc(MONDAY, 16)) == []
    # Nor does another slot, chosen between the two.
    actor = Actor("auto", "auto", "auto", "auto")
    await app.runtime.engine.ask(SetSubscription(actor, slot=Slot.EVENING))
    assert await publish(app, EVENING_REPORTS, utc(MONDAY, 20)) == []


async def test_each_person_gets_their_own_language_length_and_hour() -> None:
    app = await app_of()
    ask = app.runtime.engine.ask
    await ask(Pair(BEN, Role.ADMIN))
    await ask(SetSubscription(BEN, ("daily", "weekly"), Slot.MORNING, "en", Detail.SHORT))
    at_close = await publish(app, DAILY_REPORT, utc(MONDAY, 16))
    assert at_close == [("auto", "daily", "2026-11-02", "ko", "long")]
    assert await publish(app, EVENING_REPORTS, utc(MONDAY, 20)) == []
    morning = await publish(app, MORNING_REPORTS, utc(date(2026, 11, 3), 8))
    assert morning == [("7", "daily", "2026-11-02", "en", "short")]
    # The morning after the week's last session brings the week as well, of the week before.
    later = await publish(app, MORNING_REPORTS, utc(date(2026, 11, 9), 8))
    assert [(kind, period) for _, kind, period, *_ in later] == [
        ("daily", "2026-11-06"), ("weekly", "2026-W45"),
    ]  # fmt: skip


async def test_after_days_off_only_the_newest_day_is_sent_and_each_week() -> None:
    app = await app_of(utc(date(2026, 11, 12), 9))
    assert await publish(app, DAILY_REPORT, utc(date(2026, 11, 10), 16)) == []
    newest = await publish(app, DAILY_REPORT, utc(date(2026, 11, 11), 16))
    assert [period for _, _, period, *_ in newest] == ["2026-11-11"]
    week = await publish(app, EVENING_REPORTS, utc(FRIDAY, 20))
    assert week == []
    actor = Actor("auto", "auto", "auto", "auto")
    await app.runtime.engine.ask(SetSubscription(actor, slot=Slot.EVENING))
    late = await publish(app, EVENING_REPORTS, utc(date(2026, 11, 13), 20))
    assert [kind for _, kind, *_ in late] == ["daily", "weekly"]


async def test_who_wants_none_gets_none_and_the_job_is_done_all_the_same() -> None:
    app = await app_of()
    actor = Actor("auto", "auto", "auto", "auto")
    await app.runtime.engine.ask(SetSubscription(actor, kinds=()))
    assert await publish(app, DAILY_REPORT, utc(MONDAY, 16)) == []
    assert app.uow.cursors.get(DAILY_REPORT) is not None


async def test_a_month_ends_with_its_last_session() -> None:
    app = await app_of()
    assert await publish(app, MONTHLY_REPORT, utc(date(2026, 11, 27), 16)) == []
    sent = await publish(app, MONTHLY_REPORT, utc(date(2026, 11, 30), 16))
    assert [(kind, period) for _, kind, period, *_ in sent] == [("monthly", "2026-11")]


async def test_the_picture_is_drawn_before_the_report_is_in_the_outbox() -> None:
    app = await app_of(utc(FRIDAY, 15, 40))
    seen = []

    async def draw(report: Any) -> None:
        seen.append((report.kind, len([o for o in app.uow.outbox.all() if o.subject == report.id])))

    await publish(app, WEEKLY_REPORT, utc(FRIDAY, 16), before_sending=draw)
    assert seen == [("weekly", 0)]


async def test_a_stored_report_has_all_that_its_picture_shows() -> None:
    app = await app_of(utc(FRIDAY, 17))
    (report,) = await app.views.reports(kind="weekly")
    view = report_view(report, Catalogue("ko"))
    assert isinstance(view, AccountView)
    marks = await app.views.marks(first=MONDAY, last=FRIDAY)
    assert view.equity is not None
    assert view.equity.tolist() == [100_000_000, *(mark.equity for mark in marks)]
    assert view.days[view.first] == MONDAY
    assert sum(part.weight for part in view.parts) == pytest.approx(1, abs=0.001)
    assert report_view(replace(report, facts="{}"), Catalogue("ko")) is None


FACTS = json.dumps({
    "period": {"first": "2026-03-02"},
    "totals": {"profit": 5, "rate": "0.05", "fall": "-0.01", "equity_end": 105},
    "curve": [{"day": "2026-03-01", "equity": 100, "index": 50},
              {"day": "2026-03-02", "equity": 105, "index": 51}],
    "index": {"name": "KOSPI", "rate": "0.02", "why": "", "until": "2026-03-02"},
    "holdings": [{"name": "삼성전자", "weight": "0.5"}], "cash": 53,
})  # fmt: skip
REPORT = samples.report(kind="weekly", facts=FACTS)


def test_a_picture_moves_the_index_with_the_money_and_draws_falls_without_it() -> None:
    facts = json.loads(FACTS)
    facts["curve"] += [{"day": "2026-03-03", "equity": 205, "index": 51}]
    without = report_view(replace(REPORT, facts=json.dumps(facts)), Catalogue("ko"))
    facts["flows"] = [{"day": "2026-03-03", "won": 100}]
    view = report_view(replace(REPORT, facts=json.dumps(facts)), Catalogue("ko"))
    assert view is not None
    assert without is not None
    assert [v.equity.tolist() for v in (view, without)] == [[100, 105, 205]] * 2
    assert view.levels.tolist() == [100, 105, 105]
    # 102 of the first day's money stood beside 105, and so they stand after both were moved.
    assert view.index.tolist() == pytest.approx([100, 102, 102 * 205 / 105])
    assert without.levels.tolist() == [100, 105, 205]
    assert without.index.tolist() == pytest.approx([100, 102, 102])


async def test_a_report_is_delivered_with_its_picture_and_says_it_in_words() -> None:
    bench, drawer = fb.Bench(), Drawer()
    bench.uow.reports.put(REPORT)
    await bench.uow.commit()
    shown: list[Any] = []

    class Face:
        name = "telegram"

        async def send(self, chat: str, reply: Any) -> Any:
            shown.append(reply)
            return bench.ref()

    pictures = ReportPictures(drawer)
    words, clock = Catalogue("en"), bench.clock
    delivery = Delivery(
        Face(), bench.uow, words, bench.nonces, clock, Mode.PAPER, STRATEGIES, pictures.reply
    )  # type: ignore[arg-type]
    out = samples.outgoing(kind=OutKind.REPORT, subject=REPORT.id, face="telegram", chat="1")
    await delivery.deliver(out)
    (reply,) = shown
    assert reply.picture.png == PNG
    assert "KOSPI +2.00%" in reply.picture.alt
    # The report's language, not that of the program.
    assert reply.title.startswith("주간 보고서")
    job: ChartJob = drawer.jobs[0]
    assert isinstance(job.view, AccountView)
    assert job.view.index is not None
    assert job.view.index.tolist() == [100, 102]


async def test_a_picture_is_drawn_once_and_a_report_goes_without_one_that_fails() -> None:
    drawer = Drawer()
    pictures = ReportPictures(drawer)
    assert await pictures.of(REPORT) == await pictures.of(REPORT)
    assert len(drawer.jobs) == 1
    assert await ReportPictures(Drawer(fails=WorkLate(15.0))).of(REPORT) is None


# -- the index


class Fund:
    def __init__(self, until: date | None) -> None:
        self.until, self.asked = until, 0

    async def daily_bars(self, symbol: str, *, until: date, count: int) -> Any:
        self.asked += 1
        assert symbol == FUND
        if self.until is None:
            raise ReadFailed("not listed")
        return [bar for bar in bars_of(FUND) if bar.day <= min(until, self.until)][-count:]


def stored(until: date) -> MemoryBars:
    bars = MemoryBars()
    bars.save(replace(bar, symbol="KOSPI") for bar in bars_of("000001") if bar.day <= until)
    return bars


DAY, BEFORE = date(2024, 12, 24), date(2024, 12, 20)


@pytest.mark.parametrize(
    ("kospi", "fund", "name", "last"),
    [
        (DAY, DAY, "KOSPI", DAY),
        (BEFORE, DAY, "KODEX 200", DAY),
        (BEFORE, None, "KOSPI", BEFORE),
        (None, DAY, "KODEX 200", DAY),
    ],
)
async def test_the_index_is_what_was_imported_or_the_fund_that_follows_it(
    kospi: date | None, fund: date | None, name: str, last: date
) -> None:
    bars = stored(kospi) if kospi else MemoryBars()
    source = IndexSource(bars, Fund(fund), made_up=False)  # type: ignore[arg-type]
    days = await source.days(DAY)
    assert (days.name, days.closes[-1][0]) == (name, last)


async def test_nothing_to_compare_with_is_said_with_its_reason() -> None:
    nothing = IndexSource(MemoryBars(), Fund(None), made_up=False)  # type: ignore[arg-type]
    assert (await nothing.days(DAY)).why == NONE
    data = Fund(DAY)
    made_up = IndexSource(stored(DAY), data, made_up=True)  # type: ignore[arg-type]
    assert (await made_up.days(DAY)).why == MADE_UP
    assert data.asked == 0
