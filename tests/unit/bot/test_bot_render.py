"""Rendering: every line fits a phone, whatever the reply holds."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.render_text import RULE, render
from bot.reply import Button, Code, Fields, Paragraph, Reply, Table, plain
from bot.text import WIDTH, width
from core.domain.journal import Severity
from core.domain.order import Mode

WORDS = Catalogue("ko")
words = st.text(max_size=80)
pairs = st.tuples(words, words)
blocks = st.one_of(
    st.builds(Paragraph, words),
    st.builds(Code, words),
    st.builds(Fields, st.lists(pairs, max_size=4).map(tuple)),
    st.lists(st.tuples(words, words, words), max_size=4).map(
        lambda rows: Table(("종목", "수량", "손익"), tuple(rows))
    ),
)


@given(st.builds(Reply, words, st.lists(blocks, max_size=4).map(tuple)))
@example(Reply("", (Fields((("0" * 36, ""),)),)))
def test_no_line_is_wider_than_a_phone(reply: Reply) -> None:
    assert all(width(line) <= WIDTH for line in render(reply, WORDS).split("\n"))


@pytest.mark.parametrize(("mode", "banner"), [(Mode.PAPER, "모의투자"), (Mode.LIVE, "실전")])
def test_the_banner_stands_first(mode: Mode, banner: str) -> None:
    first = render(Reply("제목", mode=mode), WORDS).split("\n")[0]
    assert banner in first


def test_a_short_field_is_one_line_and_a_long_value_goes_below_its_label() -> None:
    drawn = render(Reply(blocks=(Fields((("수량", "10주"), ("이유", "가" * 16))),)), WORDS)
    assert drawn.split("\n") == ["수량: 10주", "이유:", "  " + "가" * 16]


def test_a_table_that_fits_is_a_table() -> None:
    drawn = render(Reply(blocks=(Table(("종목", "수량"), (("삼성전자", "10주"),)),)), WORDS)
    assert drawn.split("\n") == ["종목      수량", "삼성전자  10주"]


def test_a_table_that_does_not_fit_is_stacked() -> None:
    table = Table(
        ("종목", "수량", "평가", "손익"), (("삼성전자", "1,000주", "53,600,000원", "+1,200,000원"),)
    )
    drawn = render(Reply(blocks=(table,)), WORDS).split("\n")
    assert drawn == ["• 삼성전자", "  수량 1,000주 · 평가 53,600,000원", "  손익 +1,200,000원"]


def test_a_rule_divides_title_and_body() -> None:
    assert render(plain("글", title="제목"), WORDS).split("\n") == ["제목", RULE, "글"]


@pytest.mark.parametrize(
    ("severity", "mark"),
    [(Severity.INFO, "글"), (Severity.WARNING, "⚠ 글"), (Severity.CRITICAL, "🚨 글")],
)
def test_loud_messages_are_marked(severity: Severity, mark: str) -> None:
    assert render(Reply("글", severity=severity), WORDS) == mark


@pytest.mark.parametrize("data", ["", "x" * 65, "가" * 22])
def test_a_button_outside_64_bytes_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="1 to 64"):
        Button("글", data)


def test_a_message_without_buttons_keeps_everything_else() -> None:
    full = Reply("글", (Paragraph("몸"),), ((Button("예", "x"),),), mode=Mode.LIVE)
    bare = full.without_buttons()
    assert (bare.buttons, bare.title, bare.blocks, bare.mode) == (
        (),
        full.title,
        full.blocks,
        full.mode,
    )
