"""`mail test` in the chat: answered at once, told when known, and only for who may."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.key_checks.found import Found, State
from bot.mail_trial import Posted
from bot.parse import read
from bot.reply import Reply
from bot.router import Router
from core.domain.journal import Severity
from core.domain.people import Role, User
from core.ids import UlidSource
from tests import fakes_bot as fb

FINE = Posted("ann@example.com", Found("mail", State.FINE, "keys.mail_sent"))
BAD = Posted(
    "ben@example.com",
    Found("mail", State.REFUSED, "keys.mail_to", {"host": "h", "port": 1, "code": 550}),
)


@dataclass
class Postman:
    """Takes as long as it is let, and then says what became of the mail."""

    ends: Sequence[Posted] = (FINE,)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def go(self) -> Sequence[Posted]:
        self.asked += 1
        await self.gate.wait()
        return self.ends


def bench_of(postman: Postman | None, role: Role = Role.ADMIN) -> fb.Bench:
    bench = fb.Bench(paired=False)
    bench.uow.users.put(User("telegram", fb.OWNER, fb.HOME, "주인", role, fb.NOW))
    context = replace(bench.context, mail=postman.go if postman else None)
    ids = UlidSource(bench.wall, fb.random.Random(5))
    bench.router = Router(context, ids=ids, wall=bench.wall, pairing=bench.desk)
    return bench


async def said(
    bench: fb.Bench, line: str, shown: list[Reply], first: asyncio.Event | None = None
) -> Reply | None:
    async def show(reply: Reply) -> None:
        shown.append(reply)
        if first is not None:
            first.set()

    return await bench.router.say(fb.source(), line, show=show)


@pytest.mark.parametrize("line", ["메일 시험", "mail test", "메일 테스트", "/mail TEST"])
async def test_the_answer_comes_at_once_and_the_outcome_when_it_is_known(line: str) -> None:
    postman, shown = Postman((FINE, BAD)), list[Reply]()
    bench = bench_of(postman)
    first = asyncio.Event()
    waiting = asyncio.create_task(said(bench, line, shown, first))
    await first.wait()
    assert "보내고 있습니다" in fb.text_of(shown[0])
    assert not waiting.done()
    postman.gate.set()
    reply = await waiting
    assert reply is not None
    text = fb.text_of(reply)
    assert "✓ ann@example.com: 서버가 시험 메일을 받았습니다." in text
    assert "✗ ben@example.com: h 이(가) 받는 주소를 거절했습니다 (550)." in text
    assert "SMTP_TO 의 주소에" in text
    assert "스팸함" in text
    assert reply.severity is Severity.WARNING
    assert postman.asked == 1


async def test_a_mail_that_got_nowhere_sends_nobody_to_the_spam() -> None:
    postman = Postman((BAD,))
    postman.gate.set()
    reply = await said(bench_of(postman), "메일 시험", [])
    assert reply is not None
    assert "스팸함" not in fb.text_of(reply)


@pytest.mark.parametrize("line", ["메일", "mail x", "메일 시험 ann@example.com"])
async def test_other_words_send_nothing(line: str) -> None:
    postman, shown = Postman(), list[Reply]()
    reply = await said(bench_of(postman), line, shown)
    assert reply is not None
    assert "메일 시험" in fb.text_of(reply)
    assert (postman.asked, shown) == (0, [])


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRADER, Role.APPROVER])
async def test_nobody_below_an_admin_sends_mail(role: Role) -> None:
    postman = Postman()
    reply = await said(bench_of(postman, role), "메일 시험", [])
    assert reply is not None
    assert postman.asked == 0


async def test_without_mail_it_is_told_how_to_set_it_up() -> None:
    reply = await said(bench_of(None), "메일 시험", [])
    assert reply is not None
    assert "gaemi setup" in fb.text_of(reply)


async def test_no_button_and_no_old_message_sends_mail() -> None:
    postman = Postman()
    postman.gate.set()
    bench = bench_of(postman)
    await bench.router.press(fb.source(), "r:mail test", "77")
    await bench.router.press(fb.source(), "p:mail test", "77")
    await bench.router.say(fb.source(), "메일 시험", age_s=120)
    assert postman.asked == 0


def test_nothing_else_waits_for_it() -> None:
    spec = read("메일 시험").spec
    assert spec is not None
    assert spec.slow
