"""`users` in the chat: a list, codes in private only, and words for every refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.access import Invitation
from bot.pairing import pair
from core.domain.commands import Pair, SecondFactor
from core.domain.people import OPERATOR, Role, User
from core.domain.results import Result
from core.domain.wanted_people import InvitePerson, RemoveUser, SetRole
from tests import fakes_bot as fb

INVITED = Result(True, "users.invited", "P1", {"role": "trader", "joins": 0})
MINA = User("slack", "U0000MINA", "U0000MINA", "미나", Role.TRADER, fb.NOW)


async def bench_of() -> fb.Bench:
    bench = fb.Bench()
    bench.door.results[InvitePerson] = INVITED
    await bench.put(MINA)
    return bench


def code_in(text: str) -> str:
    return text.split("/pair ")[1].split(maxsplit=1)[0]


async def test_the_list_names_everybody_with_a_label_and_a_role() -> None:
    bench = await bench_of()
    text = fb.text_of(await bench.say("사람"))
    assert "T1001" in text
    assert "SMINA" in text
    assert "미나 · 슬랙 · 거래" in text


async def test_the_keyboard_of_the_machine_is_named_and_not_by_its_code() -> None:
    bench = await bench_of()
    await bench.put(User("console", "local", "console", "console", Role.ADMIN, fb.NOW))
    line = next(x for x in fb.text_of(await bench.say("사람")).splitlines() if "CONSOLE" in x)
    assert "콘솔 · 이 컴퓨터의 자판 · 관리" in line


async def test_each_way_to_write_it_stands_on_its_own_line() -> None:
    bench = await bench_of()
    lines = fb.text_of(await bench.say("사람 초대")).splitlines()
    assert {"사람 초대 <권한>", "사람 빼기 <이름표>"} <= set(lines)


@pytest.mark.parametrize("said", ["/users invite trader", "/users invite 거래", "사람 초대 거래"])
async def test_a_code_lets_one_person_in_with_its_role(said: str) -> None:
    bench = await bench_of()
    code = code_in(fb.text_of(await bench.say(said)))
    assert bench.door.of(InvitePerson)[-1].role is Role.TRADER
    bench.door.results[Pair] = Result(True, "pair.done", fields={"name": "손님"})
    assert await bench.say(f"/pair {code}", user="2002", chat="2002") is not None
    assert await bench.say(f"/pair {code}", user="3003", chat="3003") is None
    (asked,) = bench.door.of(Pair)
    by = f"telegram:{fb.OWNER}"
    assert (asked.role, asked.person, asked.by, asked.joins) == (Role.TRADER, "P1", by, False)


async def test_a_code_is_never_shown_in_a_group() -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, "-100", "주인", Role.ADMIN, fb.NOW))
    text = fb.text_of(await bench.say("/users invite trader", chat="-100", private=False))
    assert text.strip() == bench.context.t("users.in_private")
    assert bench.door.asked == []


async def test_a_code_dies_after_ten_minutes_and_after_five_wrong_tries() -> None:
    bench = await bench_of()
    old = code_in(fb.text_of(await bench.say("/users invite trader")))
    bench.wall.move_by(600)
    assert await bench.say(f"/pair {old}", user="2002", chat="2002") is None
    new = code_in(fb.text_of(await bench.say("/users invite trader")))
    for n in range(5):
        assert await bench.say("/pair WRONGONE", user=f"9{n}", chat=f"9{n}") is None
    assert await bench.say(f"/pair {new}", user="2002", chat="2002") is None
    assert bench.door.of(Pair) == []


async def test_an_old_code_of_the_console_is_not_in_the_way_of_an_invitation() -> None:
    bench = await bench_of()
    bench.desk.open()
    bench.wall.move_by(600)
    code = code_in(fb.text_of(await bench.say("/users invite trader")))
    bench.door.results[Pair] = Result(True, "pair.done", fields={"name": "손님"})
    assert await bench.say(f"/pair {code}", user="2002", chat="2002") is not None
    assert [p.role for p in bench.door.of(Pair)] == [Role.TRADER]


async def test_who_is_removed_while_moving_does_not_come_back_as_somebody_else() -> None:
    bench = await bench_of()
    context = replace(bench.context, actor=fb.source("777", chat="777").actor)
    await pair(context)
    (asked,) = bench.door.of(Pair)
    assert (asked.moves, asked.role, asked.person) == (True, Role.VIEWER, "")


def test_a_hundred_thousand_guesses_find_no_code() -> None:
    bench = fb.Bench()
    bench.desk.invite(Invitation(Role.ADMIN, OPERATOR))
    found = [bench.desk.accepts(fb.source(str(n), chat=str(n)), f"{n:08d}") for n in range(10**5)]
    assert not any(found)


async def test_the_code_comes_after_the_pin_where_one_is_asked_for() -> None:
    bench = await bench_of()
    bench.door.results[InvitePerson] = Result(False, "factor.wanted")
    text = fb.text_of(await bench.say("/users invite trader"))
    assert bench.context.t("factor.wanted") in text
    assert "/pair" not in text
    assert bench.door.of(SecondFactor) == []


async def test_a_label_stands_for_one_user() -> None:
    bench = await bench_of()
    bench.door.results[SetRole] = Result(True, "users.role_set", fields={"role": "admin"})
    bench.door.results[RemoveUser] = Result(True, "users.removed")
    await bench.say("/users role smina admin")
    await bench.say("사람 빼기 SMINA")
    assert [(c.key, c.role) for c in bench.door.of(SetRole)] == [(MINA.key, Role.ADMIN)]
    assert [c.key for c in bench.door.of(RemoveUser)] == [MINA.key]


async def test_two_with_the_same_label_are_named_in_full() -> None:
    bench = await bench_of()
    await bench.put(User("slack", "U9999MINA", "U9999MINA", "미나", Role.VIEWER, fb.NOW))
    assert "SLACK:U9999MINA" in fb.text_of(await bench.say("사람"))
    await bench.say("/users remove smina")
    assert bench.door.of(RemoveUser) == []
    await bench.say("/users remove slack:u9999mina")
    assert [c.key for c in bench.door.of(RemoveUser)] == ["slack:U9999MINA"]


@pytest.mark.parametrize(
    "said", ["dance", "invite", "invite king", "role t1001", "remove", "remove nobody", "role x y"]
)
async def test_wrong_words_change_nothing_and_say_what_is_allowed(said: str) -> None:
    bench = await bench_of()
    text = fb.text_of(await bench.say(f"/users {said}"))
    assert "사람 초대 <권한>" in text
    assert bench.door.asked == []
