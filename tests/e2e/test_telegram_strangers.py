"""A group with people who may not: whatever they do comes to nothing, and the owner goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.chat import BotServer, Person
from tests.e2e.process import Gaemi
from tests.e2e.stories import opened, orders_of, pair

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
MINA, EVE = Person(501, "미나"), Person(666, "이브")
GROUP = -1001
SILENCE = (None, {"text": "", "alert": False})


async def test_a_stranger_who_presses_first_in_the_group_changes_nothing(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**bot.variables).start()
    await pair(app, bot, MINA)
    await bot.say(MINA, "/pair", chat=GROUP)
    await bot.shows(GROUP, "연결")
    card = await bot.card(GROUP)
    before = await bot.messages()

    tried = (card.buttons["확인"], card.buttons["거절"], "r:status", "c1:invented", "x" * 64)
    presses = [await bot.send_tap(EVE, card, data) for data in tried]
    for text in ("/halt", "/status", "/pair", "정지", "/resume", "/pair AAAA2222", "확인"):
        await bot.say(EVE, text, chat=GROUP)
        await bot.say(EVE, text)

    answer = await bot.press(MINA, card, "확인")
    assert answer == {"text": "확인했습니다. 주문을 접수하는 중입니다.", "alert": False}
    assert len(orders_of(app, card)) == 1
    assert len(app.orders()) == 1
    assert all([await bot.answered(key) in SILENCE for key in presses])
    assert await bot.messages(EVE.alone) == []
    newer = [m for m in await bot.messages(GROUP) if m.id > before[-1].id]
    assert not any("정지" in m.text or "모의 시각" in m.text for m in newer)


async def test_a_card_that_was_forwarded_to_another_chat_cannot_be_confirmed_there(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, card = await opened(gaemi, bot, MINA)
    elsewhere = card.__class__(card.id, GROUP, card.text, card.buttons, ())

    away = await bot.send_tap(MINA, elsewhere, card.buttons["확인"])
    other = card.__class__(card.id + 999, card.chat, card.text, card.buttons, ())
    refused = await bot.tap(MINA, other, card.buttons["확인"])

    assert refused["alert"]
    assert "주문하지 않았습니다" in refused["text"]
    assert await bot.answered(away) in SILENCE
    assert app.orders() == []
