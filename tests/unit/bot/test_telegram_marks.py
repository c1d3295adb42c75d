"""Headings and tables in Telegram: ranges beside the text, in the units that the Bot API counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.reply import Code, Fields, Paragraph, Picture, Reply, Table
from bot.telegram_marks import MOST, Mark, Part, drawn, entities, parted
from core.domain.approval import MessageRef
from core.domain.order import Mode
from tests.unit.bot.test_bot_telegram import wired

WORDS = Catalogue("ko")
TABLE = Table(("종목", "손익"), (("삼성전자", "+1,200원"), ("한미반도체", "-300원")))
WIDE = Table(("종목", "손익"), (("가" * 20, "나" * 20),))
LETTERS = st.text(alphabet="가나 a1.*_`<b>[](🚨𝐀", max_size=60)


def marked(part: Part) -> list[tuple[str, str]]:
    """Cut the marked ranges out of a text, as a phone does that counts in UTF-16."""
    raw = part.text.encode("utf-16-le")
    return [
        (m.kind, raw[2 * m.offset : 2 * (m.offset + m.length)].decode("utf-16-le"))
        for m in part.marks
    ]


def test_the_heading_is_bold_and_a_table_keeps_its_columns() -> None:
    part = drawn(
        Reply("🚨 손익", (Paragraph("앞"), TABLE, Paragraph("뒤")), mode=Mode.PAPER), WORDS
    )
    table = "종목            손익\n삼성전자    +1,200원\n한미반도체    -300원"
    assert marked(part) == [("bold", "[모의투자]"), ("bold", "🚨 손익"), ("pre", table)]


def test_a_command_to_type_can_be_copied_with_a_tap() -> None:
    part = drawn(Reply("연결", (Code("/pair 12345678"),)), WORDS)
    assert marked(part) == [("bold", "연결"), ("pre", "/pair 12345678")]


def test_a_table_too_wide_for_a_phone_is_plain_words() -> None:
    assert marked(drawn(Reply("손익", (WIDE,)), WORDS)) == [("bold", "손익")]


@given(LETTERS, st.lists(LETTERS, max_size=4), LETTERS)
def test_marks_never_change_the_text_and_what_looks_like_markup_stays_text(
    title: str, rows: list[str], value: str
) -> None:
    blocks = (Fields(tuple((row, value) for row in rows)), TABLE, Paragraph(value))
    reply = Reply(title, blocks)
    part = drawn(reply, WORDS)
    assert part.text == render(reply, WORDS)
    assert {kind for kind, _ in marked(part)} <= {"bold", "pre"}
    table = drawn(Reply(blocks=(TABLE,)), WORDS).text
    assert [text for kind, text in marked(part) if kind == "pre"] == [table]


@given(st.lists(st.text(alphabet="가a🚨 ", max_size=3_000), min_size=1, max_size=6))
def test_a_text_in_parts_keeps_every_mark_on_the_same_letters(rows: list[str]) -> None:
    text = "\n".join(rows)
    units = len(text.encode("utf-16-le")) // 2
    parts = parted(Part(text, (Mark("pre", 0, units),) if units else ()))
    for part in parts:
        if part.text != "…":
            assert marked(part) == [("pre", part.text)]


@pytest.mark.parametrize("size", [4_097, 5_000, 9_000])
def test_one_line_longer_than_a_message_goes_on_in_the_next(size: int) -> None:
    parts = parted(Part(f"가\n{'x' * size}\n나", (Mark("pre", 0, size + 4),)))
    assert "".join(part.text for part in parts) == f"가\n{'x' * size}\n나"
    assert [marked(part) for part in parts] == [[("pre", part.text)] for part in parts]


async def test_what_is_sent_edited_and_written_under_a_photo_carries_its_marks() -> None:
    reply = Reply("손익", (TABLE,))
    async with wired() as it:
        await it.face.send("1001", reply)
        await it.face.edit(MessageRef("telegram", "1001", "7"), reply)
        await it.face.send("1001", Reply("손익", (TABLE,), picture=Picture("pnl", b"png", "그림")))
        calls = [it.api.of(name)[0] for name in ("sendMessage", "editMessageText", "sendPhoto")]
    kinds = [call.get("entities") or call["caption_entities"] for call in calls]
    assert [[e["type"] for e in kind] for kind in kinds] == [["bold", "pre"]] * 3
    assert all("parse_mode" not in call for call in calls)


@pytest.mark.parametrize("rows", [0, 150])
def test_no_more_marks_are_asked_for_than_telegram_keeps(rows: int) -> None:
    blocks = (Code("/help"),) * rows
    found = entities(drawn(Reply(blocks=blocks), WORDS))
    assert found is None if not rows else found is not None and len(found) == MOST
