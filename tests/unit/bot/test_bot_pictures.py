"""Pictures beside messages: as a photo with its caption, as a file, and in words when neither."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.console import Console
from bot.picture_files import KEPT, keep_picture
from bot.reply import Button, Paragraph, Picture, Reply
from bot.telegram_send import LONGEST_CAPTION
from bot.telegram_wire import units
from core.errors import DeliveryError
from tests import bot_api as api
from tests import fakes_bot as fb
from tests.unit.bot.test_bot_telegram import wired

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PICTURE = Picture("backtest-bollinger", PNG, "볼린저, 삼성전자: 수익률 +1.20%")
CARD = Reply(
    "백테스트",
    (Paragraph("수익률 +1.20%"),),
    ((Button("자세히", "r:help"),),),
    picture=PICTURE,
)


def keeping(folder: Path, shown: list[str]) -> Console:
    """A console that keeps its pictures in a folder."""
    keep = partial(keep_picture, folder)
    return Console(fb.Bench().words, keep=keep, write=shown.append, colour=False)


def kept(said: str) -> tuple[bytes, int]:
    """What lies where the console says, and who else may look into its folder."""
    path = Path(said.partition("그림: ")[2].splitlines()[0])
    return path.read_bytes(), path.parent.stat().st_mode & 0o077


async def test_a_short_message_is_the_caption_of_its_photo() -> None:
    async with wired() as it:
        ref = await it.face.send("1001", CARD)
        (sent,) = it.api.of("sendPhoto")
        assert sent["photo"] == ("backtest-bollinger.png", PNG)
        assert "수익률 +1.20%" in sent["caption"]
        assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "r:help"
        assert "parse_mode" not in sent
        assert it.api.of("sendMessage") == []
        assert ref.message == str(it.api.next_message)


@given(words=st.integers(1, 3_000), hangul=st.booleans())
@settings(max_examples=8, deadline=None)
async def test_words_too_long_for_a_caption_follow_as_text(words: int, hangul: bool) -> None:
    text = ("가😀 " if hangul else "abc ") * words
    async with wired() as it:
        await it.face.send("1001", replace(CARD, blocks=(Paragraph(text),)))
        (photo,) = it.api.of("sendPhoto")
        texts = it.api.of("sendMessage")
        if "caption" in photo:
            assert units(photo["caption"]) <= LONGEST_CAPTION
            assert texts == []
        else:
            assert "reply_markup" not in photo
            said = "".join(t["text"] for t in texts)
            assert (
                said.replace("\n", "")
                .replace(" ", "")
                .endswith(text.replace(" ", "")[:12_000][-40:])
            )
            assert ["reply_markup" in t for t in texts] == [False] * (len(texts) - 1) + [True]


@pytest.mark.parametrize(
    "fault",
    [
        api.bad("not enough rights to send photos to the chat"),
        api.bad("PHOTO_INVALID_DIMENSIONS"),
        api.SERVER_ERROR,
        api.HANG,
    ],
)
async def test_a_photo_that_fails_is_told_in_words_with_the_buttons(fault: api.Fault) -> None:
    async with wired() as it:
        it.api.fail("sendPhoto", fault)
        await it.face.send("1001", CARD)
        (sent,) = it.api.of("sendMessage")
        assert "수익률 +1.20%" in sent["text"]
        assert "그림을 보내지 못했습니다: 볼린저, 삼성전자" in sent["text"]
        assert sent["reply_markup"]["inline_keyboard"]


async def test_being_asked_to_wait_keeps_the_photo() -> None:
    async with wired() as it:
        it.api.fail("sendPhoto", api.TOO_MANY)
        with pytest.raises(DeliveryError) as caught:
            await it.face.send("1001", CARD)
        assert caught.value.retry_after_s == 1.0
        assert it.api.of("sendMessage") == []


async def test_a_photo_message_that_changes_is_sent_anew() -> None:
    async with wired() as it:
        ref = await it.face.send("1001", CARD)
        it.api.fail("editMessageText", api.bad("there is no text in the message to edit"))
        await it.face.edit(ref, replace(CARD, picture=None, buttons=()))
        assert len(it.api.of("sendMessage")) == 1


async def test_the_console_says_where_the_picture_lies(tmp_path: Path) -> None:
    shown: list[str] = []
    console = Console(
        fb.Bench().words,
        keep=partial(keep_picture, tmp_path / "pictures"),
        write=shown.append,
        colour=False,
    )
    await console.send("console", CARD)
    (said,) = shown
    assert kept(said) == (PNG, 0)
    assert said.index("수익률") < said.index("그림: ") < said.index("[1] 자세히")


async def test_a_console_without_a_folder_shows_the_words_alone() -> None:
    shown: list[str] = []
    await Console(fb.Bench().words, write=shown.append, colour=False).send("console", CARD)
    assert "수익률" in shown[0]
    assert "그림" not in shown[0]


async def test_a_folder_that_cannot_be_written_costs_only_the_picture(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    shown: list[str] = []
    words = fb.Bench().words
    await Console(
        words, keep=partial(keep_picture, blocked), write=shown.append, colour=False
    ).send("console", CARD)
    assert "수익률" in shown[0]
    assert "그림을 저장하지 못했습니다" in shown[0]


def test_the_same_picture_has_one_file_and_old_ones_go(tmp_path: Path) -> None:
    first = keep_picture(tmp_path, PICTURE)
    assert keep_picture(tmp_path, PICTURE) == first
    for age in range(KEPT + 5):
        file = keep_picture(tmp_path, replace(PICTURE, png=PNG + bytes([age])))
        os.utime(file, ns=(age, age))
    left = list(tmp_path.iterdir())
    assert len(left) == KEPT
    assert first in left  # younger than all that were dated back


def test_a_picture_does_not_fill_the_logs() -> None:
    assert "PNG" not in repr(CARD)
    assert "볼린저" in repr(PICTURE)
