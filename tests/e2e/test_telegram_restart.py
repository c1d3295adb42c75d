"""Power cuts while a card is open, and updates that come a second time after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.chat import BotServer, Person
from tests.e2e.process import Gaemi, until
from tests.e2e.stories import orders_of, pair

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
MINA = Person(501, "미나")


async def test_a_card_from_before_a_power_cut_answers_and_orders_once(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**bot.variables).start()
    await pair(app, bot, MINA)
    old = await bot.card(MINA.alone)
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
    app = gaemi(**bot.variables).start()
    await pair(app, bot, MINA)
    card = await bot.card(MINA.alone)
    # The poll under way brings the press; no later poll gets through to confirm that.
    await bot.trouble({"kind": "error", "code": 502, "methods": ["getUpdates"]})
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
    app = gaemi(**bot.variables).start()
    await pair(app, bot, MINA)
    card = await bot.card(MINA.alone)
    app.kill()
    key = await bot.send_tap(MINA, card, card.buttons["확인"])
    second = await bot.send_tap(MINA, card, card.buttons["확인"])

    app.start()
    answers = [await bot.answer(k, "the press of the night") for k in (key, second)]

    assert all(answer["text"] for answer in answers)
    assert len(orders_of(app, card)) == sum(not answer["alert"] for answer in answers) <= 1


async def _all_read(bot: BotServer) -> bool:
    return await bot.unread() == 0
