"""A real process and a phone: the second factor, and an order taken back before it fills."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.chat import BotServer, Message, Person
from tests.e2e.process import Gaemi, command, variables
from tests.e2e.stories import orders_of, pair

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
MINA = Person(501, "미나")
PIN, WRONG = "482913", "730518"


async def answered(bot: BotServer, text: str, *words: str) -> Message:
    """Say something and give the answer that holds the words."""
    after = await bot.last(MINA.alone)
    await bot.say(MINA, text)
    return await bot.shows(MINA.alone, *words, after=after)


def set_pin(home: Path) -> subprocess.CompletedProcess[str]:
    """Set the PIN as a person at the server does; without a terminal it is read from the pipe."""
    home.mkdir(exist_ok=True)
    return subprocess.run(
        command("pin"), input=f"{PIN}\n{PIN}\n", env=variables(home), cwd=home, text=True,
        capture_output=True, start_new_session=True, timeout=60, check=True,
    )  # fmt: skip


async def test_a_pin_is_judged_erased_and_found_nowhere(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**bot.variables)
    done = set_pin(app.home)
    assert "PIN을 정했습니다" in done.stdout
    app.start()
    await pair(app, bot, MINA)

    await answered(bot, f"/pin {WRONG}", "PIN이 맞지 않습니다", "4번")
    await answered(bot, f"/pin {PIN}", "PIN을 기다리는 일이 없습니다")
    await answered(bot, PIN, "숫자만으로는")

    assert len(await bot.erased()) == 3
    assert {row["chat"] for row in await bot.erased()} == {MINA.alone}
    shown = "\n".join(m.text for m in await bot.messages())
    assert await app.quit() == 0
    files = [path for path in app.home.rglob("*") if path.is_file()]
    assert len(files) >= 4
    for secret in (PIN, WRONG):
        assert secret not in shown + app.all_out + done.stdout
        assert [p.name for p in files if secret.encode() in p.read_bytes()] == []


async def test_an_order_is_taken_back_with_a_button_and_said_so_once_it_is_closed(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(GAEMI_SPEED="60", **bot.variables).start()
    await pair(app, bot, MINA)
    await answered(bot, "취소", "취소할 수 있는 열린 주문이 없습니다")
    card = await bot.card(MINA.alone)
    assert not (await bot.press(MINA, card, "확인"))["alert"]

    shown = await answered(bot, "취소", "취소할 주문의 버튼")
    (label,) = [text for text in shown.buttons if text.startswith("취소 · ")]
    pressed = await bot.press(MINA, shown, label)
    assert "취소를 요청했습니다" in pressed["text"]
    ended = await bot.shows(MINA.alone, "주문 취소됨")

    (order,) = orders_of(app, card)
    assert order["state"] == "cancelled"
    assert re.search(r"상태: 취소됨", ended.text)
    again = await bot.press(MINA, shown, label)
    assert "취소할 것이 없습니다" in again["text"]
