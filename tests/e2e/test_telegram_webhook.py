"""A real gaemi process to which the Bot API server delivers, through power cuts as well."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.e2e.chat import BotServer, Person
from tests.e2e.process import Gaemi, until
from tests.e2e.stories import opened, orders_of, pair, trade
from tests.peers.aimock_server import free_port

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
MINA = Person(501, "미나")


def hooked(bot: BotServer) -> dict[str, str]:
    """The settings of a webhook on a free port."""
    port = free_port()
    return bot.variables | {
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/x7",
        "TELEGRAM_WEBHOOK_PORT": str(port),
    }


async def test_a_person_pairs_trades_and_stops_by_webhook_and_nothing_leaks(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**hooked(bot)).start()
    await pair(app, bot, MINA)
    card, _ = await trade(app, bot, MINA, MINA.alone)
    again = await bot.tap(MINA, card, card.buttons["확인"])
    assert again == {"text": "이미 처리된 카드입니다: 확인함", "alert": True}
    assert len(orders_of(app, card)) == 1
    await bot.say(MINA, "/halt 점심")
    await bot.shows(MINA.alone, "정지했습니다: 전체")

    (told,) = await bot.calls("setWebhook")
    secret = told["given"]["secret_token"]
    assert len(secret) >= 32
    assert await forged(told["given"]["url"], "x" * len(secret)) == 401
    log = (app.home / "logs" / "gaemi.log").read_text(encoding="utf-8")
    assert not any(word in log + app.all_out for word in (secret, "telegram/x7"))


async def forged(url: str, secret: str) -> int:
    """Post as somebody else would; gives the status."""
    body = {"update_id": 99_999_999, "message": {"text": "/resume"}}
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return (await client.post(url, json=body, headers=headers)).status_code


async def test_an_update_delivered_twice_around_a_power_cut_orders_once(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app, card = await opened(gaemi, bot, MINA, **hooked(bot))
    # Delivered, but never confirmed: the answer gets lost each time.
    await bot.trouble({"kind": "lose", "methods": ["webhook"]})
    await bot.send_tap(MINA, card, card.buttons["확인"])
    await until(app.orders, "the order at the exchange")
    app.kill()
    await bot.trouble()
    app.start()
    await until(lambda: _all_read(bot), "the update taken again")

    assert len(orders_of(app, card)) == 1
    assert len(app.orders()) == 1


async def test_the_next_start_polls_again_when_the_address_is_taken_out(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**hooked(bot)).start()
    await pair(app, bot, MINA)
    await app.quit()
    app.more = {"GAEMI_SPEED": "30000", **bot.variables}
    app.start()
    await bot.say(MINA, "/help")
    await bot.shows(MINA.alone, "명령")
    assert len(await bot.calls("deleteWebhook")) == 1
    assert "되돌렸습니다" not in app.out


async def _all_read(bot: BotServer) -> bool:
    return await bot.unread() == 0
