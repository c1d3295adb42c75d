"""Whose buttons a message carries: those of whoever reads it in that chat, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.render_text import render
from bot.reply import Reply
from core.domain import policy
from core.domain.approval import ApprovalState, MessageRef
from core.domain.journal import Outgoing, OutKind, Severity
from core.domain.order import Mode, OrderState
from core.domain.people import OPERATOR, Question, Role, User
from tests import fakes_bot as fb
from tests.unit.bot.test_bot_delivery import FakeFace

ROOM = "-100"
QUESTION = "01JFZZQUESTION0000000QUES1"
SEVERAL = [[Role.VIEWER, Role.TRADER], [Role.ADMIN, Role.VIEWER, Role.VIEWER]]


def user(number: int, role: Role, chat: str = "", **changes: str) -> User:
    key = str(2000 + number)
    base = User("telegram", key, chat or key, f"사람{number}", role, fb.NOW)
    return replace(base, **changes)


async def bench_of(*users: User) -> fb.Bench:
    bench = fb.Bench(paired=False)
    await bench.put(*users)
    return bench


def row(kind: OutKind, subject: str, chat: str, **fields: str) -> Outgoing:
    return Outgoing(
        "OUT1", "telegram", chat, kind, subject, tuple(fields.items()), Severity.INFO, fb.NOW, "c"
    )


async def face_after(bench: fb.Bench, *rows: Outgoing) -> FakeFace:
    face = FakeFace()
    delivery = Delivery(
        face, bench.uow, bench.words, bench.nonces, bench.clock, Mode.PAPER, bench.strategies
    )
    for one in rows:
        await delivery.deliver(one)
    return face


async def sent(bench: fb.Bench, chat: str, **changes: object) -> Reply:
    """Give the card as one chat gets it."""
    asked = replace(fb.approval(nonces=bench.nonces), **changes)  # type: ignore[arg-type]
    await bench.put(asked)
    face = await face_after(bench, row(OutKind.CARD, asked.id, chat))
    return face.sent[0][1]


def carried(reply: Reply) -> list[str]:
    return [button.data[:2] for buttons in reply.buttons for button in buttons]


def told(bench: fb.Bench, reply: Reply) -> str:
    return " ".join(render(reply, bench.words).split())


@pytest.mark.parametrize("role", list(Role))
async def test_a_card_has_buttons_for_whoever_may_press_them(role: Role) -> None:
    bench = await bench_of(user(1, role), user(2, Role.ADMIN))
    reply = await sent(bench, "2001")
    may = policy.may_press(role, "c")
    assert carried(reply) == (["c1", "c0", "p:"] if may else [])
    assert ("누를 수 있는 사람: 사람2" in told(bench, reply)) is not may


async def test_a_viewer_s_card_says_everything_else_that_the_card_says() -> None:
    bench = await bench_of(user(1, Role.VIEWER), user(2, Role.TRADER))
    mine, theirs = await sent(bench, "2001"), await sent(bench, "2002")
    assert mine.blocks[: len(theirs.blocks)] == theirs.blocks
    assert mine.title == theirs.title


@pytest.mark.parametrize("roles", SEVERAL)
async def test_one_message_for_several_people_keeps_what_one_of_them_may_press(
    roles: list[Role],
) -> None:
    bench = await bench_of(*(user(n, role, ROOM) for n, role in enumerate(roles)))
    assert carried(await sent(bench, ROOM)) == ["c1", "c0", "p:"]


async def test_a_room_of_viewers_has_no_buttons_whoever_sits_elsewhere() -> None:
    viewers = [user(n, Role.VIEWER, ROOM) for n in (1, 2)]
    elsewhere = user(3, Role.ADMIN), user(4, Role.APPROVER, face="slack", name="민아")
    bench = await bench_of(*viewers, *elsewhere)
    reply = await sent(bench, ROOM)
    assert reply.buttons == ()
    assert "누를 수 있는 사람: 민아, 사람3" in told(bench, reply)


async def test_one_person_on_several_faces_is_named_once() -> None:
    faces = [
        user(2, Role.ADMIN, name="주인", person=OPERATOR),
        user(3, Role.ADMIN, face="slack", name="주인", person=OPERATOR),
    ]
    bench = await bench_of(user(1, Role.VIEWER), *faces)
    assert told(bench, await sent(bench, "2001")).count("주인") == 1


async def test_a_role_that_fell_takes_the_buttons_out_of_the_message_and_back() -> None:
    bench = await bench_of(user(1, Role.TRADER), user(2, Role.ADMIN))
    asked = fb.approval(nonces=bench.nonces, messages=(MessageRef("telegram", "2001", "7"),))
    await bench.put(asked, user(1, Role.VIEWER))
    news = row(OutKind.CARD_NEWS, asked.id, "2001")
    before = (await face_after(bench, news)).edited
    await bench.put(user(1, Role.TRADER))
    after = (await face_after(bench, news)).edited
    assert [carried(reply) for _, reply in (*before, *after)] == [[], ["c1", "c0", "p:"]]


@pytest.mark.parametrize(("state", "data"), [(OrderState.READY, "u:"), (OrderState.ACCEPTED, "x:")])
async def test_what_takes_an_order_back_is_no_viewer_s_either(state: OrderState, data: str) -> None:
    bench = await bench_of(user(1, Role.VIEWER), user(2, Role.TRADER))
    await bench.put(fb.order(state))
    over = {"state": ApprovalState.GRANTED, "order_id": fb.order().id}
    assert carried(await sent(bench, "2002", **over)) == [data]
    mine = await sent(bench, "2001", **over)
    assert mine.buttons == ()
    assert "누를 수 있는 사람" not in told(bench, mine), "there is nothing to decide any more"


@pytest.mark.parametrize("kind", ["close", "flatten", "mode", "resume", "cancel"])
@pytest.mark.parametrize("role", list(Role))
async def test_a_question_has_buttons_for_whoever_may_answer_its_kind(
    kind: str, role: Role
) -> None:
    bench = await bench_of(user(1, role), user(2, Role.ADMIN))
    sha = bench.nonces.digest(bench.nonces.nonce(QUESTION))
    until = fb.NOW + timedelta(seconds=90)
    await bench.put(Question(QUESTION, kind, "all", "", None, fb.NOW, fb.NOW, until, sha))
    asked = row(OutKind.NOTICE, f"notice.{kind}", "2001", question=QUESTION)
    reply = (await face_after(bench, asked)).sent[0][1]
    may = policy.may_answer(role, kind)
    assert carried(reply) == (["q1", "q0"] if may else [])
    assert ("누를 수 있는 사람: 사람2" in told(bench, reply)) is not may
