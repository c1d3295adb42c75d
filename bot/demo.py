"""Two weeks without a person: the paper assembly with an automatic face, told as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from bot.app import PaperApp as App
from bot.auto import ACTOR, AutoFace
from core.clock import process_age_s
from core.domain.approval import ApprovalState
from core.domain.calendar import trading_date
from core.domain.commands import Pair
from core.domain.decision import Verdict
from core.domain.people import Role
from core.errors import CalendarRange

BETWEEN_PRESSES = timedelta(seconds=2)
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Outcome:
    """What a demo did; won, counts, seconds since the process was started."""

    seed: int
    weeks: int
    first_day: str
    last_day: str
    cards: int = 0
    orders: int = 0
    fills: int = 0
    rejected_by_risk: int = 0
    declined: int = 0
    lapsed: int = 0
    weekly_reports: list[str] = field(default_factory=list)
    final_equity_krw: int = 0
    final_cash_krw: int = 0
    journal_rows: int = 0
    first_card_s: float | None = None
    first_report_s: float | None = None

    def as_json(self) -> dict[str, object]:
        """Give all fields by name."""
        return asdict(self)


async def play(app: App, face: AutoFace, *, weeks: int, boot: str) -> Outcome:
    """Run simulated time for whole weeks, pressing as the face was told."""
    await app.runtime.engine.ask(Pair(ACTOR, Role.ADMIN))
    await app.runtime.boot(boot)
    first = app.stage.day
    end = end_of(app, weeks)
    outcome = Outcome(app.settings.seed, weeks, first.isoformat(), trading_date(end).isoformat())
    await app.stage.open()
    while app.clock.now() < end:
        await app.stage.step(BETWEEN_PRESSES if face.waiting else MINUTE, until=end)
        press = face.next_press()
        if press is not None:
            await app.runtime.press(press)
            await app.runtime.settle()
        _watch(app, face, outcome)
    return await _totals(app, outcome, first)


def end_of(app: App, weeks: int) -> datetime:
    """Give the evening of the last session of the last week, an hour after its close."""
    day = app.stage.day + timedelta(days=7 * (weeks - 1))
    week = app.calendar.week(day)
    if not week:
        raise CalendarRange(f"the week of {day} has no session; choose fewer weeks")
    return week[-1].closes_at + timedelta(hours=1)


def _watch(app: App, face: AutoFace, outcome: Outcome) -> None:
    if face.shown and outcome.first_card_s is None:
        outcome.first_card_s = round(process_age_s(), 3)
    if outcome.first_report_s is None and any(app.uow.reports.all()):
        outcome.first_report_s = round(process_age_s(), 3)


async def _totals(app: App, outcome: Outcome, first: date) -> Outcome:
    last = app.stage.day
    approvals = await app.views.approvals(first=first, last=last)
    decisions = await app.views.decisions(first=first, last=last)
    orders = await app.views.orders(limit=100_000, first=first, last=last)
    reports = sorted(await app.views.reports(kind="weekly", limit=1000), key=lambda r: r.period)
    outcome.cards = len(approvals)
    outcome.orders = len(orders)
    outcome.fills = len(await app.views.fills(first=first, last=last))
    outcome.rejected_by_risk = sum(d.verdict is Verdict.REFUSE for d in decisions)
    outcome.declined = sum(a.state is ApprovalState.REJECTED for a in approvals)
    outcome.lapsed = sum(a.state is ApprovalState.LAPSED for a in approvals)
    outcome.weekly_reports = [report.text for report in reports]
    outcome.final_equity_krw = app.desk.equity()
    account = app.desk.account
    outcome.final_cash_krw = account.cash if account else 0
    outcome.journal_rows = await app.views.journal_count()
    return outcome
