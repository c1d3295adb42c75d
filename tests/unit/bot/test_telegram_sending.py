"""What the Telegram face sends and edits, in parts and against a server that refuses."""

from __future__ import annotations

import pytest

from bot.reply import Paragraph, Reply
from core.domain.approval import MessageRef
from core.errors import DeliveryError
from tests import bot_api as api
from tests.unit.bot.test_bot_telegram import CARD, DATE, Wired, wired


async def test_a_message_is_sent_with_its_buttons_and_named() -> None:
    async with wired() as it:
        ref = await it.face.send("1001", CARD)
        (sent,) = it.api.of("sendMessage")
        assert ref == MessageRef("telegram", "1001", str(it.api.next_message))
        row = sent["reply_markup"]["inline_keyboard"][0]
        assert [b["callback_data"] for b in row] == ["c1:" + "A" * 22, "c0:x"]


async def test_a_long_message_comes_in_parts_with_the_buttons_on_the_last() -> None:
    async with wired() as it:
        long = Reply("보고서", (Paragraph("가나다 라마바\n" * 900),), CARD.buttons)
        await it.face.send("1001", long)
        sent = it.api.of("sendMessage")
        assert len(sent) > 1
        assert all(len(s["text"]) <= 4_096 for s in sent)
        assert ["reply_markup" in s for s in sent] == [False] * (len(sent) - 1) + [True]


@pytest.mark.parametrize(
    ("fault", "final", "retry_after_s"),
    [
        (api.TOO_MANY, False, 1.0),
        (api.FORBIDDEN, True, None),
        (api.bad("chat not found"), True, None),
        (api.SERVER_ERROR, False, None),
        (api.UNAUTHORIZED, False, None),
        (api.HANG, False, None),
    ],
)
async def test_a_failed_delivery_says_whether_to_try_again(
    fault: api.Fault, final: bool, retry_after_s: float | None
) -> None:
    async with wired() as it:
        it.api.fail("sendMessage", fault)
        with pytest.raises(DeliveryError) as caught:
            await it.face.send("1001", CARD)
        assert (caught.value.final, caught.value.retry_after_s) == (final, retry_after_s)
        assert api.TOKEN not in str(caught.value)


async def test_an_edit_that_changes_nothing_is_success() -> None:
    async with wired() as it:
        it.api.fail("editMessageText", api.bad("message is not modified: same content"))
        await it.face.edit(MessageRef("telegram", "1001", "7"), CARD)
        assert it.api.of("sendMessage") == []


@pytest.mark.parametrize("told", ["message to edit not found", "message can't be edited"])
async def test_a_message_that_cannot_be_edited_is_sent_anew(told: str) -> None:
    async with wired() as it:
        it.api.fail("editMessageText", api.bad(told))
        await it.face.edit(MessageRef("telegram", "1001", "7"), CARD.without_buttons())
        (sent,) = it.api.of("sendMessage")
        assert "reply_markup" not in sent


@pytest.mark.parametrize("fault", [api.TOO_MANY, api.SERVER_ERROR, api.bad("chat not found")])
async def test_a_failed_edit_is_told(fault: api.Fault) -> None:
    async with wired() as it:
        it.api.fail("editMessageText", fault)
        with pytest.raises(DeliveryError):
            await it.face.edit(MessageRef("telegram", "1001", "7"), CARD)


async def test_an_edit_takes_the_buttons_away() -> None:
    async with wired() as it:
        await it.face.edit(MessageRef("telegram", "1001", "7"), CARD.without_buttons())
        (edited,) = it.api.of("editMessageText")
        assert (edited["message_id"], "reply_markup" in edited) == ("7", False)


async def test_groups_without_end_that_the_bot_is_put_into_fill_no_memory() -> None:
    first, later, ours = (-(10**12) - n for n in (1, 2_000, 3_000))
    async with wired() as it:
        for n in range(1_100):
            it.api.push(message=api.message("x", by=6666, at=first - n, message_id=7, date=DATE))
        last = it.api.push(message=api.message("x", by=6666, at=later, message_id=7, date=DATE))
        await it.api.until_any(lambda: _asked_from(it.api) > last)
        await it.face.send(str(ours), CARD)
        found = {chat: await _is_looked_for(it, chat) for chat in (first, later, ours)}
    # Where we write we count, and where nobody wrote before it was full.
    assert found == {first: True, later: False, ours: True}


def _asked_from(server: api.BotApi) -> int:
    return max((int(poll.get("offset", 0)) for poll in server.of("getUpdates")), default=0)


async def _is_looked_for(it: Wired, chat: int) -> bool:
    """Lose the answer to a message, and tell whether it is looked for before it is sent again."""
    it.api.fail("sendMessage", api.SERVER_ERROR)
    with pytest.raises(DeliveryError):
        await it.face.send(str(chat), CARD)
    await it.face.send(str(chat), CARD)
    return any(edit["chat_id"] == str(chat) for edit in it.api.of("editMessageText"))
