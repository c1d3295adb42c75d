"""One person and a real gaemi process, through a Bot API server: the whole conversation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.chat import TOKEN, BotServer, Message, Person
from tests.e2e.process import Gaemi, until
from tests.e2e.stories import orders_of, pair, trade

pytestmark = [pytest.mark.process, pytest.mark.peer, pytest.mark.slow]
MINA = Person(501, "미나")


async def answered(bot: BotServer, text: str, *words: str) -> Message:
    """Say something and give the answer that holds the words."""
    after = await bot.last(MINA.alone)
    await bot.say(MINA, text)
    return await bot.shows(MINA.alone, *words, after=after)


async def resumed(bot: BotServer) -> None:
    """Lift the stop: reason, question, an early press, and one in time."""
    question = await answered(bot, "/resume 점검을 마쳤습니다", "정지를 풀까요?")
    early = await bot.press(MINA, question, "재개")
    assert early["alert"]
    assert "조금 더 기다려 주세요" in early["text"]

    async def lifted() -> bool:
        answer = await bot.press(MINA, question, "재개")
        return "재개했습니다: 전체" in answer["text"]

    await until(lifted, "the end of the stop")


async def test_nobody_is_heard_before_the_code_of_the_console_is_given(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(**bot.variables).start()
    code = (await app.shows(r"연결 코드: (\w{8}) "))[1]
    for text in ("/start", "/status", "/halt", "/pair WRONG234", "/pair", "상태"):
        await bot.say(MINA, text)
    await bot.say(MINA, f"/pair {code}")

    first = await bot.shows(MINA.alone, "연결했습니다, 미나")

    # Open cards come with the pairing and may overtake its answer.
    earlier = [m for m in await bot.messages() if m.id < first.id]
    assert [m for m in earlier if not m.is_card] == []
    assert "정지" not in app.out
    assert app.orders() == []


async def test_a_person_pairs_confirms_asks_why_stops_resumes_and_reads_the_report(
    bot: BotServer, gaemi: Callable[..., Gaemi]
) -> None:
    app = gaemi(GAEMI_RESUME_WAIT_S="5", **bot.variables).start()
    await pair(app, bot, MINA)
    await answered(bot, "/start", "개미 gaemi", "확인을 누르셔야만")

    card, fill = await trade(app, bot, MINA, MINA.alone)
    again = await bot.tap(MINA, card, card.buttons["확인"])
    assert again == {"text": "이미 처리된 카드입니다: 확인함", "alert": True}
    (order,) = orders_of(app, card)
    assert order["state"] == "filled"
    assert f"{order['quantity']:,}주" in card.text

    number = re.search(r"개미 번호: (\w{6})$", fill.text, re.MULTILINE)
    assert number is not None
    await answered(bot, f"/why {number[1]}", "왜?", "신호", "위험 규칙", "사람의 확인", "체결")
    await halted(app, bot)
    await resumed(bot)
    report = await answered(bot, "/report week", "주간 보고서")
    assert "글쓴이: 서식" in report.text
    check_log(app, order)


async def halted(app: Gaemi, bot: BotServer) -> None:
    """Stop while a card is open and press it all the same."""
    card = await bot.card(MINA.alone)
    before = app.orders()
    stop = await answered(bot, "/halt 점심", "정지했습니다: 전체")
    assert "점심" in stop.text
    late = await bot.tap(MINA, card, card.buttons["확인"])
    assert late == {"text": "이미 처리된 카드입니다: 거두어들임", "alert": True}
    await until(lambda: _ended(bot, card), "the end of the card")
    assert app.orders() == before


async def _ended(bot: BotServer, card: Message) -> bool:
    now = next(m for m in await bot.messages(card.chat) if m.id == card.id)
    return not now.buttons and "카드 거둠" in now.text


def check_log(app: Gaemi, order: dict[str, Any]) -> None:
    """No secret, one id through the whole path, and the market's time on each line of it."""
    text = (app.home / "logs" / "gaemi.log").read_text(encoding="utf-8")
    secret = TOKEN.partition(":")[2]
    assert secret not in text
    assert secret not in app.all_out
    lines = app.log()
    assert {"at", "event", "level"} <= set.intersection(*(set(line) for line in lines))
    fill = next(line for line in lines if line["event"] == "execution.fill")
    path = [line for line in lines if line.get("correlation") == fill["correlation"]]
    topics = {"signal.out", "risk.event", "approval.state", "order.state", "execution.fill"}
    assert topics <= {line["event"] for line in path}
    assert order["placed_at"][:16] in {line["at"][:16] for line in path}
    told = [line["at"] for line in lines if line["logger"] == "journal"]
    assert told == sorted(told)
