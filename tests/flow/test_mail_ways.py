"""What goes by mail, how a bounce is told, and a walk of alarms over random troubles."""

from __future__ import annotations

import random

import pytest

from core.domain.commands import Warn
from core.domain.journal import OutKind, Report, Severity
from core.domain.people import OPERATOR
from core.domain.subscription import KeepReport
from core.domain.wanted import Acknowledge
from core.errors import DeliveryError
from core.flow.attending import Attending
from core.flow.check_code import CODE, check_code
from core.flow.elsewhere import BOUNCED
from core.flow.notify import notice
from tests.flow.test_alarms import (
    BETH,
    DESK,
    MAIL,
    PHONE,
    SCREEN,
    WAIT_S,
    ann_and_beth,
    attending,
    came,
    down,
    waited,
    world_of,
)
from tests.harness import NOW, World

OTHER = "ben@example.com"


async def mailed() -> World:
    """Start with one person, two addresses and every channel."""
    world = await world_of((PHONE, OPERATOR), (SCREEN, OPERATOR))
    world.desk.mail = (MAIL, OTHER)
    return world


def mails(world: World) -> list[tuple[str, str]]:
    """Give what was mailed, as (address, subject)."""
    return [(o.chat, o.subject) for o in world.faces["email"].shown]


async def test_only_what_is_loud_is_mailed_to_every_address() -> None:
    world = await mailed()
    notice(world.desk, "notice.plan", name="n", why="")
    notice(world.desk, "notice.gap", Severity.WARNING, symbol="005930", name="x", detail="")
    await world.ask(Warn("notice.conflict"))
    await world.runtime.settle()
    assert sorted(mails(world)) == [
        (MAIL, "notice.conflict"), (MAIL, "notice.gap"),
        (OTHER, "notice.conflict"), (OTHER, "notice.gap"),
    ]  # fmt: skip


async def test_cards_and_their_ends_are_never_mailed() -> None:
    world = await mailed()
    await world.press(await world.card(), who=PHONE)
    assert not [o for o in world.uow.outbox.all() if o.face == "email" and "card" in o.kind.value]


async def test_the_code_of_each_new_card_is_mailed_with_its_order() -> None:
    world = await mailed()
    card = await world.card()
    rows = [o for o in world.faces["email"].shown if o.subject == CODE]
    assert [o.chat for o in rows] == [MAIL, OTHER]
    words = dict(rows[0].fields)
    assert words["card"] == card.id
    assert words["code"] == check_code(world.nonces, card.id)
    wanted = (card.intent.symbol, card.intent.shares, card.intent.price)
    assert (words["symbol"], words["shares"], words["price"]) == wanted
    await world.press(card, who=PHONE)
    again = await world.card(symbol="000660")
    codes = [dict(o.fields)["code"] for o in world.faces["email"].shown if o.subject == CODE]
    assert codes[-1] == check_code(world.nonces, again.id) != words["code"]


def report(kind: str = "daily", period: str = "2026-11-03", **how: str) -> Report:
    return Report(f"R-{kind}-{period}", kind, period, "{}", "글", "template", 0, NOW, **how)


@pytest.mark.parametrize(
    ("readers", "detail", "sent"),
    [(("telegram:1",), "long", 2), (("telegram:1",), "short", 0), ((), "long", 0)],
)
async def test_a_report_is_mailed_when_it_is_published_and_detailed(
    readers: tuple[str, ...], detail: str, sent: int
) -> None:
    world = await mailed()
    await world.ask(KeepReport(report(detail=detail), readers))
    await world.runtime.settle()
    assert len([m for m in mails(world) if m[1].startswith("R-")]) == sent


async def test_a_report_that_is_made_again_is_mailed_once_and_the_next_one_too() -> None:
    world = await mailed()
    for lang in ("ko", "en", "ko"):
        await world.ask(KeepReport(report(lang=lang), ("telegram:1",)))
    await world.restart()
    world.desk.mail = (MAIL,)
    await world.ask(KeepReport(report(), ("telegram:1",)))
    await world.ask(KeepReport(report(period="2026-11-04"), ("telegram:1",)))
    await world.ask(KeepReport(report("weekly", "2026-W45"), ("telegram:1",)))
    await world.runtime.settle()
    assert [m for m in mails(world) if m[1].startswith("R-")] == [
        (MAIL, "R-daily-2026-11-03"), (OTHER, "R-daily-2026-11-03"),
        (MAIL, "R-daily-2026-11-04"), (MAIL, "R-weekly-2026-W45"),
    ]  # fmt: skip


async def test_a_bounce_is_told_in_the_chats_once_an_hour() -> None:
    world = await mailed()
    for key in ("notice.conflict", "notice.token", "notice.push"):
        world.faces["email"].fails.extend([DeliveryError("no such person", final=True)])
        await world.ask(Warn(key))
        await world.runtime.settle()
    ways = [(o.face, o.chat) for o in world.uow.outbox.all() if o.subject == BOUNCED]
    assert ways == [("telegram", "1"), ("console", "tty")]
    world.clock.move_by(3_601)
    world.faces["email"].fails.extend([DeliveryError("no such person", final=True)])
    await world.ask(Warn("notice.slack_token"))
    await world.runtime.settle()
    assert len([o for o in world.uow.outbox.all() if o.subject == BOUNCED]) == 4


async def test_a_mail_server_that_is_down_is_no_bounce_and_loses_nothing() -> None:
    world = await mailed()
    await world.ask(Warn("notice.conflict"))
    await down(world, "email", 20)
    for _ in range(40):
        await world.runtime.settle()
        world.clock.move_by(1)
    assert not came(world, BOUNCED)
    assert not list(world.uow.outbox.waiting())


async def test_without_an_alarm_nothing_is_told_again() -> None:
    world = await ann_and_beth()
    notice(world.desk, "notice.gap", Severity.WARNING, symbol="005930", name="x", detail="")
    await world.uow.commit()
    before = len(list(world.uow.outbox.all()))
    await waited(world, 4)
    assert len(list(world.uow.outbox.all())) == before


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_happens_each_alarm_ends_and_nobody_is_told_after_they_saw_it(
    seed: int,
) -> None:
    dice, world = random.Random(seed), await ann_and_beth(mail=True)
    seen: dict[str, int] = {}
    for _ in range(40):
        await _one_thing(dice, world, seen)
        await world.runtime.settle()
    for face in world.faces.values():
        face.fails.clear()
    await waited(world, 12)
    rows = list(world.uow.outbox.all())
    for alarm in world.uow.alarms.all():
        assert alarm.state.value in ("seen", "spent"), f"seed {seed}"
        told = [o for o in rows if o.event == alarm.id and o.kind is OutKind.NOTICE]
        assert alarm.id not in seen or len(told) == seen[alarm.id], f"seed {seed}"
        assert len({(o.face, o.chat, o.because) for o in told}) == len(told), f"seed {seed}"


async def _one_thing(dice: random.Random, world: World, seen: dict[str, int]) -> None:
    """Let time pass, trouble come, a channel fail or come back, or somebody see an alarm."""
    what = dice.choice(("wait", "wait", "trouble", "fail", "mend", "see", "restart"))
    if what == "wait":
        world.clock.move_by(dice.randint(1, WAIT_S))
        await attending(world).check()
    elif what == "trouble":
        await world.ask(Warn(dice.choice(("notice.conflict", "notice.token", "notice.push"))))
    elif what == "fail":
        world.faces[dice.choice(("telegram", "slack"))].fails.extend([DeliveryError("down")] * 3)
    elif what == "mend":
        world.faces[dice.choice(("telegram", "slack"))].fails.clear()
    elif what == "restart":
        await world.restart()
        world.desk.mail = (MAIL,)
    alarms = [a for a in world.uow.alarms.all() if a.id not in seen]
    if what == "see" and alarms:
        alarm = dice.choice(alarms)
        await world.runtime.settle()
        for face in world.faces.values():
            face.fails.clear()
        world.clock.move_by(60)
        await world.runtime.settle()
        await world.ask(Acknowledge(alarm.id, dice.choice((PHONE, DESK, BETH))))
        seen[alarm.id] = len([
            o for o in world.uow.outbox.all() if o.event == alarm.id and o.kind is OutKind.NOTICE
        ])  # fmt: skip


async def test_two_watchers_of_one_store_do_not_tell_twice_at_once() -> None:
    world = await ann_and_beth()
    await world.ask(Warn("notice.conflict"))
    one, two = attending(world), Attending(world.uow, world.runtime, world.clock, wait_s=WAIT_S)
    await one.check()
    world.clock.move_by(WAIT_S)
    assert [await one.check(), await two.check()] == [1, 0]
