"""Power cuts while a card is open, and updates that come a second time after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.spool import Spool
from tests.e2e.chat import BotServer, Person
from tests.e2e.process import Gaemi, until
from tests.e2e.stories import opened, orders_of

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
MINA = Person(501, "미나")
# How many minutes ago depends on how long a start takes.
MISSED = "분 전에 보낸"


async def test_a_card_from_before_a_power_cut_answers_and_orders_once(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, old = await opened(gaemi, bot, MINA)
    app.kill()

    app.start()
    first = await bot.press(MINA, old, "확인")
    if first["alert"]:
        # Killed before the message was bound, or pressed before the card was shown anew.
        assert "카드에서 눌러 주세요" in first["text"]
        card = await bot.card(MINA.alone, after=old.id)
        assert not (await bot.press(MINA, card, "확인"))["alert"]
        orders = orders_of(app, card)
    else:
        orders = orders_of(app, old)

    assert len(orders) == 1
    again = await bot.tap(MINA, old, old.buttons["확인"])
    assert again["alert"]
    assert len(app.orders()) == 1


async def test_a_press_whose_update_comes_again_after_a_power_cut_orders_once(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, card = await opened(gaemi, bot, MINA)
    # The press comes, but no poll gets through that would confirm it.
    await bot.trouble({"kind": "error", "code": 502, "methods": ["getUpdates"], "confirming": True})
    await bot.send_tap(MINA, card, card.buttons["확인"])
    await until(app.orders, "the order at the exchange")
    app.kill()
    assert await bot.unread() == 1

    await bot.trouble()
    app.start()
    await until(lambda: _all_read(bot), "the update taken again")

    assert len(orders_of(app, card)) == 1
    assert len(app.orders()) == 1


async def test_a_press_made_while_nothing_runs_is_judged_at_the_start(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, card = await opened(gaemi, bot, MINA)
    app.kill()
    key = await bot.send_tap(MINA, card, card.buttons["확인"])
    second = await bot.send_tap(MINA, card, card.buttons["확인"])

    app.start()
    answers = [await bot.answer(k, "the press of the night") for k in (key, second)]

    assert all(answer["text"] for answer in answers)
    assert len(orders_of(app, card)) == sum(not answer["alert"] for answer in answers) <= 1


async def _all_read(bot: BotServer) -> bool:
    return await bot.unread() == 0


@pytest.mark.parametrize("point", ["inbox.received", "halt.before_latch", "inbox.before_mark"])
async def test_a_stop_outlives_the_end_of_the_program_wherever_it_comes(
    point: str, bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, _ = await opened(gaemi, bot, MINA)
    app.kill()
    app.more["GAEMI_FAILPOINT"] = f"{point}:1"
    app.start()
    await bot.say(MINA, "정지 점심", age_s=7_200)
    await app.ended()
    # On a slow machine the work takes longer than the disk is spared: then it lies there.
    assert await bot.unread() == 1 or Spool(app.home / "telegram" / "inbox").load().left

    del app.more["GAEMI_FAILPOINT"]
    app.start()
    await bot.shows(MINA.alone, "정지했습니다: 전체", "점심")
    await until(lambda: _all_read(bot), "the stop confirmed")


async def test_what_was_confirmed_and_not_done_is_done_or_refused_after_a_power_cut(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, card = await opened(gaemi, bot, MINA)
    # The first answer waits for half a minute, and what was said after it waits behind it.
    await bot.trouble({"kind": "flood", "retry_after": 30, "methods": ["sendMessage"]})
    await bot.say(MINA, "/help")
    await bot.say(MINA, "매수 005930 1주", age_s=120)
    await bot.say(MINA, "/status")
    await until(lambda: _all_read(bot), "everything confirmed")
    app.kill()

    await bot.trouble()
    app.start()
    refused = await bot.shows(MINA.alone, MISSED, after=card.id)
    status = await bot.shows(MINA.alone, "현황", after=refused.id)
    app.kill()
    app.start()
    await bot.say(MINA, "/help")
    await bot.shows(MINA.alone, "명령", after=status.id)
    told = [m.text for m in await bot.messages(MINA.alone) if m.id > card.id]
    assert sum(MISSED in text for text in told) == 1
    assert app.orders() == []
