"""Flattening from chat: what is asked of the engine, and never everything by a misspelt name."""

from __future__ import annotations

import pytest

from core.domain.commands import Flatten
from core.domain.order import OrderState
from core.domain.people import Role, User
from core.domain.results import Result
from core.domain.switches import Scope, ScopeKind
from tests import fakes_bot as fb

ALL, SAMSUNG = Scope(), Scope(ScopeKind.SYMBOL, "005930")


def bench() -> fb.Bench:
    made = fb.Bench()
    made.door.results[Flatten] = Result(True, "flatten.done", "all", {"holdings": 2})
    return made


@pytest.mark.parametrize(
    ("said", "scope", "at_once", "outside", "reason"),
    [
        ("청산", ALL, False, False, ""),
        ("/flatten all crash", ALL, False, False, "crash"),
        ("청산 한꺼번에 005930 급락", SAMSUNG, True, False, "급락"),
        ("청산 종목 삼성전자 밖", SAMSUNG, False, True, ""),
        ("/flatten together outside kis", Scope(ScopeKind.BROKER, "kis"), True, True, ""),
        ("청산 전략 golden_cross", Scope(ScopeKind.STRATEGY, "golden_cross"), False, False, ""),
    ],
)
async def test_a_flattening_is_read_from_its_words(
    said: str, scope: Scope, at_once: bool, outside: bool, reason: str
) -> None:
    it = bench()
    told = fb.text_of(await it.say(said))
    (asked,) = it.door.of(Flatten)
    assert (asked.scope, asked.at_once, asked.outside) == (scope, at_once, outside)
    assert asked.reason == (reason or it.context.t("halt.no_reason"))
    assert it.context.t("flatten.at_once" if at_once else "flatten.by_cards") in told


@pytest.mark.parametrize("said", ["청산 005931", "/flatten golden_croos", "/flatten symbol xyz"])
async def test_a_name_that_is_not_there_sells_nothing(said: str) -> None:
    it = bench()
    assert "아무것도 하지 않았습니다" in fb.text_of(await it.say(said))
    assert it.door.asked == []
    assert it.halts == []


async def test_an_order_without_a_number_is_listed() -> None:
    it = bench()
    await it.put(fb.order(OrderState.UNKNOWN, number=None))
    assert it.context.t("halt.number_unknown") in fb.text_of(await it.say("청산"))


async def test_a_stronger_stop_is_told() -> None:
    it = bench()
    it.door.results[Flatten] = Result(
        False, "flatten.stopped", "all", {"scope": "all", "level": "halt"}
    )
    told = fb.text_of(await it.say("청산 005930"))
    assert "청산하지 않았습니다" in told
    assert "재개 <까닭>" in told, "what lifts the stop of everything, not of the share"


async def test_a_stronger_stop_of_one_share_names_the_share_to_lift() -> None:
    it = bench()
    it.door.results[Flatten] = Result(
        False, "flatten.stopped", SAMSUNG.name, {"scope": SAMSUNG.name, "level": "cancel"}
    )
    assert f"재개 {it.context.words.lift('005930')}" in fb.text_of(await it.say("청산 005930"))


async def test_an_old_wish_to_flatten_is_explained_and_not_followed() -> None:
    it = bench()
    assert "분 전에 보낸" in fb.text_of(await it.say("청산", age_s=61))
    assert it.door.asked == []


async def test_a_viewer_cannot_flatten_but_can_stop() -> None:
    it = fb.Bench(paired=False)
    await it.put(User("telegram", fb.OWNER, fb.HOME, "손님", Role.VIEWER, fb.NOW))
    assert it.context.t("error.role") in fb.text_of(await it.say("청산"))
    await it.say("정지")
    assert (len(it.halts), it.door.asked) == (1, [])
