"""Replies as Slack's blocks: to the letter, within the limits, buttons with the last message."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.reply import Button, Code, Fields, Lines, Paragraph, Reply, Table, Verbatim
from bot.slack_blocks import HEADER, LABEL, MOST_BLOCKS, TEXT, escape, fallback, pages
from bot.text import WIDTH, width
from core.domain.journal import Severity
from core.domain.order import Mode

WORDS = Catalogue("ko")
EVIL = "*x* _y_ `z` ~w~ <!channel> <@U1> <https://evil.example|click> &lt; ```"


def texts(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every text element of rich text blocks."""
    rich = [part for b in blocks if b["type"] == "rich_text" for part in b["elements"]]
    return [run for part in rich for run in part["elements"]]


def shown(blocks: list[dict[str, Any]]) -> str:
    """Give all words of the rich text as one text."""
    return "\n".join(run["text"] for run in texts(blocks))


def test_head_body_and_buttons() -> None:
    row = (Button("확인", "c1:x"), Button("거절", "c0:x"))
    reply = Reply("제목", (Fields((("종목", "삼성전자"),)),), (row,), Severity.CRITICAL, Mode.PAPER)
    (blocks,) = pages(reply, WORDS)
    assert [b["type"] for b in blocks] == ["context", "header", "rich_text", "actions"]
    assert "모의투자" in blocks[0]["elements"][0]["text"]
    assert blocks[1]["text"]["text"] == "🚨 제목"
    assert texts(blocks) == [
        {"type": "text", "text": "종목: ", "style": {"bold": True}},
        {"type": "text", "text": "삼성전자"},
    ]
    first, second = blocks[3]["elements"]
    assert (first["value"], first["style"], first["text"]["text"]) == ("c1:x", "primary", "확인")
    assert "style" not in second
    assert first["action_id"] != second["action_id"]


def test_real_money_stands_as_large_as_the_title() -> None:
    (blocks,) = pages(Reply("제목", mode=Mode.LIVE), WORDS)
    assert [b["type"] for b in blocks] == ["header", "header"]
    assert "실전" in blocks[0]["text"]["text"]


def test_a_table_keeps_its_columns_within_a_phone() -> None:
    table = Table(("종목", "수량"), (("삼성전자", "10"), ("에코프로비엠", "1,234")))
    (blocks,) = pages(Reply("", (Paragraph("위"), table, Paragraph("아래"))), WORDS)
    kinds = [b["elements"][0]["type"] for b in blocks]
    assert kinds == ["rich_text_section", "rich_text_preformatted", "rich_text_section"]
    rows = blocks[1]["elements"][0]["elements"][0]["text"].split("\n")
    assert len({width(row) for row in rows}) == 1
    assert all(width(row) <= WIDTH for row in rows)


def test_nothing_that_people_write_becomes_markup() -> None:
    reply = Reply(EVIL, (Paragraph(EVIL), Lines((EVIL,)), Fields(((EVIL, EVIL),)), Code(EVIL)))
    (blocks,) = pages(reply, WORDS)
    kinds = {part["type"] for b in blocks if b["type"] == "rich_text" for part in b["elements"]}
    assert kinds == {"rich_text_section", "rich_text_preformatted"}
    assert {run["type"] for run in texts(blocks)} == {"text"}
    assert shown(blocks).count("<!channel>") == 5
    assert "<" not in fallback(reply, WORDS).replace("&lt;", "")
    assert escape("<!channel> & co") == "&lt;!channel&gt; &amp; co"


def test_our_own_words_are_shown_to_the_letter() -> None:
    (blocks,) = pages(Reply("", (Verbatim("가  나\n  다"),)), WORDS)
    assert shown(blocks) == "가  나\n\n  다"


def test_a_reply_without_words_is_still_a_message() -> None:
    assert pages(Reply(), WORDS)[0] != []
    assert fallback(Reply(), WORDS) != ""


long_words = st.builds(
    lambda word, n: word * n, st.text(min_size=1, max_size=3), st.integers(0, 999)
)
words = st.text(max_size=40) | long_words
body = st.one_of(
    st.builds(Paragraph, words),
    st.builds(Code, words),
    st.builds(Verbatim, words),
    st.builds(Lines, st.lists(words, max_size=4).map(tuple)),
    st.builds(Fields, st.lists(st.tuples(words, words), max_size=4).map(tuple)),
    st.lists(st.tuples(words, words), max_size=4).map(lambda r: Table(("종목", "수량"), tuple(r))),
)
labels = st.builds(Button, st.text(min_size=1, max_size=99), st.just("r:x"))
rows = st.lists(st.lists(labels, max_size=30).map(tuple), max_size=60).map(tuple)


@given(st.builds(Reply, words, st.lists(body, max_size=30).map(tuple), rows))
def test_every_message_is_within_slacks_limits(reply: Reply) -> None:
    drawn = pages(reply, WORDS)
    assert len(fallback(reply, WORDS)) <= 40_000
    for blocks in drawn:
        assert 0 < len(blocks) <= MOST_BLOCKS
        assert all(0 < len(run["text"]) <= TEXT for run in texts(blocks))
        heads = [b for b in blocks if b["type"] == "header"]
        assert all(0 < len(b["text"]["text"]) <= HEADER for b in heads)
        assert sum(len(run["text"]) for run in texts(blocks)) <= 13_200
    buttons = [e for b in drawn[-1] if b["type"] == "actions" for e in b["elements"]]
    assert all(len(b["text"]["text"]) <= LABEL for b in buttons)
    assert len({b["action_id"] for b in buttons}) == len(buttons)
    assert len(buttons) == min(500, sum(len(row) for row in reply.buttons))
    assert not any(b["type"] == "actions" for blocks in drawn[:-1] for b in blocks)


@given(st.lists(st.text("가나다abc ", min_size=1, max_size=400), max_size=80))
def test_no_word_is_lost_when_a_message_is_parted(paragraphs: list[str]) -> None:
    longer = [p + "가" * 300 for p in paragraphs if len(p) <= 100]
    reply = Reply("", tuple(Paragraph(p) for p in (*paragraphs, *longer)))
    drawn = "".join(shown(blocks) for blocks in pages(reply, WORDS))
    assert "".join(drawn.split()).removesuffix("…") == "".join("".join(paragraphs + longer).split())
