"""Groups, topics and pages in Telegram: answers go where they were asked, pages turn in place."""

from __future__ import annotations

from typing import Any

import pytest

from bot.reply import Reply, plain
from core.domain.approval import MessageRef
from core.domain.commands import Pair, Press
from core.domain.people import Role, User
from core.domain.position import Book
from core.domain.results import Result
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.unit.bot.test_bot_telegram import DATE, Wired, wired

GROUP, TOPIC = -1009, 45
IN_TOPIC = {"message_thread_id": TOPIC, "is_topic_message": True}


async def at_home(it: Wired, chat: str) -> None:
    """Put the owner's home into a chat."""
    await it.bench.put(User("telegram", fb.OWNER, chat, "주인", Role.ADMIN, fb.NOW))


async def test_an_answer_goes_to_the_topic_where_it_was_asked() -> None:
    async with wired() as it:
        await at_home(it, f"{GROUP}/{TOPIC}")
        await it.say("/help", at=GROUP, message_thread_id=7, is_topic_message=True)
        await it.say("/help", at=GROUP)
        there, general = await it.api.until("sendMessage", 2)
        assert (there["chat_id"], there["message_thread_id"]) == (str(GROUP), "7")
        assert "message_thread_id" not in general


async def test_a_reply_in_a_group_without_topics_is_no_topic() -> None:
    async with wired() as it:
        await at_home(it, str(GROUP))
        await it.say("/help", at=GROUP, message_thread_id=7)
        (sent,) = await it.api.until("sendMessage")
        assert "message_thread_id" not in sent


async def test_cards_go_to_the_topic_of_the_home_and_are_edited_there() -> None:
    async with wired() as it:
        ref = await it.face.send(f"{GROUP}/{TOPIC}", plain("카드"))
        await it.face.edit(ref, plain("끝"))
        (sent,), (edited,) = it.api.of("sendMessage"), it.api.of("editMessageText")
        assert (sent["chat_id"], sent["message_thread_id"]) == (str(GROUP), str(TOPIC))
        assert (ref.chat, edited["chat_id"]) == (f"{GROUP}/{TOPIC}", str(GROUP))


async def test_a_press_in_a_topic_names_the_message_as_it_was_sent() -> None:
    async with wired() as it:
        await at_home(it, f"{GROUP}/{TOPIC}")
        it.bench.door.results[Press] = Result(True, "press.granted")
        pressed = api.press("c1:" + "A" * 22, at=GROUP)
        pressed["message"] |= IN_TOPIC
        it.api.push(callback_query=pressed)
        await it.api.until("answerCallbackQuery")
        (asked,) = it.bench.door.of(Press)
        assert asked.message == MessageRef("telegram", f"{GROUP}/{TOPIC}", "77")
        assert asked.actor.chat == asked.message.chat


async def test_pairing_in_another_topic_or_in_private_moves_the_home() -> None:
    async with wired() as it:
        await at_home(it, f"{GROUP}/{TOPIC}")
        it.bench.door.results[Pair] = Result(True, "pair.done", fields={"name": "주인"})
        await it.say("/pair", at=GROUP, message_thread_id=7, is_topic_message=True)
        await it.say("/pair")
        await it.say("/pair", at=GROUP, **IN_TOPIC)
        sent = await it.api.until("sendMessage", 3)
        assert [c.actor.chat for c in it.bench.door.of(Pair)] == [f"{GROUP}/7", fb.HOME]
        assert "이미 연결되어" in sent[-1]["text"]


async def test_a_stranger_in_the_topic_of_the_home_is_not_heard() -> None:
    async with wired() as it:
        await at_home(it, f"{GROUP}/{TOPIC}")
        await it.say("/halt", by=6666, at=GROUP, **IN_TOPIC)
        await it.say("/halt", at=-5, **IN_TOPIC)
        await it.say("/help")
        assert len(await it.api.until("sendMessage")) == 1
        assert it.bench.halts == []


async def test_the_home_follows_a_group_that_becomes_a_supergroup() -> None:
    async with wired() as it:
        await at_home(it, "-77")
        it.bench.door.results[Pair] = Result(True, "pair.done")
        moved = {k: v for k, v in api.message("", at=-77, date=DATE).items() if k != "text"}
        it.api.push(message=moved | {"migrate_to_chat_id": GROUP})
        await it.say("/help")
        await it.api.until("sendMessage")
        (pair,) = it.bench.door.of(Pair)
        assert (pair.actor.user, pair.actor.chat, pair.role) == (fb.OWNER, str(GROUP), Role.ADMIN)


async def test_a_group_that_nobody_calls_home_may_become_what_it_likes() -> None:
    async with wired() as it:
        moved = {k: v for k, v in api.message("", at=-77, date=DATE).items() if k != "text"}
        it.api.push(message=moved | {"migrate_to_chat_id": GROUP})
        await it.say("/help")
        await it.api.until("sendMessage")
        assert it.bench.door.of(Pair) == []


MIGRATED = (400, {
    "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat",
    "parameters": {"migrate_to_chat_id": GROUP},
})  # fmt: skip


async def test_a_message_to_the_old_number_of_a_group_reaches_the_new_one() -> None:
    async with wired() as it:
        await at_home(it, "-77")
        it.bench.door.results[Pair] = Result(True, "pair.done")
        it.api.fail("sendMessage", MIGRATED)
        ref = await it.face.send("-77", plain("카드"))
        assert ref.chat == str(GROUP)
        assert [c.actor.chat for c in it.bench.door.of(Pair)] == [str(GROUP)]


async def test_news_of_an_order_answers_its_card_where_both_are() -> None:
    async with wired() as it:
        card = MessageRef("telegram", "1001", "55")
        await it.face.send("1001", Reply("체결", under=card))
        await it.face.send("1002", Reply("체결", under=card))
        answered, alone = it.api.of("sendMessage")
        asked = answered["reply_parameters"]
        assert (asked["message_id"], asked["allow_sending_without_reply"]) == (55, True)
        assert "reply_parameters" not in alone


async def test_the_next_page_comes_in_place_of_the_first() -> None:
    async with wired() as it:
        await it.bench.put(*(Book("person", f"{n:06d}", 1, 1_000) for n in range(1, 21)))
        await it.say("/positions")
        (sent,) = await it.api.until("sendMessage")
        keys = [key for row in sent["reply_markup"]["inline_keyboard"] for key in row]
        (turn,) = [key["callback_data"] for key in keys if key["callback_data"].startswith("t:")]
        it.api.push(callback_query=api.press(turn))
        (edited,) = await it.api.until("editMessageText")
        assert edited["message_id"] == "77"
        assert "2/3" in edited["text"]
        assert len(it.api.of("sendMessage")) == 1


@pytest.mark.parametrize("fault", [api.bad("message can't be edited"), api.SERVER_ERROR])
async def test_a_page_that_cannot_be_turned_in_place_comes_anew(fault: Any) -> None:
    async with wired() as it:
        it.api.fail("editMessageText", fault)
        it.api.push(callback_query=api.press("t:pnl week"))
        await it.api.until("sendMessage")
