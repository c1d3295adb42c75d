"""What stories with a chat have in common: pairing, and a first trade."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.e2e.chat import BotServer, Message, Person
from tests.e2e.process import Gaemi, until

CODE = re.compile(r"\b(\d{6})\n")


async def pair(gaemi: Gaemi, bot: BotServer, who: Person) -> Message:
    """Pair somebody with the code that only the console shows."""
    code = (await gaemi.shows(r"연결 코드: (\w{8}) "))[1]
    await bot.say(who, f"/pair {code}")
    return await bot.shows(who.alone, "연결했습니다", who.first_name)


async def opened(
    gaemi: Callable[..., Gaemi], bot: BotServer, who: Person, **more: str
) -> tuple[Gaemi, Message]:
    """Start a program, pair somebody, and wait for a card."""
    app = gaemi(**(bot.variables | more)).start()
    await pair(app, bot, who)
    return app, await bot.card(who.alone)


def orders_of(gaemi: Gaemi, card: Message) -> list[dict[str, Any]]:
    """Give the orders that the exchange has for the day and symbol of a card."""
    code = CODE.search(card.text)
    day = re.search(r"마감: (\d\d-\d\d) ", card.text)
    assert code is not None
    assert day is not None
    found = (o for o in gaemi.orders() if o["code"] == code[1])
    return [order for order in found if order["day"].endswith(day[1])]


async def trade(gaemi: Gaemi, bot: BotServer, who: Person, chat: int) -> tuple[Message, Message]:
    """Confirm one card after the other until an order is filled, and turn down all others.

    A limit order may end its day unfilled. Gives the card and the message of the fill.
    """
    confirmed: list[Message] = []

    async def filled() -> Message | None:
        for card in await bot.cards(chat):
            busy = any(order["state"] == "open" for order in gaemi.orders())
            answer = await bot.press(who, card, "거절" if busy else "확인")
            if not busy and not answer["alert"]:
                confirmed.append(card)
        messages = await bot.messages(chat)
        return next((m for m in messages if "체결 완료" in m.text), None)

    fill = await until(filled, "a fill")
    assert fill is not None
    card = next(c for c in confirmed if orders_of(gaemi, c)[0]["state"] == "filled")
    return card, fill
