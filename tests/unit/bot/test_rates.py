"""Rate limits of people (K10): twenty commands and ten presses a minute, stops without end."""

from __future__ import annotations

import random

import pytest

from bot.access import Kind
from bot.rates import COMMANDS, LOOKS, MINUTE_S, PRESSES, SAID_EACH_S, Rates, most_of
from bot.reply import Reply
from core.clock import SimClock
from core.domain.commands import Press
from core.domain.people import Role, User
from core.domain.results import Result
from core.domain.wanted import ProposeOrder
from tests import fakes_bot as fb

TAP = fb.source(kind=Kind.PRESS)
STRANGE = fb.source("9", kind=Kind.PRESS, chat="9")
NONCE = "A" * 22
DECIDING = (f"c1:{NONCE}", f"q1:{NONCE}", f"k:{NONCE}")
ALWAYS = (
    f"c0:{NONCE}",
    f"q0:{NONCE}",
    f"u:{NONCE}",
    f"w:{NONCE}",
    f"x:{'0' * 26}",
    f"a:{'0' * 26}",
)
SEEDS = range(50)


def is_help(reply: Reply | None) -> bool:
    """Tell whether the help came, and not the word that somebody is too fast."""
    return reply is not None and reply.title == "명령"


def told(answer: object) -> str:
    return getattr(answer, "text", "")


async def test_twenty_commands_a_minute_are_heard_and_it_is_said_now_and_then() -> None:
    bench = fb.Bench()
    answers = [await bench.say("도움말") for _ in range(COMMANDS + 5)]
    assert all(answers[:COMMANDS])
    assert fb.text_of(answers[COMMANDS]).strip() == bench.context.t("rate.commands", most=COMMANDS)
    assert answers[COMMANDS + 1 :] == [None] * 4
    bench.wall.move_by(SAID_EACH_S)
    again = [await bench.say("도움말") for _ in range(2)]
    assert [answer is not None for answer in again] == [True, False]
    bench.wall.move_by(MINUTE_S)
    assert is_help(await bench.say("도움말"))


async def test_orders_by_words_count_like_every_command() -> None:
    bench = fb.Bench()
    bench.door.results[ProposeOrder] = Result(True, "propose.card", fields={"name": "삼성전자"})
    for n in range(COMMANDS * 2):
        await bench.say("삼전 10주 사줘" if n % 2 else "매수 005930 10주", message=str(n))
    assert len(bench.door.of(ProposeOrder)) <= COMMANDS


@pytest.mark.parametrize("said", ["정지", "/halt", "다 멈춰", "긴급정지"])
async def test_a_stop_is_heard_however_many_there_were(said: str) -> None:
    bench = fb.Bench()
    for _ in range(COMMANDS + 1):
        await bench.say("도움말")
    for n in range(1, COMMANDS * 2):
        assert await bench.say(said) is not None
        assert len(bench.halts) == n


@pytest.mark.parametrize("data", DECIDING)
async def test_ten_presses_that_decide_are_heard_a_minute(data: str) -> None:
    bench = fb.Bench()
    for _ in range(PRESSES * 3):
        answer = await bench.router.press(TAP, data, "77")
    assert len(bench.door.asked) == PRESSES
    assert told(answer) == bench.context.t("rate.presses", most=PRESSES)
    bench.wall.move_by(MINUTE_S)
    await bench.router.press(TAP, data, "77")
    assert len(bench.door.asked) == PRESSES + 1


@pytest.mark.parametrize("data", ["t:positions 2", "r:orders", "f:buy 005930"])
async def test_pages_turn_as_fast_as_a_thumb_and_cost_no_command(data: str) -> None:
    bench = fb.Bench()
    answers = [await bench.router.press(TAP, data, "77") for _ in range(LOOKS + 1)]
    slow = bench.context.t("rate.presses", most=LOOKS)
    assert [told(answer) == slow for answer in answers] == [False] * LOOKS + [True]
    assert is_help(await bench.say("도움말"))


def test_a_button_that_asks_for_an_order_counts_as_a_command() -> None:
    assert most_of("p:buy 005930 10") == COMMANDS
    assert (most_of(f"c1:{NONCE}"), most_of("t:positions")) == (PRESSES, LOOKS)


@pytest.mark.parametrize("data", ALWAYS)
async def test_a_no_an_undo_and_a_cancel_are_always_heard(data: str) -> None:
    bench = fb.Bench()
    for _ in range(PRESSES * 3):
        await bench.router.press(TAP, f"c1:{NONCE}", "77")
    before = len(bench.door.asked)
    for n in range(1, PRESSES * 3):
        await bench.router.press(TAP, data, "77")
        assert len(bench.door.asked) == before + n


async def test_another_face_of_a_person_is_no_second_allowance() -> None:
    bench = fb.Bench(paired=False)
    for face, user in (("telegram", fb.OWNER), ("slack", "U1")):
        await bench.put(User(face, user, user, "주인", Role.ADMIN, fb.NOW, "one"))
    await bench.put(User("slack", "U2", "U2", "다른 이", Role.ADMIN, fb.NOW, "two"))
    for n in range(PRESSES * 2):
        face, user = (("telegram", fb.OWNER), ("slack", "U1"))[n % 2]
        tap = fb.source(user, kind=Kind.PRESS, face=face, chat=user)
        await bench.router.press(tap, f"c1:{NONCE}", "77")
    assert len(bench.door.of(Press)) == PRESSES
    await bench.router.press(
        fb.source("U2", kind=Kind.PRESS, face="slack", chat="U2"), f"c1:{NONCE}", "77"
    )
    assert len(bench.door.of(Press)) == PRESSES + 1


async def test_the_keyboard_of_the_machine_is_never_too_fast() -> None:
    bench = fb.Bench()
    for _ in range(COMMANDS * 3):
        reply = await bench.say("도움말", face="console", user="local", chat="console")
        assert bench.context.t("rate.commands", most=COMMANDS) not in fb.text_of(reply)


async def test_a_backlog_that_is_too_old_costs_nothing() -> None:
    bench = fb.Bench()
    for _ in range(COMMANDS * 5):
        await bench.say("매수 005930 10주", age_s=3_600)
    assert is_help(await bench.say("도움말"))


async def test_strangers_are_neither_counted_nor_told() -> None:
    bench = fb.Bench()
    for n in range(COMMANDS * 2):
        assert await bench.say("도움말", user="9", chat="9") is None
        for data in ("t:positions 2", f"c1:{NONCE}"):
            answer = await bench.router.press(STRANGE, data, str(n))
            assert (told(answer), getattr(answer, "reply", None)) == ("", None)
    # Once they are somebody, nothing that they said before is held against them.
    await bench.put(User("telegram", "9", "9", "손님", Role.ADMIN, fb.NOW))
    assert is_help(await bench.say("도움말", user="9", chat="9"))
    await bench.router.press(STRANGE, f"c1:{NONCE}", "77")
    assert len(bench.door.of(Press)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_no_minute_ever_has_more_than_its_number(seed: int) -> None:
    """Words and presses at random moments; every window of a minute is counted anew here."""
    rng, wall = random.Random(seed), SimClock(fb.NOW)
    rates = Rates(wall)
    heard: list[tuple[float, str]] = []
    for _ in range(300):
        wall.move_by(rng.choice((0, 0, 0.5, 3, 20)))
        if rng.random() < 0.5 and rates.may_say("p", "status"):
            heard.append((wall.monotonic(), "says"))
        elif rates.may_press("p", f"c1:{NONCE}"):
            heard.append((wall.monotonic(), "presses"))
    for kind, most in (("says", COMMANDS), ("presses", PRESSES)):
        times = [at for at, which in heard if which == kind]
        for at in times:
            assert sum(at <= other < at + MINUTE_S for other in times) <= most, seed
