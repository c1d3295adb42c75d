"""Pairing: a code from the server's console, ten minutes, five tries, silence for the wrong."""

from __future__ import annotations

import pytest

from bot.pairing import ALPHABET, LENGTH
from core.domain.commands import Pair
from core.domain.people import Role
from core.domain.results import Result
from tests import fakes_bot as fb

PAIRED = Result(True, "pair.done", fields={"name": "주인"})


def _bench() -> fb.Bench:
    bench = fb.Bench(paired=False)
    bench.door.results[Pair] = PAIRED
    bench.router.invite("telegram")
    return bench


def test_a_code_is_shown_only_while_nobody_is_paired() -> None:
    assert len(_bench().codes) == 1
    paired = fb.Bench()
    paired.router.invite("telegram")
    assert paired.codes == []


def test_a_code_is_eight_letters_that_are_not_taken_for_one_another() -> None:
    code = _bench().codes[0]
    assert len(code) == LENGTH == 8
    assert set(code) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)


@pytest.mark.parametrize("form", ["/pair {}", "/start {}", "pair {}", "연결 {}", "/PAIR {}"])
async def test_the_right_code_pairs(form: str) -> None:
    bench = _bench()
    reply = await bench.say(form.format(bench.codes[0]))
    assert "연결했습니다, 주인" in fb.text_of(reply)
    asked = bench.door.of(Pair)
    assert [(c.actor.user, c.actor.chat, c.role) for c in asked] == [("1001", "1001", Role.ADMIN)]


async def test_small_letters_will_do() -> None:
    bench = _bench()
    assert await bench.say(f"/pair {bench.codes[0].lower()}") is not None


async def test_a_code_is_used_up_by_its_first_use() -> None:
    bench = _bench()
    await bench.say(f"/pair {bench.codes[0]}")
    assert await bench.say(f"/pair {bench.codes[0]}", user="2002") is None
    assert len(bench.door.of(Pair)) == 1


@pytest.mark.parametrize("said", ["/pair WRONG123", "/pair", "/start", "/pair A B", "안녕하세요"])
async def test_whatever_else_gets_no_answer(said: str) -> None:
    bench = _bench()
    assert await bench.say(said) is None
    assert bench.door.asked == []


@pytest.mark.parametrize(
    "how",
    [{"private": False, "chat": "-9"}, {"machine": True}, {"forwarded": True}, {"masked": True}],
)
async def test_only_a_person_in_private_can_pair(how: dict[str, object]) -> None:
    bench = _bench()
    assert await bench.say(f"/pair {bench.codes[0]}", **how) is None
    assert bench.door.asked == []


async def test_an_old_code_is_dead_and_a_new_one_is_shown() -> None:
    bench = _bench()
    bench.wall.move_by(600)
    assert await bench.say(f"/pair {bench.codes[0]}") is None
    assert len(bench.codes) == 2
    assert await bench.say(f"/pair {bench.codes[1]}") is not None


async def test_the_fifth_wrong_try_makes_a_new_code() -> None:
    bench = _bench()
    for n in range(5):
        assert await bench.say("/pair WRONGONE", user=str(n)) is None
    assert len(bench.codes) == 2
    assert await bench.say(f"/pair {bench.codes[0]}", user="77") is None


async def test_one_person_gets_three_tries_in_ten_minutes() -> None:
    bench = _bench()
    for _ in range(3):
        await bench.say("/pair WRONGONE")
    assert await bench.say(f"/pair {bench.codes[0]}") is None
    assert await bench.say(f"/pair {bench.codes[0]}", user="2002") is not None


async def test_a_hundred_thousand_guesses_are_not_judged() -> None:
    bench = _bench()
    for n in range(2_000):
        assert await bench.say(f"/pair {n:08d}", user=str(n % 3)) is None
    assert len(bench.codes) <= 3


async def test_no_desk_means_no_pairing() -> None:
    bench = _bench()
    bench.desk.close()
    assert await bench.say(f"/pair {bench.codes[0]}") is None
    assert await bench.say("/pair ") is None
