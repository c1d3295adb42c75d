"""Who is heard: one function for every update, and nobody by default (INV-11, INV-39)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.access import Doorman, Kind, Source, authorise
from bot.commands.base import COMMANDS
from bot.forms import FORM
from bot.presses import Button
from bot.reply import DRAFT, PROPOSE, RUN, TURN
from core.domain import policy
from core.domain.commands import AnswerQuestion, Pair, Press
from core.domain.people import Role, User
from core.domain.results import Result
from core.flow import questions
from core.flow.doubt import opening
from tests import fakes_bot as fb

GROUP = "-1009"
COMMAND_NAMES = sorted(COMMANDS.names())
ARGUMENTS = {
    "resume": " 다 고쳤음", "why": " 005930", "order": " RDER1", "pnl": " day",
    "cancel": " RDER1", "match": " RDER1 0000012345", "pin": " 123456",
    "levels": " stop 005930 5%", "close": " losers", "edit": " 005930 5주",
    "decline": " 005930 x", "mail": " test", "buy": " 005930 10", "sell": " 005930 10",
}  # fmt: skip
LOOKS = ["r:status", "t:pnl week", "f:buy 005930", "d:R1"]
BUTTONS = [kind + "A" * 22 for kind in ("c1:", "c0:", "q1:", "q0:", "k:", "u:", "w:")] + [
    "x:" + "A" * 26, "a:" + "A" * 26, "p:buy 005930 10", "p:sell 005930 all", "p:edit 5shares",
    "p:close losers",
]  # fmt: skip
UNHEARD = {
    "stranger in private": fb.source(fb.STRANGER),
    "stranger in the owner's group": fb.source(fb.STRANGER, chat=GROUP, private=False),
    "owner in a foreign group": fb.source(chat="-555", private=False),
    "owner in another's private chat": fb.source(chat="2002"),
    "edited message": fb.source(kind=Kind.EDITED),
    "channel post": fb.source(kind=Kind.CHANNEL),
    "other update": fb.source(kind=Kind.OTHER),
    "forwarded by the owner": fb.source(forwarded=True),
    "bot with the owner's id": fb.source(machine=True),
    "anonymous admin": fb.source(masked=True),
    "nobody": fb.source("", chat=fb.HOME),
    "nowhere": fb.source(chat=""),
    "owner's id on another face": fb.source(face="slack"),
    "somebody else at the console": Source(Kind.MESSAGE, "console", "root", "console"),
}
# The one cell that is heard: a paired owner who calls the cards into a group, tested below.
MOVES = ("owner in a foreign group", "pair")
MATRIX = [cell for cell in product(UNHEARD, COMMAND_NAMES) if cell != MOVES]


@pytest.mark.parametrize(("who", "name"), MATRIX)
async def test_nobody_unheard_gets_an_answer_or_moves_anything(who: str, name: str) -> None:
    bench = fb.Bench()
    for said in (f"/{name}{ARGUMENTS.get(name, '')}", COMMANDS.get(name).ko[0]):
        assert await bench.router.say(UNHEARD[who], said) is None
        assert not bench.router.hides(UNHEARD[who], said)
    assert bench.door.asked == []
    assert bench.halts == []


@pytest.mark.parametrize("who", UNHEARD)
@pytest.mark.parametrize("data", [*BUTTONS, "r:status"])
async def test_nobody_unheard_can_press(who: str, data: str) -> None:
    bench = fb.Bench()
    answers = [await bench.router.press(UNHEARD[who], data, "77") for _ in range(3)]
    assert [a for a in answers if a is not None and (a.text or a.reply)] == []
    assert len([a for a in answers if a is not None]) <= 1
    assert bench.door.asked == []


@pytest.mark.parametrize("name", COMMAND_NAMES)
async def test_the_owner_is_answered_everything(name: str) -> None:
    bench = fb.Bench()
    await bench.put(fb.money())
    reply = await bench.say(f"/{name}{ARGUMENTS.get(name, '')}")
    assert reply is not None


VIEWER_MAY = {
    "alert",
    "backtest", "balance", "cards", "chart", "doctor", "halt", "health", "help", "keyboard",
    "language", "order", "orders", "pair", "performance", "pnl", "positions", "quote", "report",
    "risk", "source", "start", "status", "subscribe", "trades", "version", "watch", "whatif",
    "whoami", "why", "whynot",
    "mute", "quiet",
}  # fmt: skip
TRADER_MAY = VIEWER_MAY | {
    "ask", "buy", "cancel", "close", "decline", "edit", "flatten", "levels", "pin", "sell",
}  # fmt: skip
ADMIN_MAY = TRADER_MAY | {
    "doubts",
    "logs",
    "mail",
    "match",
    "mode",
    "resume",
    "strategy",
    "trust",
    "users",
}
# The written table of who may say what; the code's own is core.domain.policy.
MAY_SAY = {
    Role.VIEWER: VIEWER_MAY, Role.TRADER: TRADER_MAY, Role.APPROVER: TRADER_MAY,
    Role.ADMIN: ADMIN_MAY,
}  # fmt: skip
# What a button's data begins with, and the least role that may press it.
LEAST_TO_PRESS = {
    "c": Role.TRADER, "q": Role.TRADER, "k": Role.ADMIN, "x": Role.TRADER, "p": Role.TRADER,
    "d": Role.TRADER, "u": Role.TRADER, "w": Role.TRADER, "a": Role.TRADER, "r": Role.VIEWER,
    "t": Role.VIEWER,
    "f": Role.VIEWER,
}  # fmt: skip


async def bench_of(role: Role) -> fb.Bench:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, fb.HOME, "손님", role, fb.NOW), fb.money())
    return bench


def test_every_command_and_every_button_has_its_row() -> None:
    kinds = [*Button, PROPOSE[:1], DRAFT[:1], RUN[:1], TURN[:1], FORM[:1]]
    assert set(policy.COMMANDS) == set(COMMAND_NAMES) == ADMIN_MAY
    assert set(policy.BUTTONS) == set(kinds) == set(LEAST_TO_PRESS)
    assert set(policy.QUESTIONS) == set(questions.KINDS) | {opening.KIND}


@pytest.mark.parametrize(("role", "name"), list(product(Role, COMMAND_NAMES)))
async def test_a_role_says_what_the_table_gives_it_and_nothing_else(role: Role, name: str) -> None:
    bench = await bench_of(role)
    reply = await bench.say(f"/{name}{ARGUMENTS.get(name, '')}")
    refused = bench.context.t("error.role") in fb.text_of(reply)
    assert refused is (name not in MAY_SAY[role])
    assert not refused or bench.door.asked == []


@pytest.mark.parametrize(("role", "data"), [*product(Role, [*BUTTONS, *LOOKS])])
async def test_a_role_presses_what_the_table_gives_it_and_nothing_else(
    role: Role, data: str
) -> None:
    bench = await bench_of(role)
    answer = await bench.router.press(fb.source(kind=Kind.PRESS), data, "77")
    assert answer is not None
    refused = answer.text == bench.context.t("error.role")
    assert refused is not role.covers(LEAST_TO_PRESS[data[:1]])
    assert not refused or bench.door.asked == []


@pytest.mark.parametrize("role", Role)
async def test_what_has_no_row_is_refused_to_every_role(role: Role) -> None:
    assert not policy.may_say(role, "nothing of ours")
    assert not policy.may_press(role, "z:1")
    assert not policy.may_press(role, "")
    assert not policy.may_answer(role, "nothing of ours")


@pytest.mark.parametrize(("role", "name"), list(product(Role, COMMAND_NAMES)))
async def test_no_button_says_what_a_role_may_not_say(role: Role, name: str) -> None:
    bench = await bench_of(role)
    data = f"{PROPOSE}{name}{ARGUMENTS.get(name, '')}"
    answer = await bench.router.press(fb.source(kind=Kind.PRESS), data, "77")
    assert answer is not None
    if name not in MAY_SAY[role] or not COMMANDS.get(name).proposes:
        assert not answer.ok
        assert bench.door.asked == []


async def test_an_owner_whose_cards_go_to_a_group_is_heard_there_and_in_private() -> None:
    bench = fb.Bench(paired=False)
    await bench.put(User("telegram", fb.OWNER, GROUP, "주인", Role.ADMIN, fb.NOW), fb.money())
    in_group = fb.source(chat=GROUP, private=False)
    assert authorise(in_group, bench.uow.users) is Role.ADMIN
    assert authorise(fb.source(), bench.uow.users) is Role.ADMIN
    assert authorise(replace(in_group, user=fb.STRANGER), bench.uow.users) is None


async def test_the_keyboard_of_the_machine_needs_no_pairing() -> None:
    bench = fb.Bench(paired=False)
    local = Source(Kind.MESSAGE, "console", "local", "console", private=True)
    assert authorise(local, bench.uow.users) is Role.ADMIN


async def test_a_paired_owner_calls_the_cards_into_a_group() -> None:
    bench = fb.Bench()
    bench.door.results[Pair] = Result(True, "pair.done", fields={"name": "주인"})
    reply = await bench.router.say(fb.source(chat=GROUP, private=False), "/pair")
    assert reply is not None
    assert [c.actor.chat for c in bench.door.of(Pair)] == [GROUP]


async def test_a_stranger_is_logged_once_an_hour_however_often_they_knock() -> None:
    bench = fb.Bench()
    doorman = Doorman(bench.wall)
    noted = [doorman.turn_away(fb.source(fb.STRANGER)) for _ in range(1_000)]
    assert noted.count(True) == 1
    bench.wall.move_by(3_601)
    assert doorman.turn_away(fb.source(fb.STRANGER))


def test_a_flood_of_new_names_does_not_fill_the_memory() -> None:
    doorman = Doorman(fb.Bench().wall)
    for n in range(3_000):
        doorman.turn_away(fb.source(str(n)))
    assert len(doorman._seen) <= 1_000


async def test_presses_of_a_stranger_never_reach_the_engine() -> None:
    bench = fb.Bench()
    for _ in range(500):
        await bench.router.press(fb.source(fb.STRANGER, kind=Kind.PRESS), "c1:" + "A" * 22, "77")
    assert bench.door.of(Press) == bench.door.of(AnswerQuestion) == []


def test_the_matrix_holds_every_command_and_kind_of_update() -> None:
    assert len(MATRIX) == len(UNHEARD) * len(COMMAND_NAMES) - 1 >= 200
    assert {s.kind for s in UNHEARD.values()} >= set(Kind) - {Kind.PRESS}
