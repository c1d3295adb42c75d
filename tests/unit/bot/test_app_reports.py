"""Reports of a whole assembly: both languages, stored and sent once; and real prices replayed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.assemble import kept_in, kept_in_memory, paper_market
from bot.auto import Approve
from bot.demo import end_of
from bot.demo_run import DemoPlan, run_demo
from bot.llm.writer import TemplateWriter
from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.price_files import take_in
from bot.reports import Reports
from core.clock import SimClock
from core.domain.calendar import utc
from core.domain.journal import OutKind
from core.errors import CalendarRange, InputError
from core.memory_bars import MemoryBars
from core.settings import load_settings
from tests.days import CALENDAR, Days, run_until
from tests.demos import LONG_AGO

MONDAY = date(2026, 11, 2)
HANGUL = re.compile("[가-힣]")
REAL = ("000270", "005930", "051910")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_week_is_reported_in_the_language_in_use(language: str) -> None:
    days = Days()
    app = await days.start()
    await app.stage.open()
    reports = Reports(app, TemplateWriter(), words=Catalogue(language))
    report = await reports.make("weekly", app.clock.now())
    names = re.compile("|".join(i.name for i in app.desk.instruments.values()))
    told = names.sub("", report.text)
    assert bool(HANGUL.search(told)) is (language == "ko")
    assert report.period == "2026-W45"
    assert report.writer == "template"


async def test_a_change_of_language_reaches_the_next_report() -> None:
    days = Days()
    app = await days.start()
    await app.stage.open()
    reports = Reports(app, TemplateWriter(), words=days.words)
    korean = await reports.make("weekly", app.clock.now())
    days.words.use("en")
    english = await reports.make("weekly", app.clock.now())
    assert HANGUL.search(korean.text)
    assert len(HANGUL.findall(english.text)) < len(HANGUL.findall(korean.text)) / 4
    assert korean.facts == english.facts


async def test_without_words_the_language_is_that_of_the_settings() -> None:
    days = Days(settings=load_settings({"GAEMI_LANG": "en"}))
    app = await days.start()
    await app.stage.open()
    report = await Reports(app, TemplateWriter()).make("weekly", app.clock.now())
    assert "Week" in report.text


async def test_a_report_asked_for_is_stored_and_sent_to_nobody() -> None:
    app = await Days().start()
    await app.stage.open()
    reports = Reports(app, TemplateWriter())
    made = await reports.make("weekly", app.clock.now())
    assert [r.id for r in await app.views.reports(kind="weekly")] == [made.id]
    assert not any(o.kind is OutKind.REPORT for o in app.uow.outbox.all())
    # Asking does not count as the week's own report.
    before = app.uow.cursors.get("weekly_report")
    await reports.publish("weekly_report", utc(date(2026, 11, 6), 16))
    assert sum(o.kind is OutKind.REPORT for o in app.uow.outbox.all()) == 1
    assert app.uow.cursors.get("weekly_report") != before


@pytest.mark.parametrize("kind", ["yearly", "", "WEEKLY", "week"])
async def test_a_kind_of_report_that_there_is_not_is_refused(kind: str) -> None:
    app = await Days().start()
    with pytest.raises(InputError, match="weekly"):
        await Reports(app, TemplateWriter()).make(kind, app.clock.now())
    assert await app.views.reports() == []


async def test_no_report_is_made_before_the_account_was_seen() -> None:
    app = await Days().build()
    with pytest.raises(InputError, match="not seen yet"):
        await Reports(app, TemplateWriter()).make("weekly", app.clock.now())


async def test_reports_of_two_weeks_stand_side_by_side() -> None:
    days = Days(symbols=3)
    app = await days.start()
    await app.stage.open()
    await run_until(app, utc(date(2026, 11, 13), 17))
    reports = sorted(await app.views.reports(kind="weekly"), key=lambda r: r.id)
    assert [r.period for r in reports] == ["2026-W45", "2026-W46"]
    assert [r.made_at for r in reports] == [utc(date(2026, 11, d), 16) for d in (6, 13)]


async def test_a_demo_ends_an_hour_after_its_last_close_and_never_in_a_week_without_one() -> None:
    app = await Days().start()
    assert end_of(app, 1) == utc(date(2026, 11, 6), 16, 30)
    assert end_of(app, 9) == utc(date(2026, 12, 30), 16, 30)
    with pytest.raises(CalendarRange):
        end_of(app, 20_000)


def real_folder(shared: Path, tmp_path: Path) -> Path:
    """Link a few real files, read in place."""
    folder = tmp_path / "prices"
    folder.mkdir()
    for code in REAL:
        (folder / f"{code}.csv").symlink_to(shared / "data" / "krx_daily" / f"{code}.csv")
    return folder


def test_real_prices_are_taken_in_once_and_traded_again(shared: Path, tmp_path: Path) -> None:
    folder, bars = real_folder(shared, tmp_path), MemoryBars()
    assert take_in(bars, folder) == take_in(bars, folder) == len(REAL)
    settings = load_settings({"GAEMI_MARKET": "replay"})
    exchange = paper_market(settings, CALENDAR, bars, home=None, weeks=3)
    assert [listing.code for listing in exchange.listings()] == sorted(REAL)
    assert {listing.name for listing in exchange.listings()} == {"기아", "삼성전자", "LG화학"}
    start = exchange.day()
    last = min(bars.daily(code, until=date.max, count=1)[0].day for code in REAL)
    assert CALENDAR.week(start)[0].day == start
    assert (last - start).days // 7 == 2
    exchange.advance(CALENDAR.session(start).closes_at)  # type: ignore[union-attr]
    for code in REAL:
        (bar,) = bars.daily(code, until=start, count=1)
        quote = exchange.quote(code)
        if bar.day == start and not bar.halted:
            assert (quote.open, quote.high, quote.low) == (bar.open, bar.high, bar.low)


async def test_a_replay_of_real_prices_ends_with_its_reports_and_repeats(
    shared: Path, tmp_path: Path
) -> None:
    weeks = 1
    settings = load_settings({"GAEMI_MARKET": "replay", "GAEMI_LANG": "en"})
    plan = DemoPlan(weeks, Approve.ALL, data=real_folder(shared, tmp_path))
    outcome, again = await run_demo(settings, plan), await run_demo(settings, plan)
    assert len(outcome.weekly_reports) == weeks
    assert outcome.final_equity_krw > 0
    assert outcome.cards >= outcome.orders
    assert outcome.weekly_reports == again.weekly_reports
    assert outcome.journal_rows == again.journal_rows


def test_a_fresh_home_is_open_for_trading_and_a_home_without_its_stop_file_is_not(
    tmp_path: Path,
) -> None:
    kept = kept_in(tmp_path, SimClock(LONG_AGO))
    assert kept.latch.read() == ()
    nonce = kept.nonces.nonce("card")
    kept.close()
    (tmp_path / "latch.json").unlink()
    again = kept_in(tmp_path, SimClock(LONG_AGO))
    assert [s.by for s in again.latch.read()] == ["latch"]
    # The key of the buttons outlives the process: cards of before can still be pressed.
    assert again.nonces.nonce("card") == nonce
    again.close()
    (tmp_path / "other").mkdir()
    other = kept_in(tmp_path / "other", SimClock(LONG_AGO))
    assert other.nonces.nonce("card") != nonce
    other.close()


async def test_what_is_kept_in_memory_shares_nothing_with_another() -> None:
    one, other = (kept_in_memory(SimClock(LONG_AGO)) for _ in range(2))
    one.uow.emit("system", "x", correlation="c", cause="t", data={})
    await one.uow.commit()
    assert await one.views.journal_count() == 1
    assert await other.views.journal_count() == 0


async def test_identifiers_of_two_boots_over_one_home_never_meet() -> None:
    days = Days()
    ids = set()
    for _ in range(3):
        app = await days.start()
        made = [app.ids.new() for _ in range(50)]
        assert not ids & set(made)
        ids |= set(made)
    assert len(ids) == 150
