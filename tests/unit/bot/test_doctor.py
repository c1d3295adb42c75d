"""Each check of the doctor, red and green, on a real assembly; and what people read of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.checks import FREE_BYTES, OLD_LOOK, Doctor, and_line
from bot.context import Check
from bot.doctor_text import rows
from bot.locale.catalogue import LANGUAGES, Catalogue
from core.domain.calendar import utc
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.order import OrderState
from core.domain.plan import StrategyPlan
from core.domain.switches import HaltLevel, Scope, Switch
from core.errors import CalendarRange, ReadFailed
from core.latch import FileLatch
from core.market.calendar import KrxCalendar
from tests import fakes_bot as fb
from tests import samples
from tests.days import Days

NAMES = [
    "calendar", "latch", "disk", "broker", "market_data", "reconcile", "in_doubt", "outbox",
    "paired", "strategies",
]  # fmt: skip


class Blind:
    """A gateway whose every look fails."""

    async def look(self) -> bool:
        return False


Break = Callable[[App], Awaitable[None]]


async def assembled() -> App:
    return await Days().start()


async def look(app: App, home: Path | None = None) -> dict[str, Check]:
    return {check.name: check for check in await Doctor(app, home=home)()}


async def test_a_fresh_market_is_green_and_every_check_is_made(tmp_path: Path) -> None:
    found = await look(await assembled(), tmp_path)
    assert list(found) == NAMES
    assert {name for name, check in found.items() if not check.ok} == set()
    assert found["disk"].text.endswith(" GB")


class EndedCalendar:
    """A calendar whose table ends today."""

    def next_session(self, day: date) -> Any:
        raise CalendarRange(f"{day} lies outside the table")


async def in_doubt(app: App) -> None:
    intent = samples.intent(name="한샘", account="PAPER-0001")
    app.uow.orders.put(samples.order(state=OrderState.UNKNOWN, intent=intent))
    await app.uow.commit()


async def sending(app: App) -> None:
    app.uow.orders.put(samples.order(state=OrderState.SENDING))
    await app.uow.commit()


def waiting(tries: int, delivered_at: datetime | None = None) -> Break:
    async def make(app: App) -> None:
        row = Outgoing("OUT", "auto", "auto", OutKind.NOTICE, "notice.started", (), Severity.INFO,
                       app.clock.now(), "C", delivered_at, tries)  # fmt: skip
        app.uow.outbox.put(row)
        await app.uow.commit()

    return make


async def broken_plan(app: App) -> None:
    app.uow.plans.put(StrategyPlan("no_such_thing", True, "{}", app.clock.now(), "me"))
    await app.uow.commit()


async def other_cash(app: App) -> None:
    account = app.desk.account
    assert account is not None
    app.uow.accounts.put(replace(account, cash=account.cash - 1))
    await app.uow.commit()


@pytest.mark.parametrize(
    ("name", "break_it", "told"),
    [
        ("in_doubt", in_doubt, "한샘"),
        ("in_doubt", sending, "삼성전자"),
        ("outbox", waiting(2), "1"),
        ("outbox", waiting(9), "1"),
        ("strategies", broken_plan, "no_such_thing"),
    ],
)
async def test_what_is_wrong_turns_its_own_check_red_and_is_named(
    name: str, break_it: Break, told: str
) -> None:
    app = await assembled()
    await break_it(app)
    found = await look(app)
    assert [n for n, check in found.items() if not check.ok] == [name]
    assert found[name].text == told


@pytest.mark.parametrize(
    "harmless", [waiting(0), waiting(1), waiting(5, utc(date(2026, 11, 2), 1))]
)  # fmt: skip
async def test_messages_on_their_way_or_arrived_are_no_trouble(harmless: Break) -> None:
    app = await assembled()
    await harmless(app)
    assert (await look(app))["outbox"] == Check("outbox", ok=True)


async def test_money_that_differs_from_the_broker_is_red() -> None:
    app = await assembled()
    await other_cash(app)

    app.runtime.gateway = Blind()  # type: ignore[assignment]
    found = await look(app)
    assert {n for n, check in found.items() if not check.ok} == {"broker", "reconcile"}


@pytest.mark.parametrize(("late", "ok"), [(timedelta(0), True), (timedelta(seconds=1), False)])
async def test_a_look_counts_for_ten_minutes_and_no_longer(late: timedelta, ok: bool) -> None:
    app = await assembled()

    view = app.desk.view
    assert view is not None
    app.runtime.gateway = Blind()  # type: ignore[assignment]
    app.clock.move_to(view.at + OLD_LOOK + late)
    assert (await look(app))["reconcile"].ok is ok


async def test_before_the_first_look_nothing_is_reconciled() -> None:
    app = await assembled()
    app.desk.view = None

    app.runtime.gateway = Blind()  # type: ignore[assignment]
    assert not (await look(app))["reconcile"].ok


async def test_a_calendar_that_ends_within_a_month_is_red() -> None:
    app = await assembled()
    ended = replace(app, calendar=EndedCalendar())  # type: ignore[arg-type]
    assert (await look(ended))["calendar"] == Check("calendar", ok=False, text="found.calendar")
    real = KrxCalendar()
    app.clock.move_to(utc(real.last - timedelta(days=40), 12))
    assert (await look(app))["calendar"].ok
    app.clock.move_to(utc(real.last - timedelta(days=20), 12))
    assert not (await look(app))["calendar"].ok


@pytest.mark.parametrize("content", [None, "", "{", '{"version": 2}', "[]"])
async def test_a_stop_file_that_cannot_be_read_is_red(tmp_path: Path, content: str | None) -> None:
    app = await assembled()
    latch = FileLatch(tmp_path / "latch.json")
    app.desk.latch = latch
    if content is not None:
        (tmp_path / "latch.json").write_text(content)
    found = (await look(app))["latch"]
    assert not found.ok
    assert found.text


async def test_a_stop_that_a_person_set_is_no_fault_of_the_file(tmp_path: Path) -> None:
    app = await assembled()
    latch = FileLatch(tmp_path / "latch.json")
    latch.write((Switch(Scope(), HaltLevel.HALT_NEW, "cli", "test", samples.AT),))
    app.desk.latch = latch
    assert (await look(app))["latch"].ok


@pytest.mark.parametrize(
    ("answer", "ok", "text"),
    [(ReadFailed("the source is silent"), False, "found.market_data"), ([], False, ""),
     ("whole", True, "")],
)  # fmt: skip
async def test_prices_are_asked_for_one_share(answer: Any, ok: bool, text: str) -> None:
    app = await assembled()
    asked: list[list[str]] = []

    class Data:
        async def quotes(self, symbols: list[str]) -> Sequence[Any]:
            asked.append(list(symbols))
            if isinstance(answer, Exception):
                raise answer
            return await app.data.quotes(symbols) if answer == "whole" else answer

    found = await look(replace(app, data=Data()))  # type: ignore[arg-type]
    assert found["market_data"] == Check("market_data", ok=ok, text=text)
    assert [len(symbols) for symbols in asked] == [1]


@pytest.mark.parametrize(
    ("free", "ok", "text"),
    [(FREE_BYTES, True, "0.2 GB"), (FREE_BYTES - 1, False, "0.1 GB"), (0, False, "0.0 GB"),
     (82_355_000_000, True, "82.3 GB"), (10**13, True, "10,000.0 GB")],
)  # fmt: skip
async def test_a_full_disk_is_red_with_what_is_left(
    tmp_path: Path, free: int, ok: bool, text: str
) -> None:
    app, asked = await assembled(), []
    doctor = Doctor(app, home=tmp_path, free=lambda folder: asked.append(folder) or free)  # type: ignore[func-returns-value]
    found = {check.name: check for check in await doctor()}
    assert found["disk"] == Check("disk", ok=ok, text=text)
    assert asked == [tmp_path]


async def test_a_market_in_memory_needs_no_disk() -> None:
    assert (await look(await assembled()))["disk"] == Check("disk", ok=True)


async def test_nobody_paired_is_red() -> None:
    found = await look(await Days(paired=False).start())
    assert not found["paired"].ok


async def test_checking_changes_nothing_that_is_stored() -> None:
    app = await assembled()
    await look(app)
    before = await app.views.journal_count()
    for _ in range(3):
        await look(app)
    assert await app.views.journal_count() == before
    assert not app.uow.dirty


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_red_check_is_followed_by_its_remedy_and_a_green_one_by_nothing(
    language: str, name: str
) -> None:
    context = fb.Bench(words=Catalogue(language)).context
    title, fix = context.t(f"check.{name}"), context.t(f"fix.{name}")
    assert rows(context, [Check(name, ok=True)]) == [f"✓ {title}"]
    assert rows(context, [Check(name, ok=True)], only_red=True) == []
    red = [Check(name, ok=False, text="found")]
    assert rows(context, red, only_red=True) == [f"✗ {title}: found", f"  → {fix}"]


def test_a_check_without_words_is_shown_by_its_name_without_a_remedy() -> None:
    context = fb.Bench().context
    assert rows(context, [Check("odd\u202ename", ok=False)]) == ["✗ oddname"]
    assert rows(context, [Check("odd", ok=False, fix="turn it")]) == ["✗ odd", "  → turn it"]


@dataclass
class FakeLine:
    """A face over a network."""

    name: str
    connected: bool
    trouble: str = ""


@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("name", ["telegram", "slack"])
async def test_the_line_to_a_chat_is_looked_at_where_there_is_one(
    name: str, connected: bool
) -> None:
    async def others() -> list[Check]:
        return [Check("disk", ok=True)]

    found = await and_line(others, FakeLine(name, connected))()
    assert [(c.name, c.ok) for c in found] == [("disk", True), (name, connected)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "trouble", "remedy"),
    [
        ("telegram", "token", "TELEGRAM_BOT_TOKEN"),
        ("telegram", "conflict", "@BotFather"),
        ("slack", "token", "SLACK_APP_TOKEN"),
        ("slack", "port", "SLACK_HTTP_PORT"),
        ("slack", "", "Socket Mode"),
    ],
)
async def test_a_line_that_is_down_says_why_and_what_to_do(
    name: str, trouble: str, remedy: str, language: str
) -> None:
    async def others() -> list[Check]:
        return []

    found = await and_line(others, FakeLine(name, False, trouble))()
    head, fix = rows(fb.Bench(words=Catalogue(language)).context, found)
    assert "found." not in head
    assert remedy in fix


async def test_what_a_library_said_is_told_in_the_readers_language() -> None:
    for name in ("latch", "calendar", "market_data"):
        red = [Check(name, ok=False, text=f"found.{name}")]
        bench = fb.Bench(checks=red)
        told = fb.text_of(await bench.say("진단"))
        assert bench.context.t(f"found.{name}") in told
        assert "found." not in told


async def test_what_the_market_does_not_list_leaves_the_other_quotes_alone() -> None:
    app = await assembled()
    listed = sorted(app.desk.instruments)[:2]
    quotes = await app.data.quotes([listed[0], "000000", listed[1]])
    assert [quote.symbol for quote in quotes] == listed
