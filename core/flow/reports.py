"""Stored reports, who gets them, and what each person wants of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from core.domain.journal import OutKind, Report
from core.domain.people import User
from core.domain.results import Result
from core.domain.subscription import Detail, KeepReport, SetSubscription, SetWatch, Subscription
from core.flow.alerts.handlers import ALERT_HANDLERS
from core.flow.desk import Desk
from core.flow.notice_handlers import NOTICE_HANDLERS
from core.flow.notify import mail, tell_one
from core.flow.watching import set_watch

# Under this name it is kept which reports were mailed.
MAIL: Final = "email"


def keep_report(desk: Desk, command: KeepReport) -> Result:
    """Store a report and send it, to each reader once a kind and period."""
    report = command.report
    desk.uow.reports.put(report)
    sent = sum(_send(desk, command, reader) for reader in command.readers)
    if command.readers and report.detail == Detail.LONG.value:
        _mail(desk, report)
    desk.uow.emit(
        "report.ready",
        report.kind,
        correlation=report.id,
        cause=report.period,
        data={"writer": report.writer, "dropped": report.dropped, "published": sent},
    )
    return Result(True, "report.kept", report.id)


def set_subscription(desk: Desk, command: SetSubscription) -> Result:
    """Remember what a paired person wants of reports."""
    reader = f"{command.actor.face}:{command.actor.user}"
    if desk.uow.users.get(reader) is None:
        return Result(False, "subscription.nobody")
    known = desk.uow.subscriptions.get(reader) or Subscription(reader)
    given = {
        name: wish
        for name in ("kinds", "slot", "lang", "detail")
        if (wish := getattr(command, name)) is not None
    }
    wished = replace(known, **given)
    desk.uow.subscriptions.put(wished)
    desk.uow.emit(
        "system",
        "subscription",
        correlation=reader,
        cause=command.actor.name or command.actor.user,
        data={
            "kinds": " ".join(wished.kinds), "slot": wished.slot.value,
            "lang": wished.lang, "detail": wished.detail.value,
        },
    )  # fmt: skip
    return Result(True, "subscription.done")


def _mail(desk: Desk, report: Report) -> None:
    """Mail a detailed report, once a kind and period."""
    known = desk.uow.subscriptions.get(MAIL) or Subscription(MAIL)
    if desk.mail and f"{report.kind}:{report.period}" not in known.sent:
        desk.uow.subscriptions.put(known.after(report.kind, report.period))
        mail(desk, OutKind.REPORT, report.id, correlation=report.id)


def _send(desk: Desk, command: KeepReport, reader: str) -> bool:
    report, user = command.report, desk.uow.users.get(reader)
    known = desk.uow.subscriptions.get(reader) or Subscription(reader)
    # A run that is made again after a crash finds here what it sent before.
    if user is None or f"{report.kind}:{report.period}" in known.sent:
        return False
    desk.uow.subscriptions.put(known.after(report.kind, report.period))
    if not _is_here(desk, report, user):
        tell_one(desk, user, OutKind.REPORT, report.id, correlation=report.id)
    return True


def _is_here(desk: Desk, report: Report, user: User) -> bool:
    """Tell whether somebody else's copy of this very report went to the same chat."""
    key = (OutKind.REPORT, report.id, user.face, user.chat)
    return any((o.kind, o.subject, o.face, o.chat) == key for o in desk.uow.outbox.all())


REPORT_HANDLERS: Final[dict[type[Any], Callable[[Desk, Any], Result]]] = {
    **ALERT_HANDLERS,
    **NOTICE_HANDLERS,
    KeepReport: keep_report,
    SetSubscription: set_subscription,
    SetWatch: set_watch,
}
REPORT_WORK: Final[dict[type[Any], str]] = {KeepReport: "report"}
