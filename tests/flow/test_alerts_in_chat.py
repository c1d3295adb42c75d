"""An alert set from a phone: the price crosses, one message comes, its buttons end it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access import Kind, Source
from core.domain.alert import AlertState
from core.domain.approval import Actor
from core.domain.commands import Pair
from core.domain.people import Role
from tests import fakes_bot as fb
from tests.harness import PRICE, SYMBOL
from tests.phone import Phone, phone

LEVEL = PRICE + 1_000
GUEST = Actor("telegram", "2002", "2002", "손님")


def told(it: Phone) -> list[str]:
    return [text for text in it.texts() if "🔔" in text and "걸었습니다" not in text]


def keys(it: Phone) -> dict[str, str]:
    markup = it.server.of("sendMessage")[-1].get("reply_markup", {})
    return {k["text"]: k["callback_data"] for row in markup["inline_keyboard"] for k in row}


async def crosses(it: Phone, price: int, seconds: float = 10) -> None:
    it.world.market.prices[SYMBOL] = price
    await it.world.look(seconds)


def states(it: Phone) -> list[AlertState]:
    return [a.state for a in it.world.uow.alerts.all()]


async def test_a_price_that_is_reached_is_told_once_and_its_button_deletes(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        assert "알림 1번을 걸었습니다" in await it.say(f"알림 삼전 {LEVEL}원 이상")
        await crosses(it, LEVEL - 100)
        assert told(it) == []
        await crosses(it, LEVEL + 100)
        text = await it.until(f"{LEVEL:,}원 이상:")
        assert f"지금 {LEVEL + 100:,}원" in text
        assert states(it) == [AlertState.DONE]
        offered = keys(it)
        assert [*offered] == ["다시 알림", "차트", "매수"]
        for price in (LEVEL - 100, LEVEL + 200, LEVEL + 300):
            await crosses(it, price)
        assert len(told(it)) == 1
        assert it.world.broker.posts == 0
        await it.press(offered["다시 알림"], str(len(it.texts())))
        assert states(it) == [AlertState.WAITING], "what holds now comes back first"
        assert "알림 1번" in await it.say("알림 1")
        await it.press(keys(it)["지우기"], str(len(it.texts())))
        assert states(it) == []
        await crosses(it, PRICE)
        await crosses(it, LEVEL + 400)
        assert len(told(it)) == 1


async def test_each_time_is_told_after_the_way_back(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await it.say(f"삼전 {LEVEL}원 넘을 때마다 알려줘")
        for price in (LEVEL, LEVEL + 50, PRICE, LEVEL, PRICE, LEVEL):
            await crosses(it, price)
        await it.until(f"{LEVEL:,}원 이상:")
        assert len(told(it)) == 3


async def test_the_buy_button_of_an_alert_only_begins_an_order(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await it.say(f"알림 삼전 {LEVEL}원 이상")
        await crosses(it, LEVEL)
        await it.until(f"{LEVEL:,}원 이상:")
        before = len(it.texts())
        await it.press(keys(it)["매수"], str(before))
        await it.server.until("sendMessage", before + 1)
        assert "얼마" in it.texts()[-1] or "몇" in it.texts()[-1]
        assert list(it.world.uow.approvals.all()) == []
        assert it.world.broker.posts == 0


@pytest.mark.parametrize("act", ["pause", "delete"])
async def test_another_persons_press_on_a_notice_changes_nothing(tmp_path: Path, act: str) -> None:
    async with phone(tmp_path) as it:
        await it.world.ask(Pair(GUEST, Role.VIEWER))
        await it.say(f"알림 삼전 {LEVEL}원 이상 계속")
        (alert,) = it.world.uow.alerts.all()
        answer = await it.router.press(_source(), f"r:alert {act} {alert.id}", "7")
        assert answer is not None
        await it.world.runtime.settle()
        assert list(it.world.uow.alerts.all()) == [alert]
        await crosses(it, LEVEL)
        await it.until(f"{LEVEL:,}원 이상:")


def _source() -> Source:
    return fb.source(GUEST.user, kind=Kind.PRESS)


async def test_a_restart_between_setting_and_crossing_loses_nothing(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await it.say(f"알림 삼전 {LEVEL}원 이상")
        await it.world.restart()
        await crosses(it, LEVEL)
        await it.until(f"{LEVEL:,}원 이상:")
        await it.world.restart()
        await crosses(it, LEVEL + 100)
        assert len(told(it)) == 1


async def test_a_muted_alert_waits_for_nobody_and_says_nothing(tmp_path: Path) -> None:
    async with phone(tmp_path) as it:
        await it.say("음소거 알림")
        await it.say(f"알림 삼전 {LEVEL}원 이상")
        await crosses(it, LEVEL)
        assert states(it) == [AlertState.DONE]
        assert told(it) == []


async def test_what_holds_already_is_said_and_a_button_waits_for_it_to_come_back(
    tmp_path: Path,
) -> None:
    async with phone(tmp_path) as it:
        assert "이미 그렇습니다" in await it.say(f"알림 삼전 {PRICE - 1_000}원 이상")
        await it.press(keys(it)["벗어났다가 다시 되면"], str(len(it.texts())))
        assert states(it) == [AlertState.WAITING]
        await crosses(it, PRICE)
        assert told(it) == []
        await crosses(it, PRICE - 2_000)
        await crosses(it, PRICE)
        await it.until(f"{PRICE - 1_000:,}원 이상:")
        assert len(told(it)) == 1
