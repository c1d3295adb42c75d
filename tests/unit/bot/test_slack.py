"""The Slack face over real HTTP and WebSocket: commands, presses, forms, and trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.calls import AskCall
from bot.context import Context
from bot.reply import Button, Paragraph, Picture, Reply, plain
from bot.slack import SlackFace
from bot.slack_place import SlackPlace
from core.domain.approval import MessageRef
from core.domain.commands import Delivered, Pair, Press, SecondFactor
from core.domain.journal import Severity
from core.domain.people import Role, User
from core.domain.results import Result
from core.domain.wanted import EditCard
from core.errors import DeliveryError
from tests import fakes_bot as fb
from tests import slack_api as api
from tests import slack_payloads as sp
from tests.e2e.process import until

NOW_TS = f"{int(fb.NOW.timestamp())}.000100"
CARD = Reply("카드", (Paragraph("글"),), ((Button("확인", "c1:" + "A" * 22),),))


@dataclass
class Wired:
    """A face connected to a workspace of ours."""

    api: api.SlackApi
    bench: fb.Bench
    face: SlackFace
    alarms: list[str]

    async def say(self, text: str, **how: Any) -> None:
        """Let somebody write a message."""
        await self.api.push(sp.said(text, **{"ts": NOW_TS} | how))


@asynccontextmanager
async def wired(
    *,
    paired: bool = True,
    wait: bool = True,
    port: int | None = None,
    first_wait_s: float = 0.01,
    ask: AskCall | None = None,
    folder: Path | None = None,
) -> AsyncIterator[Wired]:
    """Run a face against a workspace while the block lasts."""
    async with api.serving(api.SlackApi()) as server, asyncio.TaskGroup() as group:
        bench = fb.Bench(paired=False, ask=ask)
        await bench.put(fb.money())
        if paired:
            await bench.put(User("slack", sp.MINA, sp.MINA, "미나", Role.ADMIN, fb.NOW))
        alarms: list[str] = []
        place = SlackPlace(
            api.BOT_TOKEN,
            f"{server.url}/api",
            api.APP_TOKEN,
            api.SECRET,
            "127.0.0.1",
            port,
            folder,
        )
        face = SlackFace(
            place, bench.words, wall=bench.wall, alarm=alarms.append, first_wait_s=first_wait_s
        )
        task = group.create_task(face.run(bench.router))
        if wait:
            await server.connected()
        try:
            yield Wired(server, bench, face, alarms)
        finally:
            task.cancel()


async def test_a_command_is_answered_in_the_private_chat() -> None:
    async with wired() as it:
        await it.api.push(sp.slash("status"))
        (sent,) = await it.api.until("chat.postMessage")
        assert sent["channel"] == sp.ALONE
        assert sent["blocks"][1]["text"]["text"] == "현황"
        assert "모의투자" in sent["text"]
        values = [
            e["value"] for b in sent["blocks"] if b["type"] == "actions" for e in b["elements"]
        ]
        assert "r:positions" in values
        assert it.face.connected


async def test_a_period_is_shown_in_place_of_the_message_that_was_pressed() -> None:
    async with wired() as it:
        await it.api.push(sp.press("t:pnl week", message="1.5"))
        (changed,) = await it.api.until("chat.update")
        assert changed["ts"] == "1.5"
        assert it.api.of("chat.postMessage") == []


async def test_that_the_answer_to_a_stop_arrived_is_told_and_else_not() -> None:
    async with wired() as it:
        it.bench.spare = ("SPARE",)
        it.api.fail("chat.postMessage", api.SERVER_ERROR)
        await it.api.push(sp.slash("halt"))
        await it.api.until("chat.postMessage")
        assert it.bench.door.of(Delivered) == []
        await it.say("정지")
        await until(lambda: it.bench.door.of(Delivered), "the word that it arrived")
        assert it.bench.door.of(Delivered) == [Delivered("SPARE")]
        assert len(it.bench.halts) == 2


async def test_a_command_typed_between_two_people_is_answered_in_private() -> None:
    async with wired() as it:
        await it.api.push(sp.slash("status", at="D0BETWEEN"))
        (sent,) = await it.api.until("chat.postMessage")
        assert sent["channel"] == sp.ALONE


@pytest.mark.parametrize("said", [sp.slash, sp.mention], ids=["command", "mention"])
async def test_a_sentence_to_us_is_heard_as_elsewhere(said: Any) -> None:
    async with wired() as it:
        await it.bench.put(User("slack", sp.MINA, sp.ROOM, "미나", Role.ADMIN, fb.NOW))
        for n, text in enumerate(("주문 취소해줘", "이번 달 얼마 벌었어?")):
            body = said(text, at=sp.ROOM)
            body.get("event", {})["ts"] = NOW_TS.replace("100", f"10{n}")
            await it.api.push(body)
        cancel, profit = await it.api.until("chat.postMessage", 2)
        assert "취소" in cancel["text"]
        assert "손익" in profit["text"]
        await it.say("이번 달 얼마 벌었어?", at=sp.ROOM, ts=NOW_TS.replace("100", "300"))
        await it.api.push(sp.slash("status"))
        await it.api.until("chat.postMessage", 3)
        assert len(it.api.of("chat.postMessage")) == 3, "people who talk to each other"


async def test_an_answer_stays_in_the_thread_of_its_question() -> None:
    async with wired() as it:
        await it.say("상태", thread_ts="1.2")
        (sent,) = await it.api.until("chat.postMessage")
        assert (sent["thread_ts"], sent["reply_broadcast"] in (False, "0", 0)) == ("1.2", True)


async def test_an_answer_that_grows_is_one_message_in_the_thread_of_its_question() -> None:
    async def growing(context: Context, question: str) -> Reply:
        await context.show(plain("찾는 중", title=question))
        return plain("다 찾음", title=question)

    async with wired(ask=growing) as it:
        await it.say("질문 현금?", thread_ts="1.2")
        (whole,) = await it.api.until("chat.update")
        (begun,) = it.api.of("chat.postMessage")
        assert (begun["thread_ts"], "찾는 중" in begun["text"]) == ("1.2", True)
        assert "다 찾음" in whole["text"]


async def test_nobody_is_heard_before_the_code_and_it_works_once() -> None:
    async with wired(paired=False) as it:
        (code,) = it.bench.codes
        for text in ("status", "halt", "pair", "pair WRONG234"):
            await it.api.push(sp.slash(text))
        assert it.bench.door.of(Pair) == []
        await it.api.push(sp.slash(f"pair {code}"))
        await it.api.until("chat.postMessage")
        (pair,) = it.bench.door.of(Pair)
        assert (pair.actor.face, pair.actor.user, pair.actor.chat) == ("slack", sp.MINA, sp.MINA)
        await it.api.push(sp.slash(f"pair {code}", by=sp.STRANGER, at="D0EVIL"))
        assert len(it.bench.door.of(Pair)) == 1
        assert len(it.api.of("chat.postMessage")) == 1


async def test_a_code_is_not_taken_in_a_channel() -> None:
    async with wired(paired=False) as it:
        await it.api.push(sp.slash(f"pair {it.bench.codes[0]}", at=sp.ROOM))
        await it.api.push(sp.mention(f"pair {it.bench.codes[0]}"))
        assert it.bench.door.asked == []


async def test_a_room_that_does_not_take_us_does_not_become_the_home() -> None:
    async with wired() as it:
        it.api.fail("chat.postEphemeral", api.refusal("not_in_channel"))
        address = f"{it.api.url}/respond"
        await it.api.push(sp.slash("pair", at=sp.ROOM, response_url=address))
        await it.api.until("respond")
        assert "/invite" in it.api.of("respond")[0]["text"]
        await it.api.push(sp.slash("pair", at=sp.ROOM, by=sp.STRANGER, trigger_id="2.2"))
        await it.api.push(sp.slash("pair", at=sp.ROOM, trigger_id="3.3"))
        await it.api.until("chat.postMessage")
        (pair,) = it.bench.door.of(Pair)
        assert pair.actor.chat == sp.ROOM
        assert len(it.api.of("chat.postEphemeral")) == 2


async def test_an_answer_goes_to_slack_alone() -> None:
    async with wired() as it:
        it.api.fail("chat.postEphemeral", api.refusal("not_in_channel"))
        async with api.serving(api.SlackApi()) as evil:
            address = evil.url.replace("127.0.0.1", "localhost") + "/respond"
            await it.api.push(sp.slash("pair", at=sp.ROOM, response_url=address))
            await it.say("status")
            await it.api.until("chat.postMessage")
            assert evil.calls == []


async def test_a_press_is_judged_on_its_own_message_and_answered_to_one_person() -> None:
    async with wired() as it:
        it.bench.door.results[Press] = Result(False, "press.lapsed")
        await it.api.push(sp.press("c1:" + "A" * 22, message="1.5"))
        (whisper,) = await it.api.until("chat.postEphemeral")
        (press,) = it.bench.door.of(Press)
        assert press.message == MessageRef("slack", sp.MINA, "1.5")
        assert whisper["user"] == sp.MINA
        assert it.api.of("chat.postMessage") == []


async def test_a_stranger_presses_and_types_to_no_end() -> None:
    async with wired() as it:
        evil = {"by": sp.STRANGER, "at": "D0EVIL"}
        await it.api.push(sp.press("c1:" + "A" * 22, **evil))
        await it.api.push(sp.slash("halt", **evil))
        await it.api.push(sp.slash("pin", **evil))
        await it.say("halt", **evil)
        await it.say("status")
        await it.api.until("chat.postMessage")
        assert (it.bench.door.asked, it.bench.halts) == ([], [])
        sent = {name for name, _ in it.api.calls}
        assert not sent & {"chat.postEphemeral", "views.open"}


async def test_what_slack_delivers_again_is_done_once() -> None:
    async with wired() as it:
        for envelope in ("e1", "e1", "e2"):
            await it.api.push(sp.said("halt", ts=NOW_TS), envelope=envelope)
            await it.api.push(sp.press("c1:" + "A" * 22), envelope=envelope)
            await it.api.push(sp.slash("halt x"), envelope=envelope)
        await it.say("status", ts=NOW_TS.replace("100", "200"))
        await it.api.until("chat.postMessage", 3)
        assert len(it.api.acknowledged) == 10
        assert len(it.bench.halts) == 2
        assert len(it.bench.door.of(Press)) == 1


async def test_an_old_command_is_refused_and_an_old_stop_is_not() -> None:
    async with wired() as it:
        old = f"{int(fb.NOW.timestamp()) - 300}.000100"
        await it.say("resume 끝", ts=old)
        (told,) = await it.api.until("chat.postMessage")
        assert "5분" in told["text"]
        await it.say("halt", ts=old.replace("100", "200"))
        await it.api.until("chat.postMessage", 2)
        assert len(it.bench.halts) == 1


async def test_a_pin_is_typed_into_a_form_and_reaches_only_its_judge() -> None:
    async with wired() as it:
        await it.api.push(sp.slash("pin"))
        (opened,) = await it.api.until("views.open")
        view = opened["view"]
        assert view["blocks"][0]["element"]["type"] == "plain_text_input"
        name = view["blocks"][0]["element"]["action_id"]
        form = sp.submission({name: "48"})
        form["view"] |= {"private_metadata": view["private_metadata"]}
        await it.api.push(form)
        (told,) = await it.api.until("chat.postMessage")
        assert "6-12자리" in told["text"]
        assert it.bench.door.of(SecondFactor) == []


async def test_a_card_is_changed_in_a_form_and_a_bare_number_has_its_unit_there() -> None:
    async with wired() as it:
        card = fb.approval(nonces=it.bench.nonces)
        await it.bench.put(card)
        await it.api.push(sp.press(f"p:edit {card.id}", at=sp.ALONE))
        (opened,) = await it.api.until("views.open")
        names = [block["element"]["action_id"] for block in opened["view"]["blocks"]]
        assert names == ["size", "price"]
        assert all(block["optional"] for block in opened["view"]["blocks"])
        form = sp.submission({"size": "1,005", "price": "53,500"})
        form["view"] |= {"private_metadata": opened["view"]["private_metadata"]}
        await it.api.push(form)
        await it.api.until("chat.postMessage")
        (edit,) = it.bench.door.of(EditCard)
        assert (edit.approval_id, edit.shares, edit.limit) == (card.id, 1_005, 53_500)


@pytest.mark.parametrize("said", ["buy", "매도", "match", "pin"])
async def test_half_a_command_opens_its_form(said: str) -> None:
    async with wired() as it:
        await it.api.push(sp.slash(said))
        (opened,) = await it.api.until("views.open")
        assert len(opened["view"]["title"]["text"]) <= 24
        assert it.api.of("chat.postMessage") == []


@pytest.mark.parametrize("text", ["pin 482913", "핀482913", "482913"])
async def test_a_pin_written_openly_is_not_even_looked_at(text: str) -> None:
    async with wired() as it:
        await it.say(text)
        (told,) = await it.api.until("chat.postMessage")
        assert "직접 지우고" in told["text"]
        assert "482913" not in str(told)
        (button,) = told["blocks"][-1]["elements"]
        await it.api.push(sp.press(button["value"]))
        await it.api.until("views.open")
        assert it.bench.door.asked == []


async def test_a_form_is_not_opened_for_a_stranger_with_a_button_of_ours() -> None:
    async with wired() as it:
        await it.api.push(sp.press("f:pin", by=sp.STRANGER, at=sp.ROOM))
        await it.say("status")
        await it.api.until("chat.postMessage")
        assert it.api.of("views.open") == []


async def test_a_card_is_sent_edited_and_sent_anew_when_it_is_gone() -> None:
    async with wired() as it:
        ref = await it.face.send(sp.MINA, CARD)
        assert (ref.face, ref.chat) == ("slack", sp.MINA)
        await it.face.edit(ref, CARD.without_buttons())
        (update,) = it.api.of("chat.update")
        assert (update["ts"], update["channel"]) == (ref.message, sp.ALONE)
        assert all(block["type"] != "actions" for block in update["blocks"])
        it.api.fail("chat.update", api.refusal("message_not_found"))
        await it.face.edit(ref, CARD.without_buttons())
        assert len(it.api.of("chat.postMessage")) == 2


async def test_what_belongs_to_a_card_stands_in_its_thread_and_loud_words_in_the_channel() -> None:
    async with wired() as it:
        ref = await it.face.send(sp.ROOM, CARD)
        quiet = replace(plain("체결"), under=ref)
        await it.face.send(sp.ROOM, quiet)
        await it.face.send(sp.ROOM, replace(quiet, severity=Severity.CRITICAL))
        await it.face.send(sp.ROOM, replace(quiet, under=MessageRef("telegram", sp.ROOM, "7")))
        _, low, loud, alone = it.api.of("chat.postMessage")
        assert {low["thread_ts"], loud["thread_ts"]} == {ref.message}
        assert (low["reply_broadcast"], loud["reply_broadcast"]) in ((False, True), ("0", "1"))
        assert "thread_ts" not in alone


async def test_a_picture_goes_before_its_words_and_is_told_in_words_when_it_cannot() -> None:
    async with wired() as it:
        shown = replace(CARD, picture=Picture("chart", b"PNG", "삼성전자 60일"))
        await it.face.send(sp.MINA, shown)
        assert len(it.api.files) == 1
        names = [name for name, _ in it.api.calls]
        assert names.index("files.completeUploadExternal") < names.index("chat.postMessage")
        it.api.fail("files.getUploadURLExternal", api.refusal("missing_scope"))
        await it.face.send(sp.MINA, shown)
        assert "삼성전자\n60일" in it.api.of("chat.postMessage")[1]["text"]


@pytest.mark.parametrize(
    ("fault", "final", "after"),
    [
        (api.TOO_MANY, False, 1.0),
        (api.SERVER_ERROR, False, None),
        (api.refusal("channel_not_found"), True, None),
    ],
)
async def test_a_refused_message_says_whether_to_try_again(
    fault: api.Fault, final: bool, after: float | None
) -> None:
    async with wired() as it:
        it.api.fail("chat.postMessage", fault)
        with pytest.raises(DeliveryError) as caught:
            await it.face.send(sp.ROOM, CARD)
        assert (caught.value.final, caught.value.retry_after_s) == (final, after)


async def test_an_answer_waits_as_long_as_slack_asks_and_comes_once() -> None:
    async with wired() as it:
        it.api.fail("chat.postMessage", api.TOO_MANY)
        await it.say("status")
        first, second = await it.api.until("chat.postMessage", 2)
        assert first["text"] == second["text"]
