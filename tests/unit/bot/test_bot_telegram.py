"""The Telegram face over real HTTP: commands, presses, deliveries, and a server that is unwell."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply import Button, Paragraph, Reply, plain
from bot.telegram import TelegramFace
from bot.telegram_place import TelegramPlace
from bot.telegram_wire import split
from core.domain.approval import MessageRef
from core.domain.commands import Pair, Press
from core.domain.results import Result
from core.errors import DeliveryError
from tests import bot_api as api
from tests import fakes_bot as fb

DATE = int(fb.NOW.timestamp())
CARD = Reply(
    "카드", (Paragraph("글"),), ((Button("확인", "c1:" + "A" * 22), Button("거절", "c0:x")),)
)


@dataclass
class Wired:
    """A face connected to a server of ours."""

    api: api.BotApi
    bench: fb.Bench
    face: TelegramFace
    alarms: list[str]
    place: TelegramPlace

    async def say(self, text: str, **how: Any) -> None:
        """Let somebody send a message."""
        self.api.push(message=api.message(text, **{"date": DATE} | how))

    async def polls_fail(self, *faults: api.Fault) -> None:
        """Let the next polls fail, and wait until they have."""
        before = len(self.api.of("getUpdates"))
        self.api.fail("getUpdates", *faults)
        await self.api.until("getUpdates", before + len(faults) + 1)


@asynccontextmanager
async def wired(*, paired: bool = True, wait: bool = True) -> AsyncIterator[Wired]:
    """Run a face against a server while the block lasts."""
    async with api.serving() as server, asyncio.TaskGroup() as group:
        bench = fb.Bench(paired=paired)
        await bench.put(fb.money())
        alarms: list[str] = []
        place = TelegramPlace(api.TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
        face = TelegramFace(
            place, bench.words, wall=bench.wall, alarm=alarms.append, first_wait_s=0.01, poll_s=1
        )
        task = group.create_task(face.run(bench.router))
        if wait:
            await server.until("getUpdates")
        try:
            yield Wired(server, bench, face, alarms, place)
        finally:
            task.cancel()


async def test_a_command_is_answered_in_plain_text() -> None:
    async with wired() as it:
        await it.say("/status@gaemi_bot")
        (sent,) = await it.api.until("sendMessage")
        assert sent["chat_id"] == "1001"
        assert sent["text"].startswith("[모의투자]\n현황")
        assert "parse_mode" not in sent
        assert sent["link_preview_options"] == {"is_disabled": True}
        assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "r:positions"


async def test_polling_asks_for_every_kind_that_must_be_refused() -> None:
    async with wired() as it:
        (first, *_) = await it.api.until("getUpdates")
        kinds = {"message", "edited_message", "channel_post", "edited_channel_post"}
        assert set(first["allowed_updates"]) == kinds | {"callback_query"}


PRIVATE, GROUPS = "all_private_chats", "all_group_chats"


async def test_the_menu_holds_every_command_in_both_languages() -> None:
    async with wired() as it:
        menus = await it.api.until("setMyCommands", 6)
        found = {(m["scope"]["type"], m.get("language_code", "")): m["commands"] for m in menus}
        named = {key: {c["command"]: c["description"] for c in row} for key, row in found.items()}
        assert set(named) == {(s, code) for s in (PRIVATE, GROUPS) for code in ("", "ko", "en")}
        assert set(named[PRIVATE, ""]) == set(fb.COMMAND_NAMES)
        assert set(fb.COMMAND_NAMES) - set(named[GROUPS, "ko"]) == {"pin"}
        assert "정지" in named[GROUPS, "ko"]["halt"]
        assert named[PRIVATE, ""] == named[PRIVATE, "ko"] != named[PRIVATE, "en"]
        lines = [line for row in named.values() for line in row.values()]
        assert all(3 <= len(line) <= 256 for line in lines)
        assert not any(re.search("[가-힣]", line) for line in named[PRIVATE, "en"].values())


async def test_a_menu_that_stands_is_not_set_again() -> None:
    async with wired() as it:
        await it.api.until("setMyCommands", 6)
        again = TelegramFace(it.place, it.bench.words, wall=it.bench.wall, poll_s=1)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(again.run(it.bench.router))
            await it.api.until("getMyCommands", 12)
            await it.api.until("getUpdates", len(it.api.of("getUpdates")) + 1)
            task.cancel()
        assert len(it.api.of("setMyCommands")) == 6


async def test_a_menu_that_cannot_be_set_keeps_nobody_from_being_heard() -> None:
    async with wired(wait=False) as it:
        it.api.fail("getMyCommands", api.SERVER_ERROR)
        await it.say("/help")
        await it.api.until("sendMessage")


async def test_the_keyboard_is_put_under_a_private_chat_and_taken_away() -> None:
    async with wired() as it:
        await it.say("키보드")
        await it.api.until("sendMessage")
        await it.say("키보드 끔")
        shown, gone = (s["reply_markup"] for s in await it.api.until("sendMessage", 2))
        assert shown["is_persistent"]
        labels = [key["text"] for row in shown["keyboard"] for key in row]
        assert labels[:3] == ["상태", "잔고", "손익"]
        assert gone == {"remove_keyboard": True}
        for count, label in enumerate(labels, 3):
            await it.say(label)
            sent = await it.api.until("sendMessage", count)
            assert "모르는 명령" not in sent[-1]["text"], label
        assert len(it.bench.halts) == 1


async def test_a_group_gets_no_keyboard() -> None:
    async with wired() as it:
        await it.face.send("-1009", Reply("키보드", keys=(("상태",),)))
        assert "reply_markup" not in it.api.of("sendMessage")[0]


async def test_a_press_is_answered_after_the_engine_with_its_words() -> None:
    async with wired() as it:
        it.bench.door.results[Press] = Result(True, "press.granted")
        it.bench.door.hold = asyncio.Event()
        it.api.push(callback_query=api.press("c1:" + "A" * 22))
        while not it.bench.door.of(Press):  # noqa: ASYNC110 - no sleep
            await asyncio.sleep(0)
        assert it.api.of("answerCallbackQuery") == []
        it.bench.door.hold.set()
        (answer,) = await it.api.until("answerCallbackQuery")
        assert answer["text"] == it.bench.context.t("press.granted")
        (asked,) = it.bench.door.of(Press)
        assert asked.message == MessageRef("telegram", "1001", "77")


async def test_a_stranger_who_presses_first_gets_an_empty_answer_and_the_owner_still_can() -> None:
    async with wired() as it:
        it.bench.door.results[Press] = Result(True, "press.granted")
        it.api.push(callback_query=api.press("c1:" + "A" * 22, by=6666))
        it.api.push(callback_query=api.press("c1:" + "A" * 22))
        answers = await it.api.until("answerCallbackQuery", 2)
        assert sorted("text" in a for a in answers) == [False, True]
        assert [p.actor.user for p in it.bench.door.of(Press)] == ["1001"]


SAID = api.message("/halt", date=DATE)
UNHEARD: dict[str, dict[str, Any]] = {
    "stranger": {"message": api.message("/halt", by=6666, at=6666, date=DATE)},
    "edit": {"edited_message": api.message("/halt", date=DATE, edit_date=DATE)},
    "channel": {"channel_post": api.message("/halt", date=DATE)},
    "forward": {
        "message": api.message(
            "/halt", date=DATE,
            forward_origin={"type": "user", "date": 1, "sender_user": api.user(1001)},
        )
    },
    "own bot": {"message": api.message("/halt", date=DATE) | {"from": api.ME}},
    "other bot": {"message": SAID | {"from": api.user(1001, is_bot=True)}},
    "via bot": {"message": api.message("/halt", date=DATE, via_bot=api.ME)},
    "business bot": {
        "message": api.message(
            "/halt", date=DATE, sender_business_bot=api.user(78, is_bot=True, username="x_bot")
        )
    },
    "away message": {"message": api.message("/halt", date=DATE, is_from_offline=True)},
    "sender chat": {"message": api.message("/halt", date=DATE, sender_chat=api.chat(-9))},
    "anonymous admin": {"message": api.message("/halt", by=1_087_968_824, at=-9, date=DATE)},
    "foreign group": {"message": api.message("/halt", at=-9, date=DATE)},
    "no text": {"message": {k: v for k, v in SAID.items() if k != "text"}},
    "inline press": {
        "callback_query": {"id": "q", "from": api.user(1001), "chat_instance": "i",
                           "inline_message_id": "x", "data": "r:status"}
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", UNHEARD)
async def test_nobody_else_is_heard_over_the_wire(kind: str) -> None:
    async with wired() as it:
        it.api.push(**UNHEARD[kind])
        await it.say("/help")
        sent = await it.api.until("sendMessage")
        assert [s["text"].split("\n")[0] for s in sent] == ["명령"]
        assert it.bench.halts == []


async def test_an_old_command_is_refused_and_an_old_stop_obeyed() -> None:
    async with wired() as it:
        await it.say("/strategy start golden_cross", date=DATE - 86_400)
        await it.say("/halt", date=DATE - 86_400)
        sent = await it.api.until("sendMessage", 2)
        assert any("1440분 전" in s["text"] for s in sent)
        assert len(it.bench.halts) == 1
        assert it.bench.door.asked == []


async def test_a_stop_overtakes_a_command_that_takes_long() -> None:
    async with wired() as it:
        it.bench.door.hold = asyncio.Event()
        await it.say("/strategy start golden_cross")
        await it.say("/status")
        await it.say("/halt")
        (first,) = await it.api.until("sendMessage")
        assert "정지했습니다" in first["text"]
        it.bench.door.hold.set()
        await it.api.until("sendMessage", 3)


async def test_pairing_works_over_the_wire_and_a_wrong_code_is_silent() -> None:
    async with wired(paired=False) as it:
        it.bench.door.results[Pair] = Result(True, "pair.done", fields={"name": "u1001"})
        await it.say("/pair WRONGONE", by=6666, at=6666)
        await it.say(f"/start {it.bench.codes[0]}")
        (sent,) = await it.api.until("sendMessage")
        assert "연결했습니다" in sent["text"]


@pytest.mark.parametrize("fault", [api.CONFLICT, api.SERVER_ERROR, api.TOO_MANY, api.HANG])
async def test_polling_goes_on_after_a_failure(fault: api.Fault) -> None:
    async with wired() as it:
        await it.polls_fail(fault)
        await it.say("/help")
        await it.api.until("sendMessage")
        assert it.alarms == (["notice.conflict"] if fault is api.CONFLICT else [])


async def test_a_second_reader_alarms_once_while_it_lasts() -> None:
    async with wired() as it:
        await it.polls_fail(*[api.CONFLICT] * 4)
        await it.say("/help")
        await it.api.until("sendMessage")
        assert it.alarms == ["notice.conflict"]
        assert it.face.connected


async def test_a_server_that_is_down_at_the_start_is_tried_again() -> None:
    async with wired(wait=False) as it:
        it.api.fail("getMe", api.SERVER_ERROR, api.UNAUTHORIZED, api.HANG)
        await it.api.until("getUpdates")
        assert it.alarms == ["notice.token"]


async def test_nothing_is_sent_before_the_bot_is_connected() -> None:
    bench = fb.Bench()
    place = TelegramPlace(api.TOKEN, "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot")
    face = TelegramFace(place, bench.words, wall=bench.wall)
    with pytest.raises(DeliveryError) as caught:
        await face.send("1001", CARD)
    assert not caught.value.final
    assert not face.connected
    assert api.TOKEN not in repr(place)


async def test_an_answer_is_repeated_once_when_telegram_asks_to_wait() -> None:
    async with wired() as it:
        it.api.fail("sendMessage", api.TOO_MANY)
        await it.say("/help")
        sent = await it.api.until("sendMessage", 2)
        assert sent[0]["text"] == sent[1]["text"]


async def test_a_press_too_old_to_be_answered_does_not_end_the_face() -> None:
    async with wired() as it:
        it.api.fail("answerCallbackQuery", api.bad("query is too old"))
        it.api.push(callback_query=api.press("c1:" + "A" * 22))
        await it.say("/help")
        await it.api.until("sendMessage")


async def test_a_list_button_answers_with_a_message() -> None:
    async with wired() as it:
        it.api.push(callback_query=api.press("r:status"))
        (sent,) = await it.api.until("sendMessage")
        assert "현황" in sent["text"]


async def test_each_update_is_taken_once_and_confirmed_after() -> None:
    async with wired() as it:
        number = it.api.push(message=api.message("/halt", date=DATE))
        confirmed = {"", str(number), str(number + 1)}
        offsets = lambda: {p.get("offset", "") for p in it.api.of("getUpdates")}  # noqa: E731
        await it.api.until_any(lambda: str(number + 1) in offsets())
        assert offsets() <= confirmed
        assert len(it.bench.halts) == 1


async def test_a_thousand_presses_of_a_stranger_leave_the_stop_fast() -> None:
    async with wired() as it:
        for _ in range(200):
            it.api.push(callback_query=api.press("c1:" + "A" * 22, by=6666))
        await it.say("/halt")
        await it.api.until("sendMessage")
        assert len(it.bench.halts) == 1
        assert it.bench.door.of(Press) == []
        assert len(it.api.of("answerCallbackQuery")) <= 1


@given(st.text(max_size=3_000), st.integers(10, 200))
def test_parts_fit_and_lose_nothing(text: str, limit: int) -> None:
    parts = list(split(text, limit))
    assert all(0 < len(p.encode("utf-16-le", "surrogatepass")) // 2 <= limit for p in parts)
    flat = "".join("".join(parts).split("\n"))
    assert flat.strip() == "".join(text.split("\n")).strip() or not text.strip()


async def test_an_empty_message_is_still_sent() -> None:
    async with wired() as it:
        await it.face.send("1001", plain(""))
        assert len(it.api.of("sendMessage")) == 1


async def test_rubbish_from_the_server_does_not_end_the_face() -> None:
    async with wired() as it:
        await it.polls_fail((200, {"result": [{"update_id": "x", "message": 5}]}))
        await it.say("/help")
        await it.api.until("sendMessage")
