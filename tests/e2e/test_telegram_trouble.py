"""The Bot API is unwell for a while: nothing is lost, nothing doubles, trading goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.e2e.chat import BotServer, Person
from tests.e2e.process import Gaemi, until
from tests.e2e.stories import opened, orders_of, pair

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
MINA = Person(501, "미나")
SENDS = ["sendMessage", "editMessageText"]
FLOOD = {"kind": "flood", "retry_after": 2, "methods": SENDS}
ERROR = {"kind": "error", "code": 502, "methods": SENDS}
DROP = {"kind": "drop", "methods": SENDS}


@pytest.mark.parametrize("fault", [FLOOD, ERROR, DROP], ids=["429", "5xx", "hang-up"])
async def test_a_card_that_could_not_be_sent_comes_once_when_the_line_is_back(
    bot: BotServer, gaemi: Callable[..., Gaemi], fault: dict[str, Any]
) -> None:
    app, _ = await opened(gaemi, bot, MINA)
    await bot.trouble(fault)
    last = await bot.turn_down(MINA, MINA.alone)
    await until(lambda: _failed(bot, 2), "two failed calls")
    app.type("상태")
    await app.shows("모의 시각")
    await bot.trouble()

    card = await bot.card(MINA.alone, after=last)
    answer = await bot.press(MINA, card, "확인")

    assert answer == {"text": "확인했습니다. 주문을 접수하는 중입니다.", "alert": False}
    assert len(orders_of(app, card)) == 1
    cards = Counter(m.text for m in await bot.cards(MINA.alone))
    assert set(cards.values()) <= {1}


async def test_waiting_goes_by_the_machines_time_however_fast_the_market_runs(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    """While all is stopped nothing is asked, so hours of the market pass in each second."""
    app = gaemi(**bot.variables).start()
    await pair(app, bot, MINA)
    await bot.trouble(FLOOD)
    app.type("정지 점검")
    await until(lambda: _failed(bot, 3), "three failed calls")
    times = [call["at"] for call in await bot.calls() if call["status"] == 429]
    await bot.trouble()

    await bot.shows(MINA.alone, "정지: 전체", "점검")
    assert all(after - before >= 1_900 for before, after in pairwise(times))
    assert await until(lambda: _no_card(bot), "the end of every card in the chat")


async def test_a_message_that_arrived_although_the_line_broke_may_come_twice_but_orders_once(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, _ = await opened(gaemi, bot, MINA)
    await bot.trouble({"kind": "lose", "times": 1, "methods": ["sendMessage"]})
    last = await bot.turn_down(MINA, MINA.alone)

    card = await bot.card(MINA.alone, after=last)
    twins = await until(lambda: _twins(bot, card.buttons), "the same card again")
    answers = [await bot.press(MINA, twin, "확인") for twin in twins]

    assert len(twins) == 2
    assert [answer["alert"] for answer in answers].count(False) == 1
    assert len(orders_of(app, card)) == 1


async def test_a_second_reader_of_the_token_is_told_on_the_console(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**bot.variables).start()
    await pair(app, bot, MINA)
    await bot.trouble({"kind": "error", "code": 409, "methods": ["getUpdates"], "times": 2})
    await bot.say(MINA, "/status")
    await app.shows("같은 봇 토큰을 다른 곳에서도")


async def _failed(bot: BotServer, count: int) -> bool:
    calls = await bot.calls()
    return sum(call["status"] != 200 for call in calls) >= count


async def _no_card(bot: BotServer) -> bool:
    return not await bot.cards(MINA.alone)


async def _twins(bot: BotServer, buttons: dict[str, str]) -> list[Any]:
    same = [m for m in await bot.cards(MINA.alone) if m.buttons == buttons]
    return same if len(same) > 1 else []
