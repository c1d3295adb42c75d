"""Who gets a stored report, how often, and what people wish of reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.domain.approval import Actor
from core.domain.journal import OutKind
from core.domain.people import Role, User
from core.domain.subscription import Detail, KeepReport, SetSubscription, Slot, Subscription
from core.flow.reports import keep_report, set_subscription
from tests import samples
from tests.harness import World

ANNA, BERT = Actor("telegram", "1", "1", "Anna"), Actor("console", "2", "2", "Bert")


def desk(*actors: Actor):
    made = World().desk
    for actor in actors:
        made.uow.users.put(
            User(actor.face, actor.user, actor.chat, actor.name, Role.ADMIN, samples.AT)
        )
    return made


def sent(made) -> list[tuple[str, str]]:
    rows = [o for o in made.uow.outbox.all() if o.kind is OutKind.REPORT]
    return [(o.chat, o.subject) for o in rows]


def test_a_report_goes_to_its_readers_once_a_period() -> None:
    made = desk(ANNA, BERT)
    report = samples.report()
    keep_report(made, KeepReport(report, ("telegram:1",)))
    again = replace(report, id="REPORT-0002")
    keep_report(made, KeepReport(again, ("telegram:1", "console:2")))
    assert sent(made) == [("1", report.id), ("2", "REPORT-0002")]
    following = replace(report, id="REPORT-0003", period="2026-W48")
    keep_report(made, KeepReport(following, ("telegram:1",)))
    assert sent(made)[-1] == ("1", "REPORT-0003")


def test_a_report_asked_for_is_stored_and_goes_to_nobody() -> None:
    made = desk(ANNA)
    keep_report(made, KeepReport(samples.report()))
    assert sent(made) == []
    assert [r.id for r in made.uow.reports.all()] == [samples.report().id]
    # What was looked at does not count as sent.
    keep_report(made, KeepReport(samples.report(), ("telegram:1",)))
    assert len(sent(made)) == 1


def test_who_is_not_paired_any_more_gets_nothing() -> None:
    made = desk(ANNA)
    keep_report(made, KeepReport(samples.report(), ("telegram:9",)))
    assert sent(made) == []


def test_a_wish_changes_what_was_said_and_leaves_the_rest() -> None:
    made = desk(ANNA)
    done = set_subscription(made, SetSubscription(ANNA, kinds=("daily",), slot=Slot.EVENING))
    assert done.ok
    set_subscription(made, SetSubscription(ANNA, lang="en", detail=Detail.SHORT))
    assert made.uow.subscriptions.get("telegram:1") == Subscription(
        "telegram:1", ("daily",), Slot.EVENING, "en", Detail.SHORT
    )


def test_a_wish_forgets_nothing_that_was_sent() -> None:
    made = desk(ANNA)
    keep_report(made, KeepReport(samples.report(), ("telegram:1",)))
    set_subscription(made, SetSubscription(ANNA, slot=Slot.MORNING))
    keep_report(made, KeepReport(samples.report(), ("telegram:1",)))
    assert len(sent(made)) == 1


def test_a_stranger_cannot_wish() -> None:
    made = desk(ANNA)
    assert not set_subscription(made, SetSubscription(BERT, lang="en")).ok
    assert list(made.uow.subscriptions.all()) == []


@pytest.mark.parametrize("slot", list(Slot))
def test_a_report_is_wanted_in_one_slot_only(slot: Slot) -> None:
    wish = Subscription("r", ("weekly",), slot)
    assert [s for s in Slot if wish.wants("weekly", "2026-W47", s)] == [slot]
    assert not wish.wants("daily", "2026-11-20", slot)
    assert not wish.after("weekly", "2026-W47").wants("weekly", "2026-W47", slot)
    assert wish.after("weekly", "2026-W47").wants("weekly", "2026-W48", slot)
