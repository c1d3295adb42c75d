"""The page of a mail: figures in line, sentences that run on, dark colours, no markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.catalogue import LANGUAGES, Catalogue
from bot.mail_page import html_of
from bot.mail_text import subject_of, text_of
from bot.reply import Code, Lines, Paragraph, Picture, Reply
from bot.report_text import report_reply
from bot.text import WIDTH, width
from core.domain.journal import Report, Severity
from core.domain.order import Mode
from core.report.table import spread, wrap
from core.report.template import render
from tests import fakes_bot as fb
from tests.weeks import rich_week


def week(language: str) -> Reply:
    text = render(rich_week(), lang=language)
    made = Report(
        "R1", "weekly", "2026-W47", "{}", text, "template", 0, fb.NOW, language, detail="long"
    )
    return report_reply(made, Catalogue(language), mode=Mode.PAPER)


def page(reply: Reply, language: str = "ko") -> str:
    return html_of(reply, Catalogue(language))


def words_of(html: str) -> str:
    """Give what a reader sees, without the spaces."""
    body = html[html.index("<body") :]
    return "".join(unescape(re.sub("<[^>]*>", " ", body)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_plain_mail_stands_on_the_page(language: str) -> None:
    reply = week(language)
    plain = text_of(reply, Catalogue(language)).replace("-- \n", "")
    marks = str.maketrans("", "", "■#─")
    squeezed = "".join(plain.translate(marks).split())
    assert words_of(page(reply, language)).translate(marks) == squeezed


def test_figures_are_cells_at_the_right_and_details_are_not() -> None:
    html = page(week("ko"))
    right = re.findall(r'<td align="right"[^>]*>([^<]*)</td>', html)
    assert "101,234,500원" in right
    assert "+901,700원 (+33.06%)" in right
    assert "매수 120주 · 평균 71,300원" not in right
    assert re.search(r'<td colspan="2" class="soft"[^>]*>매수 120주 · 평균 71,300원<', html)
    assert "white-space:pre" not in html


def test_a_sentence_that_was_broken_for_a_phone_runs_on() -> None:
    html = page(week("ko"))
    assert "이번 주에는 1,234,500원을 벌었습니다." in html
    assert "오른쪽은 했다면 기간 끝까지 생겼을 돈입니다(비용 빼기 전)." in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_bears_its_title_once(language: str) -> None:
    reply = week(language)
    assert page(reply, language).count("2026-W47") == 1
    assert subject_of(reply, Catalogue(language)).count("2026-W47") == 1
    assert text_of(reply, Catalogue(language)).count("2026-W47") == 1


def test_the_page_asks_for_nothing_from_outside_and_knows_the_dark() -> None:
    html = page(replace(week("ko"), picture=Picture("week", b"x", 'a "picture" <b>')))
    assert "http" not in html
    assert "<script" not in html
    assert 'src="cid:picture" alt="a &quot;picture&quot; &lt;b&gt;"' in html
    assert "prefers-color-scheme:dark" in html
    # Whoever ignores the dark style finds light colours in each element that bears words.
    for tag in re.findall(r"<(?:p|td|h1|h2)\b[^>]*>", html):
        assert "color:#" in tag, tag
        assert 'class="ink"' in tag or 'class="soft"' in tag, tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plain_mail_fits_36_columns(language: str) -> None:
    alt = "주간 보고서 2026-W45: 자산 103,049,077원, 변화 +3,049,077원, 수익률 +3.05%"
    reply = replace(week(language), picture=Picture("week", b"x", alt))
    lines = text_of(reply, Catalogue(language)).splitlines()
    assert max(map(width, lines)) <= WIDTH
    assert "103,049,077원," in " ".join(lines)


def test_rows_of_a_list_stay_rows() -> None:
    rows = tuple(f"{n}번째 줄은 이만큼 길어서 폭에 꼭 찹니다" for n in range(3))
    html = page(Reply("제목", (Lines(rows), Code("gaemi doctor"))))
    assert html.count("<p ") >= 4
    assert "gaemi doctor" in html


@given(
    st.lists(st.text(st.sampled_from("가나 12,원+-%<>&\"'·"), max_size=50), max_size=8),
    st.sampled_from(list(Severity)),
)
def test_nothing_said_is_lost_or_becomes_markup(texts: list[str], severity: Severity) -> None:
    reply = Reply("제목", tuple(Paragraph(text) for text in texts), severity=severity)
    html = page(reply)
    seen = words_of(html)
    for word in " ".join(texts).split():
        assert word in seen
    assert len(re.findall("<", html)) == len(re.findall(">", html))


@given(st.text(st.sampled_from("가나다 abc"), max_size=90))
def test_joining_gives_back_what_was_broken(text: str) -> None:
    said = " ".join(text.split())
    html = page(Reply("", (Paragraph("\n".join(wrap(text, WIDTH))),)))
    longest = max((width(word) for word in said.split()), default=0)
    if said and longest <= WIDTH:
        assert f">{said}</p>" in html


@given(
    st.text(st.sampled_from("가나다"), min_size=1, max_size=8),
    st.integers(-(10**9), 10**9),
)
def test_a_spread_line_is_a_row_of_two_cells(left: str, won: int) -> None:
    html = page(Reply("", (Code(spread(left, f"{won:,}원")),)))
    assert re.search(rf"<td [^>]*>{left}</td><td [^>]*>{re.escape(f'{won:,}원')}</td>", html)
