"""Reports are inert: nothing in them can be pressed, whoever wrote them (INV-38)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import Catalogue
from bot.render_text import render
from bot.reply import Code, Paragraph, Reply
from bot.report_text import inert, report_reply
from core.domain.journal import Report
from tests import fakes_bot as fb

PRESSABLE = re.compile(r"(^|\s)/[A-Za-z]|@\w|://|[A-Za-z]\.[A-Za-z]")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("/halt 하세요", "∕halt 하세요"),
        ("@gaemi_bot", "(at)gaemi_bot"),
        ("https://evil.com/x", "https:∕∕evil·com∕x"),
        ("t.me/joinchat", "t·me∕joinchat"),
        ("수익률 1.20%, 3/4", "수익률 1.20%, 3/4"),
        ("끝났다. 다음", "끝났다. 다음"),
    ],
)
def test_commands_mentions_and_addresses_lose_their_teeth(written: str, shown: str) -> None:
    assert inert(written) == shown


@given(st.text(alphabet="/@.:ahtps한 \n．＠․", max_size=60))
def test_nothing_pressable_survives_the_drawing(text: str) -> None:
    report = Report("R1", "weekly", "2024-W52", "{}", text, "model", 0, fb.NOW)
    assert not PRESSABLE.search(render(report_reply(report, Catalogue("ko")), Catalogue("ko")))


def test_the_report_says_who_wrote_it_and_when() -> None:
    report = Report("R1", "weekly", "2024-W52", "{}", "글", "template", 0, fb.NOW)
    told = fb.text_of(report_reply(report, Catalogue("ko")))
    assert "서식" in told
    assert "12-26 10:00:00" in told


_LINES = st.text(alphabet="가a1 ,", min_size=1, max_size=30).map(str.strip).filter(bool)
_ROWS = st.lists(_LINES | st.just("계좌      1원"), min_size=1, max_size=4)


@given(st.lists(_ROWS, min_size=1, max_size=4))
def test_parting_a_report_changes_none_of_its_lines(sections: list[list[str]]) -> None:
    text = "\n\n".join("\n".join(rows) for rows in sections) + "\n"
    report = Report("R1", "weekly", "2024-W52", "{}", text, "template", 0, fb.NOW)
    drawn = report_reply(report, Catalogue("ko"))
    whole = Reply(drawn.title, (Paragraph(text), drawn.blocks[-1]))
    assert render(drawn, Catalogue("ko")) == render(whole, Catalogue("ko"))


def test_rows_in_columns_keep_their_spaces_on_every_face_and_prose_flows() -> None:
    text = "주간 보고서\n\n■ 계좌\n시작      100원\n끝         99원\n\n■ 해설\n잘했습니다.\n"
    report = Report("R1", "weekly", "2024-W52", "{}", text, "template", 0, fb.NOW)
    blocks = report_reply(report, Catalogue("ko")).blocks
    assert [b for b in blocks if isinstance(b, Code)] == [Code("시작      100원\n끝         99원")]
    told = [b.text for b in blocks if isinstance(b, Paragraph)]
    assert told[:3] == ["주간 보고서", "\n■ 계좌", "\n■ 해설\n잘했습니다."]


def test_a_report_that_begins_with_its_title_shows_it_once() -> None:
    words = Catalogue("ko")
    title = words.t("report.title.daily", period="2026-11-02")
    text = f"{title}\n\n11월 2일에는 거래가 없었습니다.\n"
    report = Report("R1", "daily", "2026-11-02", "{}", text, "template", 0, fb.NOW)
    drawn = render(report_reply(report, words), words)
    assert drawn.count(title) == 1
    assert "거래가 없었습니다" in drawn
